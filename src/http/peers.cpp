#include "http/peers.hpp"

#include <algorithm>
#include <cstring>
#include <random>
#include <stdexcept>

#include <arpa/inet.h>

namespace jishi::http {

namespace {

std::string_view trim(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

void put_base32(char* at, int digits, std::uint64_t value)
{
    static constexpr char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
    for (int i = digits - 1; i >= 0; --i, value >>= 5) at[i] = alphabet[value & 31];
}

}  // namespace

std::string canonical_address(std::string_view text)
{
    const std::string address(text);
    char out[INET6_ADDRSTRLEN];
    in_addr v4;
    if (inet_pton(AF_INET, address.c_str(), &v4) == 1) return inet_ntop(AF_INET, &v4, out, sizeof out);
    in6_addr v6;
    if (inet_pton(AF_INET6, address.c_str(), &v6) != 1) return {};
    if (IN6_IS_ADDR_V4MAPPED(&v6)) {
        std::memcpy(&v4, v6.s6_addr + 12, 4);
        return inet_ntop(AF_INET, &v4, out, sizeof out);
    }
    return inet_ntop(AF_INET6, &v6, out, sizeof out);
}

std::string counting_key(const std::string& address)
{
    in6_addr v6;
    if (inet_pton(AF_INET6, address.c_str(), &v6) != 1) return address;
    std::memset(v6.s6_addr + 8, 0, 8);
    char out[INET6_ADDRSTRLEN];
    return std::string(inet_ntop(AF_INET6, &v6, out, sizeof out)) + "/64";
}

ProxyTrust::ProxyTrust(const std::vector<std::string>& addresses)
{
    for (const auto& address : addresses) {
        addresses_.push_back(canonical_address(address));
        if (addresses_.back().empty()) throw std::runtime_error("http: not an IP address of a proxy: " + address);
    }
}

bool ProxyTrust::trusts(std::string_view address) const
{
    return std::ranges::find(addresses_, address) != addresses_.end();
}

std::string ProxyTrust::client_of(std::string_view forwarded_for, const std::string& peer) const
{
    std::string client = peer;
    while (!forwarded_for.empty()) {
        const auto comma = forwarded_for.rfind(',');
        const auto last = comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1);
        forwarded_for = forwarded_for.substr(0, comma == std::string_view::npos ? 0 : comma);
        auto address = canonical_address(trim(last));
        if (address.empty()) break;  // garbage: believe what stands right of it
        client = std::move(address);
        if (!trusts(client)) break;
    }
    return client;
}

std::string accepted_request_id(std::string_view text)
{
    if (text.empty() || text.size() > 64) return {};
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
               c == '-';
    };
    return std::ranges::all_of(text, fits) ? std::string(text) : std::string{};
}

bool ConnectionCounts::admit(const std::string& key)
{
    const std::lock_guard lock(mutex_);
    if (open_.load(std::memory_order_relaxed) >= max_) return false;
    if (!key.empty()) {
        auto& count = clients_[key];
        if (count >= per_client_max_) return false;
        ++count;
    }
    open_.fetch_add(1, std::memory_order_relaxed);
    return true;
}

std::size_t ConnectionCounts::release(const std::string& key)
{
    const std::lock_guard lock(mutex_);
    if (const auto found = clients_.find(key); found != clients_.end() && --found->second == 0) clients_.erase(found);
    return open_.fetch_sub(1, std::memory_order_relaxed) - 1;
}

RequestIds::RequestIds()
{
    std::random_device random;
    start_ = std::uint64_t{random()} << 32 | random();
}

std::string RequestIds::next()
{
    char text[15];
    put_base32(text, 7, start_);
    put_base32(text + 7, 8, count_.fetch_add(1, std::memory_order_relaxed));
    return {text, sizeof text};
}

}  // namespace jishi::http
