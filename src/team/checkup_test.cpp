#include "team/checkup.hpp"

#include <doctest/doctest.h>

#include "policy/reading.hpp"
#include "team/checkup_query.hpp"
#include "team/team_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

namespace {

const Date day{2026, 3, 5};

const CheckupPolicy& rules()
{
    static const auto on_day = platform::testing::national_rules().at(day);
    static const auto read = read_checkup_policy({on_day, on_day});
    return read;
}

Attributes complete()
{
    Attributes values;
    values.exists = true;
    values.name = "王某";
    values.status = "normal";
    values.category = "1";
    values.birth_date = Date{1970, 5, 6};
    values.ethnicity = "01";
    values.education = "31";
    values.native_place = "宁夏中卫";
    values.occupation = "4010";
    values.joined_on = Date{1998, 7, 1};
    values.full_on = Date{1999, 7, 1};
    return values;
}

std::string broken(const Attributes& values, std::string_view sector = "rural", std::string_view group = "farmer",
                   bool contact = true)
{
    std::string codes;
    for (const auto* rule : checkup_of(rules(), {values, sector, group, true, contact, contact}, day))
        codes += (codes.empty() ? "" : " ") + rule->code;
    return codes;
}

}  // namespace

TEST_CASE("check-up: a complete record breaks no rule; what is missing is named by the rule that asks for it [DATA-02]")
{
    CHECK(broken(complete()).empty());
    CHECK(broken(complete(), "rural", "farmer", false) == "phone_missing address_missing");
    auto values = complete();
    values.education.clear();
    values.full_on.reset();
    values.native_place.clear();
    CHECK(broken(values) == "education_missing full_on_missing native_place_missing");
    values = complete();
    values.category = "2";
    values.full_on.reset();
    values.joined_on = Date{2025, 6, 1};
    CHECK(broken(values).empty());
}

TEST_CASE("check-up: rules concern sectors, groups of occupations, statuses and what else is said [DATA-40, REL-33]")
{
    auto values = complete();
    CHECK(broken(values, "nonpublic_enterprise") == "social_stratum_missing");
    values.social_stratum = "courier";
    CHECK(broken(values, "nonpublic_enterprise").empty());
    values = complete();
    CHECK(broken(values, "rural", "specialist") == "technical_post_missing work_started_on_missing");
    values.mobile = true;
    values.lost_since = Date{2025, 1, 1};
    CHECK(broken(values) == "mobile_to_missing lost_reason_missing");
    values = complete();
    values.status = "suspended";
    CHECK(broken(values, "rural", "farmer", false).empty());
}

TEST_CASE("check-up: what is not plausible is pointed out: ages, long probation, days far apart [DEV-12]")
{
    auto values = complete();
    values.work_started_on = Date{1980, 1, 1};
    CHECK(broken(values) == "worked_too_young");
    values = complete();
    values.full_on = Date{2010, 1, 1};
    CHECK(broken(values) == "full_too_late");
    CHECK(broken(complete(), "university", "student") == "student_too_old");
    values = complete();
    values.birth_date = Date{1990, 1, 1};
    values.joined_on = Date{2012, 1, 1};
    values.full_on = Date{2013, 1, 1};
    CHECK(broken(values, "rural", "retired") == "retired_too_young");
    values.category = "2";
    values.full_on.reset();
    CHECK(broken(values) == "probation_overdue");
}

TEST_CASE("check-up: findings are computed per branch from today's records, and gone when they are mended")
{
    each_world([](World& world) {
        auto asked = world.registering("甲某", world.branch);
        asked.values.native_place = "宁夏中卫";
        asked.values.occupation = "4010";
        asked.values.education.clear();
        const auto one = world.try_register(asked);
        REQUIRE_MESSAGE(one.has_value(), code_of(one));
        asked = world.registering("乙某", world.other);
        asked.values.native_place = "宁夏中卫";
        asked.values.occupation = "4010";
        REQUIRE(world.try_register(asked).has_value());
        const std::vector branches{world.branch, world.other};
        const Checkup checkup(world.team.office(), rules(), day);
        const auto counts = [&] { return world.read([&](db::Tx& tx) { return checkup.count(tx, branches); }); };
        auto found = counts();
        CHECK(found[world.branch].members == 1);
        CHECK(found[world.branch].findings == 1);
        CHECK(found[world.branch].by_rule["education_missing"] == 1);
        CHECK(found[world.other].with_findings == 0);
        std::string listed;
        world.read([&](db::Tx& tx) {
            checkup.each(tx, branches, [&](const CheckedMember& checked) {
                listed += checked.member.values.name + " " + checked.broken.front()->code;
                return true;
            });
            return 0;
        });
        CHECK(listed == "甲某 education_missing");
        Amending amending;
        amending.changed = {Attribute::education};
        amending.values.education = "31";
        amending.papers = world.papers(day);
        REQUIRE(world.run(amend_member, one->member.id, amending).has_value());
        CHECK(counts()[world.branch].findings == 0);
    });
}
