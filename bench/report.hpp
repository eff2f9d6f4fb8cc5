#pragma once
// What every benchmark shares: time, percentiles and the last line `NAME key=value …`.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

namespace jishi::bench {

class Stopwatch {
public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count(); }

private:
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

/// Time of the processor that this thread has used.
inline double thread_cpu_ms()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// @param part  0.99 for p99; the list is sorted by the call
inline double percentile(std::vector<double>& values, double part)
{
    if (values.empty()) return 0;
    std::ranges::sort(values);
    return values[std::min(values.size() - 1, static_cast<std::size_t>(static_cast<double>(values.size()) * part))];
}

/// Prints the result line, which is the last of a benchmark.
inline void report(const std::string& name, const std::vector<std::pair<std::string, double>>& figures)
{
    std::printf("%s", name.c_str());
    for (const auto& [key, value] : figures) std::printf(" %s=%.4g", key.c_str(), value);
    std::printf("\n");
    std::fflush(stdout);
}

}  // namespace jishi::bench
