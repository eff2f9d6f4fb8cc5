#include "team/member_rules.hpp"

#include <doctest/doctest.h>

#include "policy/reading.hpp"

using namespace jishi;
using namespace jishi::team;

namespace {

const MemberPolicy& rules()
{
    static const auto book = [] {
        auto loaded = policy::Book::load(std::filesystem::path(JISHI_SOURCE_DIR) / "packs");
        if (!loaded) FAIL(loaded.error().detail);
        return *std::move(loaded);
    }();
    static const auto today = book.at(Date{2026, 3, 5});
    static const auto kept = read_member_policy(policy::Reader(today, today));
    return kept;
}

Attributes good()
{
    Attributes values;
    values.exists = true;
    values.name = "马小明";
    values.status = "normal";
    values.category = "1";
    values.sex = "1";
    values.birth_date = Date{1970, 5, 6};
    values.ethnicity = "03";
    values.joined_on = Date{1998, 7, 1};
    values.full_on = Date{1999, 7, 1};
    return values;
}

std::string faults(const Attributes& values)
{
    std::string list;
    for (const auto& fault : faults_of(rules(), values, Date{2026, 3, 5}))
        list += fault.field + ":" + fault.code + "[" + fault.rule + "] ";
    return list;
}

std::string refused(const Result<const StandingRule*>& result)
{
    if (result) return "";
    return result.error().fields.empty() ? result.error().code : result.error().fields.front().code;
}

}  // namespace

TEST_CASE("team: a name is brought to its one form, whatever dots, widths and invisible characters were typed")
{
    for (const auto* typed :
         {"买买提·艾力", "买买提•艾力", "买买提‧艾力", "买买提・艾力", "买买提．艾力", "买买提.艾力", " 买买提 · 艾力 ",
          "买买提\u200b·艾力", "买买提·\ufeff艾力", "·买买提·艾力·"}) {
        CAPTURE(typed);
        const auto name = clean_name(typed);
        REQUIRE(name);
        CHECK(*name == "买买提·艾力");
    }
    CHECK(clean_name("王 小 明").value() == "王小明");
    CHECK(clean_name("Ａｎｎａ　Li").value() == "Anna Li");
    CHECK(clean_name("李𠮷").value() == "李𠮷");
    CHECK(clean_name("𬱖").value() == "𬱖");
    CHECK(clean_name("〇小二").value() == "〇小二");
    for (const auto* wrong : {"", "   ", "·", "张3", "李四!", "<b>王</b>", "王\n五", "=1+1"}) {
        CAPTURE(wrong);
        CHECK_FALSE(clean_name(wrong));
    }
    CHECK(clean_name("张3").error().fields.front().code == "member.name_character");
    std::string longest;
    for (int i = 0; i < 51; ++i) longest += "王";
    CHECK(clean_name(longest).error().fields.front().code == "member.name_length");
}

TEST_CASE("team: an implausible record is told field by field, with the rule [DATA-02, DEV-11, DEV-20]")
{
    CHECK(faults(good()) == "");
    auto values = good();
    values.joined_on = Date{1988, 5, 5};  // the day before 18
    values.full_on = Date{1990, 1, 1};
    CHECK(faults(values) == "joined_on:member.joined_too_young[DEV-20] ");
    values.joined_on = Date{1988, 5, 6};
    CHECK(faults(values) == "");
    values.joined_on = Date{1960, 1, 1};
    CHECK(faults(values) == "joined_on:member.joined_before_birth[DATA-02] ");
    values = good();
    values.full_on = Date{1999, 6, 30};
    CHECK(faults(values) == "full_on:member.full_too_early[DEV-11] ");
    values.full_on = Date{1998, 6, 30};
    CHECK(faults(values) == "full_on:member.full_before_joining[DATA-02] ");
    values = good();
    values.category = "2";
    CHECK(faults(values) == "full_on:member.probationary_has_full_date[DATA-02] ");
    values = good();
    values.ethnicity = "99";
    values.education = "60";  // a heading of the table
    values.sex = "7";
    CHECK(faults(values) ==
          "sex:member.unknown_code[DATA-20] ethnicity:member.unknown_code[DATA-24] "
          "education:member.unknown_code[DATA-25] ");
    values = good();
    values.birth_date = Date{1900, 1, 1};
    CHECK(faults(values) == "birth_date:member.too_old[DATA-02] ");
    values = good();
    values.joined_on = Date{2026, 3, 6};
    values.full_on.reset();
    CHECK(faults(values) == "joined_on:member.joined_later[DATA-02] ");
    values = good();
    values.lost_reason = "1";
    values.mobile_to = "宁夏";
    CHECK(faults(values) == "lost_since:input.required[REL-33] mobile:input.required[DATA-02] ");
    values = good();
    values.joined_on = Date{1981, 1, 1};  // before the months of probation were what they are now
    values.birth_date = Date{1955, 1, 1};
    values.full_on = Date{1981, 7, 1};
    CHECK(faults(values) == "");
}

TEST_CASE("team: what an id number says must agree with what else is said [DATA-50, DATA-51]")
{
    Attributes values;
    REQUIRE(agree_with_id_number("11010519491231002X", values));
    CHECK(values.sex == "2");
    CHECK(values.birth_date == Date{1949, 12, 31});
    values.sex = "1";
    values.birth_date = Date{1949, 12, 30};
    const auto differs = agree_with_id_number("11010519491231002X", values);
    REQUIRE_FALSE(differs);
    CHECK(differs.error().rule == "DATA-50");
    REQUIRE(differs.error().fields.size() == 2);
    CHECK(differs.error().fields[0].code == "member.sex_differs");
    CHECK(differs.error().fields[1].code == "member.birth_date_differs");
    Attributes none;
    CHECK(agree_with_id_number("110105194912310021", none).error().fields.front().code == "id_number.check_digit");
    CHECK(agree_with_id_number("110105491231002", none).error().fields.front().code == "id_number.old_form");
    CHECK(agree_with_id_number("110105194902300021", none).error().fields.front().code == "id_number.birth_date");
}

TEST_CASE("team: which changes of standing may follow which [DATA-37, DATA-38, REL-30 – REL-49]")
{
    const auto ask = [](std::optional<Standing> before, std::string change, Date on = Date{2026, 3, 5},
                        std::string ground = {}) {
        return refused(check_standing(rules(), before, {std::move(change), std::move(ground), on, {}}));
    };
    const Standing full{"normal", "1", Date{2010, 1, 1}, {}};
    const Standing probationary{"normal", "2", Date{2025, 1, 1}, {}};
    const Standing suspended{"suspended", "1", Date{2024, 3, 5}, Date{2023, 1, 1}};
    const Standing left{"left_party", "1", Date{2021, 3, 5}, {}};
    const Standing dead{"died", "1", Date{2021, 3, 5}, {}};
    CHECK(ask({}, "admitted") == "");
    CHECK(ask({}, "restored") == "member.standing_not_possible");
    CHECK(ask(full, "admitted") == "member.standing_not_possible");
    CHECK(ask(full, "nonsense") == "member.standing_change_unknown");
    CHECK(ask(full, "expelled") == "");
    CHECK(ask(full, "probation_cancelled") == "member.category_not_possible");
    CHECK(ask(probationary, "probation_cancelled") == "");
    CHECK(ask(dead, "expelled") == "member.standing_not_possible");
    CHECK(ask(suspended, "restored") == "");
    // [REL-30] six months out of contact, not a day less
    auto lost = full;
    lost.lost_since = Date{2025, 9, 5};
    CHECK(ask(lost, "suspended", Date{2026, 3, 4}, "lost_contact") == "member.contact_not_lost_long_enough");
    CHECK(ask(lost, "suspended", Date{2026, 3, 5}, "lost_contact") == "");
    CHECK(ask(full, "suspended", Date{2026, 3, 5}, "lost_contact") == "member.contact_not_lost_long_enough");
    CHECK(ask(full, "suspended", Date{2026, 3, 5}) == "member.ground_needed");
    CHECK(ask(full, "suspended", Date{2026, 3, 5}, "settled_abroad") == "");
    // [REL-31] two years after the suspension
    CHECK(ask(suspended, "removed_as_left", Date{2026, 3, 4}) == "member.too_soon_to_remove");
    CHECK(ask(suspended, "removed_as_left", Date{2026, 3, 5}) == "");
    // [REL-47] five years
    CHECK(ask(left, "readmitted", Date{2026, 3, 4}) == "member.too_soon_to_rejoin");
    CHECK(ask(left, "readmitted", Date{2026, 3, 5}) == "");
    CHECK(ask(left, "restored") == "member.standing_not_possible");
    CHECK(ask(left, "reinstated") == "");
}

TEST_CASE("team: who may vote by standing and category, periods of joining, age bands [RIGHT-02, DATA-35, DATA-36]")
{
    CHECK(rules().may_vote("normal", "1"));
    CHECK_FALSE(rules().may_vote("normal", "2"));
    CHECK_FALSE(rules().may_vote("suspended", "1"));
    CHECK(rules().join_period(Date{1949, 9, 30}) == "before_founding");
    CHECK(rules().join_period(Date{1949, 10, 1}) == "until_reform");
    CHECK(rules().join_period(Date{2012, 11, 8}) == "since_18th");
    CHECK(rules().age_band(30) == "up_to_30");
    CHECK(rules().age_band(31) == "from_31");
    CHECK(rules().age_band(61) == "from_61");
    CHECK(rules().holding_types == std::set<std::string, std::less<>>{"branch", "joint_branch"});
}

TEST_CASE("team: full years and the end of a day in China")
{
    CHECK(years_between(Date{2000, 2, 29}, Date{2018, 2, 27}) == 17);
    CHECK(years_between(Date{2000, 2, 29}, Date{2018, 2, 28}) == 18);
    CHECK(end_of(Date{2026, 3, 5}).str() == "2026-03-05T15:59:59.999999Z");
}
