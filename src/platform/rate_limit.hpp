#pragma once
// So many requests of one address in a minute, for pages that need no account. In memory, bounded: at the worst
// everybody waits for the next minute.

#include <mutex>
#include <string>
#include <unordered_map>

#include "base/date.hpp"
#include "base/result.hpp"

namespace jishi::platform {

class RateLimit {
public:
    /// @param per_minute  as the setting in force has it
    /// @errors public.too_many_requests
    Result<void> count(const std::string& address, Instant now, std::int64_t per_minute)
    {
        constexpr std::int64_t minute_us = 60'000'000;
        const auto minute = now.us / minute_us;
        const std::scoped_lock lock(mutex_);
        if (minute != minute_) {
            counts_.clear();
            minute_ = minute;
        }
        const bool known = counts_.contains(address);
        if ((!known && counts_.size() >= addresses_max) || ++counts_[address] > per_minute)
            return refuse(ErrorKind::too_many, "public.too_many_requests");
        return {};
    }

private:
    static constexpr std::size_t addresses_max = 100'000;
    std::mutex mutex_;
    std::int64_t minute_ = 0;
    std::unordered_map<std::string, std::int64_t> counts_;
};

}  // namespace jishi::platform
