#pragma once
// Spreadsheets in and out: .xlsx, .ods and .csv as one plain table of texts.
//
// What comes in is hostile until it has been read: sizes are checked while unpacking, nothing outside the file is ever
// fetched, macros are refused, and what a cell really held (a formula, a number that has lost digits, part of a
// merged range) is marked, so that no caller takes it for typed text.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace jishi::platform {

enum class SheetFormat : std::uint8_t { xlsx, ods, csv };

/// By the ending of the file's name; nullopt for any other.
std::optional<SheetFormat> sheet_format_of(std::string_view file_name);
/// ".xlsx" -> "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
std::string_view media_type_of(SheetFormat format);
std::string_view ending_of(SheetFormat format);

struct SheetLimits {
    std::size_t rows_max = 1'000'000;  // rows with content below the first one
    std::size_t columns_max = 200;
    std::size_t cells_max = 60'000'000;
    std::size_t cell_bytes_max = 32'767;               // what a cell of the usual programs can hold
    std::uint64_t unpacked_bytes_max = 1'073'741'824;  // of all parts of the package together
    std::uint64_t unpack_ratio_max = 250;              // looked at from `unpack_ratio_from` on
    std::uint64_t unpack_ratio_from = 64ULL * 1024 * 1024;
    std::size_t parts_max = 5'000;
};

/// What a cell was besides its text.
enum CellMark : std::uint8_t {
    cell_formula = 1,      // computed by the program that wrote the file; the text is what it last showed
    cell_merged = 2,       // part of a merged range; only its first cell has text
    cell_digits_lost = 4,  // a number of 16 or more digits: the program kept 15, the rest became zeros
    cell_number = 8,       // typed as a number
    cell_date = 16,        // a number shown as a date; the text is YYYY-MM-DD
    cell_failed = 32,      // #N/A, #REF! … or not a value of its declared type
    cell_control = 64,     // held control characters, which are gone from the text
};

struct SheetCell {
    std::string_view text;  // clean_text(multiline): NFC, trimmed, without control and invisible characters
    std::uint8_t marks = 0;
    bool is(CellMark mark) const { return (marks & mark) != 0; }
    bool empty() const { return text.empty(); }
};

/// A sheet in memory: eight bytes a cell, equal texts of an .xlsx once. Rows without any text are left out.
class Sheet {
public:
    SheetFormat format = SheetFormat::csv;
    std::string name;                       // of the sheet; empty for csv
    std::string encoding;                   // of a csv: "UTF-8", "GB18030", …
    std::vector<std::string> other_sheets;  // visible ones that were not read

    std::size_t rows() const { return row_numbers_.size(); }
    /// Width of the widest row.
    std::size_t columns() const { return columns_; }
    std::size_t width(std::size_t row) const { return starts_[row + 1] - starts_[row]; }
    /// The number that the user sees beside the row, from 1.
    std::uint32_t row_number(std::size_t row) const { return row_numbers_[row]; }
    /// Any column may be asked for; outside the row the cell is empty.
    SheetCell at(std::size_t row, std::size_t column) const;

    /// Back to no rows.
    void clear();

    class Builder;

private:
    struct Cell {
        std::uint32_t offset;
        std::uint32_t length : 24;
        std::uint32_t marks : 8;
    };
    std::string texts_;
    std::vector<Cell> cells_;
    std::vector<std::uint32_t> starts_{0};
    std::vector<std::uint32_t> row_numbers_;
    std::vector<std::uint64_t> merged_;  // sorted row index << 16 | column
    std::size_t columns_ = 0;
};

/// Reads the first visible sheet.
/// @param file_name  decides what the bytes must be
/// @errors spreadsheet.name_not_allowed, spreadsheet.old_format, spreadsheet.encrypted, spreadsheet.type_mismatch,
///         spreadsheet.macros, spreadsheet.unpacks_too_large, spreadsheet.broken, spreadsheet.doctype,
///         spreadsheet.encoding_unknown, spreadsheet.too_many_rows, spreadsheet.too_many_columns,
///         spreadsheet.too_many_cells, spreadsheet.too_many_merges, spreadsheet.cell_too_large, spreadsheet.empty
Result<Sheet> read_sheet(std::string_view bytes, std::string_view file_name, const SheetLimits& limits = {});

/// "A" for 0, "AA" for 26.
std::string column_letters(std::size_t column);
/// "C12" for column 2 in row 12.
std::string cell_name(std::size_t column, std::uint32_t row_number);

// ---- writing --------------------------------------------------------------------------------------

enum class SheetColumnKind : std::uint8_t {
    text,  // codes too: written as text, so that no program drops a leading zero or a sixteenth digit
    number,
    date,  // YYYY-MM-DD becomes a date where it is one
};

struct SheetColumn {
    std::string title;
    double width = 16;  // characters
    SheetColumnKind kind = SheetColumnKind::text;
    bool required = false;                  // its title is set off
    std::vector<std::string> choices = {};  // a drop-down; other values are pointed out
    std::string hint = {};                  // shown when a cell of the column is chosen
};

struct SheetDocument {
    std::string sheet_name = "Sheet1";
    std::vector<SheetColumn> columns;
    std::size_t rows_expected = 0;  // the drop-downs reach so far; at least 1,000
    std::string notes_name = {};    // .xlsx only: a second sheet with explanations, a line each
    std::vector<std::string> notes = {};
    std::string choices_name = "choices";  // .xlsx only: the hidden sheet behind the drop-downs
    std::string temporary_folder = "/tmp";
};

/// Writes one table row by row; memory does not grow with the rows.
class SheetWriter {
public:
    virtual ~SheetWriter() = default;
    /// @param cells  as many as there are columns, or fewer
    virtual void row(std::span<const std::string_view> cells) = 0;
    /// A row that is the head of those below it: of a sheet with several tables.
    virtual void head(std::span<const std::string_view> cells) { row(cells); }
    /// Ends the file. Throws std::runtime_error when it cannot be written (a full disk).
    virtual void finish() = 0;
};

/// A csv has a byte order mark, so that the usual programs show Chinese; a cell that a program would compute gets a
/// leading apostrophe, which read_sheet takes away again.
std::unique_ptr<SheetWriter> write_sheet(SheetFormat format, const std::string& path, SheetDocument document);

}  // namespace jishi::platform
