#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "base/text.hpp"
#include "policy/keys.hpp"
#include "policy/policy.hpp"
#include "policy/readers.hpp"

using namespace jishi;
using namespace jishi::policy;
namespace fs = std::filesystem;

namespace {

const Book& book()
{
    static const auto loaded = [] {
        auto result = Book::load(fs::path(JISHI_SOURCE_DIR) / "packs");
        if (!result) FAIL(result.error().detail);
        return *std::move(result);
    }();
    return loaded;
}

Policy today() { return book().at(Date{2026, 3, 5}); }

std::vector<std::string> codes_of(const Value& table)
{
    std::vector<std::string> codes;
    for (const auto& item : table.items()) codes.push_back(item.at("code").text());
    return codes;
}

const Value& type(std::string_view code) { return *today().get("organization.types").item_with_code(code); }

bool may_stand_below(std::string_view child, std::string_view parent)
{
    const auto parents = type(child).at("parents").texts();
    return std::ranges::find(parents, parent) != parents.end();
}

}  // namespace

TEST_CASE("national pack: the schema for editors is what the declared keys say")
{
    const auto path = fs::path(JISHI_SOURCE_DIR) / "packs" / "schema.json";
    if (std::getenv("JISHI_WRITE_SCHEMA")) std::ofstream(path, std::ios::binary) << packs_schema();
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    // Stale? Run this test once with JISHI_WRITE_SCHEMA=1 and commit the file.
    CHECK(text == packs_schema());
}

TEST_CASE("national pack: every entry names its rule, its source and both titles")
{
    CHECK(book().entries().size() >= known_keys().size());
    for (const auto* entry : book().entries()) {
        CAPTURE(entry->key);
        CHECK(entry->rule.find('-') != std::string::npos);
        CHECK(entry->from >= Date{1949, 10, 1});
        CHECK(length_of(entry->title) < 60);
    }
}

TEST_CASE(
    "national pack: three administrators exclude each other and everybody else, and see no business data [SEC-13]")
{
    const auto& roles = today().get("platform.roles");
    CHECK(codes_of(roles) == std::vector<std::string>{"member", "branch_secretary", "committee_organizer",
                                                      "organization_department", "supervisor", "system_administrator",
                                                      "security_administrator", "auditor"});
    int administrators = 0;
    std::set<std::string> granted;
    for (const auto& role : roles.items()) {
        const auto permissions = role.at("permissions").texts();
        if (!role.at("administrator").boolean()) {
            CHECK(role.at("on_organization").boolean());
            CHECK(std::ranges::none_of(permissions, [](const auto& one) {
                return one.starts_with("account.") || one.starts_with("grant.") || one.starts_with("audit.") ||
                       one.starts_with("settings.");
            }));
            continue;
        }
        ++administrators;
        CHECK_FALSE(role.at("on_organization").boolean());
        CHECK(role.at("excludes").items().size() == roles.items().size() - 1);
        for (const auto& one : permissions) {
            CHECK_FALSE(one.starts_with("organization."));
            CHECK_FALSE(one.starts_with("unit."));
            if (one != "policy.read" && one != "account.read" && one != "settings.read")
                CHECK(granted.insert(one).second);
        }
    }
    CHECK(administrators == 3);
}

TEST_CASE("national pack: which organisation may stand below which")
{
    CHECK(may_stand_below("branch", "committee"));
    CHECK(may_stand_below("branch", "general_branch"));
    CHECK(may_stand_below("general_branch", "committee"));
    CHECK(may_stand_below("committee", "local_committee"));
    CHECK(may_stand_below("working_committee", "local_committee"));
    CHECK(may_stand_below("leading_group", "local_committee"));
    CHECK(may_stand_below("group", "branch"));
    CHECK_FALSE(may_stand_below("committee", "branch"));
    CHECK_FALSE(may_stand_below("committee", "general_branch"));
    CHECK_FALSE(may_stand_below("branch", "branch"));
    CHECK_FALSE(may_stand_below("branch", "leading_group"));
    CHECK_FALSE(may_stand_below("group", "committee"));
    CHECK_FALSE(may_stand_below("local_committee", "committee"));
    CHECK_FALSE(may_stand_below("branch", "group"));
    CHECK(type("group").at("root").boolean() == false);
}

TEST_CASE(
    "national pack: overlay organisations are not counted, and temporary ones do not do five things [ORG-07] [ORG-09]")
{
    for (const auto* code : {"temporary_committee", "temporary_general_branch", "temporary_branch"}) {
        CHECK(type(code).at("overlay").boolean());
        CHECK_FALSE(type(code).at("elected").boolean());
        CHECK(type(code).at("withheld_actions").items().size() == 5);
    }
    for (const auto& one : today().get("organization.types").items())
        if (one.at("overlay").boolean()) CHECK_FALSE(one.at("counted").boolean());
    std::set<std::string> counted;  // [STAT-06] committees, general branches and branches only
    for (const auto& one : today().get("organization.types").items())
        if (one.at("counted").boolean()) counted.insert(one.at("code").text());
    CHECK(counted == std::set<std::string>{"committee", "general_branch", "branch", "joint_branch"});
}

TEST_CASE("national pack: thresholds of founding [ORG-01] [ORG-02] [ORG-03] [ORG-04]")
{
    const auto of = [](std::string_view code) -> const Value& {
        for (const auto& line : today().get("organization.thresholds").items())
            if (line.at("type").text() == code) return line;
        FAIL("no threshold");
        return today().get("organization.thresholds");
    };
    CHECK(of("branch").at("min_full_members").integer() == 3);
    CHECK(of("branch").at("usual_max_members").integer() == 50);
    CHECK(of("general_branch").at("min_members").integer() == 50);
    CHECK(of("general_branch").at("max_members").integer() == 99);
    CHECK(of("committee").at("min_members").integer() == 100);
    CHECK(of("joint_branch").at("usual_max_units").integer() == 5);
    CHECK(of("joint_branch").at("unit_max_full_members").integer() == 2);
    CHECK(today().integer("organization.branch_committee_full_members_min") == 7);  // [ORG-15]
}

TEST_CASE("national pack: terms of office [ORG-40] [ORG-41] [ORG-42]")
{
    const auto years = [](std::string_view code, std::string_view sector) -> std::int64_t {
        for (const auto& line : today().get("organization.terms").items()) {
            const auto types = line.at("types").texts();
            const auto sectors = line.texts_or_none("sectors");
            if (std::ranges::find(types, code) == types.end()) continue;
            if (!sectors.empty() && std::ranges::find(sectors, sector) == sectors.end()) continue;
            return line.at("years").integer();
        }
        return 0;
    };
    CHECK(years("committee", "university") == 5);
    CHECK(years("branch", "government") == 3);
    CHECK(years("general_branch", "state_enterprise") == 3);
    CHECK(years("branch", "rural") == 5);
    CHECK(years("branch", "community") == 5);
    CHECK(years("temporary_branch", "rural") == 0);
    CHECK(today().integer("organization.term_reminder_months") == 6);    // [ORG-44]
    CHECK(today().integer("organization.term_shift_months_max") == 12);  // [ORG-43]
}

TEST_CASE("national pack: code tables have all their codes once [DATA-20] [DATA-24] [DATA-25] [DATA-60]")
{
    const auto ethnicities = codes_of(today().get("codes.ethnicity"));
    CHECK(ethnicities.size() == 58);
    CHECK(ethnicities.front() == "01");
    CHECK(ethnicities[55] == "56");
    CHECK(std::ranges::count_if(today().get("codes.ethnicity").items(),
                                [](const Value& item) { return item.at("minority").boolean(); }) == 55);
    CHECK(codes_of(today().get("codes.sex")) == std::vector<std::string>{"0", "1", "2", "9"});
    CHECK(today().get("codes.political_status").items().size() == 13);
    CHECK(today().get("codes.province").items().size() == 34);
    std::vector<std::string> college;
    for (const auto& item : today().get("codes.education").items())
        if (item.at("college").boolean()) college.push_back(item.at("code").text());
    CHECK(college == std::vector<std::string>{"11", "14", "17", "21", "28", "31"});
}

TEST_CASE("national pack: safety of accounts and audit [SEC-11] [SEC-14]")
{
    const auto policy = today();
    CHECK(policy.integer("platform.password.length_min") == 8);
    CHECK(policy.integer("platform.password.length_min_administrator") == 12);
    CHECK(policy.integer("platform.password.classes_min") == 3);
    CHECK(policy.integer("platform.password.age_days_max") == 90);
    CHECK(policy.integer("platform.password.history") == 5);
    CHECK(policy.integer("platform.lockout.failures_max") == 5);
    CHECK(policy.integer("platform.lockout.minutes") == 30);
    CHECK(policy.integer("platform.session.idle_minutes") == 15);
    CHECK(policy.text("platform.audit.digest") == "sm3");
    CHECK(policy.integer("platform.audit.keep_months") >= policy.integer("platform.audit.keep_months_min"));
}

TEST_CASE("national pack: non-public enterprises of thirty and more ought to have an organisation [ORG-57]")
{
    const auto& lines = today().get("organization.coverage").at("obliged");
    const auto found = std::ranges::find_if(lines.items(), [](const Value& line) { return line.find("min_staff"); });
    REQUIRE(found != lines.items().end());
    CHECK(found->at("min_staff").integer() == 30);
    CHECK(found->at("unit_kinds").texts() == std::vector<std::string>{"nonpublic_enterprise"});
}

TEST_CASE("national pack: days off and shifted working days lie in their year, and shifted ones are weekends [GEN-03]")
{
    for (const auto& year : today().get("calendar.years").items()) {
        const auto number = static_cast<int>(year.at("year").integer());
        for (const auto& off : year.at("days_off").items()) {
            CHECK(off.at("from").date().year() == number);
            CHECK(off.at("to").date() >= off.at("from").date());
            CHECK(off.at("to").date().year() == number);
        }
        for (const auto& day : year.at("working_days").items()) {
            const std::chrono::weekday weekday{std::chrono::sys_days{day.date().ymd()}};
            CHECK((weekday == std::chrono::Saturday || weekday == std::chrono::Sunday));
        }
    }
}

TEST_CASE("national pack: working days around holidays [GEN-03]")
{
    const auto calendar = work_calendar(today());
    CHECK_FALSE(calendar.is_working_day(Date{2026, 2, 16}));
    CHECK(calendar.is_working_day(Date{2026, 2, 14}));  // a Saturday worked for the holiday
    CHECK(calendar.last_of(Date{2026, 2, 13}, 3) == WorkCalendar::Counted{Date{2026, 2, 24}, false});
    CHECK(calendar.between(Date{2025, 10, 1}, Date{2025, 10, 11}).days == 3);
    CHECK(calendar.between(Date{2024, 1, 1}, Date{2024, 12, 31}).days == 251);
    CHECK(calendar.between(Date{2025, 1, 1}, Date{2025, 12, 31}).days == 248);
    CHECK(calendar.last_of(Date{2027, 1, 4}, 5).provisional);
}

TEST_CASE("national pack: readings of words are one syllable a character [ORG-A]")
{
    REQUIRE(set_pinyin_words(pinyin_words(today())).has_value());
    CHECK(pinyin_of("重庆市长寿区").initials == "cqscsq");
    CHECK(pinyin_of("长沙银行").full == "changshayinhang");
    CHECK(pinyin_of("地方委员会").full == "difangweiyuanhui");
    REQUIRE(set_pinyin_words({}).has_value());
}
