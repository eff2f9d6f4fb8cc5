#pragma once
// How the readers fill a Sheet. Private to the spreadsheet files.

#include <string>
#include <string_view>

#include "platform/spreadsheet.hpp"

namespace jishi::platform {

class Sheet::Builder {
public:
    Builder(Sheet& sheet, const SheetLimits& limits) : sheet_(sheet), limits_(limits) {}

    /// A text kept once and used by many cells.
    struct Stored {
        std::uint32_t offset = 0;
        std::uint32_t length = 0;
        std::uint8_t marks = 0;
    };
    bool store(std::string_view raw, Stored& out);

    /// Rows come in rising order; a row without text is dropped when the next one begins.
    bool begin_row(std::uint64_t number);
    bool cell(std::size_t column, std::string_view raw, std::uint8_t marks);
    bool cell(std::size_t column, Stored stored, std::uint8_t marks);
    bool end_row();
    /// Numbers from 1, both ends included.
    bool merge(std::uint64_t first_row, std::size_t first_column, std::uint64_t last_row, std::size_t last_column);
    bool finish();

    /// What stopped it: every function above answers false from then on.
    std::optional<Error> failure;
    std::uint64_t row_number() const { return number_; }
    bool fail(std::string_view code, std::string detail = {});

private:
    Sheet& sheet_;
    SheetLimits limits_;
    std::uint64_t number_ = 0;
    bool open_ = false;
    bool has_text_ = false;  // in the open row
    std::vector<Cell> row_;
    struct Range {
        std::uint64_t first_row, last_row;
        std::size_t first_column, last_column;
    };
    std::vector<Range> ranges_;
};

Result<Sheet> read_xlsx(std::string_view bytes, const SheetLimits& limits);
Result<Sheet> read_ods(std::string_view bytes, const SheetLimits& limits);
Result<Sheet> read_csv(std::string_view bytes, const SheetLimits& limits);

/// The text of a number as a person typed it: whole numbers without exponent, others with at most 15 digits.
/// Adds cell_number, and cell_digits_lost or cell_failed as they apply.
std::string number_text(std::string_view raw, std::uint8_t& marks);

}  // namespace jishi::platform
