#include "load.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace jishi::bench {

namespace {

using Steady = std::chrono::steady_clock;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error("load: " + what); }
[[noreturn]] void fail_errno(const char* what) { fail(std::string(what) + ": " + std::strerror(errno)); }

struct Descriptor {
    explicit Descriptor(int opened) : number(opened) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor(Descriptor&& other) noexcept : number(std::exchange(other.number, -1)) {}
    ~Descriptor()
    {
        if (number >= 0) ::close(number);
    }
    int number;
};

Descriptor connect_to(std::uint16_t port)
{
    Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket.number, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        fail_errno("connect");
    const int one = 1;
    ::setsockopt(socket.number, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return socket;
}

/// The value of Content-Length in a head; throws when there is none.
std::size_t content_length_of(std::string_view head)
{
    static constexpr std::string_view name = "content-length:";
    for (auto line = head.find("\r\n"); line + 2 < head.size(); line = head.find("\r\n", line + 2)) {
        const auto rest = head.substr(line + 2);
        if (rest.size() < name.size() || (rest[0] | 0x20) != 'c' ||
            ::strncasecmp(rest.data(), name.data(), name.size()) != 0)
            continue;
        auto digits = rest.substr(name.size());
        while (digits.starts_with(' ')) digits.remove_prefix(1);
        std::size_t length = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), length);
        return length;
    }
    if (head.starts_with("HTTP/1.1 204")) return 0;
    fail("an answer without Content-Length: " + std::string(head.substr(0, 200)));
}

struct Peer {
    Descriptor socket;
    std::uint64_t sent = 0;
    Steady::time_point sent_at;
    std::string out;
    std::string in;
};

class Load {
public:
    explicit Load(const LoadPlan& plan) : plan_(plan), epoll_(::epoll_create1(EPOLL_CLOEXEC))
    {
        for (int i = 0; i < plan.connections; ++i) {
            peers_.push_back({connect_to(plan.port), 0, {}, {}, {}});
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.u32 = static_cast<std::uint32_t>(i);
            if (::epoll_ctl(epoll_.number, EPOLL_CTL_ADD, peers_.back().socket.number, &event) != 0)
                fail_errno("epoll");
        }
        latencies_us_.reserve(1 << 20);
    }

    LoadResult run()
    {
        for (int i = 0; i < plan_.connections; ++i) send_next(i);
        const auto began = Steady::now();
        counting_from_ = began + seconds(plan_.warm_up_seconds);
        const auto until = counting_from_ + seconds(plan_.seconds);
        epoll_event events[256];
        auto now = began;
        while (now < until && !(plan_.requests_max > 0 && latencies_us_.size() >= plan_.requests_max)) {
            const int count = ::epoll_wait(epoll_.number, events, 256, 30'000);
            if (count == 0) fail("no answer for 30 s");
            for (int i = 0; i < count; ++i) receive(static_cast<int>(events[i].data.u32));
            now = Steady::now();
        }
        return result(std::chrono::duration<double>(now - counting_from_).count());
    }

private:
    static Steady::duration seconds(double value)
    {
        return std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(value));
    }

    void send_next(int index)
    {
        auto& peer = peers_[static_cast<std::size_t>(index)];
        peer.out.clear();
        plan_.request(peer.out, index, peer.sent++);
        peer.sent_at = Steady::now();
        for (std::string_view rest = peer.out; !rest.empty();) {  // the socket blocks: requests are short
            const auto count = ::send(peer.socket.number, rest.data(), rest.size(), MSG_NOSIGNAL);
            if (count <= 0) fail_errno("send");
            rest.remove_prefix(static_cast<std::size_t>(count));
        }
    }

    void receive(int index)
    {
        auto& peer = peers_[static_cast<std::size_t>(index)];
        char buffer[65536];
        const auto count = ::recv(peer.socket.number, buffer, sizeof buffer, MSG_DONTWAIT);
        if (count < 0 && errno == EAGAIN) return;
        if (count <= 0) fail("the server has closed a connection");
        std::string_view received(buffer, static_cast<std::size_t>(count));
        if (!peer.in.empty()) received = peer.in.append(received);
        const auto end = received.find("\r\n\r\n");
        const auto whole = end == std::string_view::npos ? 0 : end + 4 + content_length_of(received.substr(0, end + 2));
        if (end == std::string_view::npos || received.size() < whole) {
            if (peer.in.empty()) peer.in = received;
            return;
        }
        if (received.size() > whole || !received.starts_with("HTTP/1.1 ")) fail("an answer that was not asked for");
        note(peer, index, received, end + 4);
        peer.in.clear();
        send_next(index);
    }

    void note(const Peer& peer, int index, std::string_view received, std::size_t body_at)
    {
        const auto now = Steady::now();
        const int status = (received[9] - '0') * 100 + (received[10] - '0') * 10 + (received[11] - '0');
        if (plan_.answer) plan_.answer(index, status, received.substr(body_at));
        if (now < counting_from_) return;
        refused_ += status < 200 || status > 299;
        latencies_us_.push_back(std::chrono::duration<float, std::micro>(now - peer.sent_at).count());
    }

    LoadResult result(double took)
    {
        LoadResult result;
        result.requests = latencies_us_.size();
        result.refused = refused_;
        result.seconds = took;
        result.per_second = static_cast<double>(latencies_us_.size()) / took;
        if (latencies_us_.empty()) return result;
        std::ranges::sort(latencies_us_);
        const auto at = [&](double part) {
            return latencies_us_[static_cast<std::size_t>(static_cast<double>(latencies_us_.size() - 1) * part)];
        };
        result.p50_us = at(0.5);
        result.p99_us = at(0.99);
        result.max_us = at(1);
        return result;
    }

    const LoadPlan& plan_;
    Descriptor epoll_;
    std::vector<Peer> peers_;
    std::vector<float> latencies_us_;
    std::uint64_t refused_ = 0;
    Steady::time_point counting_from_;
};

}  // namespace

LoadResult run_load(const LoadPlan& plan) { return Load(plan).run(); }

std::string get_request(std::string_view target, std::string_view headers)
{
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + std::string(headers) + "\r\n";
}

}  // namespace jishi::bench
