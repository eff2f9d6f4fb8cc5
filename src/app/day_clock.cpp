#include "app/day_clock.hpp"

#include <filesystem>
#include <fstream>

#include "app/config.hpp"

namespace jishi::app {

Instant DayClock::now() const
{
    const auto now = true_time_.now();
    if (day_file_.empty()) return now;
    std::ifstream in(day_file_);
    std::string day;
    in >> day;
    const auto told = Date::parse(day);
    if (!told) return now;
    // That day at the time of day that it is.
    return Instant{now.us + FixedClock(*told).now().us - FixedClock(true_time_.today()).now().us};
}

Result<void> check_day_file(const Config& config)
{
    if (config.day_file.empty()) return {};
    const bool is_demo = std::filesystem::exists(std::filesystem::path(config.data) / demo_accounts_file);
    const bool is_here = config.address == "127.0.0.1" || config.address == "::1";
    if (is_demo && is_here) return {};
    return refuse(ErrorKind::invalid_input, "config.day_refused", {}, is_demo ? config.address : config.data);
}

}  // namespace jishi::app
