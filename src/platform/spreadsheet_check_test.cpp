#include "platform/spreadsheet_check.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include <xlsxwriter.h>

#include "platform/spreadsheet_fixture.hpp"
#include "platform/spreadsheet_xml.hpp"

using namespace jishi;
using namespace jishi::platform;
using namespace jishi::testing;
namespace package = jishi::platform::package;

namespace {

/// What an office program needs to open a file without complaint: every part well-formed and typed, every relationship
/// leads somewhere, cells in order, styles within the list, comments with a shape each.
class Opened {
public:
    explicit Opened(const std::string& path)
        : bytes_(file_text(path)), package_(std::move(*package::Package::open(bytes_, {})))
    {
        const auto workbook = *package::workbook_of(package_);
        for (const auto& part : package_.parts()) check_part(part);
        sheet_part_ = workbook.sheets[workbook.chosen].part;
        check_styles(workbook.styles);
        check_sheet();
    }

    std::string text_of_part(const std::string& part) { return *package_.read(part); }
    /// Texts of comments by cell.
    std::map<std::string, std::string> comments;
    /// Style numbers by cell.
    std::map<std::string, std::size_t> styles;
    std::set<std::size_t> red;
    bool is_red(const std::string& cell) const { return styles.contains(cell) && red.contains(styles.at(cell)); }
    Sheet sheet() const { return *read_sheet(bytes_, "report.xlsx"); }

private:
    void check_part(const std::string& part)
    {
        if (part.ends_with(".rels") || part.ends_with(".xml") || part.ends_with(".vml")) {
            const auto document = package::small_document(package_, part);
            CHECK_MESSAGE(document.has_value(), part);
        }
        const auto types = *package::small_document(package_, "[Content_Types].xml");
        bool typed = part == "[Content_Types].xml";
        for (const auto node : types.first_child().children())
            typed |= node.attribute("PartName").value() == "/" + part ||
                     part.ends_with(std::string(".") + node.attribute("Extension").value());
        CHECK_MESSAGE(typed, part);
        const auto relations = *package::relations_of(package_, part);
        for (const auto& relation : relations)
            if (!relation.external) CHECK_MESSAGE(package_.has(relation.target), relation.target);
    }

    void check_styles(const std::string& part)
    {
        const auto document = *package::small_document(package_, part);
        const auto root = document.first_child();
        const auto formats = package::child_of(root, "cellXfs");
        const auto fills = package::child_of(root, "fills");
        std::size_t red_fill = 0;
        std::size_t index = 0;
        for (const auto fill : fills.children()) {
            if (package::attribute_of(package::child_of(package::child_of(fill, "patternFill"), "fgColor"), "rgb") ==
                "FFFF9C9C")
                red_fill = index;
            ++index;
        }
        CHECK(fills.attribute("count").as_uint() == index);
        for (const auto format : formats.children()) {
            if (red_fill && format.attribute("fillId").as_uint() == red_fill) red.insert(formats_);
            ++formats_;
        }
        CHECK(formats.attribute("count").as_uint() == formats_);
    }

    void check_sheet()
    {
        const auto document = *package::small_document(package_, sheet_part_);
        const auto root = document.first_child();
        for (const auto row : package::child_of(root, "sheetData").children()) {
            std::string last;
            for (const auto cell : row.children()) {
                const std::string name = cell.attribute("r").value();
                CHECK_MESSAGE((last.size() < name.size() || last < name), name);
                last = name;
                styles[name] = cell.attribute("s").as_uint();
                CHECK(styles[name] < formats_);
            }
        }
        std::string comments_part;
        std::string drawing_part;
        const auto legacy = package::attribute_of(package::child_of(root, "legacyDrawing"), "id");
        const auto relations = *package::relations_of(package_, sheet_part_);
        for (const auto& relation : relations) {
            if (relation.type == "comments") comments_part = relation.target;
            if (relation.id == legacy) drawing_part = relation.target;
        }
        if (comments_part.empty()) return;
        REQUIRE_FALSE(drawing_part.empty());
        const auto list = *package::small_document(package_, comments_part);
        for (const auto comment : package::child_of(list.first_child(), "commentList").children()) {
            std::string text;
            for (const auto found : comment.select_nodes(".//*[local-name()='t']")) text += found.node().text().get();
            comments[comment.attribute("ref").value()] += text;
        }
        const auto drawing = *package_.read(drawing_part);
        std::set<std::string> shapes;
        for (auto at = drawing.find("_x0000_s"); at != std::string::npos; at = drawing.find("_x0000_s", at + 1))
            CHECK(shapes.insert(drawing.substr(at, drawing.find('"', at) - at)).second);
        CHECK(shapes.size() == comments.size());
    }

    std::string bytes_;
    package::Package package_;
    std::string sheet_part_;
    std::size_t formats_ = 0;
};

SheetCheck check_of_three_rows()
{
    SheetCheck check;
    check.title_row = 1;
    check.result_title = "检查结果";
    check.author = "导入检查";
    check.notes = {{3, 1, "编码重复：与第 2 行相同"}, {2, 0, "第一条"}, {2, 0, "第二条 <&>"}, {3, 2, "缺少成立日期"}};
    check.results = {{3, "未导入：编码重复", true}, {2, "未导入", true}, {4, "已导入", false}};
    return check;
}

}  // namespace

TEST_CASE("check report: the user's own .xlsx keeps its formats, formulas, widths, tables and comments")
{
    const TemporaryFolder folder;
    const auto own = folder.file("own.xlsx");
    auto* workbook = workbook_new(own.c_str());
    auto* sheet = workbook_add_worksheet(workbook, "我的表");
    auto* other = workbook_add_worksheet(workbook, "别的");
    auto* bold = workbook_add_format(workbook);
    format_set_bold(bold);
    format_set_bg_color(bold, 0x00FF00);
    worksheet_set_column(sheet, 0, 10, 33, bold);
    for (lxw_col_t column = 0; column < 3; ++column)
        worksheet_write_string(sheet, 0, column, column == 0 ? "名称" : column == 1 ? "编码" : "日期", bold);
    for (lxw_row_t row = 1; row < 4; ++row) {
        worksheet_write_string(sheet, row, 0, "支部", row == 1 ? bold : nullptr);
        if (row != 2) worksheet_write_formula(sheet, row, 1, "=1+1", nullptr);
    }
    worksheet_write_blank(sheet, 2, 3, bold);  // an empty cell with a format where the result goes
    worksheet_write_comment(sheet, 1, 0, "自己的批注");
    worksheet_write_comment(sheet, 3, 0, "另一条");
    worksheet_add_table(other, 0, 0, 3, 2, nullptr);
    worksheet_write_string(other, 5, 0, "不动", nullptr);
    REQUIRE(workbook_close(workbook) == LXW_NO_ERROR);

    const auto bytes = file_text(own);
    const auto read = *read_sheet(bytes, own);
    REQUIRE(write_check_report(bytes, read, check_of_three_rows(), folder.file("report.xlsx")).has_value());
    Opened report(folder.file("report.xlsx"));
    const auto marked = report.sheet();
    CHECK(marked.at(0, 3).text == "检查结果");
    CHECK(marked.at(1, 3).text == "未导入");
    CHECK(marked.at(2, 3).text == "未导入：编码重复");
    CHECK(marked.at(3, 3).text == "已导入");
    CHECK(marked.at(1, 1).is(cell_formula));
    CHECK(report.is_red("A2"));
    CHECK(report.is_red("B3"));
    CHECK(report.is_red("C3"));
    CHECK_FALSE(report.is_red("A3"));
    CHECK_FALSE(report.is_red("D4"));
    CHECK(report.comments.at("A2") == "自己的批注\n第一条\n第二条 <&>");
    CHECK(report.comments.at("A4") == "另一条");
    CHECK(report.comments.at("B3") == "编码重复：与第 2 行相同");
    CHECK(report.comments.size() == 4);
    CHECK(report.text_of_part("xl/worksheets/sheet1.xml").find("width=\"33.7109375\"") != std::string::npos);
    CHECK(report.text_of_part("xl/worksheets/sheet2.xml") == zipped_part(bytes, "xl/worksheets/sheet2.xml"));
    CHECK(report.text_of_part("xl/tables/table1.xml") == zipped_part(bytes, "xl/tables/table1.xml"));
}

TEST_CASE(
    "check report: files of other writers get their comments too: prefixed names, no addresses, no columns, later "
    "elements")
{
    const TemporaryFolder folder;
    auto parts = xlsx_parts("");
    for (auto& [name, content] : parts)
        if (name == "xl/worksheets/sheet1.xml")
            content =
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><x:worksheet "
                "xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
                "<x:dimension ref=\"A1:C4\"/><x:sheetData><x:row><x:c "
                "t=\"inlineStr\"><x:is><x:t>名称</x:t></x:is></x:c><x:c t=\"inlineStr\"><x:is><x:t> "
                "&lt;编码&gt;</x:t></x:is></x:c>"
                "<x:c><x:v>9</x:v></x:c></x:row><x:row "
                "spans=\"1:3\"><x:c><x:v>1</x:v></x:c></x:row><x:row><x:c><x:v>2</x:v></x:c></x:row>"
                "<x:row r=\"4\"><x:c r=\"C4\"><x:v>3</x:v></x:c></x:row></x:sheetData><x:tableParts "
                "count=\"0\"/></x:worksheet>";
    const auto bytes = zipped(parts);
    const auto read = *read_sheet(bytes, "a.xlsx");
    REQUIRE(write_check_report(bytes, read, check_of_three_rows(), folder.file("report.xlsx")).has_value());
    const auto text = zipped_part(file_text(folder.file("report.xlsx")), "xl/worksheets/sheet1.xml");
    CHECK(text.find("<x:legacyDrawing") < text.find("<x:tableParts"));
    CHECK(text.find("<x:cols>") < text.find("<x:sheetData>"));
    CHECK(text.find("dimension") == std::string::npos);
    CHECK(text.find("spans") == std::string::npos);
    CHECK(text.find(" &lt;编码&gt;") != std::string::npos);
    const auto marked = *read_sheet(file_text(folder.file("report.xlsx")), "report.xlsx");
    CHECK(marked.at(0, 1).text == "<编码>");
    CHECK(marked.at(0, 3).text == "检查结果");
    CHECK(marked.at(2, 3).text == "未导入：编码重复");
    CHECK(marked.at(3, 2).text == "3");
}

TEST_CASE("check report: a csv and an .ods become an .xlsx with the same rows at the same numbers")
{
    const TemporaryFolder folder;
    const std::string csv = "名称,编码,日期\n支部,01,\n\n支部二,=1+1,2020-01-01\n";
    auto check = check_of_three_rows();
    check.notes = {{4, 1, "公式"}};
    check.results = {{4, "未导入", true}, {2, "已导入", false}};
    const auto read = *read_sheet(csv, "a.csv");
    REQUIRE(write_check_report(csv, read, check, folder.file("report.xlsx")).has_value());
    Opened report(folder.file("report.xlsx"));
    const auto marked = report.sheet();
    REQUIRE(marked.rows() == 3);
    CHECK(marked.row_number(2) == 4);
    CHECK(marked.at(1, 1).text == "01");
    CHECK(marked.at(1, 3).text == "已导入");
    CHECK(marked.at(2, 3).text == "未导入");
    CHECK_FALSE(marked.at(2, 1).is(cell_formula));
    CHECK(report.comments.at("B4") == "公式");
    const auto table =
        ods("<table:table table:name=\"t\"><table:table-row><table:table-cell "
            "office:value-type=\"string\"><text:p>名称</text:p></table:table-cell></table:table-row></table:table>");
    REQUIRE(write_check_report(table, *read_sheet(table, "a.ods"), check_of_three_rows(), folder.file("ods.xlsx"))
                .has_value());
    CHECK(Opened(folder.file("ods.xlsx")).sheet().at(0, 1).text == "检查结果");
}

TEST_CASE("check report: a workbook without usable styles is copied rather than refused")
{
    const TemporaryFolder folder;
    const auto bytes = xlsx("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>", {}, "<cellXfs/>");
    REQUIRE(write_check_report(bytes, *read_sheet(bytes, "a.xlsx"), check_of_three_rows(), folder.file("report.xlsx"))
                .has_value());
    CHECK(Opened(folder.file("report.xlsx")).sheet().at(0, 1).text == "检查结果");
}

TEST_CASE("check report: beyond the limit of comments cells are still red and rows still say what became of them")
{
    const TemporaryFolder folder;
    auto check = check_of_three_rows();
    check.comments_max = 1;
    const auto bytes = xlsx(
        "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row "
        "r=\"3\"><c r=\"C3\"><v>1</v></c></row></sheetData>");
    REQUIRE(write_check_report(bytes, *read_sheet(bytes, "a.xlsx"), check, folder.file("report.xlsx")).has_value());
    Opened report(folder.file("report.xlsx"));
    CHECK(report.comments.size() == 1);
    CHECK(report.is_red("B3"));
    CHECK(report.is_red("C3"));
    CHECK(report.sheet().at(2, 3).text == "未导入：编码重复");
}
