#pragma once
// Working days with public holidays and the weekends worked in exchange. [GEN-03] Which days those are is pack data.

#include <map>
#include <set>

#include "base/date.hpp"

namespace jishi {

class WorkCalendar {
public:
    struct Year {
        std::set<Date> days_off;      // weekdays and weekends alike
        std::set<Date> working_days;  // weekend days that are worked
    };

    /// A day that was counted. `provisional`: a year on the way has no calendar, so Monday to Friday were counted.
    struct Counted {
        Date date;
        bool provisional = false;
        auto operator<=>(const Counted&) const = default;
    };

    WorkCalendar() = default;
    explicit WorkCalendar(std::map<int, Year> years) : years_(std::move(years)) {}

    bool is_configured(int year) const { return years_.contains(year); }
    bool is_working_day(Date day) const;

    /// The last of `count` working days from `first` on; `first` counts when it is one. count >= 1.
    /// A publicity of 5 working days that begins on a Monday ends on Friday.
    Counted last_of(Date first, int count) const;
    /// Working days from `first` to `last`, both included; 0 when last is before first.
    struct Count {
        int days = 0;
        bool provisional = false;
    };
    Count between(Date first, Date last) const;

private:
    std::map<int, Year> years_;
};

}  // namespace jishi
