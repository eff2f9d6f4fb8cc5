#include "organization/divisions_import.hpp"

#include <doctest/doctest.h>

#include <map>

#include "organization/divisions_fixture.hpp"
#include "organization/coverage_query.hpp"
#include "organization/organization_fixture.hpp"
#include "organization/unit_fixture.hpp"
#include "organization/unit_rows.hpp"

using namespace jishi;
using namespace jishi::organization;
using namespace jishi::organization::testing;
using jishi::testing::each_database;

TEST_CASE("divisions: the import founds one tree under one record, on both databases, and only once")
{
    each_database({migrations()}, [](db::Database& database) {
        World world(database);
        const DivisionFiles files;
        std::int64_t told = 0;
        const auto import = [&] {
            return import_divisions(database, world.office, national_rules(), world.actor, files.folder.path(),
                                    BulkFounding::Directory::follows,
                                    [&](std::int64_t done, std::int64_t) { told = done; });
        };
        const auto imported = import();
        REQUIRE_MESSAGE(imported.has_value(), imported.error().code);
        CHECK(imported->organizations == 18);
        CHECK(told == 18);
        CHECK(world.directory.size() == 18);
        check_directory(world);
        check_rows(world);
        const auto village = world.directory.search({.text = "qiancundang", .everything = true});
        REQUIRE(village.size() == 1);
        CHECK(village[0].name == "前村党支部");
        CHECK(village[0].code == "120101100201");
        CHECK(world.directory.path_of(village[0].id).size() == 6);
        CHECK(world.directory.contains(imported->root, village[0].id));
        const auto node = world.stored(village[0].id);
        CHECK(node.values.sector == "rural");
        CHECK(node.values.region_code == "120101100201");
        CHECK(node.founded_on == Date{2023, 6, 30});
        CHECK(node.shard == world.directory.path_of(village[0].id)[2].id);  // the city-level ancestor
        CHECK(world.timeline(village[0].id).has(imported->change));

        const auto again = import();
        REQUIRE_FALSE(again.has_value());
        CHECK(again.error().code == "divisions.there_already");
        CHECK(world.directory.size() == 18);
    });
}

namespace {

Result<DivisionsImported> import_into(World& world, const DivisionFiles& files)
{
    return import_divisions(world.database, world.office, national_rules(), world.actor, files.folder.path(),
                            BulkFounding::Directory::follows);
}

std::map<std::string, int> units_by_kind(World& world, Date day)
{
    std::map<std::string, int> kinds;
    world.database.read([&](db::Tx& tx) {
        each_unit_row(world.office, tx, {day, {}}, [&](const UnitRow& row) {
            ++kinds[row.kind];
            CHECK(row.reach == Reach::own);
            CHECK(row.judged.organization);
        });
    });
    return kinds;
}

}  // namespace

TEST_CASE("divisions: streets, townships, communities and villages are registered as units, each with its organisation")
{
    each_world([](World& world) {
        const DivisionFiles files;
        const auto imported = import_into(world, files);
        REQUIRE_MESSAGE(imported.has_value(), imported.error().code);
        CHECK(imported->units == 7);
        // Farms and production teams are none of the four.
        const std::map<std::string, int> all{{"community", 3}, {"street", 1}, {"township", 1}, {"village", 2}};
        CHECK(units_by_kind(world, world.clock.today()) == all);
        CHECK(units_by_kind(world, Date{2023, 6, 30}) == all);
        CHECK(units_by_kind(world, Date{2023, 6, 29}).empty());

        UnitFilter filter;
        filter.sight = sight(world);
        filter.day = world.clock.today();
        const auto find = [&](const std::string& text) {
            filter.search = text;
            const auto page = world.read([&](db::Tx& tx) { return find_units(world.office, tx, filter, {}, 10); });
            REQUIRE(page.items.size() == 1);
            return page.items.front();
        };
        const auto village = find("qiancun");
        const auto branch = world.directory.search({.text = "前村党支部", .everything = true}).at(0);
        CHECK(village.values.name == "前村村民委员会");
        CHECK(village.values.sector == "rural");
        CHECK(village.values.region_code == "120101100201");
        CHECK(village.values.area == branch.parent);  // the township looks after it
        CHECK(village.organization == branch.id);
        CHECK(village.opened_on == Date{2023, 6, 30});
        CHECK(village.obliged);
        const auto street = find("安街道办事处");
        CHECK(street.values.sector == "community");
        CHECK(street.values.area == street.organization);
        CHECK(world.directory.name_of(street.organization) == "中共安街道工作委员会");
        CHECK(world.read([&](db::Tx& tx) {
                       return query::units_of(tx, branch.id, {world.clock.today(), {}});
                   })
                  .at(0)
                  .role == "host");
        CHECK(world.stored(branch.id).shard ==
              world.read([&](db::Tx& tx) { return store::find_unit(tx, village.id); })->shard);
        const auto record = world.read([&](db::Tx& tx) { return store::unit_changes_of(tx, village.id); });
        REQUIRE(record.size() == 1);
        CHECK(record[0].kind == UnitChangeKind::registered);
        CHECK(world.read([&](db::Tx& tx) { return store::unit_timeline_of(tx, village.id); }).has(record[0].id));

        // All of them are covered, and can be told so by sector.
        const auto coverage = world.read([&](db::Tx& tx) {
            return coverage_by_sector(world.office, tx, {sight(world), {}, world.clock.today(), {}});
        });
        CHECK(coverage.total.units == 7);
        CHECK(coverage.total.obliged == 7);
        CHECK(coverage.total.organization_covered == 7);

        // What people do with other units they do with these.
        CHECK(detach(world, village.id, branch.id, world.clock.today()).has_value());
        CHECK(close(world, village.id, world.clock.today()).has_value());
        UnitUpdate update_asked;
        update_asked.name = "安街道";
        update_asked.papers = on(world.clock.today());
        CHECK(update(world, street.id, update_asked).has_value());

        const auto again = import_into(world, files);
        REQUIRE_FALSE(again.has_value());
        CHECK(again.error().code == "divisions.there_already");
        CHECK(count(world, "SELECT COUNT(*) FROM organization_unit") == 7);
    });
}

TEST_CASE("divisions: to put one organisation of an import right leaves the units of the others where they are")
{
    each_world([](World& world) {
        const DivisionFiles files;
        const auto imported = import_into(world, files);
        REQUIRE(imported.has_value());
        const auto branch = world.directory.search({.text = "前村党支部", .everything = true}).at(0);
        const auto units_on = [&](Date day) {
            int sum = 0;
            for (const auto& [kind, number] : units_by_kind(world, day)) sum += number;
            return sum;
        };
        Correcting later;
        later.change = imported->change;
        later.effective_on = Date{2024, 1, 1};
        later.papers = world.papers();
        REQUIRE(world.run(correct, branch.id, later).has_value());
        const auto links = [&](OrganizationId id, Date day) {
            return world.read([&](db::Tx& tx) { return query::units_of(tx, id, {day, {}}).size(); });
        };
        const auto other = world.directory.search({.text = "多福巷社区党支部", .everything = true}).at(0);
        CHECK(links(other.id, Date{2023, 6, 30}) == 1);
        CHECK(links(branch.id, Date{2023, 6, 30}) == 0);
        CHECK(links(branch.id, Date{2024, 1, 1}) == 1);
        CHECK(units_on(Date{2024, 1, 1}) == 7);

        Correcting never;
        never.change = imported->change;
        never.withdraw = true;
        never.papers = world.papers();
        REQUIRE(world.run(correct, other.id, never).has_value());
        CHECK(links(other.id, world.clock.today()) == 0);
        CHECK(links(world.directory.search({.text = "前村党支部", .everything = true}).at(0).parent,
                    world.clock.today()) == 1);
    });
}

TEST_CASE("divisions: a broken file leaves nothing behind, and only who may import may import")
{
    each_database({migrations()}, [](db::Database& database) {
        World world(database);
        DivisionFiles files;
        std::ofstream(files.folder.file("villages.csv"), std::ios::binary | std::ios::app) << "999,\"x\"\n";
        const auto import = [&](const platform::Actor& actor) {
            return import_divisions(database, world.office, national_rules(), actor, files.folder.path(),
                                    BulkFounding::Directory::follows);
        };
        CHECK(import(world.actor).error().code == "divisions.broken");
        CHECK(import(actor_on({}, {platform::Permission::organization_read}, world.directory)).error().code != "");
        CHECK(world.directory.size() == 0);
        CHECK(world.read([](db::Tx& tx) { return tx.value<std::int64_t>("SELECT COUNT(*) FROM organization_node"); }) ==
              0);
        const DivisionFiles good;
        CHECK(import_divisions(database, world.office, national_rules(),
                               actor_on({}, {platform::Permission::organization_read}, world.directory),
                               good.folder.path(), BulkFounding::Directory::follows)
                  .error()
                  .code == "access.forbidden");
    });
}
