#include "organization/places.hpp"

#include "organization/organization_store.hpp"
#include "organization/sight.hpp"

namespace jishi::organization {

std::optional<std::string> TreePlaces::name_of(OrganizationId id) const
{
    auto listing = office_.directory.listing(id);
    if (!listing) return std::nullopt;
    return std::move(listing->name);
}

std::string TreePlaces::type_of(OrganizationId id) const
{
    auto listing = office_.directory.listing(id);
    return listing ? std::move(listing->type) : std::string{};
}

bool TreePlaces::contains(OrganizationId root, OrganizationId node) const
{
    return office_.directory.contains(root, node);
}

policy::Policy TreePlaces::policy_at(OrganizationId id, Date day) const { return office_.policy_at(id, day); }

OrganizationId TreePlaces::shard_of(db::Tx& tx, OrganizationId id) const
{
    const auto node = store::find_node(tx, id);
    return node ? node->shard : OrganizationId{};
}

std::size_t TreePlaces::count_below(OrganizationId root) const { return office_.directory.subtree_count(root); }

void TreePlaces::each_below(OrganizationId root, const std::function<void(OrganizationId)>& each) const
{
    for (const auto id : office_.directory.subtree(root)) each(id);
}

Result<void> TreePlaces::narrow(db::Statement& statement, db::Tx& tx, const platform::Actor& actor,
                                platform::Permission permission, OrganizationId within, const std::string& column) const
{
    const auto sight = TRY(sight_of(office_.directory, actor, permission, within));
    store::add_sight(statement, tx, sight, column);
    return {};
}

}  // namespace jishi::organization
