#include "base/worker_pool.hpp"

#include <atomic>
#include <future>

#include <doctest/doctest.h>

using jishi::WorkerPool;

TEST_CASE("worker pool: everything accepted is done before stop returns, even when work throws")
{
    std::atomic<int> done{0};
    WorkerPool pool(2, 1000);
    for (int i = 0; i < 500; ++i)
        CHECK(pool.post([&done, i] {
            ++done;
            if (i % 7 == 0) throw std::runtime_error("ignored");
        }));
    pool.stop();
    CHECK(done == 500);
    CHECK(!pool.post([] {}));
}

TEST_CASE("worker pool: more than the limit waiting is refused")
{
    std::promise<void> gate;
    auto open = gate.get_future().share();
    std::promise<void> started;
    WorkerPool pool(1, 2);
    CHECK(pool.post([&started, open] {
        started.set_value();
        open.wait();
    }));
    started.get_future().wait();
    CHECK(pool.post([] {}));
    CHECK(pool.post([] {}));
    CHECK(!pool.post([] {}));
    gate.set_value();
}
