#pragma once
// The check report: a copy of the user's own file in which every wrong cell is red, has a comment that says why, and
// every row ends with what became of it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "platform/spreadsheet.hpp"

namespace jishi::platform {

/// Why a cell is wrong.
struct CheckNote {
    std::uint32_t row_number = 0;  // as the user sees it, from 1
    std::size_t column = 0;        // from 0
    std::string text;
};

/// What became of a row.
struct CheckResult {
    std::uint32_t row_number = 0;
    std::string text;
    bool wrong = false;
};

struct SheetCheck {
    std::uint32_t title_row = 1;
    std::string result_title;          // of the added column
    std::string author;                // of the comments
    std::vector<CheckNote> notes;      // any order; notes of one cell are joined
    std::vector<CheckResult> results;  // at most one a row, any order
    std::size_t comments_max = 5'000;  // programs become slow beyond that; red fill and results have no limit
};

/// Writes the report as an .xlsx. An .xlsx keeps all it had: formats, widths, formulas, other sheets, its own comments;
/// an .ods or .csv becomes an .xlsx with the same rows and columns.
/// @param bytes  the file as it was read
/// @param sheet  what read_sheet made of it
/// @errors those of read_sheet. Throws std::runtime_error when the report cannot be written.
Result<void> write_check_report(std::string_view bytes, const Sheet& sheet, SheetCheck check, const std::string& path,
                                const SheetLimits& limits = {});

}  // namespace jishi::platform
