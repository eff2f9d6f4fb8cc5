#include "base/work_calendar.hpp"

#include <chrono>

namespace jishi {

bool WorkCalendar::is_working_day(Date day) const
{
    const std::chrono::weekday weekday{std::chrono::sys_days{day.ymd()}};
    const bool weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
    const auto year = years_.find(day.year());
    if (year == years_.end()) return !weekend;
    return weekend ? year->second.working_days.contains(day) : !year->second.days_off.contains(day);
}

WorkCalendar::Counted WorkCalendar::last_of(Date first, int count) const
{
    Counted counted{first, !is_configured(first.year())};
    for (auto day = first; count > 0; day = day.plus_days(1)) {
        counted.provisional |= !is_configured(day.year());
        if (!is_working_day(day)) continue;
        counted.date = day;
        --count;
    }
    return counted;
}

WorkCalendar::Count WorkCalendar::between(Date first, Date last) const
{
    Count count;
    for (auto day = first; day <= last; day = day.plus_days(1)) {
        count.provisional |= !is_configured(day.year());
        count.days += is_working_day(day);
    }
    return count;
}

}  // namespace jishi
