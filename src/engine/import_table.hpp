#pragma once
// A sheet as rows of typed cells: which column is which, what stands in each cell, and what is wrong with it. No tree,
// no database.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "engine/import_policy.hpp"
#include "platform/spreadsheet.hpp"

namespace jishi::engine {

/// Something to say about a cell, a row or the file.
struct Finding {
    std::uint32_t row_number = 0;       // as the user sees it; 0: the file
    std::optional<std::size_t> column;  // of the sheet
    std::string code;                   // "import.cell_formula"
    std::string detail = {};            // the figure or name that the message has
    std::string value = {};             // what stands in the cell, shortened
    std::string rule = {};
    bool refuses = true;  // false: a notice, the row is taken
};

/// Where the titles stand and what each column means.
struct Layout {
    std::size_t title_row = 0;                 // index of the row in the sheet
    std::vector<const ImportColumn*> meaning;  // of each column of the sheet; null: not read

    std::optional<std::size_t> column_of(std::string_view code) const;
};

/// What somebody said that a title means: folded title -> code of a column; empty: is not to be read.
using TitleMemory = std::unordered_map<std::string, std::string>;

/// The row among the first ones in which most titles are known; as many as there are rows when none is.
std::size_t find_titles(const platform::Sheet& sheet, const ImportPolicy& policy, const TitleMemory& memory);

/// Looks for the titles among the first rows. What was said of a title goes before what it usually means.
/// @param findings  receives notices on columns and sheets that are not read
/// @errors import.no_titles, import.column_missing (detail: the titles), import.column_twice, import.no_rows,
///         import.too_many_rows
Result<Layout> find_layout(const platform::Sheet& sheet, const ImportPolicy& policy, std::vector<Finding>& findings,
                           const TitleMemory& memory = {});

/// Reads cells and notes what is wrong with them.
class CellReader {
public:
    CellReader(const platform::Sheet& sheet, const Layout& layout, const ImportPolicy& policy,
               std::vector<Finding>& findings);

    /// Goes to a row of the sheet.
    void at_row(std::size_t row);
    std::uint32_t row_number() const { return number_; }
    /// Did any cell of this row refuse it?
    bool refused() const { return refused_; }

    bool has_column(std::string_view code) const { return places_.contains(code); }
    // What stands in the cell of a column; empty when the column is missing, the cell is empty, or it is wrong.
    std::string text(std::string_view code);
    std::string choice(std::string_view code);        // the code of the vocabulary
    std::optional<Date> date(std::string_view code);  // of a month its first day, where a month is enough
    std::optional<int> number(std::string_view code);
    std::vector<std::string> list(std::string_view code);

    /// Notes something about a cell of this row.
    void note(std::string_view column, std::string code, std::string detail = {}, std::string rule = {},
              bool refuses = true);

private:
    /// The cell with its marks looked at; nothing when it is empty or unusable.
    std::optional<std::string> raw(const ImportColumn& column, std::size_t index);
    std::optional<std::string> raw(std::string_view code, const ImportColumn** column);
    std::optional<std::size_t> place_of(std::string_view code) const;
    bool is_empty_mark(const std::string& text) const;

    const platform::Sheet& sheet_;
    const Layout& layout_;
    const ImportPolicy& policy_;
    std::vector<Finding>& findings_;
    std::size_t row_ = 0;
    std::uint32_t number_ = 0;
    bool refused_ = false;
    std::unordered_map<std::string_view, std::size_t> places_;  // of columns, by code
    /// What texts of choices were found to mean: tables repeat few of them often.
    std::vector<std::unordered_map<std::string, std::string>> meant_;
};

/// The code of a choice as people write it: its code, its name, or both ("01 汉族", "正式党员(1)"). Empty: none of
/// them.
std::string read_choice(const ImportColumn& column, std::string_view text);

/// A day in one of the ways in which people write it: 2012-06-30, 2012/6/30, 2012.6.30, 2012、6、30, 20120630,
/// 2012年6月30日, 二〇一二年六月三十日, with a time of day or without.
/// @errors import.not_a_date, import.date_without_day (2012年6月)
Result<Date> read_date(std::string_view text);

}  // namespace jishi::engine
