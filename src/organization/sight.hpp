#pragma once
// What an account may see of the tree, narrowed to a subtree.

#include <string>
#include <vector>

#include "base/result.hpp"
#include "organization/directory.hpp"
#include "organization/statement.hpp"
#include "platform/actor.hpp"

namespace jishi::organization {

struct Sight {
    bool everything = false;             // no limit
    std::vector<OrganizationId> roots;   // these and all below
    std::vector<OrganizationId> single;  // these alone
    /// So many organisations that a walk along an index beats a list of them.
    bool wide = false;

    bool empty() const { return !everything && roots.empty() && single.empty(); }
    bool sees(const Directory& directory, OrganizationId organization) const;
};

/// Where the actor has a permission, today. @param within  none: everywhere
/// @errors organization.not_found, access.forbidden (nothing within)
Result<Sight> sight_of(const Directory& directory, const platform::Actor& actor, platform::Permission permission,
                       OrganizationId within);

namespace store {

/// " AND …" that keeps rows whose column names an organisation in sight; for everything, nothing.
/// @param column  with its alias, "s.area"
void add_sight(Statement& statement, db::Tx& tx, const Sight& sight, const std::string& column);

}  // namespace store
}  // namespace jishi::organization
