#pragma once
// Part of beast_server.cpp, which alone includes it: reading requests from and sending answers to one kind of
// socket, plain or TLS.
//
// The way of a request: receive() fills it, the handler is called on the same thread, and an answer that is
// given inside that call is written at once, without another turn of the event loop.

#include <charconv>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

#include "http/beast_connection.hpp"
#include "http/file_reader.hpp"
#include "http/stream_queue.hpp"

namespace jishi::http::transport {

using TlsStream = asio::ssl::stream<Socket>;
constexpr std::size_t piece_bytes = 256 * 1024;  // of a long answer, each with its own write timeout
constexpr std::size_t linger_bytes_max = 4 * 1024 * 1024;
constexpr auto heartbeat_every = std::chrono::seconds{15};
constexpr auto linger_time = std::chrono::seconds{2};

template <class S>
class ConnectionOn final : public Connection {
public:
    static constexpr bool is_tls = std::is_same_v<S, TlsStream>;

    template <class... Made>
    ConnectionOn(Service& service, std::shared_ptr<Worker> its_worker, std::string remote, std::string key,
                 Made&&... made)
        : Connection(service, std::move(its_worker), std::move(remote), std::move(key)),
          stream_(std::forward<Made>(made)...)
    {
        over_tls_ = is_tls;
    }

    Awaitable<> run() override
    {
        const Listed listed(*this);
        if (service_.stopping) keep_alive_ = false;
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
        explicit Listed(ConnectionOn& its_connection) : connection(its_connection)
        {
            connection.worker->add(connection);
        }
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
            if (parser_->is_header_done() && parser_->expects_continue() && !continue_sent_ && begin_ == end_ &&
                request_.body.empty()) {
                continue_sent_ = true;
                out_ += "HTTP/1.1 100 Continue\r\n\r\n";
            }
            // Answers to pipelined requests leave together, here, when nothing more is waiting to be answered.
            if (!co_await flush()) co_return false;
            if (phase_ == Phase::idle && !keep_alive_) co_return false;  // the server stops
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
        const auto [error, count] =
            co_await asio::async_write(stream_, asio::buffer(data.data(), data.size()), no_throw);
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
        asio::post(*service_.file_pool, [&fn, &done, self = shared_from_this()] {
            try {
                fn();
            } catch (const std::exception& error) {
                spdlog::error("http: reading a file failed: {}", error.what());
            }
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
        streamed_ = true;
        auto facts = head_facts(response);
        facts.chunked = parser_->version() >= 11;
        event_stream_ = response.content_type.starts_with("text/event-stream");
        append_head(out_, response, facts);
        if (!co_await flush()) co_return false;
        const auto queue =
            std::make_shared<StreamQueue>([self = shared_from_this()] { self->worker->post([self] { self->wake(); }); },
                                          [its_worker = worker] { return !its_worker->is_this_thread(); });
        asio::co_spawn(worker->context.get_executor(),
                       watch(std::static_pointer_cast<ConnectionOn>(shared_from_this())), [](std::exception_ptr) {});
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
        enter(Phase::ending, linger_time);
        if constexpr (is_tls) {
            if (!streamed_) {
                [[maybe_unused]] const auto [failed] = co_await stream_.async_shutdown(no_throw);
            }
        }
        if (timed_out_) co_return;
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

}  // namespace jishi::http::transport
