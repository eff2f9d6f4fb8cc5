#pragma once
// Counters and times of the running server, in the Prometheus text format.

#include <memory>
#include <string>
#include <string_view>

namespace jishi::app {

class Metrics {
public:
    Metrics();
    ~Metrics();

    /// One endpoint's series; the pointer stays valid as long as the Metrics.
    class Series;
    Series* series(std::string_view operation);
    /// @param seconds  from the moment the request was complete to the moment its answer was ready
    static void observe(Series* series, int status, double seconds);

    /// A value that is read when somebody asks ("organizations", "memory_bytes").
    void gauge(std::string_view name, std::string_view help, double (*read)(void*), void* context);

    std::string text() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Resident memory of this process in bytes; 0 where /proc is missing.
std::size_t resident_bytes();

}  // namespace jishi::app
