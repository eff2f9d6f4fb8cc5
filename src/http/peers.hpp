#pragma once
// Who is at the other end: which proxies are believed, how many connections one address may hold, and the ids
// by which requests are told apart.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace jishi::http {

/// The proxies whose X-Forwarded-For, X-Forwarded-Proto and X-Request-Id are believed.
class ProxyTrust {
public:
    /// Throws std::runtime_error for a text that is not an IP address.
    explicit ProxyTrust(const std::vector<std::string>& addresses);
    bool trusts(std::string_view address) const;
    /// The client behind a trusted proxy: the rightmost address of the list that is not such a proxy itself
    /// (what stands left of it was written by the client and proves nothing); `peer` when there is none.
    std::string client_of(std::string_view forwarded_for, const std::string& peer) const;

private:
    std::vector<std::string> addresses_;
};

/// The canonical form of an IPv4 or IPv6 address, IPv4 for ::ffff:1.2.3.4; "" for anything else.
std::string canonical_address(std::string_view text);

/// What counts as one client when connections are limited: an IPv4 address, or the /64 of an IPv6 one, which
/// is what a single household or machine is given.
std::string counting_key(const std::string& address);

/// A proxy's request id when it is one we want in logs (1–64 of A–Z a–z 0–9 . _ -), else "".
std::string accepted_request_id(std::string_view text);

/// How many connections are open, in all and by client.
class ConnectionCounts {
public:
    ConnectionCounts(std::size_t max, std::size_t per_client_max) : max_(max), per_client_max_(per_client_max) {}
    /// @param key  counting_key, or "" for a trusted proxy, which speaks for many
    bool admit(const std::string& key);
    /// @return connections still open
    std::size_t release(const std::string& key);
    std::size_t open() const { return open_.load(std::memory_order_relaxed); }

private:
    const std::size_t max_, per_client_max_;
    std::mutex mutex_;
    std::atomic<std::size_t> open_ = 0;
    std::unordered_map<std::string, std::size_t> clients_;
};

/// Ids of requests: a random start and a count, short enough to need no allocation.
class RequestIds {
public:
    RequestIds();
    std::string next();

private:
    std::uint64_t start_;
    std::atomic<std::uint64_t> count_ = 0;
};

}  // namespace jishi::http
