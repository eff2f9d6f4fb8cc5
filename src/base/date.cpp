#include "base/date.hpp"

#include <charconv>

#include <fmt/format.h>

namespace jishi {

namespace {

std::optional<int> digits(std::string_view text)
{
    int value = 0;
    for (char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

}  // namespace

std::optional<Date> Date::parse(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = digits(text.substr(0, 4));
    const auto month = digits(text.substr(5, 2));
    const auto day = digits(text.substr(8, 2));
    if (!year || !month || !day || *year < 1) return std::nullopt;
    const Date date{*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day)};
    if (!date.day_.ok()) return std::nullopt;
    return date;
}

std::string Date::str() const
{
    constexpr unsigned four_digits = 10'000;
    const auto years = static_cast<unsigned>(static_cast<int>(day_.year()));  // those before the first are large
    const auto month = static_cast<unsigned>(day_.month());
    const auto day = static_cast<unsigned>(day_.day());
    if (years >= four_digits) return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day_.year()), month, day);
    std::string text = "0000-00-00";
    const auto put = [&](std::size_t at, unsigned number) { text[at] = static_cast<char>('0' + number % 10); };
    put(0, years / 1000);
    put(1, years / 100);
    put(2, years / 10);
    put(3, years);
    put(5, month / 10);
    put(6, month);
    put(8, day / 10);
    put(9, day);
    return text;
}

Date Date::plus_months(int months) const
{
    auto shifted = day_ + std::chrono::months{months};
    if (!shifted.ok()) shifted = shifted.year() / shifted.month() / std::chrono::last;
    return Date{shifted};
}

std::string Instant::str() const
{
    const std::chrono::sys_time<std::chrono::microseconds> point{std::chrono::microseconds{us}};
    const auto day = std::chrono::floor<std::chrono::days>(point);
    const std::chrono::hh_mm_ss time{point - day};
    return fmt::format("{}T{:02}:{:02}:{:02}.{:06}Z", Date{std::chrono::year_month_day{day}}.str(),
                       time.hours().count(), time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

std::optional<Instant> Instant::parse(std::string_view text)
{
    if (text.size() < 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text.back() != 'Z')
        return std::nullopt;
    const auto day = Date::parse(text.substr(0, 10));
    const auto hour = digits(text.substr(11, 2));
    const auto minute = digits(text.substr(14, 2));
    const auto second = digits(text.substr(17, 2));
    if (!day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    std::int64_t micro = 0;
    auto fraction = text.substr(19, text.size() - 20);
    if (!fraction.empty()) {
        if (fraction.front() != '.' || fraction.size() > 7 || fraction.size() < 2) return std::nullopt;
        const auto value = digits(fraction.substr(1));
        if (!value) return std::nullopt;
        micro = *value;
        for (std::size_t i = fraction.size(); i < 7; ++i) micro *= 10;
    }
    return Instant{((day->days() * 24 + *hour) * 60 + *minute) * 60'000'000 + *second * 1'000'000 + micro};
}

Date Clock::today() const
{
    // China keeps one time zone, UTC+8, without summer time since 1992.
    const std::chrono::sys_time<std::chrono::microseconds> local{std::chrono::microseconds{now().us} +
                                                                 std::chrono::hours{8}};
    return Date{std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(local)}};
}

Instant SystemClock::now() const
{
    return Instant{
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count()};
}

}  // namespace jishi
