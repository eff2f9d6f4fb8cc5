#pragma once
// More about the own record: who looked, page by page, sealed fields in clear, a copy to take along. [RIGHT-04, SEC-06]

#include <string>
#include <vector>

#include "http/endpoint.hpp"
#include "platform/audit.hpp"
#include "team/access_log.hpp"
#include "team/member_routes.hpp"
#include "team/record_vocabulary.hpp"

namespace jishi::team {

/// What the endpoints of this file work with; everything must outlive them.
struct OwnDesk {
    const Office& office;
    const platform::Audit& audit;
    const policy::Readings<RecordVocabulary>& words;

    /// The words at a place on a day; a day before the first rule is spoken of in the words of today.
    std::shared_ptr<const RecordVocabulary> words_at(OrganizationId place, Date day) const
    {
        return words.of(office.organizations.policy_at(place, day),
                        office.organizations.policy_at(place, office.clock.today()));
    }
};

struct AccessView {
    Instant at;
    std::string action;
    std::optional<std::string> who;
    std::optional<std::string> field;
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(AccessView, (), (at, action, who, field, reason))
AccessView view_of(RecordAccess&& access);

/// Everything that is stored about one person, in clear.
struct OwnCopy {
    Instant made_at;
    MemberView member;
    std::optional<std::string> id_number;
    std::optional<std::string> phone;
    std::optional<std::string> address;
    std::vector<MemberChangeView> history;
    std::vector<AccessView> accesses;
};
BOOST_DESCRIBE_STRUCT(OwnCopy, (), (made_at, member, id_number, phone, address, history, accesses))

OwnCopy own_copy(const OwnDesk& desk, db::Tx& tx, const platform::Actor& actor, const Member& member);
/// As a table: part, item, value, day.
std::string own_copy_sheet(const OwnDesk& desk, const OwnCopy& copy, bool english);

std::vector<http::Endpoint> own_copy_endpoints(const OwnDesk& desk);
/// Everything in words, for forms and pages.
std::vector<http::Endpoint> vocabulary_endpoints(const OwnDesk& desk);
/// The list of members as a file.
std::vector<http::Endpoint> member_export_endpoints(db::Database& database, const OwnDesk& desk);
/// For those who keep records: who looked, and whose account it is.
std::vector<http::Endpoint> member_access_endpoints(const Office& office, const platform::Audit& audit);

}  // namespace jishi::team
