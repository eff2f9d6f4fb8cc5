#pragma once
// Between whoever writes a streamed answer, on any thread, and the connection that sends it.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "http/server.hpp"

namespace jishi::http {

class StreamQueue {
public:
    /// @param wake       tells the connection that something is here; called from any thread
    /// @param may_block  false on the thread that empties the queue
    StreamQueue(std::function<void()> wake, std::function<bool()> may_block)
        : wake_(std::move(wake)), may_block_(std::move(may_block))
    {
    }

    enum class End : std::uint8_t { open, closed, abandoned };
    struct Taken {
        std::string data;
        End end;
    };
    /// Everything that waits.
    Taken take()
    {
        const std::lock_guard lock(mutex_);
        room_.notify_all();
        return {std::exchange(waiting_, {}), end_};
    }
    /// Nobody will take any more.
    void client_gone()
    {
        const std::lock_guard lock(mutex_);
        gone_ = true;
        waiting_ = {};
        room_.notify_all();
    }

    bool write(std::string&& chunk)
    {
        {
            std::unique_lock lock(mutex_);
            if (may_block_()) room_.wait(lock, [this] { return waiting_.size() < backlog_max || gone_; });
            if (gone_ || end_ != End::open) return false;
            if (waiting_.size() + chunk.size() > backlog_hard_max) {
                end_ = End::abandoned;  // a writer that cannot wait and a client that does not read
                waiting_ = {};
            } else if (waiting_.empty()) {
                waiting_ = std::move(chunk);
            } else {
                waiting_ += chunk;
            }
            if (end_ == End::open && waiting_.empty()) return true;
        }
        wake_();
        const std::lock_guard lock(mutex_);
        return end_ == End::open;
    }
    void end(End how)
    {
        {
            const std::lock_guard lock(mutex_);
            if (end_ != End::open) return;
            end_ = how;
        }
        wake_();
    }

private:
    static constexpr std::size_t backlog_max = 1024 * 1024;
    static constexpr std::size_t backlog_hard_max = 64 * 1024 * 1024;

    const std::function<void()> wake_;
    const std::function<bool()> may_block_;
    std::mutex mutex_;
    std::condition_variable room_;
    std::string waiting_;
    End end_ = End::open;
    bool gone_ = false;
};

/// What the handler is given.
class QueuedStream final : public Stream {
public:
    explicit QueuedStream(std::shared_ptr<StreamQueue> queue) : queue_(std::move(queue)) {}
    ~QueuedStream() override { queue_->end(StreamQueue::End::abandoned); }
    bool write(std::string chunk) override { return queue_->write(std::move(chunk)); }
    void close() override { queue_->end(StreamQueue::End::closed); }

private:
    std::shared_ptr<StreamQueue> queue_;
};

}  // namespace jishi::http
