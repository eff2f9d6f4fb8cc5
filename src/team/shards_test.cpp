#include "team/shards.hpp"

#include <set>

#include <doctest/doctest.h>

#include "db/catalog.hpp"
#include "engine/case_shard.hpp"
#include "team/team_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

namespace {

/// Two cities of a province, a county with a branch below the first.
struct Cities {
    explicit Cities(World& w) : world(w)
    {
        world.organizations.connect_shards([](db::Tx& tx, const organization::Resharding& moved) {
            follow_shard(tx, moved.organizations, moved.to);
            engine::follow_shard(tx, moved.organizations, moved.to);
        });
        province = found({}, "某省委", "province");
        first = found(province, "甲市委", "city");
        second = found(province, "乙市委", "city");
        county = found(first, "东县县委", "county");
        const auto town = world.found(county, "东镇委员会", "committee", Date{1990, 1, 1});
        branch = world.found(town, "东镇支部", "branch", Date{1990, 1, 1});
        const auto far_town = world.found(second, "西镇委员会", "committee", Date{1990, 1, 1});
        far_branch = world.found(far_town, "西镇支部", "branch", Date{1990, 1, 1});
        member = world.add("马小明", branch);
        stays = world.add("李四", far_branch);
        world.database.submit_and_wait([&](db::Tx& tx) {
            tx.execute("INSERT INTO engine_definition (digest, workflow, text, recorded_at) VALUES ('d', 'w', '', 0)");
            tx.execute(R"(
                INSERT INTO engine_case (id, workflow, definition, subject_kind, subject, organization, shard, state, step, step_since,
                    due_provisional, acts_at, acts_account, label, started_on, started_at, started_by, version, steps_done)
                VALUES (6001, 'w', 'd', 'member', :member, :branch, :shard, 0, 'asked', '2026-03-01', 0, 0, 0, '', '2026-03-01', 0, 7, 1, 0))",
                       db::Params{{"member", member}, {"branch", branch}, {"shard", first}});
            tx.execute(R"(
                INSERT INTO team_transfer (case_id, member, shard, reach, from_branch, receiver, joined_branch, bulk)
                VALUES (6001, :member, :shard, 'x', :branch, 0, 0, 0))",
                       db::Params{{"member", member}, {"branch", branch}, {"shard", first}});
            return true;
        });
    }

    OrganizationId found(OrganizationId parent, std::string name, std::string level)
    {
        organization::Founding founding;
        founding.parent = parent;
        founding.values.name = std::move(name);
        founding.values.type = "local_committee";
        founding.values.level = std::move(level);
        founding.papers = {Date{1950, 1, 1}, "组发〔1950〕1号", "工作需要", "特殊需要", {}, false};
        const auto outcome = world.write(
            [&](db::Tx& tx) { return organization::found(world.organizations.office(), tx, world.actor, founding); });
        REQUIRE_MESSAGE(outcome, (outcome ? "" : outcome.error().code + " " + outcome.error().detail));
        return outcome->node.id;
    }
    void move_county(OrganizationId to, Date on)
    {
        organization::Moving asked;
        asked.parent = to;
        asked.papers = {on, "民发〔2026〕1号", "区划调整", "", {}, false};
        const auto outcome = world.write([&](db::Tx& tx) {
            return organization::move(world.organizations.office(), tx, world.actor, county, asked);
        });
        REQUIRE_MESSAGE(outcome, (outcome ? "" : outcome.error().code + " " + outcome.error().detail));
    }
    /// Where rows lie, over all tables of the register and the engine.
    std::map<OrganizationId, std::set<std::string>> shards()
    {
        std::map<OrganizationId, std::set<std::string>> found;
        world.database.read([&](db::Tx& tx) {
            for (const auto& table : db::tables_of(tx))
                for (const auto& column : table.columns)
                    if (column.name == "shard")
                        tx.for_each<OrganizationId>("SELECT DISTINCT shard FROM " + table.name, db::Params{},
                                                    [&](OrganizationId shard) { found[shard].insert(table.name); });
        });
        return found;
    }
    std::int64_t rows(const std::string& table, MemberId of, OrganizationId shard)
    {
        return world.read([&](db::Tx& tx) {
            return tx.value<std::int64_t>(
                "SELECT COUNT(*) FROM " + table + " WHERE member = :member AND shard = :shard",
                db::Params{{"member", of}, {"shard", shard}});
        });
    }

    World& world;
    OrganizationId province, first, second, county, branch, far_branch;
    MemberId member, stays;
};

}  // namespace

TEST_CASE("shards: every table that carries a shard is one that is taken along")
{
    each_world([](World& world) {
        std::set<std::string> known{"organization_node", "organization_state",      "organization_change",
                                    "organization_unit", "organization_unit_state", "organization_unit_change"};
        for (const auto& table : sharded_tables) known.emplace(table.name);
        for (const auto table : engine::sharded_tables) known.emplace(table);
        std::set<std::string> there;
        world.database.read([&](db::Tx& tx) {
            for (const auto& table : db::tables_of(tx))
                for (const auto& column : table.columns)
                    if (column.name == "shard") there.insert(table.name);
        });
        CHECK(there == known);
    });
}

TEST_CASE("shards: what belongs to a county goes to the shard of the city to which the county goes")
{
    each_world([](World& world) {
        Cities cities(world);
        CHECK(world.stored(cities.member).shard == cities.first);
        const auto before = cities.shards();
        CHECK(before.at(cities.first).contains("team_member"));
        CHECK(before.at(cities.first).contains("engine_case"));
        cities.move_county(cities.second, Date{2026, 1, 1});
        CHECK(world.stored(cities.member).shard == cities.second);
        const auto after = cities.shards();
        for (const auto* table : {"team_member", "team_state", "team_change", "engine_case", "team_transfer"}) {
            CAPTURE(table);
            CHECK_FALSE(after.at(cities.first).contains(table));
            CHECK(after.at(cities.second).contains(table));
        }
        CHECK(world.stored(cities.stays).shard == cities.second);
        // The city itself stays where it was.
        CHECK(after.at(cities.first).contains("organization_node"));
    });
}

TEST_CASE("shards: a move that is planned takes the rows along on its day, and not before")
{
    each_world([](World& world) {
        Cities cities(world);
        cities.move_county(cities.second, Date{2026, 3, 10});
        CHECK(world.stored(cities.member).shard == cities.first);
        world.clock.set(Date{2026, 3, 10});
        world.organizations.keep_house();
        CHECK(world.stored(cities.member).shard == cities.second);
        CHECK_FALSE(cities.shards().at(cities.first).contains("engine_case"));
    });
}

TEST_CASE("shards: a member who goes to another city takes states and changes along, also on a planned day")
{
    each_world([](World& world) {
        Cities cities(world);
        REQUIRE(world.run(move_member, cities.member, Moving{cities.far_branch, world.papers(Date{2026, 3, 10})}));
        CHECK(world.stored(cities.member).shard == cities.first);
        world.clock.set(Date{2026, 3, 10});
        world.team.keep_house();
        CHECK(world.stored(cities.member).shard == cities.second);
        CHECK(cities.rows("team_state", cities.member, cities.first) == 0);
        CHECK(cities.rows("team_change", cities.member, cities.first) == 0);
        REQUIRE(world.run(move_member, cities.member, Moving{cities.branch, world.papers(Date{2026, 3, 10})}));
        CHECK(cities.rows("team_state", cities.member, cities.second) == 0);
    });
}
