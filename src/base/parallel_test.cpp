#include "base/parallel.hpp"

#include <atomic>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using namespace jishi;

TEST_CASE("parallel: every index is done once, whatever the length")
{
    for (const std::size_t count : {0U, 1U, 7U, 1'999U, 2'000U, 100'003U}) {
        std::vector<std::atomic<int>> done(count);
        on_all_cores(count, [&](std::size_t begin, std::size_t end) {
            for (auto i = begin; i < end; ++i) ++done[i];
        });
        for (const auto& times : done) CHECK(times == 1);
    }
}

TEST_CASE("parallel: what a part throws is thrown when all have ended")
{
    std::atomic<std::size_t> done = 0;
    const auto part = [&](std::size_t begin, std::size_t end) {
        if (begin == 0) throw std::runtime_error("the first part");
        done += end - begin;
    };
    CHECK_THROWS_WITH_AS(on_all_cores(80, part, 10), "the first part", std::runtime_error);
    CHECK(done > 0);
    CHECK(done < 80);
}
