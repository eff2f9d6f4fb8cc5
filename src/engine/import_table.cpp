#include "engine/import_table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>

#include "base/credit_code.hpp"
#include "base/text.hpp"

namespace jishi::engine {
namespace {

using platform::SheetCell;

constexpr std::size_t title_rows_max = 20;
constexpr std::size_t rows_max = 1'000'000;
constexpr int number_max = 10'000'000;

/// Enough of a value to find it again.
std::string shortened(std::string_view text)
{
    if (text.size() <= 120) return std::string(text);
    std::size_t end = 120;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return std::string(text.substr(0, end)) + "…";
}

bool is_digits(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Names and codes are one line; people break lines inside cells to make them fit.
std::string on_one_line(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '\n' || c == '\t') {
            if (!out.empty() && static_cast<unsigned char>(out.back()) < 0x80) out += ' ';
        } else out += c;
    }
    return out;
}

std::unordered_map<std::string, const ImportColumn*> known_titles(const ImportPolicy& policy)
{
    std::unordered_map<std::string, const ImportColumn*> titles;
    for (const auto& column : policy.columns)
        for (const auto* title : {&column.title, &column.title_en, &column.code})
            titles.emplace(fold_title(*title), &column);
    // A synonym never takes a title away from the column that it belongs to.
    for (const auto& column : policy.columns)
        for (const auto& title : column.synonyms) titles.emplace(fold_title(title), &column);
    return titles;
}

std::size_t row_with_titles(const platform::Sheet& sheet,
                            const std::unordered_map<std::string, const ImportColumn*>& titles)
{
    std::size_t best = 0;
    std::size_t best_count = 0;
    for (std::size_t row = 0; row < std::min(sheet.rows(), title_rows_max); ++row) {
        std::size_t count = 0;
        for (std::size_t column = 0; column < sheet.width(row); ++column)
            count += titles.contains(fold_title(sheet.at(row, column).text));
        if (count > best_count) std::tie(best, best_count) = std::pair(row, count);
    }
    return best_count == 0 ? sheet.rows() : best;
}

}  // namespace

std::optional<std::size_t> Layout::column_of(std::string_view code) const
{
    for (std::size_t i = 0; i < meaning.size(); ++i)
        if (meaning[i] && meaning[i]->code == code) return i;
    return std::nullopt;
}

Result<Layout> find_layout(const platform::Sheet& sheet, const ImportPolicy& policy, std::vector<Finding>& findings)
{
    const auto titles = known_titles(policy);
    Layout layout;
    layout.title_row = row_with_titles(sheet, titles);
    if (layout.title_row == sheet.rows()) return refuse(ErrorKind::invalid_input, "import.no_titles");
    const auto number = sheet.row_number(layout.title_row);
    layout.meaning.resize(sheet.columns(), nullptr);
    for (std::size_t column = 0; column < sheet.width(layout.title_row); ++column) {
        const auto title = sheet.at(layout.title_row, column).text;
        if (title.empty()) continue;
        const auto found = titles.find(fold_title(title));
        if (found == titles.end()) {
            findings.push_back({number, column, "import.column_unknown", {}, shortened(title), {}, false});
            continue;
        }
        const auto twin = std::ranges::find(layout.meaning, found->second);
        if (twin != layout.meaning.end())
            return refuse(ErrorKind::invalid_input, "import.column_twice", {}, found->second->title);
        layout.meaning[column] = found->second;
    }
    std::string missing;
    for (const auto& column : policy.columns)
        if (column.required && !layout.column_of(column.code)) missing += (missing.empty() ? "" : "、") + column.title;
    if (!missing.empty()) return refuse(ErrorKind::invalid_input, "import.column_missing", {}, missing);
    for (const auto& name : sheet.other_sheets)
        if (name != policy.word("notes", Language::chinese) && name != policy.word("notes", Language::english))
            findings.push_back({0, std::nullopt, "import.sheet_not_read", {}, shortened(name), {}, false});
    if (layout.title_row + 1 >= sheet.rows()) return refuse(ErrorKind::invalid_input, "import.no_rows");
    if (sheet.rows() - layout.title_row - 1 > rows_max)
        return refuse(ErrorKind::invalid_input, "import.too_many_rows", {}, std::to_string(rows_max));
    return layout;
}

CellReader::CellReader(const platform::Sheet& sheet, const Layout& layout, const ImportPolicy& policy,
                       std::vector<Finding>& findings)
    : sheet_(sheet), layout_(layout), policy_(policy), findings_(findings)
{
}

void CellReader::at_row(std::size_t row)
{
    row_ = row;
    number_ = sheet_.row_number(row);
    refused_ = false;
}

void CellReader::note(std::string_view column, std::string code, std::string detail, std::string rule, bool refuses)
{
    const auto index = layout_.column_of(column);
    findings_.push_back({number_, index, std::move(code), std::move(detail),
                         index ? shortened(sheet_.at(row_, *index).text) : std::string{}, std::move(rule), refuses});
    refused_ = refused_ || refuses;
}

std::optional<std::string> CellReader::raw(const ImportColumn& column, std::size_t index)
{
    const auto cell = sheet_.at(row_, index);
    if (cell.is(platform::cell_merged)) {
        note(column.code, "import.cell_merged");
        return std::nullopt;
    }
    if (cell.is(platform::cell_formula)) {
        note(column.code, "import.cell_formula");
        return std::nullopt;
    }
    if (cell.is(platform::cell_failed)) {
        note(column.code, "import.cell_failed");
        return std::nullopt;
    }
    if (cell.is(platform::cell_control)) {
        note(column.code, "import.control_characters");
        return std::nullopt;
    }
    const bool is_code = column.kind != CellKind::number && column.kind != CellKind::date;
    if (is_code && cell.is(platform::cell_digits_lost)) {
        note(column.code, "import.digits_lost");
        return std::nullopt;
    }
    auto text = on_one_line(cell.text);
    if (text.empty() || policy_.empty_marks.contains(fold_name(text))) {
        if (column.required) note(column.code, "import.required");
        return std::nullopt;
    }
    return text;
}

std::optional<std::string> CellReader::raw(std::string_view code, const ImportColumn** column)
{
    const auto index = layout_.column_of(code);
    if (!index) return std::nullopt;
    *column = layout_.meaning[*index];
    return raw(**column, *index);
}

std::string CellReader::text(std::string_view code)
{
    const ImportColumn* column = nullptr;
    auto text = raw(code, &column);
    if (!text) return {};
    const bool is_code =
        column->kind == CellKind::code || column->kind == CellKind::region || column->kind == CellKind::credit_code;
    if (is_code) {
        auto folded = fold_code(*text);
        if (folded.size() < text->size()) note(code, "import.width_folded", {}, {}, false);
        *text = std::move(folded);
    }
    const std::size_t limit = column->kind == CellKind::name ? Name::max : is_code ? 64 : Line::max;
    if (length_of(*text) > limit) {
        note(code, "import.too_long", std::to_string(limit));
        return {};
    }
    if (column->kind == CellKind::region &&
        (!is_digits(*text) || (text->size() != 6 && text->size() != 9 && text->size() != 12))) {
        note(code, "import.region_wrong", {}, "DATA-60");
        return {};
    }
    if (column->kind == CellKind::credit_code) {
        const auto parsed = parse_credit_code(*text);
        if (!parsed) {
            note(code, "import.credit_code_wrong", {}, parsed.error().rule.empty() ? "DATA-52" : parsed.error().rule);
            return {};
        }
        return parsed->code;
    }
    return *text;
}

std::string CellReader::choice(std::string_view code)
{
    const ImportColumn* column = nullptr;
    const auto text = raw(code, &column);
    if (!text) return {};
    const auto found = column->choice_by_name.find(fold_name(*text));
    if (found != column->choice_by_name.end()) return found->second;
    note(code, "import.not_one_of");
    return {};
}

std::optional<Date> CellReader::date(std::string_view code)
{
    const ImportColumn* column = nullptr;
    const auto text = raw(code, &column);
    if (!text) return std::nullopt;
    const auto date = read_date(*text);
    if (date) return *date;
    note(code, date.error().code);
    return std::nullopt;
}

std::optional<int> CellReader::number(std::string_view code)
{
    const ImportColumn* column = nullptr;
    const auto text = raw(code, &column);
    if (!text) return std::nullopt;
    const auto plain = fold_code(*text);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), number);
    if (!is_digits(plain) || (error != std::errc{} && error != std::errc::result_out_of_range)) {
        note(code, "import.not_a_number");
        return std::nullopt;
    }
    if (error == std::errc::result_out_of_range || number > number_max) {
        note(code, "import.number_too_large", std::to_string(number_max));
        return std::nullopt;
    }
    return static_cast<int>(number);
}

std::vector<std::string> CellReader::list(std::string_view code)
{
    const ImportColumn* column = nullptr;
    const auto text = raw(code, &column);
    std::vector<std::string> items;
    if (!text) return items;
    static constexpr std::array<std::string_view, 6> separators{"、", "；", ";", "，", ",", "|"};
    std::string item;
    const auto finish = [&] {
        auto clean = clean_text(item);
        if (clean && !clean->empty()) items.push_back(std::move(*clean));
        item.clear();
    };
    for (std::size_t at = 0; at < text->size();) {
        const auto rest = std::string_view(*text).substr(at);
        const auto separator =
            std::ranges::find_if(separators, [&](std::string_view one) { return rest.starts_with(one); });
        if (separator == separators.end()) item += (*text)[at++];
        else {
            finish();
            at += separator->size();
        }
    }
    finish();
    return items;
}

Result<Date> read_date(std::string_view text)
{
    const auto wrong = [](std::string_view code) { return refuse(ErrorKind::invalid_input, std::string(code)); };
    auto plain = fold_code(text);
    if (const auto space = plain.find(' '); space != std::string::npos && plain.find(':') != std::string::npos)
        plain.resize(space);  // a time of day
    std::array<int, 3> numbers{};
    std::size_t count = 0;
    if (is_digits(plain) && plain.size() == 8) {
        numbers = {std::stoi(plain.substr(0, 4)), std::stoi(plain.substr(4, 2)), std::stoi(plain.substr(6, 2))};
        count = 3;
    } else {
        for (std::size_t at = 0; at < plain.size();) {
            int number = 0;
            const auto [end, error] = std::from_chars(plain.data() + at, plain.data() + plain.size(), number);
            const auto digits = static_cast<std::size_t>(end - plain.data()) - at;
            if (error != std::errc{} || count == 3 || plain[at] == '-' || digits > 4 || (count == 0) != (digits == 4))
                return wrong("import.not_a_date");
            numbers[count++] = number;
            at += digits;
            const auto rest = std::string_view(plain).substr(at);
            static constexpr std::array<std::array<std::string_view, 5>, 3> between{
                {{"年", "-", "/", ".", "－"}, {"月", "-", "/", ".", "－"}, {"日", "号", "日", "日", "日"}}};
            const auto mark =
                std::ranges::find_if(between[count - 1], [&](std::string_view one) { return rest.starts_with(one); });
            if (mark != between[count - 1].end()) at += mark->size();
            else if (!rest.empty()) return wrong("import.not_a_date");
        }
    }
    if (count == 1 || count == 2)
        return wrong(numbers[0] >= 1900 && (count == 1 || (numbers[1] >= 1 && numbers[1] <= 12))
                         ? "import.date_without_day"
                         : "import.not_a_date");
    if (count != 3 || numbers[0] < 1900 || numbers[0] > 2200) return wrong("import.not_a_date");
    const std::chrono::year_month_day day{std::chrono::year{numbers[0]},
                                          std::chrono::month{static_cast<unsigned>(numbers[1])},
                                          std::chrono::day{static_cast<unsigned>(numbers[2])}};
    if (!day.ok()) return wrong("import.not_a_date");
    return Date{day};
}

}  // namespace jishi::engine
