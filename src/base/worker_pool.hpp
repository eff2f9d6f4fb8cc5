#pragma once
// A fixed number of threads that take work in order; for everything that may block.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace jishi {

class WorkerPool {
public:
    /// @param threads      at least 1
    /// @param waiting_max  more work than this waiting is refused, so that overload is answered, not hoarded
    WorkerPool(std::size_t threads, std::size_t waiting_max);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// @return false when too much is waiting or the pool is stopping; then `work` will not run
    bool post(std::function<void()> work);
    /// Finishes what was accepted, then ends the threads.
    void stop();

private:
    void loop();

    const std::size_t waiting_max_;
    std::mutex mutex_;
    std::condition_variable waiting_;
    std::deque<std::function<void()>> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace jishi
