#include "team/import_members.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "engine/import_policy.hpp"
#include "policy/policy.hpp"
#include "team/team_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using engine::Finding;
using team::testing::id_number_of;

namespace {

const Date day{2026, 3, 5};

const policy::Book& book()
{
    static const auto loaded = *policy::Book::load(std::filesystem::path(JISHI_SOURCE_DIR) / "packs");
    return loaded;
}
const MemberPolicy& rules()
{
    static const auto on_day = book().at(day);
    static const auto read = read_member_policy({on_day, on_day});
    return read;
}
const engine::ImportPolicy& columns()
{
    static const auto read = engine::read_import_policy(book().at(day), "team.imports.columns", "members");
    return read;
}

using Lines = std::vector<std::string>;

struct Checked {
    std::vector<MemberRow> rows;
    std::vector<Finding> findings;
    /// "3 公民身份证号 id_number.check_digit"
    Lines lines(const platform::Sheet& sheet, const engine::Layout& layout) const
    {
        Lines lines;
        for (const auto& finding : findings)
            lines.push_back(
                std::to_string(finding.row_number) + " " +
                (finding.column ? std::string(sheet.at(layout.title_row, *finding.column).text) + " " : "") +
                finding.code + (finding.detail.empty() ? "" : " " + finding.detail) +
                (finding.refuses ? "" : " (notice)"));
        return lines;
    }
};

struct File {
    explicit File(const std::string& csv, const engine::TitleMemory& memory = {})
        : sheet(*platform::read_sheet(csv, "党员.csv")), layout(engine::find_layout(sheet, columns(), notices, memory))
    {
        REQUIRE_MESSAGE(layout.has_value(), (layout ? "" : layout.error().code + " " + layout.error().detail));
        checked.findings = notices;
        auto read = read_member_rows(sheet, *layout, columns(), {rules(), "enrolled", day, day}, checked.findings);
        REQUIRE(read.has_value());
        checked.rows = *std::move(read);
        check_twins(checked.rows, *layout, checked.findings);
    }
    Lines lines() const { return checked.lines(sheet, *layout); }
    const Attributes& values(std::size_t row) const { return checked.rows.at(row).values; }

    std::vector<Finding> notices;
    platform::Sheet sheet;
    Result<engine::Layout> layout;
    Checked checked;
};

const std::string born_1970 = id_number_of(Date{1970, 5, 6}, 1);

}  // namespace

TEST_CASE("import of members: the sixteen items of the form of 2017 are known by their titles, in any order [DATA-02]")
{
    const File file(
        "序号,姓名,性别,民族,公民身份证号,出生日期,学历,人员类别,所在党支部,加入党组织日期,转为正式党员日期,工作岗位,"
        "手机（固定电话）,家庭住址（到门牌号）,党籍状态,"
        "是否为失联党员,失去联系日期,是否为流动党员,外出流向\n"
        "1,王某,男,汉," +
        born_1970 +
        ",1970-05-06,大专,正式党员,东村支部,1998年7月1日,1999.7.1,农牧渔民,138 0000 0001,东村三组 12 "
        "号,正常,否,无,是,浙江省杭州市\n");
    CHECK(file.lines() == Lines{"1 序号 import.column_unknown (notice)"});
    const auto& values = file.values(0);
    CHECK(values.name == "王某");
    CHECK(values.sex == "1");
    CHECK(values.ethnicity == "01");
    CHECK(values.education == "31");
    CHECK(values.category == "1");
    CHECK(values.status == "normal");
    CHECK(values.entry == "enrolled");
    CHECK(values.joined_on == Date{1998, 7, 1});
    CHECK(values.full_on == Date{1999, 7, 1});
    CHECK(values.occupation == "4010");
    CHECK(values.mobile);
    CHECK(values.mobile_to == "浙江省杭州市");
    CHECK_FALSE(values.lost_since.has_value());
    CHECK(file.checked.rows[0].id_number == born_1970);
    CHECK(file.checked.rows[0].phone == "13800000001");
    CHECK(file.checked.rows[0].address == "东村三组 12 号");
    CHECK(file.checked.rows[0].branch_text == "东村支部");
}

TEST_CASE(
    "import of members: values come as codes, names or both; 无 and a line are empty [DATA-07, DATA-20 – DATA-25]")
{
    const File file(
        "姓名,身份证号,性别,民族,学历,政治面貌,入党时间,转正时间,婚姻状况,职业,电话,住址\n"
        "甲某," +
        born_1970 +
        ",1,02,21-大学本科毕业,1,19980701,1999/7/1,20,4010 农牧渔民,无,—\n"
        "乙某," +
        id_number_of(Date{1980, 1, 2}, 2) + ",女,回族(03),本科,中共预备党员,2025-10-01,——,已婚,教师,——,无\n");
    CHECK(file.lines() == Lines{});
    CHECK(file.values(0).ethnicity == "02");
    CHECK(file.values(0).education == "21");
    CHECK(file.values(0).category == "1");
    CHECK(file.values(0).marital_status == "20");
    CHECK(file.values(0).occupation == "4010");
    CHECK(file.checked.rows[0].phone.empty());
    CHECK(file.checked.rows[0].address.empty());
    CHECK(file.values(1).sex == "2");
    CHECK(file.values(1).ethnicity == "03");
    CHECK(file.values(1).education == "21");
    CHECK(file.values(1).category == "2");
    CHECK_FALSE(file.values(1).full_on.has_value());
}

TEST_CASE(
    "import of members: id numbers are refused by what is wrong with them, and never repeated outside the file "
    "[DATA-50, DATA-51]")
{
    const File file(
        "姓名,身份证号,入党日期,转正日期\n"
        "甲某,110105194912310021,1980-01-01,1981-01-01\n"
        "乙某,110105491231002,1980-01-01,1981-01-01\n"
        "丙某,1.10105194912310E+17,1980-01-01,1981-01-01\n"
        "丁某,11010519490230002X,1980-01-01,1981-01-01\n"
        "戊某,１１０１０５１９４９１２３１００２ｘ,1980-01-01,1981-01-01\n"
        "己某,,1980-01-01,1981-01-01\n"
        "庚某,11010519491231002X,1980-01-01,1981-01-01\n");
    CHECK(file.lines() == Lines{"2 身份证号 id_number.check_digit", "3 身份证号 id_number.old_form",
                                "4 身份证号 import.digits_lost", "5 身份证号 id_number.birth_date",
                                "6 身份证号 import.width_folded (notice)", "7 身份证号 import.required",
                                "8 身份证号 import.id_number_twice 6"});
    for (const auto& finding : file.checked.findings) {
        CHECK(finding.value.empty());
        CHECK(
            (finding.code == "import.digits_lost" || finding.code.starts_with("import.") || finding.rule == "DATA-50"));
    }
    CHECK(file.checked.rows[4].id_number == "11010519491231002X");
    CHECK(file.values(4).birth_date == Date{1949, 12, 31});
}

TEST_CASE(
    "import of members: dates that contradict each other, the id number or the constitution are refused at their cell")
{
    const File file(
        "姓名,身份证号,出生日期,性别,入党日期,转正日期,人员类别\n"
        "甲某," +
        born_1970 +
        ",1970-05-06,男,1960-07-01,,正式党员\n"
        "乙某," +
        id_number_of(Date{1970, 5, 6}, 3) +
        ",,男,1986-07-01,1987-07-01,正式党员\n"
        "丙某," +
        id_number_of(Date{1970, 5, 6}, 5) +
        ",1970-05-07,女,1998-07-01,1999-07-01,正式党员\n"
        "丁某," +
        id_number_of(Date{1970, 5, 6}, 7) +
        ",,男,1998-02-30,1999-07-01,正式党员\n"
        "戊某," +
        id_number_of(Date{1970, 5, 6}, 9) +
        ",,男,1998-07-01,1998-12-01,正式党员\n"
        "己某," +
        id_number_of(Date{1970, 5, 6}, 11) +
        ",,男,2025-07-01,2026-01-01,预备党员\n"
        "庚某," +
        id_number_of(Date{1970, 5, 6}, 13) +
        ",,男,2027-07-01,,正式党员\n"
        "辛某," +
        id_number_of(Date{1970, 5, 6}, 15) + ",,男,1998年7月,,\n");
    CHECK(file.lines() == Lines{"2 入党日期 member.joined_before_birth", "3 入党日期 member.joined_too_young 18",
                                "4 性别 member.sex_differs", "4 出生日期 member.birth_date_differs",
                                "5 入党日期 import.not_a_date", "6 转正日期 member.full_too_early 12",
                                "7 转正日期 member.probationary_has_full_date", "8 入党日期 member.joined_later",
                                "9 入党日期 import.date_without_day", "9 人员类别 import.required"});
}

TEST_CASE("import of members: names keep rare characters and get one kind of dot; signs are refused")
{
    const File file(
        "姓名,身份证号,入党日期,转正日期\n"
        "王𬱖," +
        id_number_of(Date{1970, 5, 6}, 1) +
        ",1998-07-01,1999-07-01\n"
        "𠮷某," +
        id_number_of(Date{1970, 5, 6}, 2) +
        ",1998-07-01,1999-07-01\n"
        "阿依古丽•买买提," +
        id_number_of(Date{1970, 5, 6}, 3) +
        ",1998-07-01,1999-07-01\n"
        "李\xE2\x80\x8B某　," +
        id_number_of(Date{1970, 5, 6}, 4) +
        ",1998-07-01,1999-07-01\n"
        "张 某," +
        id_number_of(Date{1970, 5, 6}, 5) +
        ",1998-07-01,1999-07-01\n"
        "赵某1," +
        id_number_of(Date{1970, 5, 6}, 6) + ",1998-07-01,1999-07-01\n");
    CHECK(file.lines() == Lines{"7 姓名 member.name_character"});
    CHECK(file.values(0).name == "王𬱖");
    CHECK(file.values(1).name == "𠮷某");
    CHECK(file.values(2).name == "阿依古丽·买买提");
    CHECK(file.values(3).name == "李某");
    CHECK(file.values(4).name == "张某");
}

TEST_CASE("import of members: two rows of one name and one day of birth are pointed out, and both are taken")
{
    const File file(
        "姓名,身份证号,入党日期,转正日期\n"
        "王某," +
        id_number_of(Date{1970, 5, 6}, 1) +
        ",1998-07-01,1999-07-01\n"
        "王某," +
        id_number_of(Date{1970, 5, 6}, 3) + ",1998-07-01,1999-07-01\n");
    CHECK(file.lines() == Lines{"3 姓名 import.person_twice 2 (notice)"});
    CHECK_FALSE(file.checked.rows[1].refused);
}

TEST_CASE(
    "import of members: who is out of contact says since when, a month is enough; those off the roll are refused "
    "[REL-32]")
{
    const File file(
        "姓名,身份证号,入党日期,转正日期,是否失联,失去联系日期,党籍状态\n"
        "甲某," +
        id_number_of(Date{1970, 5, 6}, 1) +
        ",1998-07-01,1999-07-01,是,2023年6月,停止党籍\n"
        "乙某," +
        id_number_of(Date{1970, 5, 6}, 2) +
        ",1998-07-01,1999-07-01,是,,正常\n"
        "丙某," +
        id_number_of(Date{1970, 5, 6}, 3) +
        ",1998-07-01,1999-07-01,否,2023-06,\n"
        "丁某," +
        id_number_of(Date{1970, 5, 6}, 4) + ",1998-07-01,1999-07-01,,,已死亡\n");
    CHECK(file.lines() == Lines{"3 失去联系日期 import.required", "4 失去联系日期 import.lost_contradicts",
                                "5 党籍状态 import.status_not_on_roll"});
    CHECK(file.values(0).lost_since == Date{2023, 6, 1});
    CHECK(file.values(0).status == "suspended");
}

TEST_CASE("import of members: a title that was explained once is understood, one that is to be left alone is not read")
{
    const engine::TitleMemory memory{{engine::fold_title("组织关系转入日"), "joined_on"},
                                     {engine::fold_title("电话"), ""}};
    const File file(
        "姓名,身份证号,组织关系转入日,转正日期,电话\n王某," + born_1970 + ",1998-07-01,1999-07-01,不是电话\n", memory);
    CHECK(file.lines() == Lines{});
    CHECK(file.values(0).joined_on == Date{1998, 7, 1});
    CHECK(file.checked.rows[0].phone.empty());
}
