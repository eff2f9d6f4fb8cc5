#pragma once
// How the readers fill a Sheet. Private to the spreadsheet files.

#include <string>
#include <string_view>

#include "platform/spreadsheet.hpp"

namespace jishi::platform {

/// Where texts of cells are kept, one after the other.
class SheetTexts {
public:
    explicit SheetTexts(const SheetLimits& limits) : limits_(limits) {}

    /// A text kept once and used by many cells.
    struct Stored {
        std::uint32_t offset = 0;
        std::uint32_t length = 0;
        std::uint8_t marks = 0;
    };
    /// Cleans a text and keeps it.
    /// @errors spreadsheet.cell_too_large, spreadsheet.unpacks_too_large
    Result<Stored> store(std::string_view raw);
    /// Puts these behind all of `others`. @return by how much offsets of these have grown
    Result<std::uint32_t> put_behind(SheetTexts others);

    std::string bytes;

private:
    SheetLimits limits_;
};

class Sheet::Builder {
public:
    using Stored = SheetTexts::Stored;

    Builder(Sheet& sheet, const SheetLimits& limits) : sheet_(sheet), limits_(limits), texts_(limits) {}

    /// Rows come in rising order; a row without text is dropped when the next one begins.
    bool begin_row(std::uint64_t number);
    bool cell(std::size_t column, std::string_view raw, std::uint8_t marks);
    /// A text of the table that finish() is given.
    bool shared_cell(std::size_t column, Stored stored, std::uint8_t marks);
    bool end_row();
    /// Takes the rows of another one, which all come after these. Both are to be finished together with the same shared
    /// texts.
    bool append(Builder&& later);
    /// Numbers from 1, both ends included.
    bool merge(std::uint64_t first_row, std::size_t first_column, std::uint64_t last_row, std::size_t last_column);
    /// @param shared  the texts of cells added by shared_cell()
    bool finish(std::optional<SheetTexts> shared = std::nullopt);

    /// What stopped it: every function above answers false from then on.
    std::optional<Error> failure;
    std::uint64_t row_number() const { return number_; }
    bool fail(std::string_view code, std::string detail = {});

private:
    static constexpr std::uint8_t is_shared = 128;  // a mark of cells until finish()

    bool add(std::size_t column, Stored stored, std::uint8_t marks);

    Sheet& sheet_;
    SheetLimits limits_;
    SheetTexts texts_;
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
