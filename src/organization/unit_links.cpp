#include "organization/unit_links.hpp"

#include <algorithm>

#include "organization/unit_link_store.hpp"

namespace jishi::organization {
namespace {

void replace(const Linking& linking, const store::UnitLink& old, const store::UnitLink& now)
{
    store::supersede_link(linking.tx, old);
    store::insert_link(linking.tx, linking.ids, now);
}

std::vector<store::UnitLink> links_of(db::Tx& tx, const Touched& touched)
{
    if (!touched.organization) return store::links_touched_by(tx, touched.by);
    auto links = store::links_of(tx, touched.organization, Date::first());
    std::erase_if(links,
                  [&](const auto& link) { return link.opened_by != touched.by && link.closed_by != touched.by; });
    return links;
}

}  // namespace

Result<void> link_units(const Linking& linking, const TypeRule& type, OrganizationId organization,
                        std::span<const UnitId> units)
{
    for (std::size_t i = 0; i < units.size(); ++i) {
        const auto field = "units/" + std::to_string(i);
        if (std::ranges::find(units.first(i), units[i]) != units.first(i).end())
            return bad_field(field, "unit.named_twice");
        if (!store::is_unit_open(linking.tx, units[i], linking.from)) return bad_field(field, "unit.not_found");
        store::insert_link(linking.tx, linking.ids,
                           {{},
                            organization,
                            units[i],
                            type.needs_units ? "member" : "host",
                            linking.from,
                            Date::forever(),
                            linking.change,
                            {}});
    }
    return {};
}

void hand_over_units(const Linking& linking, OrganizationId from, OrganizationId to, std::span<const UnitId> only)
{
    const auto there = to ? store::links_of(linking.tx, to, linking.from) : std::vector<store::UnitLink>{};
    for (const auto& link : store::links_of(linking.tx, from, linking.from)) {
        if (!only.empty() && std::ranges::find(only, link.unit) == only.end()) continue;
        auto ended = link;
        ended.valid_to = std::max(link.valid_from, linking.from);
        ended.closed_by = linking.change;
        replace(linking, link, ended);
        const bool stands_there = std::ranges::any_of(there, [&](const auto& one) { return one.unit == link.unit; });
        if (!to || stands_there) continue;
        auto taken = link;
        taken.organization = to;
        taken.valid_from = ended.valid_to;
        taken.opened_by = linking.change;
        store::insert_link(linking.tx, linking.ids, taken);
    }
}

void withdraw_links(const Linking& linking, const Touched& touched)
{
    for (const auto& link : links_of(linking.tx, touched)) {
        if (link.opened_by == touched.by) {
            store::supersede_link(linking.tx, link);
            continue;
        }
        auto open = link;
        open.valid_to = Date::forever();
        open.closed_by = {};
        replace(linking, link, open);
    }
}

void shift_links(const Linking& linking, const Touched& touched, Date was)
{
    for (const auto& link : links_of(linking.tx, touched)) {
        auto shifted = link;
        if (link.opened_by == touched.by) {
            shifted.opened_by = linking.change;
            if (link.valid_from == was) shifted.valid_from = linking.from;
        }
        if (link.closed_by == touched.by) {
            shifted.closed_by = linking.change;
            if (link.valid_to == was) shifted.valid_to = linking.from;
        }
        replace(linking, link, shifted);
    }
}

std::size_t count_units(db::Tx& tx, OrganizationId organization, Date day)
{
    const auto links = store::links_of(tx, organization, day);
    return static_cast<std::size_t>(
        std::ranges::count_if(links, [&](const auto& link) { return link.valid_from <= day; }));
}

}  // namespace jishi::organization
