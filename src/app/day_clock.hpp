#pragma once
// The clock of an installation. In a demo world on this machine it may be told which day it is, so that a test lives
// through years: a file holds the day. What guards accounts (sessions, passwords, audit) keeps the true time.

#include <string>

#include "base/date.hpp"
#include "base/result.hpp"

namespace jishi::app {

struct Config;

class DayClock final : public Clock {
public:
    /// @param day_file  holds a day, 2027-03-01; empty: the true time
    explicit DayClock(std::string day_file) : day_file_(std::move(day_file)) {}
    Instant now() const override;

private:
    const SystemClock true_time_;
    const std::string day_file_;
};

/// A server that others can reach, or whose data were not made by `jishi demo`, is never told the day.
/// @errors config.day_refused
Result<void> check_day_file(const Config& config);

}  // namespace jishi::app
