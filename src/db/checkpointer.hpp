#pragma once
// Moves what SQLite has committed from its journal into the database file, on a thread and a connection of its own, so
// that no write waits for it. Private to db/.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "db/connection.hpp"

namespace jishi::db {

class Checkpointer {
public:
    using Open = std::function<std::unique_ptr<Connection>()>;

    explicit Checkpointer(Open open);
    ~Checkpointer();

    /// Called after each commit by the one writer.
    void committed(Connection& writer);
    void stop();

private:
    void loop();

    Open open_;
    std::mutex mutex_;
    std::condition_variable waiting_;
    bool asked_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace jishi::db
