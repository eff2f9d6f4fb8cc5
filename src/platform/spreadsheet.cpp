#include "platform/spreadsheet.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "platform/spreadsheet_builder.hpp"

namespace jishi::platform {
namespace {

constexpr std::string_view compound_file = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";  // .xls, and every encrypted .xlsx
constexpr std::uint64_t row_number_max = 100'000'000;

std::string lower_ending(std::string_view file_name)
{
    const auto dot = file_name.rfind('.');
    if (dot == std::string_view::npos) return {};
    std::string ending(file_name.substr(dot));
    for (auto& c : ending)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return ending;
}

/// Takes control characters out, so that the rest of the text can be used.
std::string without_controls(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        // C1 controls are C2 80..C2 9F in UTF-8; the line and paragraph separators and U+FFF9..FFFF are E2 80 A8/A9, EF
        // BF B9..BF.
        if (byte == 0xC2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xA0) {
            ++at;
            continue;
        }
        if (byte >= 0xE2 && at + 2 < text.size()) {
            const auto three = text.substr(at, 3);
            if (three == "\xE2\x80\xA8" || three == "\xE2\x80\xA9" ||
                (three.starts_with("\xEF\xBF") && three[2] >= '\xB9')) {
                at += 2;
                continue;
            }
        }
        if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F) continue;
        out += text[at];
    }
    return out;
}

}  // namespace

std::optional<SheetFormat> sheet_format_of(std::string_view file_name)
{
    const auto ending = lower_ending(file_name);
    if (ending == ".xlsx") return SheetFormat::xlsx;
    if (ending == ".ods") return SheetFormat::ods;
    if (ending == ".csv") return SheetFormat::csv;
    return std::nullopt;
}

std::string_view media_type_of(SheetFormat format)
{
    switch (format) {
        case SheetFormat::xlsx: return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        case SheetFormat::ods: return "application/vnd.oasis.opendocument.spreadsheet";
        case SheetFormat::csv: break;
    }
    return "text/csv; charset=utf-8";
}

std::string_view ending_of(SheetFormat format)
{
    return format == SheetFormat::xlsx ? ".xlsx" : format == SheetFormat::ods ? ".ods" : ".csv";
}

std::string column_letters(std::size_t column)
{
    std::string letters;
    for (++column; column > 0; column = (column - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
    return letters;
}

std::string cell_name(std::size_t column, std::uint32_t row_number)
{
    return column_letters(column) + std::to_string(row_number);
}

SheetCell Sheet::at(std::size_t row, std::size_t column) const
{
    SheetCell cell;
    if (column < width(row)) {
        const auto& stored = cells_[starts_[row] + column];
        cell = {std::string_view(texts_).substr(stored.offset, stored.length), static_cast<std::uint8_t>(stored.marks)};
    }
    if (!merged_.empty() && std::ranges::binary_search(merged_, std::uint64_t{row} << 16 | column))
        cell.marks |= cell_merged;
    return cell;
}

void Sheet::clear()
{
    texts_.clear();
    cells_.clear();
    starts_ = {0};
    row_numbers_.clear();
    merged_.clear();
    columns_ = 0;
}

// ---- filling --------------------------------------------------------------------------------------

bool Sheet::Builder::fail(std::string_view code, std::string detail)
{
    if (!failure) failure = Error{ErrorKind::invalid_input, std::string(code), {}, std::move(detail), {}};
    return false;
}

Result<SheetTexts::Stored> SheetTexts::store(std::string_view raw)
{
    const auto too_large = [](std::string_view code, std::uint64_t max) {
        return refuse(ErrorKind::invalid_input, std::string(code), {}, std::to_string(max));
    };
    if (raw.size() > limits_.cell_bytes_max) return too_large("spreadsheet.cell_too_large", limits_.cell_bytes_max);
    std::uint8_t marks = 0;
    auto clean = clean_text(raw, {.multiline = true});
    if (!clean) {
        marks |= cell_control;
        clean = clean_text(without_controls(raw), {.multiline = true});
        if (!clean) clean = std::string{};  // not UTF-8: the readers have seen to that, so nothing is left to save
    }
    if (bytes.size() + clean->size() > std::min<std::uint64_t>(limits_.unpacked_bytes_max, 0xFFFF'FFFFULL))
        return too_large("spreadsheet.unpacks_too_large", limits_.unpacked_bytes_max);
    const Stored stored{static_cast<std::uint32_t>(bytes.size()), static_cast<std::uint32_t>(clean->size()), marks};
    bytes += *clean;
    return stored;
}

Result<std::uint32_t> SheetTexts::put_behind(SheetTexts others)
{
    if (others.bytes.size() + bytes.size() > std::min<std::uint64_t>(limits_.unpacked_bytes_max, 0xFFFF'FFFFULL))
        return refuse(ErrorKind::invalid_input, "spreadsheet.unpacks_too_large", {},
                      std::to_string(limits_.unpacked_bytes_max));
    const auto grown = static_cast<std::uint32_t>(others.bytes.size());
    others.bytes += bytes;
    bytes = std::move(others.bytes);
    return grown;
}

bool Sheet::Builder::begin_row(std::uint64_t number)
{
    if (!end_row()) return false;
    if (number <= number_ || number > row_number_max) return fail("spreadsheet.broken", fmt::format("row {}", number));
    number_ = number;
    open_ = true;
    return true;
}

bool Sheet::Builder::cell(std::size_t column, std::string_view raw, std::uint8_t marks)
{
    if (failure) return false;
    if (raw.empty()) return add(column, {}, marks);
    auto stored = texts_.store(raw);
    if (!stored) {
        failure = std::move(stored).error();
        if (failure->code == "spreadsheet.cell_too_large")
            failure->detail = cell_name(column, static_cast<std::uint32_t>(number_));
        return false;
    }
    return add(column, *stored, marks);
}

bool Sheet::Builder::shared_cell(std::size_t column, Stored stored, std::uint8_t marks)
{
    return add(column, stored, marks | is_shared);
}

bool Sheet::Builder::add(std::size_t column, Stored stored, std::uint8_t marks)
{
    if (failure) return false;
    // A formula whose result was not saved is not an empty cell.
    if (stored.length == 0 && ((marks | stored.marks) & (cell_formula | cell_control)) == 0) return true;
    if (stored.length == 0 && column >= limits_.columns_max) return true;
    if (stored.length > 0) has_text_ = true;
    if (column >= limits_.columns_max) return fail("spreadsheet.too_many_columns", std::to_string(limits_.columns_max));
    if (row_.size() <= column) row_.resize(column + 1, Cell{0, 0, 0});
    row_[column] =
        Cell{stored.offset, stored.length & 0xFF'FFFF, static_cast<std::uint32_t>(marks | stored.marks) & 0xFF};
    return true;
}

bool Sheet::Builder::end_row()
{
    if (failure) return false;
    if (!open_) return true;
    open_ = false;
    if (!std::exchange(has_text_, false)) {
        row_.clear();
        return true;
    }
    if (sheet_.rows() > limits_.rows_max) return fail("spreadsheet.too_many_rows", std::to_string(limits_.rows_max));
    if (sheet_.cells_.size() + row_.size() > limits_.cells_max)
        return fail("spreadsheet.too_many_cells", std::to_string(limits_.cells_max));
    sheet_.cells_.insert(sheet_.cells_.end(), row_.begin(), row_.end());
    sheet_.starts_.push_back(static_cast<std::uint32_t>(sheet_.cells_.size()));
    sheet_.row_numbers_.push_back(static_cast<std::uint32_t>(number_));
    sheet_.columns_ = std::max(sheet_.columns_, row_.size());
    row_.clear();
    return true;
}

bool Sheet::Builder::append(Builder&& later)
{
    if (!end_row()) return false;
    if (!later.end_row()) return failure = later.failure, false;
    auto& more = later.sheet_;
    if (more.rows() > 0 && more.row_numbers_.front() <= number_) return fail("spreadsheet.broken", "order of rows");
    if (sheet_.rows() + more.rows() > limits_.rows_max + 1)
        return fail("spreadsheet.too_many_rows", std::to_string(limits_.rows_max));
    if (sheet_.cells_.size() + more.cells_.size() > limits_.cells_max)
        return fail("spreadsheet.too_many_cells", std::to_string(limits_.cells_max));
    auto own = later.texts_;
    const auto grown = own.put_behind(std::move(texts_));
    if (!grown) return failure = grown.error(), false;
    texts_ = std::move(own);
    for (auto& cell : more.cells_)
        if (!(cell.marks & is_shared)) cell.offset += *grown;
    const auto cells_before = static_cast<std::uint32_t>(sheet_.cells_.size());
    sheet_.cells_.insert(sheet_.cells_.end(), more.cells_.begin(), more.cells_.end());
    for (std::size_t row = 0; row < more.rows(); ++row) sheet_.starts_.push_back(cells_before + more.starts_[row + 1]);
    sheet_.row_numbers_.insert(sheet_.row_numbers_.end(), more.row_numbers_.begin(), more.row_numbers_.end());
    sheet_.columns_ = std::max(sheet_.columns_, more.columns_);
    ranges_.insert(ranges_.end(), later.ranges_.begin(), later.ranges_.end());
    number_ = std::max(number_, later.number_);
    return true;
}

bool Sheet::Builder::merge(std::uint64_t first_row, std::size_t first_column, std::uint64_t last_row,
                           std::size_t last_column)
{
    if (failure) return false;
    if (first_row > last_row || first_column > last_column) return fail("spreadsheet.broken", "merged range");
    if (first_row == last_row && first_column == last_column) return true;
    if (ranges_.size() >= 100'000) return fail("spreadsheet.too_many_merges", "100000");
    ranges_.push_back({first_row, last_row, first_column, std::min(last_column, limits_.columns_max)});
    return true;
}

bool Sheet::Builder::finish(std::optional<SheetTexts> shared)
{
    if (!end_row()) return false;
    if (shared) {
        auto grown = texts_.put_behind(*std::move(shared));
        if (!grown) return failure = std::move(grown).error(), false;
        for (auto& cell : sheet_.cells_) {
            if (cell.marks & is_shared) cell.marks &= ~std::uint32_t{is_shared};
            else cell.offset += *grown;
        }
    }
    sheet_.texts_ = std::move(texts_.bytes);
    if (sheet_.rows() == 0) return fail("spreadsheet.empty");
    auto& merged = sheet_.merged_;
    const auto& numbers = sheet_.row_numbers_;
    for (const auto& range : ranges_) {
        const auto last_column = std::min(range.last_column, sheet_.columns_ - 1);
        auto row = std::ranges::lower_bound(numbers, range.first_row);
        for (; row != numbers.end() && *row <= range.last_row; ++row)
            for (auto column = range.first_column; column <= last_column; ++column) {
                if (merged.size() >= 5'000'000) return fail("spreadsheet.too_many_merges", "5000000");
                merged.push_back(static_cast<std::uint64_t>(row - numbers.begin()) << 16 | column);
            }
    }
    std::ranges::sort(merged);
    const auto repeated = std::ranges::unique(merged);
    merged.erase(repeated.begin(), repeated.end());
    return true;
}

std::string number_text(std::string_view raw, std::uint8_t& marks)
{
    const bool negative = raw.starts_with('-');
    const auto digits = raw.substr(negative ? 1 : 0);
    if (!digits.empty() && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })) {
        // Programs keep 15 significant digits: a longer number is no longer what was typed.
        marks |= digits.size() > 15 ? cell_number | cell_digits_lost : cell_number;
        return std::string(raw);
    }
    double value = 0;
    const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
    if (error != std::errc{} || end != raw.data() + raw.size() || !std::isfinite(value)) {
        marks |= cell_failed;
        return std::string(raw);
    }
    marks |= cell_number;
    if (value == std::floor(value) && std::fabs(value) < 1e21) {
        if (std::fabs(value) >= 1e15) marks |= cell_digits_lost;
        return fmt::format("{:.0f}", value);
    }
    return fmt::format("{:.15g}", value);
}

Result<Sheet> read_sheet(std::string_view bytes, std::string_view file_name, const SheetLimits& limits)
{
    const auto refuse_file = [](std::string_view code) { return refuse(ErrorKind::invalid_input, std::string(code)); };
    const auto ending = lower_ending(file_name);
    if (ending == ".xlsm" || ending == ".xltm" || ending == ".xlam" || ending == ".xlsb")
        return refuse_file("spreadsheet.macros");
    if (bytes.starts_with(compound_file)) {
        // Names in a compound file are UTF-16: "EncryptedPackage".
        std::string wide;
        for (const char c : std::string_view("EncryptedPackage")) (wide += c) += '\0';
        return refuse_file(bytes.find(wide) != std::string_view::npos ? "spreadsheet.encrypted"
                                                                      : "spreadsheet.old_format");
    }
    const auto format = sheet_format_of(file_name);
    if (!format) return refuse_file(ending == ".xls" ? "spreadsheet.old_format" : "spreadsheet.name_not_allowed");
    if (bytes.empty()) return refuse_file("spreadsheet.empty");
    switch (*format) {
        case SheetFormat::xlsx: return read_xlsx(bytes, limits);
        case SheetFormat::ods: return read_ods(bytes, limits);
        case SheetFormat::csv: return read_csv(bytes, limits);
    }
    return refuse_file("spreadsheet.name_not_allowed");
}

}  // namespace jishi::platform
