#pragma once
// One question after the other on one connection: what the server itself takes.

#include <cstdio>
#include <stdexcept>

#include "nation.hpp"
#include "report.hpp"
#include "session.hpp"

namespace jishi::bench {

/// Asks every target in turn and reports p50 and p99 in milliseconds. @param largest_body  of all answers, printed
inline void ask_all(const std::string& name, Session& session, const std::vector<std::string>& targets)
{
    for (std::size_t i = 0; i < targets.size() && i < 200; ++i) session.get(targets[i]);
    std::vector<double> times;
    times.reserve(targets.size());
    std::size_t bytes = 0;
    for (const auto& target : targets) {
        const Stopwatch watch;
        const auto answer = session.get(target);
        times.push_back(watch.seconds() * 1000);
        if (answer.status != 200)
            throw std::runtime_error(target + ": " + std::to_string(answer.status) + " " + answer.body);
        bytes += answer.body.size();
    }
    std::printf("%zu questions, %.1f KB an answer\n", targets.size(),
                static_cast<double>(bytes) / 1024 / static_cast<double>(targets.size()));
    report(name, {{"p50_ms", percentile(times, 0.5)}, {"p99_ms", percentile(times, 0.99)}, {"max_ms", times.back()}});
}

}  // namespace jishi::bench
