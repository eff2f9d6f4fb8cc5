#include "statistics/drill.hpp"

#include <algorithm>

#include "statistics/days.hpp"

namespace jishi::statistics {
namespace {

/// Fields that the list filters by, as they are called there.
bool list_has(std::string_view field)
{
    static constexpr std::string_view fields[] = {"status",    "category",   "sex",    "ethnicity",
                                                  "education", "occupation", "mobile", "lost"};
    return std::ranges::find(fields, field) != std::end(fields);
}

std::string days_called(const Columns& columns, const Column& column)
{
    return columns.names().days[column.field] == "joined_on" ? "joined" : "born";
}

/// The days whose code falls into one cell, when they are one stretch.
std::optional<Drill> stretch(const Columns& columns, const Column& column, std::size_t cell, Date on)
{
    const auto cell_of_day = [&](Code code) -> std::size_t {
        if (column.kind == ColumnKind::age_band) return columns.band_of(column, code, on);
        const auto day = day_of_code(code);
        const auto last = column.values.size() - 1;
        if (column.kind == ColumnKind::years)
            return std::min<std::size_t>(static_cast<std::size_t>(std::max(0, years_between(day, on))) + 1, last);
        if (column.kind == ColumnKind::year)
            return std::min<std::size_t>(static_cast<std::size_t>(day.year() - first_day.year()) + 1, last);
        for (std::size_t i = 0; i < column.until_days.size(); ++i)
            if (!column.until_days[i] || day <= *column.until_days[i]) return i + 1;
        return 0;
    };
    // Cells follow each other as days do, so both ends are found by halving; ages count down.
    const bool falls = column.kind == ColumnKind::age_band || column.kind == ColumnKind::years;
    const auto before = [&](Code code) { return falls ? cell_of_day(code) > cell : cell_of_day(code) < cell; };
    const auto not_after = [&](Code code) { return falls ? cell_of_day(code) >= cell : cell_of_day(code) <= cell; };
    const auto first_not = [](const auto& still) {
        std::uint32_t from = 1;
        std::uint32_t to = wide_cells;
        while (from < to) {
            const auto middle = from + (to - from) / 2;
            if (still(static_cast<Code>(middle))) from = middle + 1;
            else to = middle;
        }
        return from;
    };
    const auto from = first_not(before);
    const auto end = first_not(not_after);
    if (from >= end) return std::nullopt;
    Drill drill{days_called(columns, column), {}, {}, {}};
    if (from > 1) drill.from = day_of_code(static_cast<Code>(from));
    if (end < wide_cells) drill.until = day_of_code(static_cast<Code>(end - 1));
    return drill;
}

}  // namespace

std::optional<Drill> drill(const Columns& columns, const Column& column, std::size_t cell, Date on)
{
    const auto& value = column.values[cell];
    switch (column.kind) {
        case ColumnKind::code: {
            const auto& field = columns.names().texts[column.field];
            if (!list_has(field) || value.code == not_said || value.code == other_code) return std::nullopt;
            return Drill{field, {value.code}, {}, {}};
        }
        case ColumnKind::group: {
            const auto& base = columns.base_of(column);
            const auto& field = columns.names().texts[base.field];
            if (!list_has(field) || value.code == not_said || value.code == other_code) return std::nullopt;
            Drill drill{field, {}, {}, {}};
            for (std::size_t code = 0; code < column.groups.size(); ++code)
                if (column.groups[code] == cell) drill.codes.push_back(base.values[code].code);
            return drill.codes.empty() ? std::nullopt : std::optional(std::move(drill));
        }
        case ColumnKind::flag: {
            const auto& field = columns.names().flags[column.field];
            if (!list_has(field)) return std::nullopt;
            return Drill{field, {value.code}, {}, {}};
        }
        case ColumnKind::age_band:
        case ColumnKind::period:
        case ColumnKind::years:
        case ColumnKind::year:
            if (value.code == not_said) return std::nullopt;
            return stretch(columns, column, cell, on);
        case ColumnKind::number_band:
        case ColumnKind::left_band:
        case ColumnKind::day: return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace jishi::statistics
