#include "db/checkpointer.hpp"

#include <utility>

#include "base/log.hpp"

namespace jishi::db {
namespace {

// Of 4 KB each.
constexpr int pages_due = 4'000;
constexpr int pages_most = 65'536;  // writes that never pause would let the journal grow: then they wait

constexpr auto checkpoint = "PRAGMA wal_checkpoint(PASSIVE)";

}  // namespace

Checkpointer::Checkpointer(Open open) : open_(std::move(open)), thread_([this] { loop(); }) {}

Checkpointer::~Checkpointer() { stop(); }

void Checkpointer::committed(Connection& writer)
{
    const int pages = writer.journal_pages();
    if (pages < pages_due) return;
    if (pages > pages_most) return writer.script(checkpoint);
    {
        const std::lock_guard lock(mutex_);
        asked_ = true;
    }
    waiting_.notify_one();
}

void Checkpointer::stop()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    waiting_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Checkpointer::loop()
{
    std::unique_ptr<Connection> connection;
    while (true) {
        {
            std::unique_lock lock(mutex_);
            waiting_.wait(lock, [this] { return stopping_ || asked_; });
            if (stopping_) return;
            asked_ = false;
        }
        try {
            if (!connection) connection = open_();
            connection->script(checkpoint);
        } catch (const std::exception& error) {
            // Nothing is lost: it stays in the journal, and the next commit asks again.
            log::warning("db.checkpoint_failed", {{"why", error.what()}});
            connection.reset();
        }
    }
}

}  // namespace jishi::db
