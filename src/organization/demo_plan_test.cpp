#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include "base/credit_code.hpp"
#include "organization/demo_plan.hpp"
#include "platform/demo_tables.hpp"
#include "platform/csv.hpp"
#include "policy/policy.hpp"

using namespace jishi;
using namespace jishi::organization;
using jishi::platform::filled;
using jishi::platform::read_demo_table;

namespace {

const std::filesystem::path packs = std::filesystem::path(JISHI_SOURCE_DIR) / "packs";
const auto world = packs / "shapotou" / "world";

OrganizationPolicy rules_on(Date day)
{
    static const auto book = *policy::Book::load(packs);
    const auto rules = book.at(day);
    return read_policy({rules, rules});
}

DemoPlan plan_on(Date day) { return plan_demo_world(world, rules_on(day), day); }

/// Covered and obliged enterprises at the end of a day, by the plan alone.
std::pair<int, int> coverage(const DemoPlan& plan, Date day)
{
    std::set<std::string> covered;
    for (const auto& organization : plan.organizations)
        if (organization.founded_on <= day)
            for (const auto& unit : organization.units) covered.insert(unit);
    std::pair<int, int> counts{0, 0};
    for (const auto& unit : plan.units) {
        if (unit.kind != "nonpublic_enterprise" || unit.opened_on > day || !unit.staff_count || *unit.staff_count < 30)
            continue;
        ++counts.second;
        counts.first += covered.contains(unit.key);
    }
    return counts;
}

}  // namespace

TEST_CASE("demo world: 614 organisations are there on whatever day it is loaded, activity groups apart")
{
    for (const Date today : {Date{2025, 7, 1}, Date{2026, 3, 5}, Date{2026, 11, 23}, Date{2031, 2, 28}}) {
        const auto plan = plan_on(today);
        const auto rules = rules_on(today);
        int counted = 0;
        for (const auto& one : plan.organizations)
            counted += !rules.type(one.type_today)->overlay && !one.ended && one.founded_on <= today;
        for (const auto& event : plan.events) counted += event.step == DemoStep::split;
        CHECK(counted == 614);
    }
}

TEST_CASE(
    "demo world: enterprises of 30 and more staff are covered to 31.13 % at the end of 2012 and to 70.13 % at the end "
    "of 2014")
{
    const auto plan = plan_on(Date{2026, 3, 5});
    CHECK(coverage(plan, Date{2012, 12, 31}) == std::pair{33, 106});
    CHECK(coverage(plan, Date{2014, 12, 31}) == std::pair{108, 154});
}

TEST_CASE("demo world: the same files and the same day give the same plan")
{
    const auto a = plan_on(Date{2026, 3, 5});
    const auto b = plan_on(Date{2026, 3, 5});
    REQUIRE(a.organizations.size() == b.organizations.size());
    for (std::size_t i = 0; i < a.organizations.size(); ++i) {
        CHECK(a.organizations[i].name == b.organizations[i].name);
        CHECK(a.organizations[i].founded_on == b.organizations[i].founded_on);
    }
    CHECK(a.events.size() == b.events.size());
}

TEST_CASE(
    "demo world: names are filled in and differ under one parent, parents are founded before their children, codes "
    "differ")
{
    const auto plan = plan_on(Date{2026, 3, 5});
    std::set<std::string> names;
    std::set<std::string> codes;
    std::map<std::string, Date> founded;
    for (const auto& one : plan.organizations) {
        CHECK_MESSAGE(one.name.find('{') == std::string::npos, one.name);
        CHECK_MESSAGE(names.insert(one.parent + "/" + one.name).second, one.name);
        CHECK_MESSAGE(codes.insert(one.code).second, one.code);
        if (!one.parent.empty()) CHECK_MESSAGE(founded.at(one.parent) <= one.founded_on, one.name);
        founded[one.key] = one.founded_on;
    }
    for (const auto& unit : plan.units) {
        CHECK_MESSAGE(unit.name.find('{') == std::string::npos, unit.name);
        CHECK(founded.contains(unit.area));
    }
    for (const auto& event : plan.events) CHECK_MESSAGE(founded.at(event.subject) <= event.on, event.subject);
}

TEST_CASE("demo world: credit codes of made-up units have right check digits and a region that no place has")
{
    const auto plan = plan_on(Date{2026, 3, 5});
    std::set<std::string> seen;
    int codes = 0;
    for (const auto& unit : plan.units) {
        if (unit.credit_code.empty()) continue;
        ++codes;
        const auto parsed = parse_credit_code(unit.credit_code);
        REQUIRE_MESSAGE(parsed.has_value(), unit.credit_code);
        CHECK(parsed->region == "999999");
        CHECK(seen.insert(parsed->code).second);
    }
    CHECK(codes > 300);
    CHECK(parse_credit_code(make_credit_code("91", "350100", 7)).has_value());
}

TEST_CASE("demo world: terms lie around today, so that there is something to do this month")
{
    const Date today{2026, 3, 5};
    const auto plan = plan_on(today);
    const auto rules = rules_on(today);
    std::map<std::string, const PlannedOrganization*> by_key;
    for (const auto& one : plan.organizations) by_key[one.key] = &one;
    int overdue = 0;
    int this_month = 0;
    int half_year = 0;
    for (const auto& event : plan.events) {
        if (event.step != DemoStep::start_term) continue;
        CHECK(event.on <= today);
        const auto& one = *by_key.at(event.subject);
        const auto expiry = event.on.plus_months(12 * rules.term(one.type_today, one.sector_today)->years);
        overdue += expiry < today;
        this_month += expiry >= today && expiry <= today.plus_days(31);
        half_year += expiry > today.plus_days(31) && expiry <= today.plus_days(182);
    }
    CHECK(overdue > 10);
    CHECK(this_month > 5);
    CHECK(half_year > 20);
}

TEST_CASE("demo world: there is an account for each role of the pack, on an organisation that exists")
{
    const auto plan = plan_on(Date{2026, 3, 5});
    const auto book = *policy::Book::load(packs);
    std::set<std::string> roles;
    for (const auto& item : book.at(Date{2026, 3, 5}).get("platform.roles").items())
        roles.insert(item.at("code").text());
    std::set<std::string> keys;
    for (const auto& one : plan.organizations) keys.insert(one.key);
    for (const auto& account : plan.accounts) {
        CHECK_MESSAGE(roles.erase(account.role) == 1, account.role);
        if (!account.organization.empty()) CHECK_MESSAGE(keys.contains(account.organization), account.organization);
    }
    CHECK(roles.empty());
}

TEST_CASE("demo world: its places are those of the statistical divisions")
{
    const auto places = read_demo_table(world / "places.csv");
    CHECK(places.size() == 211);
    const char* divisions = std::getenv("JISHI_DIVISIONS");
    if (!divisions) return;  // compared where the package is at hand: ./dev bench and ./dev run --world nation fetch it
    std::set<std::string> real;
    for (const auto* file : {"dist/streets.csv", "dist/villages.csv"})
        for (const auto& row : read_demo_table(std::filesystem::path(divisions) / file))
            real.insert(row.text("code") + row.text("name"));
    for (const auto& place : places)
        CHECK_MESSAGE(real.contains(place.text("code") + place.text("name")), place.text("name"));
}
