#pragma once
// Units in the small world of organization_fixture.hpp.

#include <string>

#include "organization/organization_fixture.hpp"
#include "organization/unit_query.hpp"
#include "organization/unit_service.hpp"
#include "organization/unit_store.hpp"

namespace jishi::organization::testing {

inline Registering registering(OrganizationId area, std::string name, std::string kind = "nonpublic_enterprise",
                               std::optional<int> staff = {}, Date opened = Date{2015, 1, 1})
{
    Registering asked;
    asked.values.area = area;
    asked.values.name = std::move(name);
    asked.values.kind = std::move(kind);
    asked.values.staff_count = staff;
    asked.opened_on = opened;
    return asked;
}

inline Result<Unit> try_register(World& world, const Registering& asked)
{
    return world.write([&](db::Tx& tx) { return register_unit(world.office, tx, world.actor, asked); });
}

inline UnitId registered(World& world, const Registering& asked)
{
    const auto unit = try_register(world, asked);
    REQUIRE_MESSAGE(unit.has_value(), (unit ? "" : error_of(unit) + " " + unit.error().detail));
    return unit->id;
}

inline UnitPapers on(Date day) { return {day, "", {}}; }

inline Result<Unit> update(World& world, UnitId id, const UnitUpdate& asked)
{
    return world.write([&](db::Tx& tx) { return update_unit(world.office, tx, world.actor, id, asked); });
}
inline Result<Unit> close(World& world, UnitId id, Date day)
{
    return world.write([&](db::Tx& tx) { return close_unit(world.office, tx, world.actor, id, on(day)); });
}
inline Result<Unit> attach(World& world, UnitId id, OrganizationId organization, Date day)
{
    return world.write(
        [&](db::Tx& tx) { return attach_unit(world.office, tx, world.actor, id, organization, on(day)); });
}
inline Result<Unit> detach(World& world, UnitId id, OrganizationId organization, Date day)
{
    return world.write(
        [&](db::Tx& tx) { return detach_unit(world.office, tx, world.actor, id, organization, on(day)); });
}
inline Result<Unit> guide(World& world, UnitId id, const std::string& name, Date day)
{
    return world.write([&](db::Tx& tx) { return guide_unit(world.office, tx, world.actor, id, name, on(day)); });
}
inline Result<Unit> unguide(World& world, UnitId id, Date day)
{
    return world.write([&](db::Tx& tx) { return end_guide(world.office, tx, world.actor, id, on(day)); });
}
inline std::optional<UnitOnDay> look(World& world, UnitId id, std::optional<Date> day = {})
{
    return world.read([&](db::Tx& tx) { return unit_on(world.office, tx, id, day); });
}
inline std::int64_t count(World& world, std::string_view sql)
{
    return world.read([&](db::Tx& tx) { return tx.value<std::int64_t>(sql); });
}
inline Sight sight(World& world, OrganizationId within = {})
{
    auto seen = sight_of(world.directory, world.actor, platform::Permission::organization_read, within);
    REQUIRE(seen.has_value());
    return *std::move(seen);
}
/// May do what the world's actor may, on one organisation and below.
inline platform::Actor actor_below(World& world, OrganizationId organization)
{
    return actor_on(organization,
                    {platform::Permission::organization_read, platform::Permission::organization_change,
                     platform::Permission::unit_change},
                    world.directory);
}

}  // namespace jishi::organization::testing
