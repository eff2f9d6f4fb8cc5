#pragma once
// Who belonged to an organisation, and who could vote there, on a day; as it is known now or was known at an instant.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "team/member_office.hpp"

namespace jishi::team {

/// One member in a list. Nothing sealed.
struct MemberLine {
    MemberId id;
    OrganizationId branch;
    std::string status;
    std::string category;
    std::string name;
    std::string sex;
    std::optional<Date> birth_date;
    std::string ethnicity;
    std::string education;
    std::string occupation;
    std::optional<Date> joined_on;
    std::optional<Date> full_on;
    bool mobile = false;
    std::optional<Date> lost_since;
    bool may_vote = false;  // [GEN-04, RIGHT-02]
};

struct RosterQuestion {
    OrganizationId organization;
    organization::Moment moment;
    bool voters_only = false;
    OrganizationId after_branch;  // begins after this member of this branch
    MemberId after;
    std::size_t limit = 100;
};

struct Roster {
    std::vector<MemberLine> items;  // in the order of the tree, then by the day of joining
    bool more = false;
};
/// @errors organization.not_found (it did not exist on that day)
Result<Roster> roster_of(const Office& office, db::Tx& tx, const RosterQuestion& question);

/// How many, of the whole subtree.
struct RosterCounts {
    std::int64_t on_roll = 0;
    std::int64_t counted = 0;                         // members; who is suspended is on the roll and not counted
    std::map<std::string, std::int64_t> by_category;  // of the counted
    std::map<std::string, std::int64_t> by_status;    // of those on the roll
};
Result<RosterCounts> count_roster(const Office& office, db::Tx& tx, OrganizationId organization,
                                  const organization::Moment& moment);

/// The organisations of a subtree on a day, parents first.
/// @errors organization.not_found
Result<std::vector<OrganizationId>> subtree_on(const Office& office, db::Tx& tx, OrganizationId root,
                                               const organization::Moment& moment);

/// Is the question about today as it is known now?
bool is_today(const Office& office, const organization::Moment& moment);

/// Takes the right to vote from those of whom another module says so.
void withhold_rights(const Office& office, db::Tx& tx, const organization::Moment& moment,
                     std::vector<MemberLine>& lines);

namespace store {

/// "m.id, m.branch, …" for line_of(), of a table whose member is in `id`.
std::string line_columns(std::string_view alias, std::string_view id);
std::span<const db::ColumnType> line_types();
MemberLine line_of(std::span<db::Cell> cells);

}  // namespace store
}  // namespace jishi::team
