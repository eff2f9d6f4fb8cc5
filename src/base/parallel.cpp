#include "base/parallel.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace jishi {

void on_all_cores(std::size_t count, const std::function<void(std::size_t, std::size_t)>& part,
                  std::size_t worth_a_part)
{
    if (count == 0) return;
    const auto cores = std::max<std::size_t>(1, std::thread::hardware_concurrency());
    // A few parts for each core, so that none waits long for the last of another.
    const auto parts = std::clamp<std::size_t>(count / std::max<std::size_t>(1, worth_a_part), 1, cores * 4);
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    std::exception_ptr failure;
    const auto work = [&] {
        for (auto which = next++; which < parts; which = next++) try {
                part(count * which / parts, count * (which + 1) / parts);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!failure) failure = std::current_exception();
            }
    };
    {
        std::vector<std::jthread> helpers;
        for (std::size_t i = 1; i < std::min(parts, cores); ++i) helpers.emplace_back(work);
        work();
    }
    if (failure) std::rethrow_exception(failure);
}

void let_others_go_first()
{
    // On Linux this is of the thread that asks, not of the process. That it is refused does no harm.
    (void)setpriority(PRIO_PROCESS, 0, 10);
}

}  // namespace jishi
