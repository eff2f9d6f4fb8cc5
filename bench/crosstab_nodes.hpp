#pragma once
// One cross table of random nodes of a level, on one thread, as a request would ask it.

#include <random>

#include "made_nation.hpp"

namespace jishi::bench {

inline void ask_nodes(const std::string& name, int depth)
{
    using namespace statistics;
    const MadeNation nation(false);
    const auto& rows = nation.rows();
    const auto nodes = nation.level(depth);
    std::mt19937_64 random{7};
    std::vector<double> times, processor;  // the second without what other programs take
    std::uint64_t members = 0;
    ScanOptions alone;
    alone.two_threads = false;
    constexpr int asked = 5'000;
    for (int i = 0; i < asked; ++i) {
        const auto node = nodes[random() % nodes.size()];
        const Question question{{nation.axis("sex"), nation.axis("age_band"), nation.axis("education_group")},
                                nation.only("occupation_group", "farmer"),
                                {{rows.rows_below(node)}}};
        members += rows.count_rows(rows.rows_below(node));
        const auto began = thread_cpu_ms();
        const Stopwatch watch;
        const auto counts = scan(rows, question, alone);
        times.push_back(watch.seconds() * 1e6);
        processor.push_back((thread_cpu_ms() - began) * 1e3);
    }
    report(name, {{"p50_us", percentile(times, 0.5)},
                  {"p99_us", percentile(times, 0.99)},
                  {"processor_p99_us", percentile(processor, 0.99)},
                  {"nodes", static_cast<double>(nodes.size())},
                  {"members", static_cast<double>(members) / asked}});
}

}  // namespace jishi::bench
