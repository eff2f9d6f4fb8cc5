#pragma once
// Days as codes of two bytes: 0 is "not said", 1 the first day that can be told apart. Earlier days count as the first.

#include <algorithm>
#include <optional>

#include "base/date.hpp"
#include "statistics/schema.hpp"

namespace jishi::statistics {

constexpr auto first_day = Date{1880, 1, 1};
constexpr Date last_day() { return first_day.plus_days(wide_cells - 2); }

constexpr Code code_of_day(Date day)
{
    return static_cast<Code>(std::clamp<std::int64_t>(day.days() - first_day.days() + 1, 1, wide_cells - 1));
}
constexpr Code code_of_day(const std::optional<Date>& day) { return day ? code_of_day(*day) : Code{0}; }
constexpr Date day_of_code(Code code) { return first_day.plus_days(code - 1); }

/// Full years from a day to another: a year is full on its last day's date, on the last of the month where that date is
/// missing. [GEN-02]
inline int years_between(Date from, Date to)
{
    const int years = to.year() - from.year();
    auto full = from.ymd() + std::chrono::years{years};
    if (!full.ok()) full = full.year() / full.month() / std::chrono::last;
    return Date{full} > to ? years - 1 : years;
}

}  // namespace jishi::statistics
