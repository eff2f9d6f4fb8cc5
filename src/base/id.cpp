#include "base/id.hpp"

#include <algorithm>
#include <chrono>

namespace jishi {

namespace {
constexpr std::int64_t epoch_ms = 1'577'836'800'000;  // 2020-01-01T00:00:00Z
}

std::int64_t IdGenerator::next()
{
    const auto now =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count() -
        epoch_ms;
    std::int64_t last = last_.load(std::memory_order_relaxed);
    std::int64_t mine = 0;
    do {
        mine = std::max(now << 12, last + 1);
    } while (!last_.compare_exchange_weak(last, mine, std::memory_order_relaxed));
    return (mine >> 12 << 22) | node_ | (mine & 0xFFF);
}

}  // namespace jishi
