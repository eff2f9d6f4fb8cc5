#pragma once
// Rows of a csv text (RFC 4180), in place: a cell is a view of the text unless quotes had to be taken out of it.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace jishi::platform {

class CsvRows {
public:
    explicit CsvRows(std::string_view text, char delimiter = ',') : text_(text), delimiter_(delimiter) {}

    /// The cells of the next row, valid until the next call; false at the end, or when a quote is not closed.
    bool next(std::vector<std::string_view>& cells);
    /// The line where the last row began, from 1: a cell may hold line ends.
    std::uint32_t line() const { return line_; }
    /// A quote was opened and never closed.
    bool broken() const { return broken_; }
    std::size_t position() const { return at_; }

private:
    std::string_view quoted_cell();
    std::string_view plain_cell();

    std::string_view text_;
    char delimiter_;
    std::size_t at_ = 0;
    std::uint32_t line_ = 0;
    std::uint32_t next_line_ = 1;
    bool broken_ = false;
    std::deque<std::string> unquoted_;  // texts of this row that differ from what stands in the file; never moved
    std::size_t unquoted_used_ = 0;
};

}  // namespace jishi::platform
