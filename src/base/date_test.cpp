#include "base/date.hpp"
#include "base/id.hpp"

#include <set>

#include <doctest/doctest.h>

using namespace jishi;

TEST_CASE("date: the 30th of February and other forms than YYYY-MM-DD are not dates")
{
    CHECK(Date::parse("2024-02-29"));
    for (const char* text : {"2023-02-29", "2024-02-30", "2024-2-1", "24-02-01", "2024-13-01", "2024-00-10",
                             "0000-01-01", "2024-01-01 ", "2024/01/01", "+024-01-01", ""})
        CHECK_MESSAGE(!Date::parse(text), text);
}

TEST_CASE("date: [GEN-02] a month later is the same day, or the last day where that day is missing")
{
    CHECK(Date(2025, 1, 31).plus_months(1) == Date(2025, 2, 28));
    CHECK(Date(2024, 1, 31).plus_months(1) == Date(2024, 2, 29));
    CHECK(Date(2024, 2, 29).plus_months(12) == Date(2025, 2, 28));
    CHECK(Date(2026, 9, 10).plus_months(12) == Date(2027, 9, 10));
    CHECK(Date(2026, 1, 15).plus_months(-2) == Date(2025, 11, 15));
}

TEST_CASE("date: an instant is written and read back to the microsecond")
{
    const Instant instant{1'774'000'000'123'456};
    CHECK(Instant::parse(instant.str()) == instant);
    CHECK(Instant::parse("2026-03-05T08:00:00Z")->str() == "2026-03-05T08:00:00.000000Z");
    CHECK(!Instant::parse("2026-03-05T24:00:00Z"));
    CHECK(!Instant::parse("2026-03-05 08:00:00Z"));
}

TEST_CASE("date: the day of an instant is the day in China")
{
    CHECK(FixedClock(*Instant::parse("2026-03-05T15:59:59Z")).today() == Date(2026, 3, 5));
    CHECK(FixedClock(*Instant::parse("2026-03-05T16:00:00Z")).today() == Date(2026, 3, 6));
    CHECK(FixedClock(Date(2026, 3, 5)).today() == Date(2026, 3, 5));
}

TEST_CASE("id: generated ids grow, never repeat, and carry their node")
{
    IdGenerator one(1), two(2);
    std::set<std::int64_t> seen;
    std::int64_t last = 0;
    for (int i = 0; i < 20'000; ++i) {
        const auto id = one.next();
        CHECK(id > last);
        last = id;
        seen.insert(id);
        seen.insert(two.next());
    }
    CHECK(seen.size() == 40'000);
}

TEST_CASE("id: only positive decimal numbers are ids")
{
    using AnyId = Id<struct AnyTag>;
    CHECK(AnyId::parse("42")->value == 42);
    for (const char* text : {"", "0", "-1", "1x", " 1", "99999999999999999999"}) CHECK(!AnyId::parse(text));
}
