#pragma once
// Part of beast_server.cpp, which alone includes it: the life of a connection, whatever its socket.
//
// Everything runs on the worker's thread, so nothing here is locked: what another thread has to say comes
// through Worker::post.

#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <spdlog/spdlog.h>

#include "http/beast_parser.hpp"
#include "http/beast_worker.hpp"
#include "http/peers.hpp"
#include "http/problem.hpp"

namespace jishi::http::transport {

constexpr std::size_t read_buffer_first = 4 * 1024;
constexpr std::size_t read_buffer_body = 64 * 1024;

/// What all connections share.
struct Service {
    Service(ServerConfig c, Handler h) : config(std::move(c)), handler(std::move(h)), trust(config.trusted_proxies) {}

    const ServerConfig config;
    const Handler handler;
    const ProxyTrust trust;
    RequestIds ids;
    std::atomic<bool> stopping = false;
    std::unique_ptr<asio::thread_pool> file_pool;
};

/// What a connection is without its kind of socket. Everything runs on its worker's thread.
class Connection : public Managed, public std::enable_shared_from_this<Connection> {
public:
    Connection(Service& service, std::shared_ptr<Worker> its_worker, std::string remote, std::string key)
        : worker(std::move(its_worker)), counted_as(std::move(key)), service_(service), config_(service.config),
          wake_(worker->context, Steady::time_point::max()), remote_(std::move(remote)),
          trusted_(service.trust.trusts(remote_))
    {
    }
    virtual ~Connection() = default;

    /// From the first byte to the last.
    virtual Awaitable<> run() = 0;
    void answer(Response&& response)
    {
        if (!std::exchange(expects_answer_, false)) return;
        response_ = std::move(response);
        if (!in_handler_) wake();
    }
    void wake() { wake_.cancel(); }
    void expire() override;
    void leave() override;
    void abort() override
    {
        aborted_ = true;
        keep_alive_ = false;
        close_socket();
        wake();
    }

    const std::shared_ptr<Worker> worker;
    const std::string counted_as;

protected:
    enum class Phase : std::uint8_t { idle, head, body, handling, writing, streaming, ending };
    enum class Step : std::uint8_t { more, complete };

    virtual void cancel_io() = 0;
    virtual void close_socket() = 0;

    void enter(Phase phase, std::chrono::seconds limit)
    {
        phase_ = phase;
        timed_out_ = false;
        deadline = limit.count() > 0 ? worker->now + limit : Steady::time_point::max();
    }
    void begin_request();
    Step advance();
    void extend_body_deadline();
    asio::mutable_buffer free_space();
    void refuse(int status, std::string_view code);
    void refuse_parse_error(const ErrorCode& error);
    void call_handler();
    void identify();
    HeadFacts head_facts(const Response& response) const;
    bool has_body(const Response& response) const;

    Service& service_;
    const ServerConfig& config_;
    // Never runs out: who waits for it waits for wake(). A default one has run out already, and waiting would spin.
    Timer wake_;
    const std::string remote_;
    const bool trusted_;

    Phase phase_ = Phase::idle;
    bool first_ = true;  // no request has come yet
    bool keep_alive_ = true;
    bool unread_ = false;  // the client may still be sending what we refused
    bool expects_answer_ = false;
    bool in_handler_ = false;
    bool timed_out_ = false;
    bool aborted_ = false;
    bool over_tls_ = false;
    bool secure_ = false;  // this request, by TLS or by a trusted proxy's word
    bool streamed_ = false;
    bool event_stream_ = false;
    bool heartbeat_due_ = false;
    bool continue_sent_ = false;

    std::vector<char> in_;  // received: [begin_, end_) is not parsed yet
    std::size_t begin_ = 0, end_ = 0;
    std::string out_;  // heads and short bodies to send
    Request request_;
    std::string id_;
    Method method_ = Method::get;
    std::optional<Parser> parser_;
    Steady::time_point body_since_;
    std::optional<Response> response_;
};

/// What stands behind a `Respond`: the first answer counts, and dropping it unanswered is an answer too.
class Reply {
public:
    Reply(std::shared_ptr<Connection> connection, std::string id)
        : connection_(std::move(connection)), id_(std::move(id))
    {
    }
    Reply(const Reply&) = delete;
    Reply& operator=(const Reply&) = delete;
    ~Reply()
    {
        if (!answered_.test_and_set()) deliver(problem(500, "server.no_answer", id_));
    }
    void answer(Response&& response)
    {
        if (!answered_.test_and_set()) deliver(std::move(response));
    }

private:
    void deliver(Response&& response)
    {
        if (connection_->worker->is_this_thread()) return connection_->answer(std::move(response));
        connection_->worker->post(
            [connection = connection_, r = std::move(response)]() mutable { connection->answer(std::move(r)); });
    }
    std::shared_ptr<Connection> connection_;
    std::string id_;
    std::atomic_flag answered_;
};

inline void Connection::expire()
{
    deadline = Steady::time_point::max();
    if (phase_ == Phase::streaming) {
        heartbeat_due_ = true;
        return wake();
    }
    timed_out_ = true;
    const bool is_ordinary = phase_ == Phase::ending || (phase_ == Phase::idle && !first_);
    if (!is_ordinary) worker->timed_out.fetch_add(1, std::memory_order_relaxed);
    cancel_io();
}

inline void Connection::leave()
{
    keep_alive_ = false;
    if (phase_ == Phase::idle || phase_ == Phase::ending) return close_socket();
    if (phase_ == Phase::streaming && event_stream_) {
        aborted_ = true;
        wake();
    }
}

inline void Connection::begin_request()
{
    request_ = Request{};
    parser_.emplace(request_, config_);
    response_.reset();
    continue_sent_ = false;
    unread_ = false;
    if (begin_ == end_ && in_.size() > 4 * read_buffer_first) in_ = {};
    enter(Phase::idle, first_ ? config_.header_timeout : config_.idle_timeout);
}

/// Room for the next read: what is parsed is dropped, and the buffer grows up to what a header may take.
inline asio::mutable_buffer Connection::free_space()
{
    if (begin_ == end_) begin_ = end_ = 0;
    if (in_.empty()) in_.resize(read_buffer_first);
    if (begin_ > 0 && in_.size() - end_ < read_buffer_first / 2) {
        std::copy(in_.begin() + static_cast<std::ptrdiff_t>(begin_), in_.begin() + static_cast<std::ptrdiff_t>(end_),
                  in_.begin());
        end_ -= begin_;
        begin_ = 0;
    }
    const auto wanted = phase_ == Phase::body ? read_buffer_body
                                              : std::min(in_.size() * 2, config_.header_bytes_max + read_buffer_first);
    if (in_.size() < wanted && in_.size() - end_ < read_buffer_first / 2) in_.resize(wanted);
    return asio::buffer(in_.data() + end_, in_.size() - end_);
}

/// Feeds what has been received to the parser. `complete` with a response means: refused.
inline Connection::Step Connection::advance()
{
    if (phase_ == Phase::idle) {
        // An empty line before a request is to be ignored (RFC 9112, 2.2).
        while (end_ - begin_ >= 2 && in_[begin_] == '\r' && in_[begin_ + 1] == '\n') begin_ += 2;
        if (begin_ == end_) return Step::more;
        first_ = false;
        enter(Phase::head, config_.header_timeout);
    }
    if (begin_ == end_) return Step::more;
    ErrorCode error;
    const auto used = parser_->put(asio::const_buffer(in_.data() + begin_, end_ - begin_), error);
    begin_ += used;
    if (error && error != beast::http::error::need_more) {
        refuse_parse_error(error);
        return Step::complete;
    }
    if (parser_->is_done()) return Step::complete;
    if (phase_ == Phase::head && parser_->is_header_done()) {
        enter(Phase::body, config_.body_timeout);
        body_since_ = worker->now;
    }
    if (phase_ == Phase::body) extend_body_deadline();
    // One line longer than the buffer may ever get: a chunk extension or trailer without end.
    if (begin_ == 0 && end_ == in_.size() && in_.size() >= config_.header_bytes_max + read_buffer_first) {
        refuse(phase_ == Phase::body ? 400 : 431, phase_ == Phase::body ? "http.malformed" : "http.header_too_large");
        return Step::complete;
    }
    return Step::more;
}

/// A body that keeps coming may take longer than one that trickles.
inline void Connection::extend_body_deadline()
{
    const auto earned = std::chrono::seconds(request_.body.size() / std::max<std::size_t>(config_.body_rate_min, 1));
    deadline = body_since_ + config_.body_timeout + earned;
}

inline void Connection::refuse(int status, std::string_view code)
{
    if (status != 408) worker->malformed.fetch_add(1, std::memory_order_relaxed);
    keep_alive_ = false;
    unread_ = true;
    identify();
    response_ = problem(status, code, id_);
}

inline void Connection::refuse_parse_error(const ErrorCode& error)
{
    namespace http = beast::http;
    if (error == http::error::body_limit) return refuse(413, "http.body_too_large");
    if (parser_->refusal() == Parser::Refusal::header_too_large) return refuse(431, "http.header_too_large");
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
        const std::string_view received(in_.data() + begin_, end_ - begin_);
        const bool in_first_line =
            !parser_->is_header_done() && request_.target.empty() && received.find("\r\n") == std::string_view::npos;
        return in_first_line ? refuse(414, "http.target_too_long") : refuse(431, "http.header_too_large");
    }
    refuse(400, "http.malformed");
}

/// Who is asking, how, and under which id.
inline void Connection::identify()
{
    method_ = request_.method;
    secure_ = over_tls_;
    request_.remote = remote_;
    id_.clear();
    if (trusted_) {
        std::string forwarded_for;  // some proxies append a line of their own to what the client sent
        for (const auto& [name, value] : request_.headers)
            if (same_name(name, "X-Forwarded-For")) forwarded_for += "," + value;
        request_.remote = service_.trust.client_of(forwarded_for, remote_);
        secure_ = over_tls_ || same_name(request_.header("X-Forwarded-Proto"), "https");
        id_ = accepted_request_id(request_.header("X-Request-Id"));
    }
    if (id_.empty()) id_ = service_.ids.next();
    request_.id = id_;
    request_.secure = secure_;
}

inline void Connection::call_handler()
{
    worker->requests.fetch_add(1, std::memory_order_relaxed);
    keep_alive_ = parser_->keep_alive() && !service_.stopping.load(std::memory_order_relaxed);
    identify();
    enter(Phase::handling, {});
    expects_answer_ = in_handler_ = true;
    auto reply = std::make_shared<Reply>(shared_from_this(), id_);
    try {
        service_.handler(std::move(request_), [reply](Response&& response) { reply->answer(std::move(response)); });
    } catch (const std::exception& error) {
        spdlog::error("http: the handler threw: {} (request {})", error.what(), id_);
        reply->answer(problem(500, "server.failed", id_));
    }
    reply.reset();
    in_handler_ = false;
}

inline bool Connection::has_body(const Response& response) const
{
    return response.status >= 200 && response.status != 204 && response.status != 304;
}

inline HeadFacts Connection::head_facts(const Response& response) const
{
    HeadFacts facts{parser_->version(), keep_alive_, secure_, false, {}, id_, worker->date_line};
    if (has_body(response) && !response.stream) facts.content_length = response.body.size();
    return facts;
}

}  // namespace jishi::http::transport
