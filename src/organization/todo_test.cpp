#include "organization/todo.hpp"

#include <doctest/doctest.h>

#include "organization/counterpart.hpp"
#include "organization/unit_fixture.hpp"

using namespace jishi;
using namespace jishi::organization;
using namespace jishi::organization::testing;

namespace {

Todo todo(World& world, OrganizationId within)
{
    const auto seen = sight(world, within);
    return world.read([&](db::Tx& tx) { return todo_of(world.office, tx, seen); });
}

std::vector<TodoItem> of(const Todo& todo, TodoKind kind)
{
    std::vector<TodoItem> items;
    for (const auto& item : todo.items)
        if (item.kind == kind) items.push_back(item);
    return items;
}

OrganizationId with_term(World& world, OrganizationId parent, const std::string& name, Date started,
                         std::optional<int> members = {})
{
    auto asked = world.founding(parent, name, "branch", Date{2010, 1, 1});
    asked.values.sector = "nonpublic_enterprise";  // three years
    asked.term_started_on = started;
    asked.values.members = members;
    const auto outcome = world.try_found(asked);
    REQUIRE(outcome.has_value());
    return outcome->node.id;
}

}  // namespace

TEST_CASE("todo: what is overdue comes first, then within three days, this month, later")
{
    const Date today{2026, 3, 5};
    CHECK(urgency_of(Date{2026, 3, 4}, today) == Urgency::overdue);
    CHECK(urgency_of(today, today) == Urgency::soon);
    CHECK(urgency_of(Date{2026, 3, 8}, today) == Urgency::soon);
    CHECK(urgency_of(Date{2026, 3, 9}, today) == Urgency::month);
    CHECK(urgency_of(Date{2026, 3, 31}, today) == Urgency::month);
    CHECK(urgency_of(Date{2026, 4, 1}, today) == Urgency::later);
    CHECK(urgency_of(Date{2027, 3, 9}, today) == Urgency::later);
    CHECK(urgency_of(std::nullopt, today) == Urgency::later);
}

TEST_CASE(
    "todo: terms that expire within the months of the reminder, or have expired, with their light [ORG-41, ORG-44, "
    "ORG-46]")
{
    each_world([](World& world) {
        const auto town = world.found({}, "镇党委", "committee", Date{2010, 1, 1});
        const auto overdue = with_term(world, town, "甲支部", Date{2023, 3, 4});
        const auto today = with_term(world, town, "乙支部", Date{2023, 3, 5});
        const auto month = with_term(world, town, "丙支部", Date{2023, 3, 20});
        const auto half_year = with_term(world, town, "丁支部", Date{2023, 9, 5});
        with_term(world, town, "戊支部", Date{2023, 9, 6});  // a day too far
        const auto found = todo(world, town);
        const auto terms = of(found, TodoKind::term);
        REQUIRE(terms.size() == 4);
        CHECK(terms[0].organization == overdue);
        CHECK(terms[0].what == "dark_red");
        CHECK(terms[0].rule == "ORG-41");
        CHECK(terms[1].organization == today);
        CHECK(terms[1].urgency == Urgency::soon);
        CHECK(terms[1].what == "yellow");
        CHECK(terms[1].rule == "ORG-44");
        CHECK(terms[2].organization == month);
        CHECK(terms[2].urgency == Urgency::month);
        CHECK(terms[3].organization == half_year);
        CHECK(terms[3].urgency == Urgency::later);
        CHECK(found.counts.at("term") == 4);
        CHECK(found.counts.at("overdue") == 1);
    });
}

TEST_CASE(
    "todo: branches of too many members, joint ones of too many units or none, missing special reasons [ORG-01, "
    "ORG-04]")
{
    each_world([](World& world) {
        const auto town = world.found({}, "镇党委", "committee", Date{2010, 1, 1});
        const auto large = with_term(world, town, "大支部", Date{2025, 1, 1}, 51);
        with_term(world, town, "满支部", Date{2025, 1, 1}, 50);
        std::vector<UnitId> units;
        for (int i = 0; i < 6; ++i)
            units.push_back(registered(world, registering(town, "单位" + std::to_string(i), "individual")));
        auto joint = world.founding(town, "联合支部", "joint_branch", Date{2016, 1, 1});
        joint.units = units;
        const auto many = world.try_found(joint)->node.id;
        auto small = world.founding(town, "小支部", "branch", Date{2016, 1, 1});
        small.units = {};
        const auto below = world.try_found(small)->node.id;
        Reclassifying fewer;
        fewer.formal_members = 2;
        fewer.papers = world.papers(Date{2020, 1, 1});
        REQUIRE(world.run(reclassify, below, fewer));

        auto found = todo(world, town);
        REQUIRE(of(found, TodoKind::large_branch).size() == 1);
        CHECK(of(found, TodoKind::large_branch)[0].organization == large);
        CHECK(of(found, TodoKind::large_branch)[0].figure == 51);
        CHECK(of(found, TodoKind::large_branch)[0].limit == 50);
        REQUIRE(of(found, TodoKind::many_units).size() == 1);
        CHECK(of(found, TodoKind::many_units)[0].organization == many);
        CHECK(of(found, TodoKind::many_units)[0].figure == 6);
        REQUIRE(of(found, TodoKind::special_reason).size() == 1);
        CHECK(of(found, TodoKind::special_reason)[0].organization == below);
        CHECK(of(found, TodoKind::special_reason)[0].what == "2 < 3");

        fewer.formal_members = 1;
        fewer.papers = world.papers(Date{2021, 1, 1});
        fewer.papers.special_reason = "地处偏远";
        REQUIRE(world.run(reclassify, below, fewer));
        for (const auto id : units) REQUIRE(close(world, id, Date{2025, 1, 1}));
        found = todo(world, town);
        CHECK(of(found, TodoKind::special_reason).empty());
        CHECK(of(found, TodoKind::many_units).empty());
        REQUIRE(of(found, TodoKind::no_units).size() == 1);
        CHECK(of(found, TodoKind::no_units)[0].organization == many);
    });
}

TEST_CASE("todo: units that ought to have an organisation, and changes to come; only what the account may see [ORG-57]")
{
    each_world([](World& world) {
        const auto county = world.found({}, "县委", "local_committee", Date{2010, 1, 1});
        const auto town = world.found(county, "镇党委", "committee", Date{2010, 1, 1});
        const auto other = world.found(county, "乡党委", "committee", Date{2010, 1, 1});
        const auto a = registered(world, registering(town, "大厂", "nonpublic_enterprise", 30));
        registered(world, registering(town, "小厂", "nonpublic_enterprise", 29));
        Renaming renaming;
        renaming.name = "镇党委会";
        renaming.papers = world.papers(Date{2026, 3, 7});
        REQUIRE(world.run(rename, town, renaming));
        renaming.name = "远期";
        renaming.papers = world.papers(Date{2028, 1, 1});
        REQUIRE(world.run(rename, town, renaming));

        const auto found = todo(world, county);
        REQUIRE(of(found, TodoKind::uncovered).size() == 1);
        CHECK(of(found, TodoKind::uncovered)[0].unit == a);
        CHECK(of(found, TodoKind::uncovered)[0].rule == "ORG-57");
        REQUIRE(of(found, TodoKind::planned).size() == 1);
        CHECK(of(found, TodoKind::planned)[0].what == "renamed");
        CHECK(of(found, TodoKind::planned)[0].due_on == Date{2026, 3, 7});
        CHECK(found.counts.at("total") == 2);
        CHECK(todo(world, other).items.empty());
        const auto own = world.found(town, "大厂支部", "branch", Date{2016, 1, 1});
        REQUIRE(attach(world, a, own, Date{2016, 1, 1}));
        CHECK(of(todo(world, county), TodoKind::uncovered).empty());
    });
}

TEST_CASE("todo: the list is cut at two hundred, the nearest ones stay, the counts tell all")
{
    each_world([](World& world) {
        const auto town = world.found({}, "镇党委", "committee", Date{2010, 1, 1});
        for (int i = 0; i < 205; ++i) with_term(world, town, "支部" + std::to_string(i), Date{2022, 1, 1}.plus_days(i));
        const auto found = todo(world, town);
        REQUIRE(found.items.size() == Todo::items_max);
        CHECK(found.items.front().due_on == Date{2025, 1, 1});
        CHECK(found.items.back().due_on == Date{2025, 1, 1}.plus_days(199));
        CHECK(found.counts.at("total") == 205);
        CHECK(found.counts.at("overdue") == 205);
    });
}

TEST_CASE("counterpart: trade union, youth league and women's federation come, go and are counted [ORG-J]")
{
    each_world([](World& world) {
        const auto county = world.found({}, "县委", "local_committee", Date{2010, 1, 1});
        const auto town = world.found(county, "镇党委", "committee", Date{2010, 1, 1});
        const auto village = world.found(town, "村支部", "branch", Date{2012, 1, 1});
        const auto add = [&](OrganizationId at, std::string kind, std::string name, Date day) {
            return world.write([&](db::Tx& tx) {
                return add_counterpart(world.office, tx, world.actor, {{}, at, kind, name, day});
            });
        };
        const auto shut = [&](OrganizationId at, CounterpartId id, Date day) {
            return world.write(
                [&](db::Tx& tx) { return close_counterpart(world.office, tx, world.actor, at, id, day); });
        };
        const auto union_one = add(town, "trade_union", "镇总工会", Date{2015, 1, 1});
        REQUIRE(union_one.has_value());
        REQUIRE(add(town, "youth_league", "镇团委", Date{2016, 1, 1}));
        REQUIRE(add(village, "trade_union", "村工会", Date{2020, 1, 1}));
        CHECK(error_of(add(town, "trade_union", "镇总工会", Date{2017, 1, 1})) == "counterpart.exists");
        CHECK(error_of(add(town, "choir", "合唱团", Date{2017, 1, 1})) == "counterpart.kind_unknown");
        CHECK(error_of(add(OrganizationId{3}, "trade_union", "工会", Date{2017, 1, 1})) == "organization.not_found");
        const auto share = [&](Date day) {
            return world.read(
                [&](db::Tx& tx) { return counterpart_coverage(world.office, tx, sight(world, county), day); });
        };
        CHECK(share(Date{2021, 1, 1}).organizations == 2);  // the county's committee does not count [ORG-52]
        CHECK(share(Date{2021, 1, 1}).rows[0].kind == "trade_union");
        CHECK(share(Date{2021, 1, 1}).rows[0].organizations == 2);
        CHECK(share(Date{2021, 1, 1}).rows[1].organizations == 1);
        CHECK(share(Date{2019, 1, 1}).rows[0].organizations == 1);
        CHECK(share(Date{2011, 1, 1}).organizations == 1);

        CHECK(error_of(shut(village, union_one->id, Date{2022, 1, 1})) == "counterpart.not_found");
        CHECK(error_of(shut(town, union_one->id, Date{2015, 1, 1})) == "counterpart.too_early");
        REQUIRE(shut(town, union_one->id, Date{2022, 1, 1}));
        CHECK(error_of(shut(town, union_one->id, Date{2023, 1, 1})) == "counterpart.closed");
        CHECK(share(Date{2022, 1, 1}).rows[0].organizations == 1);
        CHECK(share(Date{2021, 12, 31}).rows[0].organizations == 2);
        const auto list = world.read([&](db::Tx& tx) { return counterparts_of(tx, town, world.clock.today()); });
        CHECK(list.size() == 1);
        CHECK(world.read([&](db::Tx& tx) { return counterparts_of(tx, town, {}); }).size() == 2);
        CHECK(count(world, "SELECT COUNT(*) FROM db_outbox WHERE topic LIKE 'counterpart.%'") == 4);
        CHECK(world.deeds.back().action == "counterpart.closed");
        const auto narrow = actor_below(world, village);
        const auto forbidden = world.write([&](db::Tx& tx) {
            return add_counterpart(world.office, tx, narrow, {{}, town, "trade_union", "另一个", Date{2020, 1, 1}});
        });
        CHECK(error_of(forbidden) == "access.forbidden");
        Dissolving dissolving;
        dissolving.papers = world.papers(Date{2023, 1, 1});
        REQUIRE(world.run(dissolve, village, dissolving));
        CHECK(error_of(add(village, "youth_league", "团支部", Date{2024, 1, 1})) == "organization.dissolved");
    });
}
