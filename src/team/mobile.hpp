#pragma once
// [REL-21, REL-25 – REL-29, TEAM-C] Mobile members: one formal membership, several organisation lives. The home branch
// records the outflow, the branch where somebody lives the inflow; the two find each other. Contacts are a log that
// both sides write.

#include <optional>
#include <string>
#include <vector>

#include "team/member_service.hpp"
#include "team/participation.hpp"
#include "team/record.hpp"

namespace jishi::team {

/// One side of a stay elsewhere.
struct Mobile : Record {
    static constexpr std::string_view table = "team_mobile";

    std::string side;    // out: kept by the home branch; in: by the branch where the member lives
    std::string place;   // where to, or where from; an area without house number
    std::string reason;  // code of the pack
    std::optional<Date> expected_until;
    std::string keeper;  // [REL-28] who keeps in contact
    std::string name;
    std::string home;             // inflow of somebody whom this register does not have: the home branch in words
    std::string id_number_index;  // by which both sides find each other
    std::string sealed;           // inflow of such a person: id number and telephone
    RecordId other;               // the other side, once it was found
    ParticipationId participation;
    bool reported = false;  // the member reported in
    std::string end_kind;   // returned, transferred, moved_on, lost, mistaken; empty: goes on

    static constexpr auto columns()
    {
        return std::tuple{RowColumn{"side", &Mobile::side},
                          RowColumn{"place", &Mobile::place},
                          RowColumn{"reason", &Mobile::reason},
                          RowColumn{"expected_until", &Mobile::expected_until},
                          RowColumn{"keeper", &Mobile::keeper},
                          RowColumn{"name", &Mobile::name},
                          RowColumn{"home", &Mobile::home},
                          RowColumn{"id_number_index", &Mobile::id_number_index},
                          RowColumn{"sealed", &Mobile::sealed},
                          RowColumn{"other", &Mobile::other},
                          RowColumn{"participation", &Mobile::participation},
                          RowColumn{"reported", &Mobile::reported},
                          RowColumn{"end_kind", &Mobile::end_kind}};
    }
};

struct Outflow {
    MemberId member;
    Date from;
    std::string place;
    std::string reason;
    std::optional<Date> expected_until;
    std::string keeper;
};
/// @errors member.not_found, access.forbidden, member.not_on_roll, input.invalid, mobile.open_already
Result<Mobile> begin_outflow(const Office&, db::Tx&, const platform::Actor&, const Outflow&);

struct Inflow {
    OrganizationId organization;
    Date from;
    std::string name;
    std::string id_number;
    std::string phone;
    std::string home;    // where the member belongs, as said
    std::string reason;  // code of the pack
};
/// Somebody of whom the branch takes care. Whoever is in this register takes part there from that day on.
/// @errors access.forbidden, input.invalid, member.name_differs, mobile.own_member, mobile.open_already,
///         member.participation_type
Result<Mobile> begin_inflow(const Office&, db::Tx&, const platform::Actor&, const Inflow&);

/// Both sides end on that day, and with them the taking part.
/// @errors mobile.not_found, access.forbidden, mobile.ended, input.invalid
Result<Mobile> end_mobile(const Office&, db::Tx&, const platform::Actor&, RecordId, Date on,
                          const std::string& end_kind);
/// Whatever goes on about a member ends: the relation was transferred, or the member is no longer on a roll.
void end_mobile_of(const Office&, db::Tx&, const platform::Actor&, MemberId, Date on, const std::string& end_kind);

/// [REL-26] What a branch shows for others to report in.
struct ReportCode {
    std::string code;
    OrganizationId organization;
    Date valid_until;
};
/// @errors access.forbidden, member.participation_type
Result<ReportCode> make_report_code(const Office&, db::Tx&, const platform::Actor&, OrganizationId);
/// @errors mobile.code_unknown (also when its time is over)
Result<ReportCode> find_report_code(const Office&, db::Tx&, const std::string& code);
/// The member of the account reports in where the code was made.
/// @errors mobile.code_unknown, member.no_own_record, those of begin_inflow
Result<Mobile> report_in(const Office&, db::Tx&, const platform::Actor&, const std::string& code);

struct Contact {
    std::int64_t id = 0;
    MemberId member;
    RecordId mobile;
    OrganizationId organization;
    Date day;
    std::string way;
    std::string note;
    Instant recorded_at;
    std::string recorded_by_name;
};
/// By the home branch, or by a branch where the member takes part.
/// @errors member.not_found, access.forbidden, input.invalid
Result<Contact> add_contact(const Office&, db::Tx&, const platform::Actor&, const Contact&);
/// The newest first.
std::vector<Contact> contacts_of(db::Tx&, MemberId);

struct MobileQuestion {
    organization::Sight sight;
    std::string side;
    bool ended = false;
    RecordId after;
    std::size_t limit = 100;
};
struct MobileLine {
    Mobile row;
    std::optional<Date> last_contact_on;
    OrganizationId other_organization;
};
std::vector<MobileLine> list_mobile(db::Tx&, const MobileQuestion&);

}  // namespace jishi::team
