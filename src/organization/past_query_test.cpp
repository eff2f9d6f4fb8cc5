#include "organization/past_query.hpp"

#include <doctest/doctest.h>

#include "organization/organization_fixture.hpp"

using namespace jishi;
using namespace jishi::organization;
namespace fixture = jishi::organization::testing;
using fixture::each_world;
using fixture::World;

namespace {

void wait(World& world) { world.clock.set(Instant{world.clock.now().us + 1'000'000}); }

/// Two towns of a county; a village that moved from the first to the second in 2020.
struct County {
    explicit County(World& world)
        : county(world.found({}, "县委", "local_committee", Date{2010, 1, 1})),
          first(world.found(county, "甲镇党委", "committee", Date{2010, 1, 1})),
          second(world.found(county, "乙镇党委", "committee", Date{2010, 1, 1})),
          village(world.found(first, "河滩村支部", "branch", Date{2015, 1, 1}))
    {
        REQUIRE(world.run(organization::move, village, Moving{second, world.papers(Date{2020, 1, 1})}));
    }
    OrganizationId county, first, second, village;
};

std::vector<std::string> names_of(const std::vector<Listing>& list)
{
    std::vector<std::string> names;
    for (const auto& one : list) names.push_back(one.name);
    return names;
}

std::string path_of(const Detail& detail)
{
    std::string text;
    for (const auto& part : detail.path) text += "/" + part.name;
    return text;
}

}  // namespace

TEST_CASE("organization: an organisation of a past day stands where it stood, under the names of that day")
{
    each_world([](World& world) {
        const County c(world);
        REQUIRE(world.run(rename, c.first, Renaming{"甲街道党工委", {}, world.papers(Date{2022, 1, 1})}));
        const auto at = [&](OrganizationId id, Date day) {
            return world.read([&](db::Tx& tx) { return detail_at(tx, world.trees, id, {day, {}}); });
        };
        CHECK(path_of(*at(c.village, Date{2019, 12, 31})) == "/县委/甲镇党委/河滩村支部");
        CHECK(path_of(*at(c.village, Date{2020, 1, 1})) == "/县委/乙镇党委/河滩村支部");
        CHECK(at(c.first, Date{2019, 12, 31})->child_count == 1);
        CHECK(at(c.first, Date{2019, 12, 31})->subtree_count == 2);
        CHECK(at(c.first, Date{2020, 1, 1})->subtree_count == 1);
        CHECK(at(c.first, Date{2022, 1, 1})->node.values.name == "甲街道党工委");
        CHECK(at(c.village, Date{2014, 1, 1})->node.status == Status::planned);
        CHECK(at(OrganizationId{42}, Date{2020, 1, 1}).error().code == "organization.not_found");
    });
}

TEST_CASE("organization: children of a past day come page by page")
{
    each_world([](World& world) {
        const County c(world);
        const auto page = [&](Date day, OrganizationId after, std::size_t limit) {
            return world.read([&](db::Tx& tx) {
                return children_at(tx, world.trees, c.county, {day, {}}, after, limit);
            });
        };
        CHECK(page(Date{2009, 1, 1}, {}, 10).items.empty());
        const auto first = page(Date{2016, 1, 1}, {}, 1);
        CHECK(names_of(first.items) == std::vector<std::string>{"甲镇党委"});
        CHECK(first.items[0].subtree_count == 2);
        CHECK(first.next == c.first);
        const auto second = page(Date{2016, 1, 1}, first.next, 1);
        CHECK(names_of(second.items) == std::vector<std::string>{"乙镇党委"});
        CHECK_FALSE(second.next);
        CHECK(names_of(world.read([&](db::Tx& tx) {
                  return roots_at(tx, world.trees, {Date{2016, 1, 1}, {}});
              })) == std::vector<std::string>{"县委"});
        CHECK(world.read([&](db::Tx& tx) { return roots_at(tx, world.trees, {Date{2009, 1, 1}, {}}); }).empty());
    });
}

TEST_CASE("organization: the tree is answered as it was known, after it became known otherwise")
{
    each_world([](World& world) {
        const County c(world);
        const auto then = world.clock.now();
        const auto village_on = [&](std::optional<Instant> known) {
            return path_of(*world.read([&](db::Tx& tx) {
                return detail_at(tx, world.trees, c.village, {Date{2018, 6, 1}, known});
            }));
        };
        CHECK(village_on({}) == "/县委/甲镇党委/河滩村支部");
        wait(world);
        // It turns out that the move was two years earlier.
        Correcting asked;
        asked.change = world.timeline(c.village).states()[1].change;
        asked.effective_on = Date{2018, 1, 1};
        asked.papers = world.papers();
        REQUIRE(world.run(correct, c.village, asked));
        CHECK(village_on({}) == "/县委/乙镇党委/河滩村支部");
        CHECK(village_on(then) == "/县委/甲镇党委/河滩村支部");
        CHECK(world
                  .read([&](db::Tx& tx) {
                      return detail_at(tx, world.trees, c.village, {Date{2018, 6, 1}, Instant{1}});
                  })
                  .error()
                  .code == "organization.not_found");
    });
}

TEST_CASE("organization: the kept tree of a past day is forgotten when a change reaches back to it")
{
    each_world([](World& world) {
        const County c(world);
        const auto count_on = [&](Date day) {
            return world.read([&](db::Tx& tx) {
                return detail_at(tx, world.trees, c.county, {day, {}})->subtree_count;
            });
        };
        CHECK(count_on(Date{2012, 1, 1}) == 3);
        CHECK(count_on(Date{2016, 1, 1}) == 4);
        world.found(c.first, "新支部", "branch", Date{2014, 1, 1});
        CHECK(count_on(Date{2012, 1, 1}) == 3);
        CHECK(count_on(Date{2016, 1, 1}) == 5);
        CHECK(count_on(Date{2014, 1, 1}) == 4);
    });
}

TEST_CASE("organization: two days compared close: opening + founded + moved in = dissolved + moved out + closing")
{
    each_world([](World& world) {
        const County c(world);
        world.found(c.second, "新村支部", "branch", Date{2021, 1, 1});
        const auto gone = world.found(c.second, "老村支部", "branch", Date{2012, 1, 1});
        REQUIRE(world.run(dissolve, gone, Dissolving{{}, world.papers(Date{2021, 6, 1})}));
        world.found(c.second, "骑手功能型支部", "functional_branch", Date{2021, 1, 1});  // never in totals
        const auto between = [&](OrganizationId id, Date from, Date to) {
            return world.read([&](db::Tx& tx) { return compare(tx, world.trees, id, from, to, {}); });
        };
        const auto second = between(c.second, Date{2019, 1, 1}, Date{2025, 1, 1});
        REQUIRE(second);
        CHECK(second->opening == 2);
        CHECK(second->founded == 1);
        CHECK(second->moved_in == 1);
        CHECK(second->dissolved == 1);
        CHECK(second->moved_out == 0);
        CHECK(second->closing == 3);
        CHECK(second->items.size() == 4);
        CHECK(second->items[0].change.kind == ChangeKind::dissolved);
        const auto first = between(c.first, Date{2019, 1, 1}, Date{2025, 1, 1});
        CHECK(first->moved_out == 1);
        CHECK(first->closing == 1);
        const auto county = between(c.county, Date{2019, 1, 1}, Date{2025, 1, 1});
        CHECK(county->moved_in + county->moved_out == 0);
        CHECK(county->opening + county->founded - county->dissolved == county->closing);
        CHECK(between(c.county, Date{2025, 1, 1}, Date{2019, 1, 1}).error().fields[0].code == "input.out_of_order");
        CHECK(between(c.county, Date{2001, 1, 1}, Date{2002, 1, 1}).error().code == "organization.not_found");
    });
}

TEST_CASE("organization: the history shows what each change changed, and what was put right since")
{
    each_world([](World& world) {
        const County c(world);
        wait(world);
        REQUIRE(world.run(rename, c.village, Renaming{"错名", {}, world.papers(Date{2021, 1, 1})}));
        wait(world);
        auto history = world.read([&](db::Tx& tx) { return history_of(tx, c.village); });
        REQUIRE(history.size() == 3);
        CHECK(history[0].change.kind == ChangeKind::renamed);
        CHECK(history[0].before->name == "河滩村支部");
        CHECK(history[0].after->name == "错名");
        CHECK(history[0].decided == AttributeSet{Attribute::name});
        CHECK(history[1].change.kind == ChangeKind::moved);
        CHECK(history[1].before->parent == c.first);
        CHECK(history[2].change.kind == ChangeKind::founded);
        CHECK_FALSE(history[2].before);

        Correcting asked;
        asked.change = history[0].change.id;
        asked.changed = {Attribute::name};
        asked.values.name = "正名";
        asked.papers = world.papers();
        REQUIRE(world.run(correct, c.village, asked));
        history = world.read([&](db::Tx& tx) { return history_of(tx, c.village); });
        REQUIRE(history.size() == 4);
        CHECK(history[0].change.kind == ChangeKind::corrected);
        CHECK(history[0].change.corrects == asked.change);
        CHECK(history[0].after->name == "正名");
        CHECK_FALSE(history[0].superseded);
        CHECK(history[1].superseded);
        CHECK(history[1].after->name == "错名");
        CHECK(history[1].before->name == "河滩村支部");

        // Who took over from another has it in its history too.
        wait(world);
        REQUIRE(world.run(dissolve, c.first, Dissolving{c.second, world.papers()}));
        history = world.read([&](db::Tx& tx) { return history_of(tx, c.second); });
        CHECK(history[0].change.kind == ChangeKind::dissolved);
        CHECK(history[0].change.organization == c.first);
        CHECK(history[0].decided.empty());
    });
}
