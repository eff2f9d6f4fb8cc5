#include "statistics/question.hpp"

#include <algorithm>

#include "statistics/days.hpp"

namespace jishi::statistics {
namespace {

constexpr int asked_at_most = 1000;
constexpr std::size_t clauses_max = 32;
constexpr std::size_t conditions_max = 64;

std::string place(std::size_t clause, std::size_t condition, std::string_view field)
{
    return "filter/" + std::to_string(clause) + "/any/" + std::to_string(condition) + "/" + std::string(field);
}

/// The codes of the stored column for cells of a column.
std::vector<std::uint32_t> stored_codes(const Column& column, const std::vector<std::uint32_t>& cells)
{
    if (column.stored != Column::none) return cells;
    std::vector<std::uint32_t> codes;
    for (std::uint32_t code = 0; code < column.groups.size(); ++code)
        if (std::ranges::find(cells, column.groups[code]) != cells.end()) codes.push_back(code);
    return codes;
}

/// The days that have one of these numbers of years or years of the calendar, as ranges.
Filter days_filter(const Register& rows, const Column& column, const std::vector<std::uint32_t>& cells)
{
    const auto axis = rows.axis(column);
    std::vector<Filter> ranges;
    for (std::uint32_t from = 0; from < wide_cells;) {
        const auto wanted = [&](std::uint32_t code) {
            return std::ranges::find(cells, std::uint32_t{(*axis.groups)[code]}) != cells.end();
        };
        if (!wanted(from)) {
            ++from;
            continue;
        }
        auto to = from;
        while (to + 1 < wide_cells && wanted(to + 1)) ++to;
        ranges.push_back(Filter::range(axis.column, static_cast<Code>(from), static_cast<Code>(to)));
        from = to + 1;
    }
    return Filter::of(Filter::Kind::any_of, std::move(ranges));
}

Result<Filter> codes_filter(const Register& rows, const Column& column, const Condition& condition, std::size_t clause,
                            std::size_t at)
{
    if (!column.is_dimension() || condition.from || condition.until || condition.years_min || condition.years_max)
        return bad_field(place(clause, at, "column"), "statistics.condition_does_not_fit");
    std::vector<std::uint32_t> cells;
    for (std::size_t i = 0; i < condition.codes.size(); ++i) {
        const auto cell = column.cell_of(condition.codes[i]);
        if (!cell) return bad_field(place(clause, at, "codes/" + std::to_string(i)), "statistics.unknown_code");
        cells.push_back(*cell);
    }
    if (column.stored == Column::none && column.kind != ColumnKind::group) return days_filter(rows, column, cells);
    const auto stored = column.stored != Column::none ? column.stored : rows.columns().base_of(column).stored;
    return Filter::set(stored, stored_codes(column, cells));
}

Result<Filter> range_filter(const Register& rows, const Column& column, const Condition& condition, std::size_t clause,
                            std::size_t at)
{
    if (column.kind != ColumnKind::day)
        return bad_field(place(clause, at, "column"), "statistics.condition_does_not_fit");
    Code low = 1;  // who says no day is in no range
    Code high = wide_cells - 1;
    const auto in_range = [](Date day) { return first_day < day && day <= last_day(); };
    if (condition.from) {
        if (!in_range(*condition.from)) return bad_field(place(clause, at, "from"), "statistics.date_out_of_range");
        low = std::max(low, code_of_day(*condition.from));
    }
    if (condition.until) {
        if (!in_range(*condition.until)) return bad_field(place(clause, at, "until"), "statistics.date_out_of_range");
        high = std::min(high, code_of_day(*condition.until));
    }
    // Full years fall as days go on, so their bounds are found by halving.
    const auto first_with_fewer = [&](int years) {
        Code from = 1;
        Code to = wide_cells - 1;
        while (from < to) {
            const auto middle = static_cast<Code>(from + (to - from) / 2);
            if (years_between(day_of_code(middle), rows.on()) < years) to = middle;
            else from = static_cast<Code>(middle + 1);
        }
        return from;
    };
    if (condition.years_min) {
        if (*condition.years_min < 0 || *condition.years_min > asked_at_most)
            return bad_field(place(clause, at, "years_min"), "input.out_of_range");
        high = std::min(high, static_cast<Code>(first_with_fewer(*condition.years_min) - 1));
    }
    if (condition.years_max) {
        if (*condition.years_max < 0 || *condition.years_max > asked_at_most)
            return bad_field(place(clause, at, "years_max"), "input.out_of_range");
        low = std::max(low, first_with_fewer(*condition.years_max + 1));
    }
    return Filter::range(column.stored, low, high);
}

Result<Filter> condition_filter(const Register& rows, const Condition& condition, std::size_t clause, std::size_t at)
{
    const auto* column = rows.columns().find(condition.column);
    if (!column) return bad_field(place(clause, at, "column"), "statistics.unknown_column");
    const bool has_range = condition.from || condition.until || condition.years_min || condition.years_max;
    auto filter = has_range ? range_filter(rows, *column, condition, clause, at)
                            : codes_filter(rows, *column, condition, clause, at);
    if (!filter || !condition.except) return filter;
    return Filter::of(Filter::Kind::none_of, {*std::move(filter)});
}

}  // namespace

Result<std::vector<const Column*>> dimensions_of(const Register& rows, const CrosstabQuestion& question)
{
    if (question.dimensions.size() > dimensions_max)
        return bad_field("dimensions", "statistics.too_many_dimensions", {}, std::to_string(dimensions_max));
    std::vector<const Column*> columns;
    for (std::size_t i = 0; i < question.dimensions.size(); ++i) {
        const auto field = "dimensions/" + std::to_string(i);
        const auto* column = rows.columns().find(question.dimensions[i]);
        if (!column) return bad_field(field, "statistics.unknown_column");
        if (!column->is_dimension()) return bad_field(field, "statistics.not_a_dimension");
        if (std::ranges::find(columns, column) != columns.end()) return bad_field(field, "statistics.dimension_twice");
        columns.push_back(column);
    }
    return columns;
}

Result<Filter> filter_of(const Register& rows, const CrosstabQuestion& question, const Condition& counted)
{
    if (question.filter.size() > clauses_max)
        return bad_field("filter", "input.too_many_items", {}, std::to_string(clauses_max));
    std::vector<Filter> all;
    if (!counted.codes.empty()) {
        const auto* column = rows.columns().find(counted.column);
        std::vector<std::uint32_t> cells;
        for (const auto& code : counted.codes)
            if (const auto cell = column->cell_of(code)) cells.push_back(*cell);
        all.push_back(Filter::set(column->stored, std::move(cells)));
    }
    for (std::size_t clause = 0; clause < question.filter.size(); ++clause) {
        const auto& conditions = question.filter[clause].any;
        if (conditions.size() > conditions_max)
            return bad_field("filter/" + std::to_string(clause) + "/any", "input.too_many_items", {},
                             std::to_string(conditions_max));
        std::vector<Filter> any;
        for (std::size_t at = 0; at < conditions.size(); ++at)
            any.push_back(TRY(condition_filter(rows, conditions[at], clause, at)));
        if (any.size() == 1) all.push_back(std::move(any.front()));
        else all.push_back(Filter::of(Filter::Kind::any_of, std::move(any)));
    }
    if (all.empty()) return Filter{};
    return Filter::of(Filter::Kind::all_of, std::move(all));
}

Condition counted_members(std::vector<std::string> statuses)
{
    Condition counted;
    counted.column = "status";
    counted.codes = std::move(statuses);
    return counted;
}

Result<Filter> filter_of_members(const World& world, const CrosstabQuestion& question,
                                 const std::vector<std::string>& statuses)
{
    return filter_of(*world.find(Counted::members), question, counted_members(statuses));
}

}  // namespace jishi::statistics
