#include "team/demo_members.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "team/team_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

namespace {

std::int64_t sum_of(const std::vector<std::int64_t>& counts)
{
    return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

/// What stands in the register: how many members, and at how many branches.
std::pair<std::int64_t, std::int64_t> registered(World& world)
{
    return world.read([](db::Tx& tx) {
        return std::pair(tx.value<std::int64_t>("SELECT COUNT(*) FROM team_member"),
                         tx.value<std::int64_t>("SELECT COUNT(DISTINCT branch) FROM team_member"));
    });
}

Result<DemoMembers> fill(World& world, std::int64_t members, std::int64_t seed)
{
    return load_demo_members(world.database, world.team.office(), world.actor,
                             std::filesystem::path(JISHI_SOURCE_DIR) / "packs/shapotou/world",
                             DemoNumbers{members, seed});
}

void add_branches(World& world, int count)
{
    for (int i = 0; i < count; ++i)
        world.found(world.committee, "第" + std::to_string(i) + "村支部", "branch", Date{1990, 1, 1});
}

}  // namespace

TEST_CASE("demo members: branches share as many members as were asked for, none of them with fewer than three")
{
    std::vector<int> weights;
    for (int i = 0; i < 997; ++i) weights.push_back(5 + i * 7 % 36);
    for (const std::int64_t members : {2'991, 2'992, 3'000, 5'000, 19'999, 20'000, 3'000'000}) {
        const auto counts = members_of_branches(members, weights, 3);
        CHECK(sum_of(counts) == members);
        CHECK(*std::ranges::min_element(counts) >= 3);
        // In proportion to the weight, to one person, for whoever gets more than the least.
        if (members >= 20'000) {
            const auto all = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
            for (std::size_t i = 0; i < weights.size(); ++i)
                CHECK(std::abs(counts[i] * all - members * weights[i]) <= 2 * all);
        }
    }
}

TEST_CASE("demo members: too few members for all branches fill some of them, and those lie evenly among the others")
{
    const std::vector<int> weights(100, 10);
    for (const std::int64_t members : {1, 2, 3, 4, 7, 150, 299}) {
        const auto counts = members_of_branches(members, weights, 3);
        CHECK(sum_of(counts) == members);
        const auto filled = 100 - std::ranges::count(counts, 0);
        CHECK(filled == std::max<std::int64_t>(1, members / 3));
        if (members >= 3)
            CHECK(std::ranges::all_of(counts, [](std::int64_t count) { return count == 0 || count >= 3; }));
    }
    const auto half = members_of_branches(150, weights, 3);
    CHECK(sum_of({half.begin(), half.begin() + 50}) == 75);
    CHECK(sum_of(members_of_branches(0, weights, 3)) == 0);
    CHECK(members_of_branches(10, {}, 3).empty());
}

TEST_CASE("demo members: as many stand in the register as were asked for, the same ones with the same seed")
{
    for (const std::int64_t members : {1, 4, 31, 100, 333})
        each_world([&](World& world) {
            add_branches(world, 23);
            const auto made = fill(world, members, 7);
            REQUIRE_MESSAGE(made.has_value(), made.error().detail);
            CHECK(made->members == members);
            CHECK(registered(world) == std::pair(made->members, made->branches));
        });
    std::vector<std::vector<std::string>> worlds;
    for (const std::int64_t seed : {7, 7, 8})
        each_world([&](World& world) {
            add_branches(world, 5);
            REQUIRE(fill(world, 40, seed).has_value());
            auto& names = worlds.emplace_back();
            world.database.read([&](db::Tx& tx) {
                tx.for_each<std::string>("SELECT name FROM team_member ORDER BY id", db::Params{},
                                         [&](std::string name) { names.push_back(std::move(name)); });
            });
        });
    const auto engines = worlds.size() / 3;
    for (std::size_t i = 1; i < 2 * engines; ++i) CHECK(worlds[i] == worlds[0]);
    for (std::size_t i = 2 * engines; i < worlds.size(); ++i) CHECK(worlds[i] != worlds[0]);
}
