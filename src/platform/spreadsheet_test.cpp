#include "platform/spreadsheet.hpp"

#include <doctest/doctest.h>

#include <unicode/ucnv.h>

#include "platform/csv.hpp"
#include "platform/spreadsheet_fixture.hpp"

using namespace jishi;
using namespace jishi::platform;
using namespace jishi::testing;

namespace {

std::string code_of_failure(std::string_view bytes, std::string_view name, const SheetLimits& limits = {})
{
    const auto sheet = read_sheet(bytes, name, limits);
    return sheet ? "" : sheet.error().code;
}

Sheet must_read(std::string_view bytes, std::string_view name)
{
    auto sheet = read_sheet(bytes, name);
    REQUIRE_MESSAGE(sheet.has_value(), sheet.error().code << " " << sheet.error().detail);
    return std::move(*sheet);
}

std::string in_encoding(std::string_view utf8, const char* encoding)
{
    UErrorCode status = U_ZERO_ERROR;
    std::string out(utf8.size() * 4 + 16, '\0');
    const auto length = ucnv_convert(encoding, "UTF-8", out.data(), static_cast<int>(out.size()), utf8.data(),
                                     static_cast<int>(utf8.size()), &status);
    REQUIRE(U_SUCCESS(status));
    out.resize(static_cast<std::size_t>(length));
    return out;
}

std::string row_of(const Sheet& sheet, std::size_t row)
{
    std::string out;
    for (std::size_t column = 0; column < sheet.width(row); ++column)
        (out += column ? "|" : "") += sheet.at(row, column).text;
    return out;
}

}  // namespace

TEST_CASE("spreadsheet: an .xlsx is read with shared and inline texts, numbers, booleans and gaps")
{
    const auto sheet = must_read(
        xlsx("<sheetData><row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"C2\" "
             "t=\"inlineStr\"><is><t>行内</t></is></c>"
             "<c r=\"D2\"><v>12</v></c><c r=\"E2\"><v>0.10000000000000001</v></c><c r=\"F2\" t=\"b\"><v>1</v></c></row>"
             "<row><c t=\"s\"><v>1</v></c><c t=\"str\"><f>A1</f><v>算出</v></c><c t=\"e\"><v>#N/A</v></c></row>"
             "<row r=\"9\"><c r=\"A9\" s=\"0\"/></row></sheetData>",
             "<si><t>共享</t></si><si><r><t>富</t></r><r><t>文本_x000D_</t></r><rPh><t>注音</t></rPh></si>"),
        "名册.XLSX");
    REQUIRE(sheet.rows() == 2);  // the row without text is left out
    CHECK(sheet.row_number(0) == 2);
    CHECK(row_of(sheet, 0) == "共享||行内|12|0.1|TRUE");
    CHECK(sheet.at(0, 3).is(cell_number));
    CHECK_FALSE(sheet.at(0, 0).is(cell_number));
    CHECK(sheet.row_number(1) == 3);
    CHECK(row_of(sheet, 1) == "富文本|算出|#N/A");
    CHECK(sheet.at(1, 1).is(cell_formula));
    CHECK(sheet.at(1, 2).is(cell_failed));
    CHECK(sheet.at(1, 77).empty());
    CHECK(sheet.name == "Sheet1");
}

TEST_CASE("spreadsheet: numbers typed into code columns come back digit by digit, or are marked when digits were lost")
{
    struct Row {
        const char* raw;
        const char* text;
        bool lost;
    };
    const Row rows[] = {
        {"640502", "640502", false},
        {"110105491231002", "110105491231002", false},  // a 15-digit id number is whole
        {"1.10105491231002E+14", "110105491231002", false},
        {"110105194912310000", "110105194912310000", true},  // 18 digits: the last three are gone
        {"1.1010519491231E+17", "110105194912310000", true},
        {"9.99999999999999E+14", "999999999999999", false},
        {"1E+15", "1000000000000000", true},
        {"-5", "-5", false},
        {"3.5", "3.5", false},
    };
    for (const auto& row : rows) {
        const auto sheet = must_read(
            xlsx("<sheetData><row r=\"1\"><c r=\"A1\"><v>" + std::string(row.raw) + "</v></c></row></sheetData>"),
            "a.xlsx");
        CHECK(sheet.at(0, 0).text == row.text);
        CHECK(sheet.at(0, 0).is(cell_digits_lost) == row.lost);
        CHECK(sheet.at(0, 0).is(cell_number));
    }
    const auto odd = must_read(xlsx("<sheetData><row r=\"1\"><c r=\"A1\"><v>12x</v></c></row></sheetData>"), "a.xlsx");
    CHECK(odd.at(0, 0).is(cell_failed));
}

TEST_CASE(
    "spreadsheet: numbers shown as dates are dates in both calendars, and number formats of zeros keep leading zeros")
{
    const std::string styles =
        "<numFmts count=\"3\"><numFmt numFmtId=\"164\" "
        "formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/>"
        "<numFmt numFmtId=\"165\" formatCode=\"000000\"/><numFmt numFmtId=\"166\" "
        "formatCode=\"0.00&quot;day&quot;\"/></numFmts>"
        "<cellXfs count=\"5\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf "
        "numFmtId=\"166\"/></cellXfs>";
    const std::string cells =
        "<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><v>44927</v></c><c r=\"B1\" s=\"2\"><v>44927.5</v></c>"
        "<c r=\"C1\" s=\"3\"><v>502</v></c><c r=\"D1\" s=\"4\"><v>44927</v></c><c r=\"E1\" s=\"1\"><v>59</v></c>"
        "<c r=\"F1\" s=\"1\"><v>60</v></c><c r=\"G1\" s=\"1\"><v>61</v></c><c r=\"H1\" "
        "s=\"99\"><v>7</v></c></row></sheetData>";
    CHECK(row_of(must_read(xlsx(cells, {}, styles), "a.xlsx"), 0) ==
          "2023-01-01|2023-01-01 12:00:00|000502|44927|1900-02-28|60|1900-03-01|7");
    auto parts = xlsx_parts(cells, {}, styles);
    for (auto& [name, content] : parts)
        if (name == "xl/workbook.xml") content.insert(content.find("<sheets>"), "<workbookPr date1904=\"1\"/>");
    CHECK(must_read(zipped(parts), "a.xlsx").at(0, 0).text == "2027-01-02");
}

TEST_CASE(
    "spreadsheet: a formula whose result was not saved is marked, and rows of nothing but such formulas are no rows")
{
    const auto sheet =
        must_read(xlsx("<sheetData><row r=\"1\"><c r=\"A1\"><f>B1</f></c><c r=\"B1\"><v>1</v></c><c r=\"C1\" "
                       "t=\"str\"><f>B1</f><v></v></c></row>"
                       "<row r=\"2\"><c r=\"A2\"><f>B2</f><v></v></c></row></sheetData>"),
                  "a.xlsx");
    REQUIRE(sheet.rows() == 1);
    CHECK(sheet.at(0, 0).is(cell_formula));
    CHECK(sheet.at(0, 0).empty());
    CHECK(sheet.at(0, 2).is(cell_formula));
    const auto table =
        must_read(ods("<table:table><table:table-row><table:table-cell table:formula=\"of:=B1\"/><table:table-cell "
                      "office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row>"
                      "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell "
                      "table:number-columns-repeated=\"1024\" "
                      "table:formula=\"of:=B1\"/></table:table-row></table:table>"),
                  "a.ods");
    REQUIRE(table.rows() == 1);
    CHECK(table.at(0, 0).is(cell_formula));
}

TEST_CASE("spreadsheet: every cell of a merged range is marked, also the empty ones")
{
    const auto sheet =
        must_read(xlsx("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row><row r=\"2\"><c "
                       "r=\"B2\"><v>3</v></c></row></sheetData>"
                       "<mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells>"),
                  "a.xlsx");
    CHECK(sheet.at(0, 0).is(cell_merged));
    CHECK(sheet.at(1, 0).is(cell_merged));
    CHECK(sheet.at(1, 0).empty());
    CHECK_FALSE(sheet.at(0, 1).is(cell_merged));
}

TEST_CASE("spreadsheet: the first visible sheet is read and the others are named")
{
    auto parts = xlsx_parts("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>");
    for (auto& [name, content] : parts) {
        if (name == "xl/workbook.xml")
            content.replace(content.find("<sheet name"), content.find("</sheets>") - content.find("<sheet name"),
                            "<sheet name=\"隐藏\" sheetId=\"2\" state=\"hidden\" r:id=\"rId1\"/><sheet name=\"数据\" "
                            "sheetId=\"1\" r:id=\"rId1\"/>"
                            "<sheet name=\"别的\" sheetId=\"3\" r:id=\"rId1\"/>");
    }
    const auto sheet = must_read(zipped(parts), "a.xlsx");
    CHECK(sheet.name == "数据");
    CHECK(sheet.other_sheets == std::vector<std::string>{"别的"});
}

TEST_CASE(
    "spreadsheet: an .ods is read with repeated rows and columns, covered cells, formulas, dates and notes left out")
{
    const auto sheet = must_read(
        ods("<table:table table:name=\"表\"><table:table-column/>"
            "<table:table-row><table:table-cell table:number-columns-spanned=\"2\" "
            "office:value-type=\"string\"><text:p>合并</text:p></table:table-cell>"
            "<table:covered-table-cell/><table:table-cell "
            "office:value-type=\"string\"><office:annotation><text:p>批注</text:p></office:annotation><text:p>右</"
            "text:p><text:p>下</text:p></table:table-cell></table:table-row>"
            "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"2\" "
            "office:value-type=\"float\" office:value=\"7\"><text:p>7</text:p></table:table-cell>"
            "<table:table-cell office:value-type=\"date\" "
            "office:date-value=\"2024-02-29\"><text:p>29.02.24</text:p></table:table-cell></table:table-row>"
            "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell "
            "table:number-columns-repeated=\"16384\"/></table:table-row>"
            "<table:table-row><table:table-cell table:formula=\"of:=1+1\" office:value-type=\"float\" "
            "office:value=\"2\"><text:p>2</text:p></table:table-cell>"
            "<table:table-cell office:value-type=\"string\"><text:p>a<text:s text:c=\"3\"/>b  "
            "c</text:p></table:table-cell></table:table-row>"
            "<table:table-row "
            "table:number-rows-repeated=\"1048000\"><table:table-cell/></table:table-row></table:table>"
            "<table:table table:name=\"二\"><table:table-row><table:table-cell "
            "office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>"),
        "a.ods");
    REQUIRE(sheet.rows() == 4);
    CHECK(row_of(sheet, 0) == "合并||右\n下");
    CHECK(sheet.at(0, 1).is(cell_merged));
    CHECK(row_of(sheet, 1) == "7|7|2024-02-29");
    CHECK(row_of(sheet, 2) == "7|7|2024-02-29");
    CHECK(sheet.at(2, 2).is(cell_date));
    CHECK(sheet.row_number(3) == 7);
    CHECK(row_of(sheet, 3) == "2|a   b c");
    CHECK(sheet.at(3, 0).is(cell_formula));
    CHECK(sheet.name == "表");
    CHECK(sheet.other_sheets == std::vector<std::string>{"二"});
}

TEST_CASE(
    "spreadsheet: a csv is read in UTF-8 with and without mark, UTF-16, GB18030 and Big5, with any usual delimiter")
{
    const std::string text =
        "组织名称,组织代码\n滨河镇党委,640502100\n文昌镇党委,640502101\n中共沙坡头区委员会组织部的党支部,640502999\n";
    for (const auto& [bytes, encoding] :
         std::vector<std::pair<std::string, std::string>>{{text, "UTF-8"},
                                                          {"\xEF\xBB\xBF" + text, "UTF-8"},
                                                          {in_encoding(text, "GBK"), "GB18030"},
                                                          {"\xFF\xFE" + in_encoding(text, "UTF-16LE"), "UTF-16LE"},
                                                          {"\xFE\xFF" + in_encoding(text, "UTF-16BE"), "UTF-16BE"}}) {
        const auto sheet = must_read(bytes, "a.csv");
        CHECK(sheet.encoding == encoding);
        CHECK(row_of(sheet, 0) == "组织名称|组织代码");
        CHECK(row_of(sheet, 1) == "滨河镇党委|640502100");
    }
    const auto traditional =
        must_read(in_encoding("組織名稱,代碼\n臺北的組織與單位,1\n這個檔案是繁體中文的檔案,2\n", "Big5"), "a.csv");
    CHECK(row_of(traditional, 0) == "組織名稱|代碼");
    CHECK(row_of(must_read("a;b\n1;2,5\n", "a.csv"), 1) == "1|2,5");
    CHECK(row_of(must_read("a\tb\n1\t2\n", "a.csv"), 1) == "1|2");
    CHECK(row_of(must_read("sep=|\r\na|b\r\n", "a.csv"), 0) == "a|b");
    CHECK(must_read("sep=|\r\na|b\r\n", "a.csv").row_number(0) == 2);
}

TEST_CASE("spreadsheet: quotes, line ends inside cells and disguised texts of a csv are understood")
{
    const auto sheet = must_read(
        "a,b\r\n\"x,\"\"y\"\"\",\"line 1\nline 2\"\r\n\r\n=\"0640502\",=1+1\r\n'=name,'-5\r\n1.10105E+17,5'\r\n",
        "a.csv");
    REQUIRE(sheet.rows() == 5);
    CHECK(row_of(sheet, 1) == "x,\"y\"|line 1\nline 2");
    CHECK(sheet.row_number(2) == 5);
    CHECK(row_of(sheet, 2) == "0640502|=1+1");
    CHECK_FALSE(sheet.at(2, 0).is(cell_formula));
    CHECK(sheet.at(2, 1).is(cell_formula));
    CHECK(row_of(sheet, 3) == "=name|-5");
    CHECK_FALSE(sheet.at(3, 0).is(cell_formula));
    CHECK(sheet.at(4, 0).is(cell_digits_lost));
    CHECK(code_of_failure("a,\"b\n1,2\n", "a.csv") == "spreadsheet.broken");
    CHECK(must_read("a\x01"
                    "b,\xC2\x85"
                    "c\n",
                    "a.csv")
              .at(0, 0)
              .is(cell_control));
    CHECK(must_read("a\x01"
                    "b,\xC2\x85"
                    "c\n",
                    "a.csv")
              .at(0, 0)
              .text == "ab");
}

TEST_CASE("spreadsheet: full-width and decomposed text keeps its meaning and invisible characters go")
{
    const auto sheet = must_read("\xEF\xBB\xBF\xE2\x80\x8B 名称\xE3\x80\x80,e\xCC\x81\n", "a.csv");
    CHECK(row_of(sheet, 0) == "名称|é");
}

TEST_CASE("spreadsheet: a file that is not what its name says is refused")
{
    const auto good = xlsx("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>");
    CHECK(code_of_failure(good, "a.ods") == "spreadsheet.type_mismatch");
    CHECK(code_of_failure(good, "a.csv") == "spreadsheet.type_mismatch");
    CHECK(code_of_failure("a,b\n", "a.xlsx") == "spreadsheet.type_mismatch");
    CHECK(code_of_failure(ods("<table:table/>"), "a.xlsx") == "spreadsheet.type_mismatch");
    CHECK(code_of_failure(zipped({{"readme.txt", "hello"}}), "a.xlsx") == "spreadsheet.type_mismatch");
    CHECK(code_of_failure("%PDF-1.7 …", "a.csv") == "spreadsheet.type_mismatch");
    CHECK(code_of_failure(std::string("a,b\0c", 5), "a.csv") == "spreadsheet.type_mismatch");
    CHECK(code_of_failure("PK\x03\x04 truncated", "a.xlsx") == "spreadsheet.type_mismatch");
    CHECK(code_of_failure("a,b\n", "a.txt") == "spreadsheet.name_not_allowed");
    CHECK(code_of_failure("a,b\n", "csv") == "spreadsheet.name_not_allowed");
    CHECK(code_of_failure("", "a.csv") == "spreadsheet.empty");
    CHECK(code_of_failure("\n\n ,\n", "a.csv") == "spreadsheet.empty");
    CHECK(code_of_failure("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old", "a.xls") == "spreadsheet.old_format");
    CHECK(code_of_failure("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old", "a.xlsx") == "spreadsheet.old_format");
    std::string encrypted = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    for (const char c : std::string("EncryptedPackage")) (encrypted += c) += '\0';
    CHECK(code_of_failure(encrypted, "a.xlsx") == "spreadsheet.encrypted");
    CHECK(code_of_failure("\xFF\xFE\x00\xD8", "a.csv") != "");
    CHECK(code_of_failure("\x81\xFF\xFE\xFD,\x9F\x20\n", "a.csv") == "spreadsheet.encoding_unknown");
}

TEST_CASE("spreadsheet: macros are refused by name, by type and by part")
{
    auto parts = xlsx_parts("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>");
    CHECK(code_of_failure(zipped(parts), "a.xlsm") == "spreadsheet.macros");
    auto with_part = parts;
    with_part.emplace_back("xl/vbaProject.bin", "x");
    CHECK(code_of_failure(zipped(with_part), "a.xlsx") == "spreadsheet.macros");
    for (auto& [name, content] : parts)
        if (name == "[Content_Types].xml")
            content.insert(
                content.find("</Types>"),
                "<Override PartName=\"/x\" ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/>");
    CHECK(code_of_failure(zipped(parts), "a.xlsx") == "spreadsheet.macros");
    CHECK(code_of_failure(zipped({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
                                  {"content.xml", "<x/>"},
                                  {"Basic/script-lc.xml", "x"}}),
                          "a.ods") == "spreadsheet.macros");
}

TEST_CASE("spreadsheet: document types are refused, so that no entity grows or fetches a file")
{
    auto parts = xlsx_parts("<sheetData/>");
    const std::string evil =
        "<?xml version=\"1.0\"?><!DOCTYPE worksheet [<!ENTITY e SYSTEM "
        "\"file:///etc/passwd\">]><worksheet><sheetData><row r=\"1\">"
        "<c r=\"A1\" t=\"inlineStr\"><is><t>&e;</t></is></c></row></sheetData></worksheet>";
    for (auto& [name, content] : parts)
        if (name == "xl/worksheets/sheet1.xml") content = evil;
    CHECK(code_of_failure(zipped(parts), "a.xlsx") == "spreadsheet.doctype");
    CHECK(
        code_of_failure(zipped({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", evil}}),
                        "a.ods") == "spreadsheet.doctype");
}

TEST_CASE("spreadsheet: a package that unpacks to far more than it weighs is refused before it is unpacked")
{
    auto parts =
        xlsx_parts("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>" + std::string(80'000'000, ' '));
    CHECK(code_of_failure(zipped(parts), "a.xlsx") == "spreadsheet.unpacks_too_large");
    const auto bytes = zipped(xlsx_parts("<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>" +
                                         std::string(30'000, 'a') + "</t></is></c></row></sheetData>"));
    SheetLimits limits;
    limits.unpacked_bytes_max = 20'000;
    CHECK(code_of_failure(bytes, "a.xlsx", limits) == "spreadsheet.unpacks_too_large");
    // A directory that lies about the size of every part: what comes out counts.
    auto lying = bytes;
    for (auto at = lying.find("PK\x01\x02"); at != std::string::npos; at = lying.find("PK\x01\x02", at + 4))
        lying.replace(at + 24, 4, std::string("\x10\0\0\0", 4));
    const auto code = code_of_failure(lying, "a.xlsx", limits);
    CHECK_MESSAGE((code == "spreadsheet.unpacks_too_large" || code == "spreadsheet.broken"), code);
    limits = {};
    limits.parts_max = 3;
    CHECK(code_of_failure(bytes, "a.xlsx", limits) == "spreadsheet.unpacks_too_large");
}

TEST_CASE("spreadsheet: broken packages are refused and never half read")
{
    const std::string head = "<sheetData><row r=\"1\">";
    for (const char* cell : {"<c r=\"A2\"><v>1</v></c>", "<c r=\"1A\"><v>1</v></c>", "<c r=\"ZZZZ1\"><v>1</v></c>",
                             "<c r=\"A1\" t=\"s\"><v>5</v></c>", "<c r=\"A1\"><v>1</c>"})
        CHECK(code_of_failure(xlsx(head + cell + "</row></sheetData>"), "a.xlsx") == "spreadsheet.broken");
    CHECK(code_of_failure(
              xlsx("<sheetData><row r=\"2\"><c><v>1</v></c></row><row r=\"1\"><c><v>1</v></c></row></sheetData>"),
              "a.xlsx") == "spreadsheet.broken");
    CHECK(code_of_failure(xlsx("<sheetData><row r=\"1\"><c><v>1</v></c></row></sheetData><mergeCells><mergeCell "
                               "ref=\"A1\"/></mergeCells>"),
                          "a.xlsx") == "spreadsheet.broken");
    const auto good = xlsx("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>");
    for (std::size_t length = 0; length < good.size(); length += 97)
        CHECK(code_of_failure(good.substr(0, length), "a.xlsx") != "");
}

TEST_CASE("spreadsheet: too many rows, columns, cells, merged cells and too large cells are each refused by name")
{
    SheetLimits limits;
    limits.rows_max = 3;
    CHECK(code_of_failure("h\n1\n2\n3\n\n\n", "a.csv", limits) == "");
    CHECK(code_of_failure("h\n1\n2\n3\n4\n", "a.csv", limits) == "spreadsheet.too_many_rows");
    CHECK(code_of_failure(
              ods("<table:table><table:table-row table:number-rows-repeated=\"90000000\"><table:table-cell "
                  "office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>"),
              "a.ods", limits) == "spreadsheet.too_many_rows");
    limits = {};
    limits.columns_max = 3;
    CHECK(code_of_failure("1,2,3,,,,,\n", "a.csv", limits) == "");
    CHECK(code_of_failure("1,2,3,4\n", "a.csv", limits) == "spreadsheet.too_many_columns");
    CHECK(code_of_failure(
              ods("<table:table><table:table-row><table:table-cell table:number-columns-repeated=\"2000000000\" "
                  "office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>"),
              "a.ods") == "spreadsheet.too_many_columns");
    limits = {};
    limits.cells_max = 3;
    CHECK(code_of_failure("1,2\n3,4\n", "a.csv", limits) == "spreadsheet.too_many_cells");
    limits = {};
    limits.cell_bytes_max = 10;
    const auto large = read_sheet("a,b\nc,0123456789x\n", "a.csv", limits);
    REQUIRE_FALSE(large.has_value());
    CHECK(large.error().code == "spreadsheet.cell_too_large");
    CHECK(large.error().detail == "B2");
    std::string merges = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData><mergeCells>";
    for (int i = 0; i < 100'001; ++i) merges += "<mergeCell ref=\"A1:B1\"/>";
    CHECK(code_of_failure(xlsx(merges + "</mergeCells>"), "a.xlsx") == "spreadsheet.too_many_merges");
}

TEST_CASE("spreadsheet: a csv of 1,000,000 rows is read and one of 1,000,001 is refused")
{
    std::string text = "名称,代码\n";
    for (int i = 0; i < 1'000'000; ++i) text += "党支部,1\n";
    CHECK(must_read(text, "a.csv").rows() == 1'000'001);
    text += "党支部,1\n";
    const auto refused = read_sheet(text, "a.csv");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == "spreadsheet.too_many_rows");
    CHECK(refused.error().detail == "1000000");
}

TEST_CASE("spreadsheet: what is written in each format is read back the same")
{
    const TemporaryFolder folder;
    SheetDocument document;
    document.sheet_name = "党组织";
    document.columns = {{.title = "名称", .width = 30, .required = true, .hint = "全称"},
                        {.title = "代码"},
                        {.title = "类型", .choices = {"党支部", "党总支"}},
                        {.title = "成立日期", .kind = SheetColumnKind::date},
                        {.title = "人数", .kind = SheetColumnKind::number}};
    document.notes_name = "说明";
    document.notes = {"第一行", "第二行"};
    document.choices_name = "选项";
    document.temporary_folder = folder.path();
    const std::vector<std::vector<std::string_view>> rows = {
        {"中共“滨河镇”委员会 <&> \"a\"", "064050210000000019", "党支部", "2012-12-31", "17"},
        {"=cmd|' /C calc'!A0", "", "", "不是日期", "abc"},
        {"两行\n文字  双空格", "-5", "@x", "1899-01-01", "1234567890123456789"},
        {"'单引号", "+86", "a,b", "", ""}};
    for (const auto format : {SheetFormat::xlsx, SheetFormat::ods, SheetFormat::csv}) {
        const auto path = folder.file("out" + std::string(ending_of(format)));
        const auto writer = write_sheet(format, path, document);
        for (const auto& row : rows) writer->row(row);
        writer->finish();
        const auto sheet = must_read(file_text(path), path);
        REQUIRE(sheet.rows() == rows.size() + 1);
        CHECK(row_of(sheet, 0) == "名称|代码|类型|成立日期|人数");
        for (std::size_t i = 0; i < rows.size(); ++i)
            for (std::size_t column = 0; column < 5; ++column) {
                CHECK(sheet.at(i + 1, column).text == rows[i][column]);
                CHECK_FALSE(sheet.at(i + 1, column).is(cell_formula));
            }
        CHECK(sheet.at(1, 3).is(cell_date) == (format != SheetFormat::csv));
    }
}

namespace {

/// A sheet that is large enough to be read by two threads: shared and inline texts, numbers, and merged cells in its
/// second half.
std::string large_sheet(int rows, const std::string& other = "", int other_row = 0)
{
    std::string data = "<sheetData>";
    for (int row = 1; row <= rows; ++row) {
        const auto number = std::to_string(row);
        data += "<row r=\"" + number + "\"><c r=\"A" + number + "\" t=\"s\"><v>" + std::to_string(row % 2) +
                "</v></c><c r=\"B" + number + "\" t=\"inlineStr\"><is><t>" +
                (row == other_row ? other : "第 " + number + " 行，写在单元格里的一段文字，有些长") +
                "</t></is></c><c r=\"C" + number + "\"><v>" + number + "</v></c></row>";
    }
    return data + "</sheetData><mergeCells><mergeCell ref=\"B" + std::to_string(rows - 1) + ":C" +
           std::to_string(rows) + "\"/></mergeCells>";
}

constexpr int many = 60'000;
const std::string two_texts = "<si><t>单数</t></si><si><t>双数</t></si>";

}  // namespace

TEST_CASE("spreadsheet: a large .xlsx is read by two threads, row after row as it stands")
{
    const auto data = large_sheet(many);
    REQUIRE(data.size() > 8ULL << 20U);
    const auto sheet = must_read(xlsx(data, two_texts), "大表.xlsx");
    REQUIRE(sheet.rows() == many);
    bool all_right = true;
    for (std::size_t row = 0; row < many; ++row) {
        const auto number = std::to_string(row + 1);
        all_right = all_right && sheet.row_number(row) == row + 1 &&
                    sheet.at(row, 0).text == ((row + 1) % 2 ? "双数" : "单数") && sheet.at(row, 2).text == number &&
                    sheet.at(row, 1).text.starts_with("第 " + number + " 行");
    }
    CHECK(all_right);
    CHECK(sheet.at(many - 1, 1).is(cell_merged));
    CHECK(!sheet.at(many - 3, 1).is(cell_merged));
}

TEST_CASE("spreadsheet: a large .xlsx that cannot be cut between two rows is read as a whole, with the same errors")
{
    // Where the cut would fall, the text of a cell looks like two rows.
    std::string trap;
    while (trap.size() < 30'000) trap += "</row><row r=\"7\">";
    const int middle = many / 2 + 200;  // numbers of early rows are shorter
    const auto tall = large_sheet(many, "<![CDATA[" + trap + "]]>", middle);
    const auto cut = tall.find("</row><row ", tall.size() / 2);
    REQUIRE(cut > tall.find("CDATA") + 1'000);
    REQUIRE(cut + 1'000 < tall.find("]]>"));
    CHECK(must_read(xlsx(tall, two_texts), "大表.xlsx").at(middle - 1, 1).text == trap);
    const auto data = large_sheet(many);
    const auto late = data.find("<row r=\"50000\">");
    auto broken = data;
    broken.replace(late, 5, "<wor ");
    CHECK(code_of_failure(xlsx(broken, two_texts), "大表.xlsx") == "spreadsheet.broken");
    auto doubled = data;
    doubled.replace(late, 15, "<row r=\"10000\">");
    CHECK(code_of_failure(xlsx(doubled, two_texts), "大表.xlsx") == "spreadsheet.broken");
    auto missing = data;
    missing.replace(missing.find("<v>1</v>", late), 8, "<v>7</v>");
    CHECK(code_of_failure(xlsx(missing, two_texts), "大表.xlsx") == "spreadsheet.broken");
}

TEST_CASE("spreadsheet: cells are named as the user sees them")
{
    CHECK(cell_name(0, 1) == "A1");
    CHECK(cell_name(25, 3) == "Z3");
    CHECK(cell_name(26, 3) == "AA3");
    CHECK(cell_name(701, 3) == "ZZ3");
    CHECK(cell_name(702, 3) == "AAA3");
}
