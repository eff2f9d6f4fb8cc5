#pragma once
// Civil dates and instants. Dates are stored and sent as YYYY-MM-DD, instants as UTC microseconds.

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jishi {

/// A day of the civil calendar.
class Date {
public:
    constexpr Date() = default;
    constexpr explicit Date(std::chrono::year_month_day day) : day_(day) {}
    constexpr Date(int year, unsigned month, unsigned day)
        : day_(std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day})
    {
    }

    /// Reads exactly YYYY-MM-DD; nullopt for another form or for a day that does not exist (30 February).
    static std::optional<Date> parse(std::string_view text);
    /// The day before which nothing is recorded and the day that means "until further notice".
    static constexpr Date first() { return Date{1, 1, 1}; }
    static constexpr Date forever() { return Date{9999, 12, 31}; }

    std::string str() const;
    constexpr std::chrono::year_month_day ymd() const { return day_; }
    constexpr std::int64_t days() const { return std::chrono::sys_days{day_}.time_since_epoch().count(); }
    constexpr int year() const { return static_cast<int>(day_.year()); }
    constexpr Date plus_days(std::int64_t count) const
    {
        return Date{std::chrono::year_month_day{std::chrono::sys_days{day_} + std::chrono::days{count}}};
    }
    /// [GEN-02] Same day of a later (or earlier) month; the last day of the month where it is missing.
    Date plus_months(int months) const;

    constexpr auto operator<=>(const Date&) const = default;

private:
    std::chrono::year_month_day day_{std::chrono::year{1970}, std::chrono::month{1}, std::chrono::day{1}};
};

/// UTC microseconds since 1970. 0 is "never".
struct Instant {
    std::int64_t us = 0;
    constexpr auto operator<=>(const Instant&) const = default;
    /// 2026-03-05T08:00:00.000000Z
    std::string str() const;
    static std::optional<Instant> parse(std::string_view text);
    static constexpr Instant forever() { return Instant{253'402'300'799'000'000}; }
};

/// Where the time comes from: a parameter, so that tests can stand on any day.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
    /// The civil day of `now()` in China Standard Time, which is the platform's one time zone.
    Date today() const;
};

class SystemClock final : public Clock {
public:
    Instant now() const override;
};

/// A clock that stands still until it is moved.
class FixedClock final : public Clock {
public:
    explicit FixedClock(Instant now) : now_(now) {}
    explicit FixedClock(Date day) : now_{(day.days() * 86'400 + 4 * 3'600) * 1'000'000} {}  // noon in China
    Instant now() const override { return now_; }
    void set(Instant now) { now_ = now; }
    void set(Date day) { *this = FixedClock(day); }

private:
    Instant now_;
};

}  // namespace jishi
