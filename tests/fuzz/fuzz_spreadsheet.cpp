// Spreadsheets: a package as it came, or well packed with a broken part, so that the parsers behind the zip are reached.

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/spreadsheet.hpp"
#include "platform/spreadsheet_fixture.hpp"

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
        std::size_t length = 0;
        for (std::size_t row = 0; row < sheet->rows(); ++row)
            for (std::size_t column = 0; column <= sheet->width(row); ++column) length += sheet->at(row, column).text.size();
        if (length > limits.unpacked_bytes_max) __builtin_trap();
    };
    switch (data[0] % 6) {
        case 0: read(text, "a.csv"); break;
        case 1: read(text, "a.xlsx"); break;
        case 2: read(text, "a.ods"); break;
        case 3: read(testing::zipped(testing::xlsx_parts(text)), "a.xlsx"); break;
        case 4: read(testing::zipped(testing::xlsx_parts("<sheetData><row r=\"1\"><c t=\"s\"><v>0</v></c></row></sheetData>", text)), "a.xlsx"); break;
        default: read(testing::zipped(testing::xlsx_parts("<sheetData/>", {}, text)), "a.xlsx"); break;
    }
    return 0;
}
