#include "engine/import_table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>

#include "base/credit_code.hpp"
#include "base/text.hpp"

namespace jishi::engine {
namespace {

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

/// 1.10105194912310E+17: what is left of a long number that a program took for a quantity.
bool is_rounded(std::string_view text)
{
    const auto e = text.find("E+");
    if (e == std::string_view::npos || e == 0) return false;
    const auto mantissa = text.substr(0, e);
    return is_digits(text.substr(e + 2)) && mantissa.find_first_not_of("0123456789.") == std::string_view::npos;
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

using Titles = std::unordered_map<std::string, const ImportColumn*>;

/// A null pointer for a title that somebody said is not to be read.
Titles known_titles(const ImportPolicy& policy, const TitleMemory& memory)
{
    Titles titles;
    for (const auto& [title, code] : memory) {
        const auto* column = policy.column(code);
        if (column || code.empty()) titles.emplace(title, column);
    }
    for (const auto& column : policy.columns)
        for (const auto* title : {&column.title, &column.title_en, &column.code})
            titles.emplace(fold_title(*title), &column);
    // A synonym never takes a title away from the column that it belongs to.
    for (const auto& column : policy.columns)
        for (const auto& title : column.synonyms) titles.emplace(fold_title(title), &column);
    return titles;
}

std::size_t row_with_titles(const platform::Sheet& sheet, const Titles& titles)
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

/// 二〇一二年六月三十日 -> 2012年6月30日; anything else stays as it is.
std::string with_plain_digits(std::string_view text)
{
    static constexpr std::array<std::string_view, 12> numerals{"〇", "一", "二", "三", "四", "五",
                                                               "六", "七", "八", "九", "○",  "零"};
    std::string out;
    bool after_digit = false;
    for (std::size_t at = 0; at < text.size();) {
        const auto rest = text.substr(at);
        const auto numeral =
            std::ranges::find_if(numerals, [&](std::string_view one) { return rest.starts_with(one); });
        if (numeral != numerals.end()) {
            const auto value = static_cast<std::size_t>(numeral - numerals.begin());
            out += static_cast<char>('0' + (value < 10 ? value : 0));
            at += numeral->size();
            after_digit = true;
        } else if (rest.starts_with("十")) {  // 十 10, 十二 12, 二十 20, 二十五 25
            at += std::string_view("十").size();
            if (!after_digit) out += '1';
            const auto next = text.substr(at);
            const bool more =
                std::ranges::any_of(numerals, [&](std::string_view one) { return next.starts_with(one); });
            if (!more) out += '0';
            after_digit = true;
        } else {
            out += text[at++];
            after_digit = false;
        }
    }
    return out;
}

}  // namespace

std::optional<std::size_t> Layout::column_of(std::string_view code) const
{
    for (std::size_t i = 0; i < meaning.size(); ++i)
        if (meaning[i] && meaning[i]->code == code) return i;
    return std::nullopt;
}

std::size_t find_titles(const platform::Sheet& sheet, const ImportPolicy& policy, const TitleMemory& memory)
{
    return row_with_titles(sheet, known_titles(policy, memory));
}

Result<Layout> find_layout(const platform::Sheet& sheet, const ImportPolicy& policy, std::vector<Finding>& findings,
                           const TitleMemory& memory)
{
    const auto titles = known_titles(policy, memory);
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
        if (!found->second) continue;
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
    : sheet_(sheet), layout_(layout), policy_(policy), findings_(findings), meant_(layout.meaning.size())
{
    for (std::size_t i = 0; i < layout.meaning.size(); ++i)
        if (layout.meaning[i]) places_.emplace(layout.meaning[i]->code, i);
}

std::optional<std::size_t> CellReader::place_of(std::string_view code) const
{
    const auto found = places_.find(code);
    return found == places_.end() ? std::nullopt : std::optional(found->second);
}

bool CellReader::is_empty_mark(const std::string& text) const
{
    // Capital and small letters, digits and ideographs fold to what begins with the same byte, or its small letter.
    const auto first = static_cast<unsigned char>(text.front());
    const bool is_letter = (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z');
    const bool keeps_its_byte = is_letter || (first >= '0' && first <= '9') || (first >= 0xE4 && first <= 0xE9);
    if (keeps_its_byte && !policy_.empty_mark_begins[is_letter ? first | 0x20U : first]) return false;
    // Full-width letters take three times the room of the plain ones.
    return text.size() <= 3 * policy_.empty_mark_bytes_max && policy_.empty_marks.contains(fold_name(text));
}

void CellReader::at_row(std::size_t row)
{
    row_ = row;
    number_ = sheet_.row_number(row);
    refused_ = false;
}

void CellReader::note(std::string_view column, std::string code, std::string detail, std::string rule, bool refuses)
{
    const auto index = place_of(column);
    const bool shown = index && !layout_.meaning[*index]->sealed;
    findings_.push_back({number_, index, std::move(code), std::move(detail),
                         shown ? shortened(sheet_.at(row_, *index).text) : std::string{}, std::move(rule), refuses});
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
    const bool is_code =
        column.kind != CellKind::number && column.kind != CellKind::date && column.kind != CellKind::month;
    if (is_code && cell.is(platform::cell_digits_lost)) {
        note(column.code, "import.digits_lost");
        return std::nullopt;
    }
    auto text = on_one_line(cell.text);
    if (text.empty() || is_empty_mark(text)) {
        if (column.required) note(column.code, "import.required");
        return std::nullopt;
    }
    return text;
}

std::optional<std::string> CellReader::raw(std::string_view code, const ImportColumn** column)
{
    const auto index = place_of(code);
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
        if (is_rounded(folded)) {
            note(code, "import.digits_lost");
            return {};
        }
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
    auto& meant = meant_[*place_of(code)];
    const auto known = meant.find(*text);
    const auto& found =
        known != meant.end() ? known->second : meant.emplace(*text, read_choice(*column, *text)).first->second;
    if (found.empty()) note(code, "import.not_one_of");
    return found;
}

std::string read_choice(const ImportColumn& column, std::string_view text)
{
    const auto meaning = [&](std::string_view part) -> std::string {
        const auto found = column.choice_by_name.find(fold_name(part));
        return found == column.choice_by_name.end() ? std::string{} : found->second;
    };
    if (auto whole = meaning(text); !whole.empty()) return whole;
    // Code and name together, in either order; both must say the same.
    static constexpr std::array<std::string_view, 12> between{" ", "-",  "—", "－", ".", "、",
                                                              ":", "：", "(", "（", "[", "_"};
    for (const auto mark : between) {
        const auto at = text.find(mark);
        if (at == std::string_view::npos || at == 0) continue;
        auto rest = text.substr(at + mark.size());
        for (const std::string_view closing : {")", "）", "]"})
            if (rest.ends_with(closing)) rest.remove_suffix(closing.size());
        auto first = meaning(text.substr(0, at));
        if (!first.empty() && first == meaning(rest)) return first;
    }
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits == text.size()) return {};
    auto first = meaning(text.substr(0, digits));
    return !first.empty() && first == meaning(text.substr(digits)) ? first : std::string{};
}

std::optional<Date> CellReader::date(std::string_view code)
{
    const ImportColumn* column = nullptr;
    const auto text = raw(code, &column);
    if (!text) return std::nullopt;
    const auto date = read_date(*text);
    if (date) return *date;
    if (column->kind == CellKind::month && date.error().code == "import.date_without_day") {
        const auto first = read_date(fold_code(*text).ends_with("月") ? *text + "1日" : *text + "-1");
        if (first) return *first;
    }
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
    auto plain = with_plain_digits(fold_code(text));
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
            static constexpr std::array<std::array<std::string_view, 10>, 3> between{
                {{"年", "-", "/", ".", "－", "、", "。", " ", "\\", "—"},
                 {"月", "-", "/", ".", "－", "、", "。", " ", "\\", "—"},
                 {"日", "号", "日", "日", "日", "日", "日", "日", "日", "日"}}};
            const auto mark =
                std::ranges::find_if(between[count - 1], [&](std::string_view one) { return rest.starts_with(one); });
            if (mark != between[count - 1].end()) {
                at += mark->size();
                while (at < plain.size() && plain[at] == ' ') ++at;
            } else if (!rest.empty()) return wrong("import.not_a_date");
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
