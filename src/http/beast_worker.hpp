#pragma once
// Part of beast_server.cpp, which alone includes it: one I/O thread.

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "http/response_head.hpp"

namespace jishi::http::transport {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
// The concrete executor: any_io_executor would be a virtual call and an allocation at every step.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Steady = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<Steady, asio::wait_traits<Steady>, Executor>;
template <class T = void>
using Awaitable = asio::awaitable<T, Executor>;
// Always bind what such an await yields to a name: GCC 12 loses its place in a coroutine that drops it in a loop.
constexpr auto no_throw = asio::as_tuple(asio::use_awaitable_t<Executor>{});

constexpr auto tick_every = std::chrono::milliseconds{200};

/// What a worker needs to know of a connection.
class Managed {
public:
    /// The deadline has passed.
    virtual void expire() = 0;
    /// The server stops: an idle connection goes at once, a busy one when it has answered.
    virtual void leave() = 0;
    /// The grace is over.
    virtual void abort() = 0;

    Steady::time_point deadline = Steady::time_point::max();
    std::size_t index = 0;  // in the worker's list

protected:
    ~Managed() = default;
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
    void add(Managed& connection);
    void remove(Managed& connection);
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
    std::vector<Managed*> connections_;
    std::thread thread_;
    std::atomic<std::thread::id> thread_id_;
    std::mutex mutex_;
    bool closed_ = false;
    bool ending_ = false;  // on the thread itself
};

inline void Worker::add(Managed& connection)
{
    connection.index = connections_.size();
    connections_.push_back(&connection);
}

inline void Worker::remove(Managed& connection)
{
    connections_.back()->index = connection.index;
    connections_[connection.index] = connections_.back();
    connections_.pop_back();
}

/// Every 200 ms: the clock, the Date header, and who has run out of time.
inline void Worker::beat()
{
    now = Steady::now();
    date_line = date_line_of(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()));
    each_connection([this](Managed& connection) {
        if (connection.deadline <= now) connection.expire();
    });
    tick_.expires_at(now + tick_every);
    tick_.async_wait([this](const ErrorCode& error) {
        if (!error && !ending_) beat();
    });
}

}  // namespace jishi::http::transport
