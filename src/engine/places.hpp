#pragma once
// What the engines ask of the tree of organisations. The organisation module answers; wired in app/.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "db/statement.hpp"
#include "platform/actor.hpp"
#include "policy/policy.hpp"

namespace jishi::engine {

class Places {
public:
    virtual ~Places() = default;

    /// Today's name; nothing when there is no such organisation.
    virtual std::optional<std::string> name_of(OrganizationId id) const = 0;
    /// Code of its type; empty when it is not known.
    virtual std::string type_of(OrganizationId id) const = 0;
    /// Is `root` the node itself or above it, today?
    virtual bool contains(OrganizationId root, OrganizationId node) const = 0;
    /// The rules at an organisation on a day; none: the national ones.
    virtual policy::Policy policy_at(OrganizationId id, Date day) const = 0;
    /// Where a distributed database keeps its rows.
    virtual OrganizationId shard_of(db::Tx& tx, OrganizationId id) const = 0;

    /// How many organisations stand in a subtree, itself included.
    virtual std::size_t count_below(OrganizationId root) const = 0;
    /// The organisations of a subtree, itself included. `each` must not ask the tree.
    virtual void each_below(OrganizationId root, const std::function<void(OrganizationId)>& each) const = 0;

    /// Adds " AND (…)" that keeps rows whose column names an organisation on which the actor holds a permission.
    /// @param within  only that subtree; none: everywhere
    /// @param column  with its alias, "c.organization"
    /// @errors organization.not_found, access.forbidden (nothing within)
    virtual Result<void> narrow(db::Statement& statement, db::Tx& tx, const platform::Actor& actor,
                                platform::Permission permission, OrganizationId within,
                                const std::string& column) const = 0;
};

}  // namespace jishi::engine
