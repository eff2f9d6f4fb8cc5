#pragma once
// The classified fields of everybody on a roll, for statistics: no name, nothing sealed.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "db/db.hpp"
#include "organization/organizations.hpp"
#include "team/member.hpp"

namespace jishi::team {

struct PersonRow {
    MemberId id;
    OrganizationId branch;
    std::string status;
    std::string category;
    std::string sex;
    std::string ethnicity;
    std::string education;
    std::string degree;
    std::string occupation;
    std::string social_stratum;
    std::optional<Date> birth_date;
    std::optional<Date> joined_on;
    bool migrant_worker = false;
    bool front_line = false;
    bool mobile = false;
    bool lost = false;
};

/// Everybody on a roll today, by today's rows, in no order. @param statuses  those of a roll
void each_person(db::Tx& tx, Date today, const std::vector<std::string>& statuses,
                 const std::function<void(const PersonRow&)>& each);
/// The same on a day, by the dated states.
void each_person_on(db::Tx& tx, const organization::Moment& moment, const std::vector<std::string>& statuses,
                    const std::function<void(const PersonRow&)>& each);
/// Those of them on the rolls of these organisations, each once.
void each_person_at(db::Tx& tx, const organization::Moment& moment, const std::vector<std::string>& statuses,
                    std::span<const OrganizationId> branches, const std::function<void(const PersonRow&)>& each);
/// Those of these ids that are members, on a roll or not. @param withdrawn  not there today
void persons_of(db::Tx& tx, Date today, std::span<const MemberId> ids,
                const std::function<void(const PersonRow&, bool withdrawn)>& each);
/// Names as they are in the register today.
void each_name(db::Tx& tx, std::span<const MemberId> ids,
               const std::function<void(MemberId, const std::string& name)>& each);
/// Members that came with an import.
std::vector<MemberId> imported_with(db::Tx& tx, std::int64_t batch);

// ---- posts: what members hold on a day ---------------------------------------------------------------------------

using EachHeld = std::function<void(MemberId, const std::string& post)>;
void each_held(db::Tx& tx, const organization::Moment& moment, const EachHeld& each);
void each_held_by(db::Tx& tx, std::span<const MemberId> ids, const organization::Moment& moment, const EachHeld& each);
/// Who holds or held the posts of these records.
std::vector<MemberId> holders_of(db::Tx& tx, std::span<const std::int64_t> records);
/// Whose posts begin or end after a day and not after another.
std::vector<MemberId> posts_turning(db::Tx& tx, Date after, Date until);

/// The branches on whose roll a member ever was, as far as it is recorded.
std::vector<OrganizationId> branches_ever(db::Tx& tx, MemberId id);

}  // namespace jishi::team
