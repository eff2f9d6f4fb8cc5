// Spreadsheets: a package as it came, or well packed with a broken part, so that the parsers behind the zip are
// reached.

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/spreadsheet_check.hpp"
#include "platform/spreadsheet_fixture.hpp"

namespace {

/// The check report of whatever could be read must be written and be a spreadsheet again.
void report(std::string_view bytes, const jishi::platform::Sheet& sheet, const jishi::platform::SheetLimits& limits)
{
    using namespace jishi;
    static const testing::TemporaryFolder folder;
    const auto row = sheet.row_number(0);
    platform::SheetCheck check{
        row, "result", "fuzz", {{row, 0, "first"}, {row, 3, "second <&>"}}, {{row + 1, "refused", true}}};
    const auto path = folder.file("report.xlsx");
    if (!platform::write_check_report(bytes, sheet, std::move(check), path, limits)) __builtin_trap();
    auto more = limits;
    more.unpacked_bytes_max *= 4;
    ++more.columns_max;
    if (!platform::read_sheet(testing::file_text(path), "report.xlsx", more)) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace jishi;
    if (size == 0) return 0;
    const std::string text{reinterpret_cast<const char*>(data) + 1, size - 1};
    platform::SheetLimits limits;
    limits.rows_max = 1'000;
    limits.cells_max = 100'000;
    limits.unpacked_bytes_max = 16 * 1024 * 1024;
    const auto read = [&](std::string_view bytes, std::string_view name) {
        const auto sheet = platform::read_sheet(bytes, name, limits);
        if (!sheet) return;
        report(bytes, *sheet, limits);
        std::size_t length = 0;
        for (std::size_t row = 0; row < sheet->rows(); ++row)
            for (std::size_t column = 0; column <= sheet->width(row); ++column)
                length += sheet->at(row, column).text.size();
        if (length > limits.unpacked_bytes_max) __builtin_trap();
    };
    switch (data[0] % 8) {
        case 0: read(text, "a.csv"); break;
        case 1: read(text, "a.xlsx"); break;
        case 2: read(text, "a.ods"); break;
        case 3: read(testing::zipped(testing::xlsx_parts(text)), "a.xlsx"); break;
        case 4:
            read(testing::zipped(
                     testing::xlsx_parts("<sheetData><row r=\"1\"><c t=\"s\"><v>0</v></c></row></sheetData>", text)),
                 "a.xlsx");
            break;
        case 5:
            read(testing::zipped(
                     testing::xlsx_parts("<sheetData><row r=\"1\"><c><v>1</v></c></row></sheetData>", {}, text)),
                 "a.xlsx");
            break;
        case 6: read(testing::ods(text), "a.ods"); break;
        default: {  // any part of a package
            auto parts = testing::xlsx_parts("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>");
            parts[size % parts.size()].second = text;
            read(testing::zipped(parts), "a.xlsx");
        }
    }
    return 0;
}
