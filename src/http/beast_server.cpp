// The one file that includes Beast and Asio. One thread has one io_context and its own connections, so nothing
// of a connection is ever locked: what another thread has to say to it comes through Worker::post.
//
// The way of a request: Beast's parser fills our Request directly, the handler is called on the same thread, and
// an answer given inside that call is written at once without another turn of the event loop.

#include "http/server.hpp"

#include <atomic>
#include <condition_variable>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <spdlog/spdlog.h>

#include "http/problem.hpp"
#include "http/peers.hpp"
#include "http/response_head.hpp"
#include "http/stream_queue.hpp"
#include "http/target.hpp"

namespace jishi::http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using ErrorCode = boost::system::error_code;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using TlsStream = asio::ssl::stream<Socket>;
using Steady = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<Steady, asio::wait_traits<Steady>, Executor>;
template <class T = void>
using Awaitable = asio::awaitable<T, Executor>;
// Always bind what such an await yields to a name: GCC 12 loses its place in a coroutine that drops it in a loop.
constexpr auto no_throw = asio::as_tuple(asio::use_awaitable_t<Executor>{});

constexpr std::size_t header_fields_max = 100;
constexpr std::size_t read_buffer_first = 4 * 1024;
constexpr std::size_t read_buffer_body = 64 * 1024;
constexpr std::size_t piece_bytes = 256 * 1024;             // of a long answer, each with its own write timeout
constexpr std::size_t linger_bytes_max = 4 * 1024 * 1024;
constexpr auto tick_every = std::chrono::milliseconds{200};
constexpr auto heartbeat_every = std::chrono::seconds{15};
constexpr auto linger_time = std::chrono::seconds{2};

// ---- parsing -------------------------------------------------------------------------------------

/// Beast's state machine with our Request as its store. What we refuse ourselves is in `refusal`.
class Parser final : public beast::http::basic_parser<true> {
public:
    Parser(Request& request, const ServerConfig& config) : request_(request), header_bytes_left_(config.header_bytes_max)
    {
        eager(true);
        header_limit(static_cast<std::uint32_t>(config.header_bytes_max));
        body_limit(config.body_bytes_max);
    }
    bool expects_continue() const { return expects_continue_; }
    int version() const { return version_; }

    enum class Refusal : std::uint8_t { none, malformed, header_too_large };
    Refusal refusal() const { return refusal_; }

private:
    using View = beast::string_view;

    static Method method_of(beast::http::verb sent)
    {
        using verb = beast::http::verb;
        switch (sent) {
            case verb::get: return Method::get;
            case verb::head: return Method::head;
            case verb::post: return Method::post;
            case verb::put: return Method::put;
            case verb::patch: return Method::patch;
            case verb::delete_: return Method::del;
            case verb::options: return Method::options;
            default: break;
        }
        return Method::other;
    }
    void refuse(Refusal why, ErrorCode& error)
    {
        refusal_ = why;
        error = beast::http::error::bad_value;
    }

    void on_request_impl(beast::http::verb verb, View, View target, int version, ErrorCode& error) override
    {
        request_.method = method_of(verb);
        version_ = version;
        header_bytes_left_ -= std::min(header_bytes_left_, target.size());
        if (!http::parse_target({target.data(), target.size()}, request_)) refuse(Refusal::malformed, error);
    }
    void on_response_impl(int, View, int, ErrorCode&) override {}
    void on_field_impl(beast::http::field field, View name, View value, ErrorCode& error) override
    {
        const auto bytes = name.size() + value.size() + 4;
        if (bytes > header_bytes_left_ || request_.headers.size() == header_fields_max)
            return refuse(Refusal::header_too_large, error);
        header_bytes_left_ -= bytes;
        if (head_complete_) return;  // a trailer: counted and dropped
        switch (field) {
            case beast::http::field::host: ++hosts_; break;
            case beast::http::field::expect: expects_continue_ = same_name({value.data(), value.size()}, "100-continue"); break;
            case beast::http::field::transfer_encoding:
                // Anything but plain "chunked" would leave the end of the body to guessing.
                if (!same_name({value.data(), value.size()}, "chunked")) return refuse(Refusal::malformed, error);
                break;
            default: break;
        }
        if (request_.headers.empty()) request_.headers.reserve(12);
        request_.headers.emplace_back(std::string_view(name.data(), name.size()), std::string_view(value.data(), value.size()));
    }
    void on_header_impl(ErrorCode& error) override
    {
        head_complete_ = true;
        if (hosts_ > 1 || (hosts_ == 0 && version_ >= 11)) refuse(Refusal::malformed, error);
    }
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode&) override
    {
        if (length) request_.body.reserve(std::min<std::uint64_t>(*length, 1024 * 1024));
    }
    std::size_t on_body_impl(View part, ErrorCode&) override
    {
        request_.body.append(part.data(), part.size());
        return part.size();
    }
    void on_chunk_header_impl(std::uint64_t, View, ErrorCode&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, View part, ErrorCode&) override
    {
        request_.body.append(part.data(), part.size());
        return part.size();
    }
    void on_finish_impl(ErrorCode&) override {}

    Request& request_;
    std::size_t header_bytes_left_;
    int version_ = 11;
    int hosts_ = 0;
    bool head_complete_ = false;
    bool expects_continue_ = false;
    Refusal refusal_ = Refusal::none;
};

// ---- one I/O thread ------------------------------------------------------------------------------

class Connection;

/// A file that is sent, read on the pool for files.
class FileReader {
public:
    FileReader() = default;
    FileReader(const FileReader&) = delete;
    FileReader& operator=(const FileReader&) = delete;
    ~FileReader()
    {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    void open(const std::string& path) noexcept
    {
        descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        struct stat facts {};
        readable_ = descriptor_ >= 0 && fstat(descriptor_, &facts) == 0 && S_ISREG(facts.st_mode);
        size_ = readable_ ? static_cast<std::uint64_t>(facts.st_size) : 0;
    }
    bool is_open() const { return readable_; }
    std::uint64_t size() const { return size_; }
    /// The next `bytes`, fewer at the end, none after an error.
    void read(std::string& piece, std::size_t bytes)
    {
        piece.resize(bytes);
        const auto count = ::read(descriptor_, piece.data(), bytes);
        piece.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    }

private:
    int descriptor_ = -1;
    bool readable_ = false;
    std::uint64_t size_ = 0;
};

/// An io_context with its thread, its connections and its coarse clock.
class Worker : public std::enable_shared_from_this<Worker> {
public:
    Worker() : tick_(context), guard_(context.get_executor()) {}

    void start()
    {
        beat();
        thread_ = std::thread([this] {
            thread_id_ = std::this_thread::get_id();
            context.run();
        });
    }
    /// Runs `fn` on this thread soon; dropped once the worker has closed (nobody is left to hear it).
    template <class Fn>
    void post(Fn&& fn)
    {
        const std::lock_guard lock(mutex_);
        if (!closed_) asio::post(context, std::forward<Fn>(fn));
    }
    bool is_this_thread() const { return std::this_thread::get_id() == thread_id_.load(std::memory_order_relaxed); }
    void close()
    {
        post([this] {
            ending_ = true;
            tick_.cancel();
        });
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        guard_.reset();
        if (thread_.joinable()) thread_.join();
    }
    void add(Connection& connection);
    void remove(Connection& connection);
    template <class Fn>
    void each_connection(Fn&& fn)
    {
        for (std::size_t i = 0; i < connections_.size(); ++i) fn(*connections_[i]);
    }

    asio::io_context context{1};
    Steady::time_point now = Steady::now();  // as of the last tick: timeouts need no better
    std::string date_line;
    std::atomic<std::uint64_t> requests = 0, malformed = 0, timed_out = 0;

private:
    void beat();

    Timer tick_;
    asio::executor_work_guard<Executor> guard_;
    std::vector<Connection*> connections_;
    std::thread thread_;
    std::atomic<std::thread::id> thread_id_;
    std::mutex mutex_;
    bool closed_ = false;
    bool ending_ = false;  // on the thread itself
};

}  // namespace

// ---- the server's common state -------------------------------------------------------------------

struct Server::Impl {
    Impl(ServerConfig c, Handler h);

    void start();
    void stop(std::chrono::milliseconds grace);
    Awaitable<> accept_loop();
    void welcome(Socket socket, std::shared_ptr<Worker> worker);
    void launch(std::shared_ptr<Connection> connection);
    void released(const std::string& counted_as);

    ServerConfig config;
    Handler handler;
    ProxyTrust trust;
    RequestIds ids;
    std::vector<std::shared_ptr<Worker>> workers;
    Acceptor acceptor;
    std::unique_ptr<asio::ssl::context> tls;
    std::unique_ptr<asio::thread_pool> file_pool;
    std::uint16_t port = 0;
    bool started = false;
    std::size_t next_worker = 0;
    std::atomic<bool> stopping = false;
    std::atomic<std::uint64_t> refused = 0;
    ConnectionCounts counts;
    std::mutex mutex;
    std::condition_variable all_closed;
};

namespace {

// ---- connections ---------------------------------------------------------------------------------

/// What a connection is without its kind of socket. Everything runs on its worker's thread.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(Server::Impl& server, std::shared_ptr<Worker> its_worker, std::string remote, std::string key)
        : worker(std::move(its_worker)), counted_as(std::move(key)), server_(server), config_(server.config),
          wake_(worker->context), remote_(std::move(remote)), trusted_(server.trust.trusts(remote_))
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
    /// The deadline has passed.
    void expire();
    /// The server stops: an idle connection goes at once, a busy one when it has answered.
    void leave();
    /// The grace is over.
    void abort()
    {
        aborted_ = true;
        keep_alive_ = false;
        close_socket();
        wake();
    }

    const std::shared_ptr<Worker> worker;
    const std::string counted_as;
    Steady::time_point deadline = Steady::time_point::max();
    std::size_t index = 0;  // in the worker's list

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

    Server::Impl& server_;
    const ServerConfig& config_;
    Timer wake_;
    const std::string remote_;
    const bool trusted_;

    Phase phase_ = Phase::idle;
    bool first_ = true;         // no request has come yet
    bool keep_alive_ = true;
    bool unread_ = false;       // the client may still be sending what we refused
    bool expects_answer_ = false;
    bool in_handler_ = false;
    bool timed_out_ = false;
    bool aborted_ = false;
    bool over_tls_ = false;
    bool secure_ = false;       // this request, by TLS or by a trusted proxy's word
    bool event_stream_ = false;
    bool heartbeat_due_ = false;
    bool continue_sent_ = false;

    std::vector<char> in_;      // received: [begin_, end_) is not parsed yet
    std::size_t begin_ = 0, end_ = 0;
    std::string out_;           // heads and short bodies to send
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
    Reply(std::shared_ptr<Connection> connection, std::string id) : connection_(std::move(connection)), id_(std::move(id)) {}
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
        connection_->worker->post([connection = connection_, r = std::move(response)]() mutable {
            connection->answer(std::move(r));
        });
    }
    std::shared_ptr<Connection> connection_;
    std::string id_;
    std::atomic_flag answered_;
};

void Connection::expire()
{
    deadline = Steady::time_point::max();
    if (phase_ == Phase::streaming) {
        heartbeat_due_ = true;
        return wake();
    }
    timed_out_ = true;
    if (!(phase_ == Phase::idle && !first_)) worker->timed_out.fetch_add(1, std::memory_order_relaxed);
    cancel_io();
}

void Connection::leave()
{
    keep_alive_ = false;
    if (phase_ == Phase::idle) return close_socket();
    if (phase_ == Phase::streaming && event_stream_) {
        aborted_ = true;
        wake();
    }
}

void Connection::begin_request()
{
    request_ = Request{};
    parser_.emplace(request_, config_);
    response_.reset();
    continue_sent_ = false;
    unread_ = false;
    if (begin_ == end_ && in_.size() > read_buffer_body) in_ = {};
    enter(Phase::idle, first_ ? config_.header_timeout : config_.idle_timeout);
}

/// Room for the next read: what is parsed is dropped, and the buffer grows up to what a header may take.
asio::mutable_buffer Connection::free_space()
{
    if (begin_ == end_) begin_ = end_ = 0;
    if (in_.empty()) in_.resize(read_buffer_first);
    if (begin_ > 0 && in_.size() - end_ < read_buffer_first / 2) {
        std::copy(in_.begin() + static_cast<std::ptrdiff_t>(begin_), in_.begin() + static_cast<std::ptrdiff_t>(end_), in_.begin());
        end_ -= begin_;
        begin_ = 0;
    }
    const auto wanted = phase_ == Phase::body ? read_buffer_body : std::min(in_.size() * 2, config_.header_bytes_max + read_buffer_first);
    if (in_.size() < wanted && in_.size() - end_ < read_buffer_first / 2) in_.resize(wanted);
    return asio::buffer(in_.data() + end_, in_.size() - end_);
}

/// Feeds what has been received to the parser. `complete` with a response means: refused.
Connection::Step Connection::advance()
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
void Connection::extend_body_deadline()
{
    const auto earned = std::chrono::seconds(request_.body.size() / std::max<std::size_t>(config_.body_rate_min, 1));
    deadline = body_since_ + config_.body_timeout + earned;
}

void Connection::refuse(int status, std::string_view code)
{
    if (status != 408) worker->malformed.fetch_add(1, std::memory_order_relaxed);
    keep_alive_ = false;
    unread_ = true;
    identify();
    response_ = problem(status, code, id_);
}

void Connection::refuse_parse_error(const ErrorCode& error)
{
    namespace http = beast::http;
    if (error == http::error::body_limit) return refuse(413, "http.body_too_large");
    if (parser_->refusal() == Parser::Refusal::header_too_large) return refuse(431, "http.header_too_large");
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
        const std::string_view received(in_.data() + begin_, end_ - begin_);
        const bool in_first_line = !parser_->is_header_done() && request_.target.empty() &&
                                   received.find("\r\n") == std::string_view::npos;
        return in_first_line ? refuse(414, "http.target_too_long") : refuse(431, "http.header_too_large");
    }
    refuse(400, "http.malformed");
}

/// Who is asking, how, and under which id.
void Connection::identify()
{
    method_ = request_.method;
    secure_ = over_tls_;
    request_.remote = remote_;
    id_.clear();
    if (trusted_) {
        std::string forwarded_for;  // some proxies append a line of their own to what the client sent
        for (const auto& [name, value] : request_.headers)
            if (same_name(name, "X-Forwarded-For")) forwarded_for += "," + value;
        request_.remote = server_.trust.client_of(forwarded_for, remote_);
        secure_ = over_tls_ || same_name(request_.header("X-Forwarded-Proto"), "https");
        id_ = accepted_request_id(request_.header("X-Request-Id"));
    }
    if (id_.empty()) id_ = server_.ids.next();
    request_.id = id_;
    request_.secure = secure_;
}

void Connection::call_handler()
{
    worker->requests.fetch_add(1, std::memory_order_relaxed);
    keep_alive_ = parser_->keep_alive() && !server_.stopping.load(std::memory_order_relaxed);
    identify();
    enter(Phase::handling, {});
    expects_answer_ = in_handler_ = true;
    auto reply = std::make_shared<Reply>(shared_from_this(), id_);
    try {
        server_.handler(std::move(request_), [reply](Response&& response) { reply->answer(std::move(response)); });
    } catch (const std::exception& error) {
        spdlog::error("http: the handler threw: {} (request {})", error.what(), id_);
        reply->answer(problem(500, "server.failed", id_));
    }
    reply.reset();
    in_handler_ = false;
}

bool Connection::has_body(const Response& response) const
{
    return response.status >= 200 && response.status != 204 && response.status != 304;
}

HeadFacts Connection::head_facts(const Response& response) const
{
    HeadFacts facts{parser_->version(), keep_alive_, secure_, false, {}, id_, worker->date_line};
    if (has_body(response)) facts.content_length = response.body.size();
    return facts;
}

void Worker::add(Connection& connection)
{
    connection.index = connections_.size();
    connections_.push_back(&connection);
}

void Worker::remove(Connection& connection)
{
    connections_.back()->index = connection.index;
    connections_[connection.index] = connections_.back();
    connections_.pop_back();
}

/// Every 200 ms: the clock, the Date header, and who has run out of time.
void Worker::beat()
{
    now = Steady::now();
    date_line = date_line_of(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()));
    each_connection([this](Connection& connection) {
        if (connection.deadline <= now) connection.expire();
    });
    tick_.expires_at(now + tick_every);
    tick_.async_wait([this](const ErrorCode& error) {
        if (!error && !ending_) beat();
    });
}

// ---- reading and writing on one kind of socket ---------------------------------------------------

template <class S>
class ConnectionOn final : public Connection {
public:
    static constexpr bool is_tls = std::is_same_v<S, TlsStream>;

    template <class... Made>
    ConnectionOn(Server::Impl& server, std::shared_ptr<Worker> its_worker, std::string remote, std::string key,
                 Made&&... made)
        : Connection(server, std::move(its_worker), std::move(remote), std::move(key)),
          stream_(std::forward<Made>(made)...)
    {
        over_tls_ = is_tls;
    }

    Awaitable<> run() override
    {
        const Listed listed(*this);
        if (server_.stopping) keep_alive_ = false;
        if (keep_alive_ && co_await shake_hands()) {
            do {
                if (!co_await receive()) break;
                if (!response_) call_handler();
                if (!response_ && !co_await wait_for_answer()) break;
                const Response response = std::move(*response_);
                response_.reset();
                if (!co_await send(response)) break;
            } while (keep_alive_);
            co_await part();
        }
    }

private:
    /// In the worker's list for as long as it runs, however that ends.
    struct Listed {
        explicit Listed(ConnectionOn& its_connection) : connection(its_connection) { connection.worker->add(connection); }
        ~Listed()
        {
            connection.close_socket();
            connection.worker->remove(connection);
        }
        ConnectionOn& connection;
    };

    Socket& socket()
    {
        if constexpr (is_tls) return stream_.next_layer();
        else return stream_;
    }
    void cancel_io() override
    {
        ErrorCode ignored;
        socket().cancel(ignored);
    }
    void close_socket() override
    {
        ErrorCode ignored;
        socket().close(ignored);
    }

    Awaitable<bool> shake_hands()
    {
        if constexpr (is_tls) {
            enter(Phase::idle, config_.header_timeout);
            const auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::server, no_throw);
            co_return !error;
        }
        co_return true;
    }

    /// Reads until one request is complete or refused. @return false when the connection is over
    Awaitable<bool> receive()
    {
        begin_request();
        while (advance() == Step::more) {
            if (parser_->is_header_done() && parser_->expects_continue() && !continue_sent_ && request_.body.empty()) {
                continue_sent_ = true;
                out_ += "HTTP/1.1 100 Continue\r\n\r\n";
            }
            // Answers to pipelined requests leave together, here, when nothing more is waiting to be answered.
            if (!co_await flush()) co_return false;
            const auto [error, count] = co_await stream_.async_read_some(free_space(), no_throw);
            end_ += count;
            if (!error) continue;
            if (!timed_out_ || phase_ == Phase::idle) co_return false;
            refuse(408, "http.timeout");
            co_return true;
        }
        co_return true;
    }

    Awaitable<bool> wait_for_answer()
    {
        if (!co_await flush()) co_return false;
        while (!response_ && !aborted_) {
            [[maybe_unused]] const auto [woken] = co_await wake_.async_wait(no_throw);
        }
        co_return response_.has_value();
    }

    // ---- sending -------------------------------------------------------------------------------

    Awaitable<bool> send(const Response& response)
    {
        if (response.stream && method_ != Method::head) return send_stream(response);
        if (!response.file.empty()) return send_file(response);
        return send_body(response);
    }

    Awaitable<bool> send_body(const Response& response)
    {
        append_head(out_, response, head_facts(response));
        const bool with_body = method_ != Method::head && has_body(response);
        const bool is_long = with_body && response.body.size() > piece_bytes / 2;
        if (with_body && !is_long) out_ += response.body;
        // A short answer waits for receive(), which sends it unless another request is there already.
        if (!is_long && out_.size() < piece_bytes / 2 && keep_alive_) co_return true;
        if (!co_await flush()) co_return false;
        if (!is_long) co_return true;
        const std::string_view body = response.body;
        for (std::size_t at = 0; at < body.size(); at += piece_bytes)
            if (!co_await write(body.substr(at, piece_bytes))) co_return false;
        co_return true;
    }

    Awaitable<bool> flush()
    {
        if (out_.empty()) co_return true;
        const bool written = co_await write(out_);
        out_.clear();
        if (out_.capacity() > piece_bytes) out_ = {};
        co_return written;
    }

    /// Writes at once what the socket takes and waits only for the rest.
    Awaitable<bool> write(std::string_view data)
    {
        const auto before = phase_;
        if constexpr (!is_tls) {
            ErrorCode error;
            const auto count = stream_.write_some(asio::buffer(data.data(), data.size()), error);
            if (error && error != asio::error::would_block) co_return false;
            data.remove_prefix(count);
            if (data.empty()) co_return true;
        }
        const auto deadline_before = deadline;
        enter(Phase::writing, config_.write_timeout);
        const auto [error, count] = co_await asio::async_write(stream_, asio::buffer(data.data(), data.size()), no_throw);
        if (error) co_return false;
        phase_ = before;
        deadline = deadline_before;
        co_return true;
    }

    // ---- files ---------------------------------------------------------------------------------

    /// Runs `fn` on the pool for files and waits for it, whatever happens to the connection meanwhile.
    template <class Fn>
    Awaitable<> off_thread(Fn fn)
    {
        bool done = false;
        asio::post(*server_.file_pool, [&fn, &done, self = shared_from_this()] {
            fn();
            self->worker->post([&done, self] {
                done = true;
                self->wake();
            });
        });
        while (!done) {
            [[maybe_unused]] const auto [woken] = co_await wake_.async_wait(no_throw);
        }
    }

    Awaitable<bool> send_file(const Response& response)
    {
        enter(Phase::handling, {});
        FileReader file;
        co_await off_thread([&] { file.open(response.file); });
        if (!file.is_open()) {
            spdlog::error("http: cannot read a file that was to be sent: {} (request {})", response.file, id_);
            const auto failed = problem(500, "server.failed", id_);
            co_return co_await send_body(failed);
        }
        auto facts = head_facts(response);
        if (facts.content_length) facts.content_length = file.size();
        append_head(out_, response, facts);
        if (method_ == Method::head || !has_body(response)) co_return true;
        std::string piece;
        for (std::uint64_t sent = 0; sent < file.size(); sent += piece.size()) {
            co_await off_thread([&] { file.read(piece, std::min<std::uint64_t>(piece_bytes, file.size() - sent)); });
            // A file that has become shorter cannot be answered any more: the client sees a cut connection.
            if (piece.empty() || aborted_) co_return false;
            if (!co_await flush() || !co_await write(piece)) co_return false;
        }
        co_return true;
    }

    // ---- streams -------------------------------------------------------------------------------

    Awaitable<bool> send_stream(const Response& response)
    {
        keep_alive_ = false;
        auto facts = head_facts(response);
        facts.content_length.reset();
        facts.chunked = parser_->version() >= 11;
        event_stream_ = response.content_type.starts_with("text/event-stream");
        append_head(out_, response, facts);
        if (!co_await flush()) co_return false;
        const auto queue = std::make_shared<StreamQueue>(
            [self = shared_from_this()] { self->worker->post([self] { self->wake(); }); },
            [its_worker = worker] { return !its_worker->is_this_thread(); });
        asio::co_spawn(worker->context.get_executor(), watch(std::static_pointer_cast<ConnectionOn>(shared_from_this())),
                       [](std::exception_ptr) {});
        response.stream(std::make_shared<QueuedStream>(queue));
        const bool whole = co_await pump(*queue, facts.chunked);
        queue->client_gone();
        co_return whole;
    }

    Awaitable<bool> pump(StreamQueue& queue, bool chunked)
    {
        for (;;) {
            enter(Phase::streaming, event_stream_ ? heartbeat_every : std::chrono::seconds{0});
            auto [data, end] = queue.take();
            if (end == StreamQueue::End::abandoned) co_return false;
            if (data.empty() && end == StreamQueue::End::open && heartbeat_due_) data = ":\n\n";
            heartbeat_due_ = false;
            if (aborted_ && !event_stream_) co_return false;
            if (!data.empty()) {
                if (chunked) data = chunk_of(data);
                if (!co_await write(data)) co_return false;
            } else if (end == StreamQueue::End::closed || aborted_) {
                if (!chunked) co_return true;
                co_return co_await write("0\r\n\r\n");
            } else {
                [[maybe_unused]] const auto [woken] = co_await wake_.async_wait(no_throw);
            }
        }
    }

    static std::string chunk_of(const std::string& data)
    {
        char size[20];
        const auto end = std::to_chars(size, size + sizeof size, data.size(), 16).ptr;
        return std::string(size, end) + "\r\n" + data + "\r\n";
    }

    /// Reads while an answer is streamed, for no other reason than to notice that the client has gone.
    static Awaitable<> watch(std::shared_ptr<ConnectionOn> self)
    {
        char ignored[512];
        for (std::size_t surplus = 0; surplus < read_buffer_body;) {
            const auto [error, count] = co_await self->stream_.async_read_some(asio::buffer(ignored), no_throw);
            if (error) break;
            surplus += count;
        }
        self->aborted_ = true;
        self->wake();
    }

    // ---- the end -------------------------------------------------------------------------------

    /// Sends what is left and closes in order, so that the last answer is not lost to a reset.
    Awaitable<> part()
    {
        if (aborted_ || !co_await flush()) co_return;
        phase_ = Phase::ending;
        timed_out_ = false;
        deadline = worker->now + linger_time;
        if constexpr (is_tls) {
            if (!event_stream_) {
                [[maybe_unused]] const auto [failed] = co_await stream_.async_shutdown(no_throw);
            }
        }
        ErrorCode error;
        socket().shutdown(Socket::shutdown_send, error);
        char ignored[4096];
        for (std::size_t drained = 0; unread_ && !error && drained < linger_bytes_max;) {
            const auto [failed, count] = co_await socket().async_read_some(asio::buffer(ignored), no_throw);
            error = failed;
            drained += count;
        }
    }

    S stream_;
};

}  // namespace

// ---- the server ----------------------------------------------------------------------------------

namespace {

std::unique_ptr<asio::ssl::context> make_tls(const TlsConfig& config)
{
    auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    try {
        context->use_certificate_chain_file(config.certificate_file);
        context->use_private_key_file(config.key_file, asio::ssl::context::pem);
    } catch (const std::exception& error) {
        throw std::runtime_error("http: cannot use the certificate " + config.certificate_file + " with the key " +
                                 config.key_file + ": " + error.what());
    }
    return context;
}

}  // namespace

Server::Impl::Impl(ServerConfig c, Handler h)
    : config(std::move(c)), handler(std::move(h)), trust(config.trusted_proxies),
      workers([this] {
          std::vector<std::shared_ptr<Worker>> made;
          for (int i = 0; i < std::max(config.threads, 1); ++i) made.push_back(std::make_shared<Worker>());
          return made;
      }()),
      acceptor(workers.front()->context), counts(config.connections_max, config.connections_per_address_max)
{
    if (config.tls) tls = make_tls(*config.tls);
    const auto where = config.address + " port " + std::to_string(config.port);
    ErrorCode error;
    const auto address = asio::ip::make_address(config.address, error);
    if (error) throw std::runtime_error("http: not an IP address to listen on: " + config.address);
    const asio::ip::tcp::endpoint endpoint(address, config.port);
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) throw std::runtime_error("http: cannot listen on " + where + ": " + error.message());
    port = acceptor.local_endpoint().port();
}

void Server::Impl::start()
{
    started = true;
    file_pool = std::make_unique<asio::thread_pool>(2);
    asio::co_spawn(workers.front()->context.get_executor(), accept_loop(), [](std::exception_ptr failure) {
        if (failure) spdlog::critical("http: no longer accepting connections");
    });
    for (const auto& worker : workers) worker->start();
}

Awaitable<> Server::Impl::accept_loop()
{
    Timer pause(workers.front()->context);
    while (!stopping) {
        const auto worker = workers[next_worker++ % workers.size()];
        auto [error, socket] = co_await acceptor.async_accept(worker->context.get_executor(), no_throw);
        if (stopping || error == asio::error::operation_aborted) break;
        if (!error) {
            welcome(std::move(socket), worker);
            continue;
        }
        // Out of descriptors, most likely: wait until some connection has ended rather than spin.
        spdlog::warn("http: cannot accept a connection: {}", error.message());
        pause.expires_after(std::chrono::milliseconds{100});
        [[maybe_unused]] const auto [waited] = co_await pause.async_wait(no_throw);
    }
}

void Server::Impl::welcome(Socket socket, std::shared_ptr<Worker> worker)
{
    ErrorCode error;
    const auto peer = socket.remote_endpoint(error);
    if (error) return;
    auto remote = canonical_address(peer.address().to_string());
    auto key = trust.trusts(remote) ? std::string{} : counting_key(remote);
    socket.non_blocking(true, error);
    socket.set_option(asio::ip::tcp::no_delay(true), error);
    if (!counts.admit(key)) {
        refused.fetch_add(1, std::memory_order_relaxed);
        static constexpr std::string_view full =
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        if (!tls) socket.write_some(asio::buffer(full.data(), full.size()), error);
        return;
    }
    std::shared_ptr<Connection> connection;
    if (tls) {
        connection = std::make_shared<ConnectionOn<TlsStream>>(*this, worker, std::move(remote), std::move(key),
                                                               std::move(socket), *tls);
    } else {
        connection = std::make_shared<ConnectionOn<Socket>>(*this, worker, std::move(remote), std::move(key), std::move(socket));
    }
    worker->post([this, connection = std::move(connection)] { launch(connection); });
}

void Server::Impl::launch(std::shared_ptr<Connection> connection)
{
    auto& context = connection->worker->context;
    auto life = connection->run();
    asio::co_spawn(context.get_executor(), std::move(life), [this, connection](std::exception_ptr failure) {
        if (failure) spdlog::error("http: a connection ended with an exception");
        released(connection->counted_as);
    });
}

void Server::Impl::released(const std::string& counted_as)
{
    if (counts.release(counted_as) > 0 || !stopping) return;
    const std::lock_guard lock(mutex);
    all_closed.notify_all();
}

void Server::Impl::stop(std::chrono::milliseconds grace)
{
    if (!started || stopping.exchange(true)) return;
    workers.front()->post([this] {
        ErrorCode ignored;
        acceptor.close(ignored);
    });
    const auto tell_all = [this](void (Connection::*what)()) {
        for (const auto& worker : workers)
            worker->post([worker, what] { worker->each_connection([what](Connection& c) { (c.*what)(); }); });
    };
    const auto empty = [this] { return counts.open() == 0; };
    tell_all(&Connection::leave);
    {
        std::unique_lock lock(mutex);
        // A connection may end between the question and the wait without the lock: hence the short waits.
        const auto until = Steady::now() + grace;
        while (!empty() && Steady::now() < until) all_closed.wait_until(lock, std::min(until, Steady::now() + std::chrono::milliseconds{50}));
    }
    while (!empty()) {
        tell_all(&Connection::abort);
        std::unique_lock lock(mutex);
        all_closed.wait_for(lock, std::chrono::milliseconds{50});
    }
    for (const auto& worker : workers) worker->close();
    file_pool->join();
}

Server::Server(ServerConfig config, Handler handler)
    : impl_(std::make_unique<Impl>(std::move(config), std::move(handler)))
{
}

Server::~Server() { impl_->stop(std::chrono::milliseconds{0}); }
void Server::start() { impl_->start(); }
void Server::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }
std::uint16_t Server::port() const { return impl_->port; }

ServerCounters Server::counters() const
{
    ServerCounters counters{impl_->counts.open(), impl_->refused, 0, 0, 0};
    for (const auto& worker : impl_->workers) {
        counters.requests += worker->requests;
        counters.malformed += worker->malformed;
        counters.timed_out += worker->timed_out;
    }
    return counters;
}

}  // namespace jishi::http
