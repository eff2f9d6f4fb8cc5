#include "organization/sight.hpp"

#include <algorithm>

#include "organization/organization_store.hpp"
#include "organization/path.hpp"

namespace jishi::organization {
namespace {

constexpr std::uint32_t wide_from = 5'000;

void add_root(Sight& sight, const Directory& directory, OrganizationId root)
{
    const auto covers = [&](OrganizationId upper, OrganizationId lower) { return directory.contains(upper, lower); };
    if (std::ranges::any_of(sight.roots, [&](auto known) { return covers(known, root); })) return;
    std::erase_if(sight.roots, [&](auto known) { return covers(root, known); });
    sight.roots.push_back(root);
}

}  // namespace

bool Sight::sees(const Directory& directory, OrganizationId organization) const
{
    return everything || std::ranges::find(single, organization) != single.end() ||
           std::ranges::any_of(roots, [&](auto root) { return directory.contains(root, organization); });
}

Result<Sight> sight_of(const Directory& directory, const platform::Actor& actor, platform::Permission permission,
                       OrganizationId within)
{
    if (within && !directory.contains(within, within))
        return refuse(ErrorKind::not_found, "organization.not_found", {}, within.str());
    Sight sight;
    for (const auto& grant : actor.grants) {
        if (!grant.permissions.has(permission)) continue;
        const auto root = grant.organization;
        if (!root) {
            if (within) add_root(sight, directory, within);
            else sight.everything = true;
        } else if (grant.subtree && within && directory.contains(root, within)) {
            add_root(sight, directory, within);
        } else if (!within || directory.contains(within, root)) {
            if (grant.subtree) add_root(sight, directory, root);
            else sight.single.push_back(root);
        }
    }
    if (sight.empty())
        return refuse(ErrorKind::forbidden, "access.forbidden", {}, std::string(platform::code_of(permission)));
    std::uint32_t count = 0;
    for (const auto root : sight.roots) count += directory.subtree_count(root);
    sight.wide = sight.everything || count > wide_from;
    return sight;
}

namespace store {

void add_sight(Statement& statement, db::Tx& tx, const Sight& sight, const std::string& column)
{
    if (sight.everything) return;
    std::string ranges;
    for (const auto root : sight.roots) {
        const auto node = find_node(tx, root);
        if (!node) continue;
        ranges += ranges.empty() ? "" : " OR ";
        ranges += "n.path >= " + statement.bind(node->path) + " AND n.path < " + statement.bind(path_end(node->path));
    }
    statement.add(" AND (");
    if (!sight.single.empty() || ranges.empty())
        statement.add(column + " IN " + statement.bind_all(sight.single)).add(ranges.empty() ? "" : " OR ");
    // Few organisations: their list is made once. Many: each row asks whether its own is among them.
    if (!ranges.empty() && sight.wide)
        statement.add("EXISTS (SELECT 1 FROM organization_node n WHERE n.id = " + column + " AND (" + ranges + "))");
    else if (!ranges.empty()) statement.add(column + " IN (SELECT n.id FROM organization_node n WHERE " + ranges + ")");
    statement.add(")");
}

}  // namespace store
}  // namespace jishi::organization
