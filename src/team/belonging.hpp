#pragma once
// [ORG-24] On every day on which a member is on the roll there is one branch, which exists and may hold members.

#include <map>
#include <vector>

#include "db/db.hpp"
#include "organization/organizations.hpp"
#include "team/member.hpp"
#include "team/member_policy.hpp"

namespace jishi::team {

/// A stretch of days on the roll of one branch.
struct Belonging {
    OrganizationId branch;
    Date from;
    Date to;
    bool operator==(const Belonging&) const = default;
};
std::vector<Belonging> belongings_of(const MemberPolicy& policy, const Timeline& timeline);

/// When branches exist and hold members; asked once for each.
class Branches {
public:
    explicit Branches(db::Tx& tx) : tx_(tx) {}

    const std::vector<organization::Stretch>& stretches(OrganizationId branch);
    /// What a change under way makes of one.
    void put(OrganizationId branch, std::vector<organization::Stretch> after) { known_[branch] = std::move(after); }

private:
    db::Tx& tx_;
    std::map<OrganizationId, std::vector<organization::Stretch>> known_;
};

/// Is there a branch that holds members on each of these days?
/// @errors member.branch_needed, member.branch_not_there (the organisation does not exist on all of these days),
///         member.branch_holds_no_members (its type is of another kind on one of them)
Result<void> check_belonging(const MemberPolicy& policy, const Belonging& belonging, Branches& branches);
/// For what `after` says otherwise than `before`.
Result<void> check_belongings(const MemberPolicy& policy, const Timeline& before, const Timeline& after,
                              Branches& branches);

}  // namespace jishi::team
