#include "organization/unit_query.hpp"

#include <doctest/doctest.h>

#include "organization/unit_fixture.hpp"

using namespace jishi;
using namespace jishi::organization;
using namespace jishi::organization::testing;

namespace {

struct Towns {
    explicit Towns(World& world)
        : county(world.found({}, "中共河东县委员会", "local_committee", Date{2010, 1, 1})),
          town(world.found(county, "中共滨河镇委员会", "committee", Date{2010, 1, 1})),
          other(world.found(county, "中共城南镇委员会", "committee", Date{2010, 1, 1})),
          elsewhere(world.found({}, "中共山阳县委员会", "local_committee", Date{2010, 1, 1}))
    {
    }
    OrganizationId county, town, other, elsewhere;
};

std::vector<UnitOnDay> all(World& world, UnitFilter filter, std::size_t page_size = 2)
{
    std::vector<UnitOnDay> items;
    if (filter.day == Date{}) filter.day = world.clock.today();
    UnitId after;
    do {
        const auto page =
            world.read([&](db::Tx& tx) { return find_units(world.office, tx, filter, after, page_size); });
        CHECK(page.items.size() <= page_size);
        items.insert(items.end(), page.items.begin(), page.items.end());
        after = page.next;
    } while (after);
    return items;
}

std::string names(const std::vector<UnitOnDay>& units)
{
    std::string text;
    for (const auto& unit : units) text += (text.empty() ? "" : " ") + unit.values.name;
    return text;
}

}  // namespace

TEST_CASE("unit list: pages by registration, within a subtree, each unit once")
{
    each_world([](World& world) {
        const Towns t(world);
        for (int i = 0; i < 5; ++i)
            registered(world, registering(i % 2 == 0 ? t.town : t.other, "单位" + std::to_string(i)));
        registered(world, registering(t.elsewhere, "外县单位"));
        UnitFilter filter;
        filter.sight = sight(world);
        CHECK(names(all(world, filter)) == "单位0 单位1 单位2 单位3 单位4 外县单位");
        filter.sight = sight(world, t.county);
        CHECK(names(all(world, filter)) == "单位0 单位1 单位2 单位3 单位4");
        filter.sight = sight(world, t.town);
        CHECK(names(all(world, filter)) == "单位0 单位2 单位4");
        filter.sight.wide = true;  // the other way to ask the same
        CHECK(names(all(world, filter)) == "单位0 单位2 单位4");
    });
}

TEST_CASE("unit list: name, pinyin, initials and credit code find a unit; signs of patterns are plain text")
{
    each_world([](World& world) {
        const Towns t(world);
        auto asked = registering(t.town, "红日纺织有限公司");
        asked.values.credit_code = "91350100M000100Y43";
        registered(world, asked);
        registered(world, registering(t.town, "100%棉_业ABC公司"));
        UnitFilter filter;
        filter.sight = sight(world, t.county);
        const auto found = [&](std::string text) {
            filter.search = std::move(text);
            return names(all(world, filter));
        };
        CHECK(found("纺织") == "红日纺织有限公司");
        CHECK(found("hongrifangzhi") == "红日纺织有限公司");
        CHECK(found("HRFZ") == "红日纺织有限公司");
        CHECK(found("公司 纺织") == "红日纺织有限公司");
        CHECK(found("91350100m000100y43") == "红日纺织有限公司");
        CHECK(found("M000100") == "红日纺织有限公司");
        CHECK(found("100%棉") == "100%棉_业ABC公司");
        CHECK(found("棉_业") == "100%棉_业ABC公司");
        CHECK(found("ａｂｃ") == "100%棉_业ABC公司");
        CHECK(found("%") == "100%棉_业ABC公司");
        CHECK(found("_日") == "");
        CHECK(found("' OR 1=1 --") == "");
    });
}

TEST_CASE("unit list: sector, covered, obliged and the day narrow it")
{
    each_world([](World& world) {
        const Towns t(world);
        const auto a = registered(world, registering(t.town, "大厂", "nonpublic_enterprise", 90));
        registered(world, registering(t.town, "小厂", "nonpublic_enterprise", 9));
        registered(world, registering(t.town, "协会", "social_group"));
        registered(world, registering(t.town, "新厂", "nonpublic_enterprise", 90, Date{2024, 1, 1}));
        const auto own = world.found(t.town, "大厂支部", "branch", Date{2016, 1, 1});
        REQUIRE(attach(world, a, own, Date{2018, 1, 1}));
        UnitFilter filter;
        filter.sight = sight(world, t.county);
        filter.sector = "nonpublic_enterprise";
        CHECK(names(all(world, filter)) == "大厂 小厂 新厂");
        filter.obliged = true;
        CHECK(names(all(world, filter)) == "大厂 新厂");
        filter.obliged = false;
        CHECK(names(all(world, filter)) == "小厂");
        filter.obliged.reset();
        filter.covered = true;
        CHECK(names(all(world, filter)) == "大厂");
        CHECK(all(world, filter).front().organization == own);
        filter.covered = false;
        CHECK(names(all(world, filter)) == "小厂 新厂");
        filter.day = Date{2017, 1, 1};
        CHECK(names(all(world, filter)) == "大厂 小厂");
        filter.covered = true;
        CHECK(names(all(world, filter)).empty());
    });
}

TEST_CASE("unit list: the account sees its own subtree only, and one organisation where it has no subtree")
{
    each_world([](World& world) {
        const Towns t(world);
        registered(world, registering(t.county, "县单位"));
        const auto a = registered(world, registering(t.town, "甲"));
        const auto b = registered(world, registering(t.other, "乙"));
        const auto seen = [&](const platform::Actor& actor, OrganizationId within) {
            const auto sight = sight_of(world.directory, actor, platform::Permission::organization_read, within);
            if (!sight) return error_of(sight);
            UnitFilter filter;
            filter.sight = *sight;
            return names(all(world, filter));
        };
        const auto below = actor_below(world, t.town);
        CHECK(seen(below, {}) == "甲");
        CHECK(seen(below, t.county) == "甲");
        CHECK(seen(below, t.town) == "甲");
        CHECK(seen(below, t.other) == "access.forbidden");
        CHECK(seen(below, OrganizationId{12}) == "organization.not_found");
        platform::Actor single = below;
        platform::Grant grant;
        grant.organization = t.county;
        grant.subtree = false;
        grant.permissions = {platform::Permission::organization_read};
        single.grants = {grant};
        CHECK(seen(single, {}) == "县单位");
        CHECK(seen(single, t.town) == "access.forbidden");
        single.grants.push_back(below.grants[0]);
        CHECK(seen(single, t.county) == "县单位 甲");
        single.grants = {};
        CHECK(seen(single, {}) == "access.forbidden");

        const auto may = [&](const platform::Actor& actor, UnitId id) {
            return world.read([&](db::Tx& tx) { return may_see(tx, actor, *unit_on(world.office, tx, id, {})); });
        };
        CHECK(may(below, a));
        CHECK_FALSE(may(below, b));
        auto joint = world.founding(t.town, "联合支部", "joint_branch", Date{2016, 1, 1});
        joint.units = {a, b};
        REQUIRE(world.try_found(joint));
        CHECK(may(below, b));  // its own joint branch stands in it
    });
}
