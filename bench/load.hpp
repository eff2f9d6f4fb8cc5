#pragma once
// A small HTTP/1.1 load generator: one thread, epoll, keep-alive connections with one request under way each.
// Plain sockets, so that it costs a server under test as little of the machine as possible.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace jishi::bench {

struct LoadPlan {
    std::uint16_t port = 0;  // on loopback
    int connections = 64;
    double warm_up_seconds = 0.5;    // answered but not counted
    double seconds = 5;              // counted
    std::uint64_t requests_max = 0;  // ends earlier when so many were counted; 0: by time only
    /// Appends the bytes of the next request of this connection.
    /// @param nth  how many it has sent before
    std::function<void(std::string& out, int connection, std::uint64_t nth)> request;
    /// Sees every answer; may be empty.
    std::function<void(int connection, int status, std::string_view body)> answer;
};

struct LoadResult {
    std::uint64_t requests = 0;
    std::uint64_t refused = 0;  // answers that were not 2xx
    double seconds = 0;
    double per_second = 0;
    double p50_us = 0, p99_us = 0, max_us = 0;
};

/// Throws std::runtime_error when a connection fails or an answer is not HTTP/1.1 with a Content-Length.
LoadResult run_load(const LoadPlan& plan);

/// "GET … HTTP/1.1" with Host and what else is given, each of `headers` ended with CRLF.
std::string get_request(std::string_view target, std::string_view headers = {});

}  // namespace jishi::bench
