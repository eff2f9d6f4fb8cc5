#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "organization/import_organizations.hpp"
#include "organization/import_units.hpp"
#include "platform/spreadsheet_fixture.hpp"
#include "policy/policy.hpp"

using namespace jishi;
using namespace jishi::organization;
using engine::fold_title;
using engine::Language;
using engine::read_date;

namespace {

const policy::Book& book()
{
    static const auto loaded = *policy::Book::load(std::filesystem::path(JISHI_SOURCE_DIR) / "packs");
    return loaded;
}

const Date day{2026, 3, 5};

const OrganizationPolicy& rules()
{
    const auto rules = book().at(day);
    static const auto read = read_policy({rules, rules});
    return read;
}

ImportPolicy import_policy(ImportKind kind) { return read_import_policy(book().at(day), kind); }

const OrganizationImport import{
    rules(),
    {OrganizationId{1}, {}, "中共某某县委员会", "某某县委", "001", "local_committee", Date{1950, 1, 1}},
    day,
    day};

KnownOrganizations known_tree()
{
    KnownOrganizations known;
    known.add(import.within);
    known.add(
        {OrganizationId{2}, OrganizationId{1}, "中共甲镇委员会", "甲镇党委", "001001", "committee", Date{1984, 1, 1}});
    known.add(
        {OrganizationId{3}, OrganizationId{1}, "中共乙镇委员会", "乙镇党委", "001002", "committee", Date{2015, 6, 1}});
    known.add({OrganizationId{4}, OrganizationId{2}, "甲镇东村党支部", "东村党支部", "001001001", "branch",
               Date{1990, 1, 1}});
    known.add({OrganizationId{5}, OrganizationId{3}, "同名党总支", "", "", "general_branch", Date{2016, 1, 1}});
    known.add({OrganizationId{6}, OrganizationId{2}, "同名党总支", "", "", "general_branch", Date{2016, 1, 1}});
    known.add({OrganizationId{7}, OrganizationId{99}, "外面的党委", "", "999", "committee", Date{1990, 1, 1}, false});
    return known;
}

std::vector<KnownUnit> known_units(std::string_view text)
{
    if (text == "甲公司") return {{UnitId{11}, "甲公司", "91350100M000100Y43", OrganizationId{2}}};
    if (text == "91350100M000100Y43") return {{UnitId{11}, "甲公司", "91350100M000100Y43", OrganizationId{2}}};
    if (text == "重名公司")
        return {{UnitId{12}, "重名公司", "", OrganizationId{2}}, {UnitId{13}, "重名公司", "", OrganizationId{3}}};
    return {};
}

/// "row:code detail" of each finding, in order of row.
struct Checked {
    std::vector<OrganizationRow> rows;
    std::vector<Finding> findings;
    std::vector<std::string> lines(bool refusals_only = true) const
    {
        std::vector<std::string> out;
        for (const auto& finding : findings)
            if (finding.refuses || !refusals_only)
                out.push_back(std::to_string(finding.row_number) + ":" + finding.code.substr(7) +
                              (finding.detail.empty() ? "" : " " + finding.detail));
        std::ranges::sort(out);
        return out;
    }
};

using Lines = std::vector<std::string>;

Checked check(const platform::Sheet& sheet)
{
    static const auto policy = import_policy(ImportKind::organizations);
    Checked checked;
    const auto layout = find_layout(sheet, policy, checked.findings);
    REQUIRE_MESSAGE(layout.has_value(), layout.error().code << " " << layout.error().detail);
    checked.rows = read_organization_rows(sheet, *layout, policy, import, checked.findings);
    check_organization_rows(checked.rows, *layout, import, known_tree(), known_units, checked.findings);
    return checked;
}

platform::Sheet csv(const std::string& text)
{
    auto sheet = platform::read_sheet(text, "a.csv");
    REQUIRE_MESSAGE(sheet.has_value(), sheet.error().code);
    return std::move(*sheet);
}

Checked check(const std::string& text) { return check(csv(text)); }

std::string failure(const std::string& text, ImportKind kind = ImportKind::organizations)
{
    std::vector<Finding> findings;
    const auto policy = import_policy(kind);
    const auto layout = find_layout(csv(text), policy, findings);
    return layout ? "" : layout.error().code + " " + layout.error().detail;
}

}  // namespace

TEST_CASE(
    "import: columns are known by their titles in any order, in Chinese and English, by synonyms, with marks around "
    "them")
{
    const auto checked = check(
        "填表单位：某某\n成立日期（年月日）, * 组织类型 ,党组织全称（必填）,备 "
        "注,上级\n2012/6/30,党支部,甲镇西村党支部,随便,甲镇党委\n");
    REQUIRE(checked.rows.size() == 1);
    const auto& row = checked.rows[0];
    CHECK(row.row_number == 3);
    CHECK(row.values.name == "甲镇西村党支部");
    CHECK(row.values.type == "branch");
    CHECK(row.values.level == "branch");
    CHECK(row.founded_on == Date{2012, 6, 30});
    CHECK(row.parent == OrganizationId{2});
    CHECK_FALSE(row.refused);
    CHECK(checked.lines(false) == Lines{"2:column_unknown"});
    const auto english = check("Name,Type,Parent code,Founded\nDemo branch,Branch,001001,2012-06-30\n");
    CHECK(english.lines(false).empty());
    CHECK(english.rows[0].parent == OrganizationId{2});
}

TEST_CASE(
    "import: a file without titles, without a column that must be there, with a column twice or without rows is "
    "refused whole")
{
    CHECK(failure("1,2,3\n4,5,6\n") == "import.no_titles ");
    CHECK(failure("党组织名称,领域\nx,农村\n") == "import.column_missing 组织类别");
    CHECK(failure("党组织名称,组织名称,类别\nx,y,党支部\n") == "import.column_twice 党组织名称");
    CHECK(failure("党组织名称,组织类别\n") == "import.no_rows ");
    CHECK(failure("单位名称\nx\n", ImportKind::units) == "import.column_missing 单位性质");
}

TEST_CASE("import: dates are read in the ways people write them, and refused by name when they are none")
{
    for (const auto* text :
         {"2012-06-03", "2012/6/3", "2012.6.3", "20120603", "2012年6月3日", "２０１２年６月３日", "2012-6-3 00:00:00",
          "2012年06月03号", "二〇一二年六月三日", "2012、6、3", "2012 6 3", "2012年 6月 3日"})
        CHECK_MESSAGE((read_date(text).value_or(Date{}) == Date{2012, 6, 3}), text);
    CHECK(read_date("一九七八年十二月二十五日").value_or(Date{}) == Date{1978, 12, 25});
    CHECK(read_date("一九七八年十月十日").value_or(Date{}) == Date{1978, 10, 10});
    CHECK(read_date("一九七八年二月三十日").error().code == "import.not_a_date");
    for (const auto* text : {"2012年6月", "2012-06", "2012年", "2012.6"})
        CHECK_MESSAGE(read_date(text).error().code == "import.date_without_day", text);
    for (const auto* text : {"2012-02-30", "12-6-3", "六月三日", "2012-13-01", "2012-13", "41063", "2012-6-3-4",
                             "1/2/2012", "99999999", "-2012-1-1", "2012--3", "1066-1-1", "2012年6月3日下午"})
        CHECK_MESSAGE(read_date(text).error().code == "import.not_a_date", text);
    const auto checked = check(
        "名称,类别,成立日期,换届日期\n甲,党支部,2012-02-30,\n乙,党支部,2030-01-01,\n丙,党支部,2012-01-01,2011-01-"
        "01\n丁,党支部,2012-01-01,2024-01-01\n戊,党小组,2012年3月,\n己,党的工作委员会,2012-01-01,2024-01-01\n");
    CHECK(checked.lines() == Lines{"2:not_a_date", "3:date_in_future 2026-03-05", "4:date_before_founding 2012-01-01",
                                   "6:date_without_day", "6:parent_type_not_allowed 中共某某县委员会",
                                   "7:has_no_term"});
    CHECK(checked.rows[3].values.term_expires_on == Date{2027, 1, 1});
}

TEST_CASE("import: cells that are formulas, merged, failed or lost digits are refused where they stand")
{
    const auto checked =
        check("名称,编码,类别,党员数\n=A1,1,党支部,\n乙,1.10105E+17,党支部,=1+1\n丙,=\"0012\",党支部,12\n");
    CHECK(checked.lines() == Lines{"2:cell_formula", "3:cell_formula", "3:digits_lost"});
    CHECK(checked.rows[2].values.code == "0012");
    CHECK(checked.rows[2].values.members == 12);
}

TEST_CASE("import: formulas without a saved result and merged cells of an .xlsx are refused where they stand")
{
    const auto cell = [](const char* at, const char* text) {
        return std::string("<c r=\"") + at + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
    };
    const auto bytes = jishi::testing::xlsx(
        "<sheetData><row r=\"1\">" + cell("A1", "名称") + cell("B1", "编码") + cell("C1", "类别") +
        "</row><row r=\"2\">" + cell("A2", "甲") + "<c r=\"B2\"><f>A1</f></c>" + cell("C2", "党支部") +
        "</row><row r=\"3\">" + cell("A3", "乙") + "</row><row r=\"4\">" + cell("A4", "丙") + cell("C4", "党支部") +
        "</row></sheetData><mergeCells><mergeCell ref=\"C2:C3\"/></mergeCells>");
    const auto checked = check(*platform::read_sheet(bytes, "a.xlsx"));
    CHECK(checked.lines() == Lines{"2:cell_formula", "2:cell_merged", "3:cell_merged"});
}

TEST_CASE("import: full-width codes and numbers are folded, and marks of emptiness are empty [DATA-07]")
{
    const auto checked = check(
        "名称,编码,类别,党员数,正式党员数,简称,区划代码\n甲,ＡＢ０１２,党支部,１２,－,无,６４０５０２\n乙,——,党支部,/"
        ",,暂无,64050\n");
    CHECK(checked.rows[0].values.code == "AB012");
    CHECK(checked.rows[0].values.members == 12);
    CHECK_FALSE(checked.rows[0].values.formal_members.has_value());
    CHECK(checked.rows[0].values.short_name.empty());
    CHECK(checked.rows[0].values.region_code == "640502");
    CHECK(checked.rows[1].values.code.empty());
    CHECK(checked.lines() == Lines{"3:region_wrong"});
}

TEST_CASE("import: required cells, choices, numbers and lengths are checked")
{
    const std::string long_name(101 * 3, 'x');
    const auto checked = check(
        "名称,类别,党员数,正式党员数,领域\n,党支部,,,\n乙,党派,,,\n丙,党支部,三,,\n丁,党支部,5,6,\n戊,党支部,99999999,,"
        "火星\n" +
        long_name.substr(0, 101) + ",党支部,3.5,,\n");
    CHECK(checked.lines() == Lines{"2:required", "3:not_one_of", "4:not_a_number", "5:full_members_exceed 5",
                                   "6:not_one_of", "6:number_too_large 10000000", "7:not_a_number", "7:too_long 100"});
}

TEST_CASE("import: codes and names that are there already, in the file or in the tree, are refused")
{
    const auto checked = check(
        "名称,编码,类别,上级\n甲,X1,党支部,001001\n乙,ｘ1,党支部,001001\n丙,001001001,党支部,001001\n丁,999,党支部,"
        "001001\n甲,X2,党支部,甲镇党委\n甲镇东村党支部,,党支部,001001\n");
    CHECK(checked.lines() == Lines{"3:code_twice 2", "4:code_taken 甲镇东村党支部", "5:code_taken 外面的党委",
                                   "6:name_twice 2", "7:name_taken"});
}

TEST_CASE(
    "import: a parent is found by code and name, in the file and in the tree, and refused when it is unknown or could "
    "be several")
{
    const auto checked = check(
        "名称,编码,类别,上级\n丙党总支,P1,党总支,甲镇党委\n一支部,,党支部,P1\n二支部,,党支部,丙党总支\n三支部,,党支部,"
        "火星党委\n四支部,,党支部,同名党总支\n五支部,,党支部,\n"
        "六支部,,党支部,外面的党委\n七支部,,党支部,999\n八支部,,党支部,中共某某县委员会\n");
    CHECK(checked.rows[1].parent_row == 0);
    CHECK(checked.rows[2].parent_row == 0);
    CHECK(checked.rows[5].parent == OrganizationId{1});
    CHECK(checked.rows[8].parent == OrganizationId{1});
    CHECK(checked.lines() == Lines{"5:parent_unknown", "6:parent_ambiguous 2", "8:parent_unknown", "9:parent_unknown"});
    CHECK(in_founding_order(checked.rows) == std::vector<std::size_t>{0, 5, 8, 1, 2});
}

TEST_CASE("import: circles in the parent column are found, and whoever hangs below them goes with them")
{
    const auto checked = check(
        "名称,编码,类别,上级\n甲党总支,A,党总支,C\n乙党总支,B,党总支,A\n丙党总支,C,党总支,B\n丁党支部,D,党支部,"
        "C\n自己党委,E,党委,E\n戊党小组,F,党小组,D\n");
    const auto lines = checked.lines();
    CHECK(std::ranges::count_if(lines,
                                [](const auto& line) { return line.find("parent_cycle") != std::string::npos; }) == 3);
    CHECK(std::ranges::find(lines, "2:parent_cycle 2 → 4 → 3 → 2") != lines.end());
    CHECK(std::ranges::find(lines, "5:parent_refused 4") != lines.end());
    CHECK(std::ranges::find(lines, "6:parent_is_itself") != lines.end());
    CHECK(std::ranges::find(lines, "7:parent_refused 5") != lines.end());
    CHECK(in_founding_order(checked.rows).empty());
}

TEST_CASE("import: what may not stand below what, and founding before the parent, are refused [ORG-01 – ORG-12]")
{
    const auto checked = check(
        "名称,类别,上级,成立日期\n甲,党委,甲镇东村党支部,2012-01-01\n乙,党支部,乙镇党委,2014-01-01\n丙,党小组,"
        "甲镇东村党支部,2012-01-01\n");
    CHECK(checked.lines() == Lines{"2:parent_type_not_allowed 甲镇东村党支部", "3:parent_later 2015-06-01"});
}

TEST_CASE("import: a joint branch lists registered units, by code or name [ORG-04, ORG-55]")
{
    const auto checked = check(
        "名称,类别,所在单位\n甲联合党支部,联合党支部,甲公司；91350100M000100Y43\n乙联合党支部,联合党支部,"
        "\n丙联合党支部,联合党支部,重名公司、没有的公司\n丁党支部,党支部,\n");
    CHECK(checked.rows[0].units == std::vector{UnitId{11}});
    CHECK(checked.lines() == Lines{"3:units_missing", "4:unit_ambiguous 2", "4:unit_unknown"});
}

TEST_CASE("import: a row below a refused one is refused, everything else is not")
{
    const auto checked = check(
        "名称,编码,类别,上级,成立日期\n甲党总支,A,党总支,001001,2012-02-30\n乙党支部,B,党支部,A,\n丙党小组,C,党小组,B,"
        "\n丁党支部,D,党支部,001001,\n");
    CHECK(checked.lines() == Lines{"2:not_a_date", "3:parent_refused 2", "4:parent_refused 3"});
    CHECK(in_founding_order(checked.rows) == std::vector<std::size_t>{3});
}

TEST_CASE("import: units are checked: codes with their digits, kinds, areas, repeats [DATA-52, DATA-54]")
{
    const auto policy = import_policy(ImportKind::units);
    std::vector<Finding> findings;
    const auto sheet =
        csv("单位名称,信用代码,单位性质,属地,所在党组织,职工人数,成立日期,党建指导员\n"
            "乙公司,91350100M000100Y44,非公有制企业,甲镇党委,,30,2010-01-01,\n"
            "甲公司,91350100M000100Y43,非公有制企业,甲镇党委,,30,,\n"
            "丙公司,,非公有制企业,001001,甲镇东村党支部,１２,2010-01-01,王某\n"
            "丙公司,,非公有制企业,甲镇党委,火星党支部,x,2030-01-01,\n"
            "丁公司,,外星企业,,,,,\n"
            "戊中学,,学校,,,,,\n");
    const auto layout = *find_layout(sheet, policy, findings);
    auto rows = read_unit_rows(sheet, layout, policy, import, findings);
    check_unit_rows(rows, layout, import, known_tree(), known_units, findings);
    Lines lines;
    for (const auto& finding : findings)
        lines.push_back(std::to_string(finding.row_number) + ":" + finding.code.substr(7) +
                        (finding.refuses ? "" : " notice"));
    std::ranges::sort(lines);
    CHECK(lines == Lines{"2:credit_code_wrong", "3:credit_code_taken", "3:unit_taken", "5:date_in_future",
                         "5:not_a_number", "5:parent_unknown", "5:unit_twice", "6:not_one_of"});
    CHECK(rows[2].area == OrganizationId{2});
    CHECK(rows[2].organization == OrganizationId{4});
    CHECK(rows[2].staff_count == 12);
    CHECK(rows[2].guide == "王某");
    CHECK(rows[5].sector == "institution");
    CHECK(rows[5].area == OrganizationId{1});
    CHECK_FALSE(rows[2].refused);
    CHECK_FALSE(rows[5].refused);
}

TEST_CASE("import: every code of a finding has words in both languages")
{
    const auto policy = import_policy(ImportKind::organizations);
    CHECK(policy.message("import.code_twice", "7", Language::chinese) == "与第 7 行重复");
    CHECK(policy.message("import.code_twice", "7", Language::english) == "is the same as in row 7");
    for (const auto* code : {"import.cell_formula",
                             "import.cell_merged",
                             "import.cell_failed",
                             "import.digits_lost",
                             "import.control_characters",
                             "import.required",
                             "import.too_long",
                             "import.not_one_of",
                             "import.not_a_date",
                             "import.date_without_day",
                             "import.date_in_future",
                             "import.date_before_founding",
                             "import.not_a_number",
                             "import.number_too_large",
                             "import.full_members_exceed",
                             "import.region_wrong",
                             "import.code_twice",
                             "import.code_taken",
                             "import.name_twice",
                             "import.name_taken",
                             "import.parent_unknown",
                             "import.parent_ambiguous",
                             "import.parent_is_itself",
                             "import.parent_cycle",
                             "import.parent_refused",
                             "import.parent_type_not_allowed",
                             "import.parent_later",
                             "import.has_no_term",
                             "import.below_threshold",
                             "import.unit_unknown",
                             "import.unit_ambiguous",
                             "import.units_missing",
                             "import.credit_code_wrong",
                             "import.credit_code_twice",
                             "import.credit_code_taken",
                             "import.credit_code_kind",
                             "import.unit_twice",
                             "import.unit_taken",
                             "import.width_folded",
                             "import.column_unknown",
                             "import.sheet_not_read"})
        CHECK_MESSAGE(policy.messages.contains(code), code);
}
