#include "organization/divisions_import.hpp"

#include <doctest/doctest.h>

#include "organization/divisions_fixture.hpp"
#include "organization/organization_fixture.hpp"

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
