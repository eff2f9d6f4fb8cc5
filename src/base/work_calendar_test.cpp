#include "base/work_calendar.hpp"

#include <doctest/doctest.h>

using namespace jishi;

namespace {

/// 2031 is configured: Wednesday 1 January off, worked on Saturday 4 January. 2032 is not.
WorkCalendar calendar()
{
    WorkCalendar::Year year;
    year.days_off = {Date{2031, 1, 1}};
    year.working_days = {Date{2031, 1, 4}};
    return WorkCalendar({{2031, year}});
}

}  // namespace

TEST_CASE("calendar: holidays are off, shifted weekends are worked, the rest is Monday to Friday [GEN-03]")
{
    CHECK_FALSE(calendar().is_working_day(Date{2031, 1, 1}));
    CHECK(calendar().is_working_day(Date{2031, 1, 2}));
    CHECK(calendar().is_working_day(Date{2031, 1, 4}));
    CHECK_FALSE(calendar().is_working_day(Date{2031, 1, 5}));
    CHECK(calendar().is_working_day(Date{2032, 1, 1}));  // nothing is known of 2032
    CHECK_FALSE(calendar().is_working_day(Date{2032, 1, 3}));
}

TEST_CASE("calendar: the first day counts when it is a working day [GEN-03]")
{
    CHECK(calendar().last_of(Date{2031, 1, 6}, 5) == WorkCalendar::Counted{Date{2031, 1, 10}, false});
    CHECK(calendar().last_of(Date{2031, 1, 6}, 1) == WorkCalendar::Counted{Date{2031, 1, 6}, false});
    CHECK(calendar().last_of(Date{2031, 1, 1}, 1) == WorkCalendar::Counted{Date{2031, 1, 2}, false});
    CHECK(calendar().last_of(Date{2031, 1, 1}, 5) == WorkCalendar::Counted{Date{2031, 1, 7}, false});
}

TEST_CASE("calendar: a count that touches a year without a calendar is provisional [GEN-03]")
{
    CHECK(calendar().last_of(Date{2031, 12, 31}, 1).provisional == false);
    CHECK(calendar().last_of(Date{2031, 12, 31}, 2) == WorkCalendar::Counted{Date{2032, 1, 1}, true});
    CHECK(calendar().between(Date{2031, 12, 29}, Date{2032, 1, 4}).days == 5);
    CHECK(calendar().between(Date{2031, 12, 29}, Date{2032, 1, 4}).provisional);
    CHECK(calendar().between(Date{2031, 1, 1}, Date{2031, 1, 5}).days == 3);
    CHECK(calendar().between(Date{2031, 1, 5}, Date{2031, 1, 1}).days == 0);
    CHECK_FALSE(WorkCalendar{}.is_configured(2031));
}
