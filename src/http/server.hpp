#pragma once
// HTTP/1.1 over Asio and Beast. This header knows neither; http/beast_server.cpp is the one file that does.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jishi::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };
std::string_view to_string(Method method);

/// A received request. Header names are looked up without regard to case.
struct Request {
    Method method = Method::get;
    std::string target;                                        // as sent: "/api/x?y=1"
    std::string path;                                          // percent-decoded, without the query
    std::vector<std::pair<std::string, std::string>> query;    // decoded, in order
    std::vector<std::pair<std::string, std::string>> headers;  // as sent
    std::string body;
    std::string remote;   // address of the peer, or what a trusted proxy said it was
    std::string id;       // request id: given back as X-Request-Id and written to the log
    bool secure = false;  // arrived over TLS (or a trusted proxy says so)

    std::string_view header(std::string_view name) const;  // "" when absent
    std::optional<std::string_view> query_value(std::string_view name) const;
    std::string_view cookie(std::string_view name) const;  // "" when absent
};

/// Where a streamed answer (server-sent events, a long export) is written. Every call may come from any
/// thread; `write` answers false once the client has gone. While more than a megabyte waits for a slow client,
/// `write` blocks (not on an I/O thread, where it never does). A stream that is dropped without `close()` is cut
/// off, so that the client sees that something is missing. Event streams get a comment line every 15 s.
class Stream {
public:
    virtual ~Stream() = default;
    virtual bool write(std::string chunk) = 0;
    virtual void close() = 0;
};

struct Response {
    int status = 200;
    std::string content_type = "application/json; charset=utf-8";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string file = {};                                          // send this file instead of `body`
    std::function<void(std::shared_ptr<Stream>)> stream = nullptr;  // send chunks instead of `body`; called on the
                                                                    // I/O thread once the head is sent: hand it on

    Response&& with(std::string name, std::string value) &&
    {
        headers.emplace_back(std::move(name), std::move(value));
        return std::move(*this);
    }
};

/// Called on an I/O thread for every request; calls `respond` exactly once, from any thread, now or later.
/// It must not block: what can block is handed to a pool first. When every copy of `respond` is dropped uncalled,
/// the client gets a 500.
using Respond = std::function<void(Response&&)>;
using Handler = std::function<void(Request&&, Respond)>;

struct TlsConfig {
    std::string certificate_file;
    std::string key_file;
};

struct ServerConfig {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;  // 0: any free one; see Server::port()
    int threads = 1;            // I/O threads
    std::size_t header_bytes_max = 16 * 1024;
    std::size_t body_bytes_max = 32 * 1024 * 1024;
    std::size_t connections_max = 10'000;
    std::size_t connections_per_address_max = 1'000;
    std::chrono::seconds header_timeout{10};  // whole header must arrive in this time
    std::chrono::seconds body_timeout{60};    // and one second more for each `body_rate_min` bytes that came
    std::size_t body_rate_min = 16 * 1024;
    std::chrono::seconds idle_timeout{75};
    std::chrono::seconds write_timeout{60};
    std::vector<std::string> trusted_proxies = {};  // addresses whose X-Forwarded-For is believed
    std::optional<TlsConfig> tls = {};
};

/// Counters of the transport, for /metrics.
struct ServerCounters {
    std::uint64_t connections_open = 0;
    std::uint64_t connections_refused = 0;
    std::uint64_t requests = 0;
    std::uint64_t malformed = 0;
    std::uint64_t timed_out = 0;
};

class Server {
public:
    /// Binds at once; throws std::runtime_error with the address when it cannot.
    Server(ServerConfig config, Handler handler);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    void start();
    /// Stops accepting, lets requests under way finish for at most `grace`, then closes.
    void stop(std::chrono::milliseconds grace = std::chrono::seconds{10});
    std::uint16_t port() const;
    ServerCounters counters() const;

    struct Impl;

private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace jishi::http
