#include "organization/demo_world.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "organization/organization_fixture.hpp"
#include "platform/spreadsheet_fixture.hpp"

using namespace jishi;
using namespace jishi::organization;
using namespace jishi::organization::testing;
using jishi::testing::each_database;

namespace {

const auto folder = std::filesystem::path(JISHI_SOURCE_DIR) / "packs" / "shapotou" / "world";

/// Obliged enterprises and those with an organisation, by the tables alone.
std::pair<std::int64_t, std::int64_t> coverage(World& world, Date day)
{
    return world.read([&](db::Tx& tx) {
        const std::string obliged = R"(
            FROM organization_unit_state s WHERE s.superseded_at = :open AND s.active = 1 AND s.valid_from <= :day AND s.valid_to > :day
              AND s.sector = 'nonpublic_enterprise' AND s.kind = 'nonpublic_enterprise' AND s.staff_count >= 30)";
        const auto all =
            tx.value<std::int64_t>("SELECT COUNT(*) " + obliged, {{"open", Instant::forever()}, {"day", day}});
        const auto covered = tx.value<std::int64_t>("SELECT COUNT(*) " + obliged + R"( AND EXISTS (
            SELECT 1 FROM organization_unit_link l JOIN organization_state o ON o.organization = l.organization
            WHERE l.unit = s.unit AND l.superseded_at = :open AND l.valid_from <= :day AND l.valid_to > :day
              AND o.superseded_at = :open AND o.active = 1 AND o.valid_from <= :day AND o.valid_to > :day))",
                                                    {{"open", Instant::forever()}, {"day", day}});
        return std::pair(covered, all);
    });
}

}  // namespace

TEST_CASE("demo world: it is built through the use cases, in time, and its numbers are the ones of the record")
{
    each_database({migrations()}, [](db::Database& database) {
        World world(database);
        const auto begin = std::chrono::steady_clock::now();
        const auto loaded = load_demo_world(database, world.office, world.actor, folder);
        REQUIRE_MESSAGE(loaded.has_value(), loaded.error().code << " " << loaded.error().detail);
        CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds{20});
        check_directory(world);
        check_rows(world);
        CHECK(world.directory.subtree_count(loaded->root) == 614);
        CHECK(coverage(world, Date{2012, 12, 31}) == std::pair<std::int64_t, std::int64_t>{33, 106});
        CHECK(coverage(world, Date{2014, 12, 31}) == std::pair<std::int64_t, std::int64_t>{108, 154});
        CHECK(world.directory.find(loaded->root)->values.name == "中共中卫市沙坡头区委员会");
        for (const auto& account : loaded->accounts)
            if (account.organization) CHECK(world.directory.contains(loaded->root, account.organization));
        CHECK(loaded->accounts.size() == 8);
        CHECK(loaded->counterparts > 500);
        CHECK(world.read(
                  [](db::Tx& tx) { return tx.value<std::int64_t>("SELECT COUNT(*) FROM organization_planned"); }) >= 2);
        CHECK(load_demo_world(database, world.office, world.actor, folder).error().code == "demo.not_empty");
    });
}

TEST_CASE("demo world: a table that is not right is named with its line and leaves nothing behind")
{
    each_database({migrations()}, [](db::Database& database) {
        World world(database);
        const jishi::testing::TemporaryFolder copy;
        std::filesystem::copy(folder, copy.path(), std::filesystem::copy_options::recursive);
        const auto check_broken = [&](const std::string& file, const std::string& line, std::string_view expected) {
            const auto path = copy.file(file);
            const auto text = jishi::testing::file_text(path);
            std::ofstream(path, std::ios::binary | std::ios::app) << line;
            const auto loaded = load_demo_world(database, world.office, world.actor, copy.path());
            std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
            const auto said = loaded ? "" : loaded.error().code + " " + loaded.error().detail;
            INFO(said);
            CHECK(said.starts_with(expected));
        };
        check_broken("terms.csv", "x,1,2\n", "demo.broken terms.csv:8: share is not a number");
        check_broken("events.csv", "2020-01-01,explode,root,,,,,,,\n", "demo.broken events.csv:");
        check_broken("events.csv", "2020-01-01,rename,nobody,,x,,,,,\n",
                     "demo.broken demo world: there is no organisation nobody");
        check_broken("places.csv", "640502100999\n", "demo.broken places.csv:213: not as many cells as columns");
        check_broken("events.csv", "2020-01-01,dissolve,640502100,,,,,,x,x\n",
                     "organization.has_children 640502100 2020-01-01");
        CHECK(world.directory.size() == 0);
        CHECK(world.read([](db::Tx& tx) { return tx.value<std::int64_t>("SELECT COUNT(*) FROM organization_node"); }) ==
              0);
    });
}
