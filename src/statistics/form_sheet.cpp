#include "statistics/form_sheet.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace jishi::statistics {
namespace {

/// 1234 of ten thousand as per cent with one decimal. [STAT-04]
std::string per_cent(int share_bp)
{
    const int tenths = (std::abs(share_bp) + 5) / 10;
    return (share_bp < 0 && tenths > 0 ? "-" : "") + std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

/// A growth in 万, with its sign.
std::string growth_in_wan(std::int64_t growth)
{
    const auto text = in_wan(static_cast<std::uint64_t>(std::abs(growth)));
    return growth < 0 ? "-" + text : text;
}

std::string word(const SheetWords& words, const char* chinese, const char* other)
{
    return words.english ? other : chinese;
}

template <class T>
const std::string& name_of(const T& one, const SheetWords& words)
{
    return words.english ? one.name_en : one.name;
}

bool has_share(const TableSection& section)
{
    return section.columns.empty() &&
           std::ranges::any_of(section.rows, [](const TableRow& row) { return row.share_bp.has_value(); });
}
bool has_published(const TableSection& section)
{
    return std::ranges::any_of(section.rows, [](const TableRow& row) { return row.published.has_value(); });
}

bool has_growth(const TableSection& section)
{
    return std::ranges::any_of(section.rows, [](const TableRow& row) { return row.grows; });
}
bool has_change(const TableSection& section)
{
    return std::ranges::any_of(section.rows, [](const TableRow& row) { return row.share_change_bp.has_value(); });
}

std::vector<std::string> head_of(const TableSection& section, const SheetWords& words)
{
    std::vector<std::string> head{name_of(section, words)};
    if (section.columns.empty()) head.push_back(word(words, "数量", "Count"));
    for (const auto& column : section.columns)
        head.push_back(name_of(column, words) + (column.is_rate ? word(words, "（%）", " (%)") : ""));
    if (has_share(section)) head.push_back(word(words, "占比（%）", "Share (%)"));
    if (has_change(section)) head.push_back(word(words, "比上年（百分点）", "Change (points)"));
    if (has_growth(section)) {
        head.push_back(word(words, "比上年净增", "Growth"));
        head.push_back(word(words, "增幅（%）", "Growth (%)"));
    }
    if (has_published(section)) {
        head.push_back(word(words, "万", "10,000"));
        head.push_back(word(words, "全国公报（万）", "National bulletin (10,000)"));
        if (has_growth(section)) head.push_back(word(words, "全国净增（万）", "National growth (10,000)"));
    }
    return head;
}

std::vector<std::string> cells_of(const TableSection& section, const TableRow& row, const SheetWords& words)
{
    std::vector<std::string> cells{name_of(row, words)};
    for (std::size_t i = 0; i < row.counts.size(); ++i) {
        const bool rate = i < section.columns.size() && section.columns[i].is_rate;
        if (!rate) cells.push_back(std::to_string(row.counts[i]));
        else cells.push_back(row.rates[i] ? per_cent(*row.rates[i]) : "");
    }
    if (has_share(section)) cells.push_back(row.share_bp ? per_cent(*row.share_bp) : "");
    if (has_change(section)) cells.push_back(row.share_change_bp ? per_cent(*row.share_change_bp) : "");
    if (has_growth(section)) {
        const auto growth = row.grows ? row.growth() : std::nullopt;
        const auto rate = row.grows ? row.growth_bp() : std::nullopt;
        cells.push_back(growth ? std::to_string(*growth) : "");
        cells.push_back(rate ? per_cent(*rate) : "");
    }
    if (has_published(section)) {
        cells.push_back(in_wan(row.count()));
        cells.push_back(row.published ? in_wan(static_cast<std::uint64_t>(*row.published)) : "");
        if (has_growth(section)) cells.push_back(row.published_growth ? growth_in_wan(*row.published_growth) : "");
    }
    return cells;
}

constexpr std::size_t rows_above_sections = 2;  // title; place and day

std::string note_of(const SheetWords& words)
{
    return word(words, "各数分别四舍五入，合计不作机械调整；百分比由精确数计算。",
                "Each figure is rounded on its own; sums are not adjusted. Percentages follow from exact counts.");
}

std::size_t width_of(const SheetGrid& grid)
{
    std::size_t width = 1;
    for (const auto& row : grid) width = std::max(width, row.size());
    return width;
}

}  // namespace

SheetGrid grid_of(const FormTable& table, const SheetWords& words)
{
    SheetGrid grid;
    grid.push_back({name_of(table, words) + (table.number.empty() ? "" : " " + table.number)});
    grid.push_back({words.place, word(words, "截至 ", "As of ") + table.day.str()});
    for (const auto& section : table.sections) {
        if (section.withheld) continue;
        grid.push_back(head_of(section, words));
        for (const auto& row : section.rows) grid.push_back(cells_of(section, row, words));
    }
    grid.push_back({note_of(words)});
    if (!words.sealed.empty()) grid.push_back({words.sealed});
    return grid;
}

std::string sheet_of(const FormTable& table, const SheetWords& words, platform::SheetFormat format,
                     const std::vector<WordsParagraph>& paragraphs)
{
    static std::atomic<unsigned> made{0};
    const auto path = std::filesystem::temp_directory_path() /
                      ("jishi_form_" + std::to_string(::getpid()) + "_" + std::to_string(++made) + ".sheet");
    const auto grid = grid_of(table, words);
    using platform::SheetColumnKind;
    platform::SheetDocument document;
    document.sheet_name = std::to_string(table.year);
    constexpr double name_width = 34;
    constexpr double cell_width = 14;
    document.columns.push_back({grid.front().front(), name_width});
    for (std::size_t i = 1; i < width_of(grid); ++i)
        document.columns.push_back({"", cell_width, SheetColumnKind::number});
    document.notes_name = word(words, "公报文字", "In words");
    for (const auto& paragraph : paragraphs)
        document.notes.push_back(words.english ? paragraph.text_en : paragraph.text);
    std::vector<std::size_t> heads;  // rows of the grid that begin a section
    for (std::size_t at = rows_above_sections; const auto& section : table.sections) {
        if (section.withheld) continue;
        heads.push_back(at);
        at += section.rows.size() + 1;
    }
    auto writer = platform::write_sheet(format, path.string(), std::move(document));
    std::vector<std::string_view> views;
    for (std::size_t at = 1; at < grid.size(); ++at) {
        views.assign(grid[at].begin(), grid[at].end());
        if (std::ranges::binary_search(heads, at)) writer->head(views);
        else writer->row(views);
    }
    writer->finish();
    std::ifstream in(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    std::filesystem::remove(path);
    return bytes;
}

std::string template_for(const FormTable& table)
{
    constexpr std::size_t narrow = 7;
    constexpr std::size_t wide = 13;
    const auto width = width_of(grid_of(table, {}));
    return width <= narrow ? "statistics_form" : width <= wide ? "statistics_form_wide" : "";
}

platform::document::Value document_values(const FormTable& table, const std::vector<WordsParagraph>& paragraphs,
                                          const SheetWords& words)
{
    using platform::document::Value;
    Value values;
    values.set("form", name_of(table, words)).set("number", table.number).set("organization", words.place);
    values.set("year", table.year).set("day", table.day).set("note", note_of(words)).set("sealed", words.sealed);
    const auto line = [&](const std::vector<std::string>& cells, std::size_t first) {
        Value row;
        row.set("name", cells.front());
        for (std::size_t i = first; i < cells.size(); ++i) row.set("c" + std::to_string(i), cells[i]);
        return row;
    };
    Value::List sections;
    for (const auto& section : table.sections) {
        if (section.withheld || section.rows.empty()) continue;
        const auto head = head_of(section, words);
        auto made = line(head, 1);
        // Which of the tables of the template has as many columns.
        made.set("w" + std::to_string(head.size() - 1), true);
        Value::List rows;
        for (const auto& row : section.rows) {
            auto cells = cells_of(section, row, words);
            auto told = line(cells, cells.size());
            for (std::size_t i = 1; i < cells.size(); ++i)
                told.set("v" + std::to_string(i), cells[i].empty() ? "—" : cells[i]);
            rows.push_back(std::move(told));
        }
        made.set("rows", Value(std::move(rows)));
        sections.push_back(std::move(made));
    }
    values.set("sections", Value(std::move(sections)));
    Value::List told;
    for (const auto& paragraph : paragraphs) {
        Value one;
        one.set(paragraph.heading ? "heading" : "text", words.english ? paragraph.text_en : paragraph.text);
        told.push_back(std::move(one));
    }
    values.set("paragraphs", Value(std::move(told)));
    return values;
}

Result<platform::document::File> paper_of(const platform::document::Library& library, const policy::Policy& rules,
                                          const Form& form, const FormTable& table, const SheetWords& words,
                                          platform::document::Format format, Instant now)
{
    const auto paragraphs = words_of(form, table);
    std::vector<std::string> codes;
    if (!paragraphs.empty()) codes.emplace_back("statistics_bulletin");
    if (paragraphs.empty() || format == platform::document::Format::pdf) {
        codes.push_back(template_for(table));
        if (codes.back().empty()) return refuse(ErrorKind::rule_refused, "statistics.form_too_wide");
    }
    return library.make(rules, {codes, format, name_of(table, words), now}, document_values(table, paragraphs, words));
}

}  // namespace jishi::statistics
