#pragma once
// The one writer: a thread that takes what is waiting, runs each piece in its savepoint and commits the
// group, so that one flush to disk serves many answers. Private to db/.

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "db/checkpointer.hpp"
#include "db/connection.hpp"
#include "db/db.hpp"

namespace jishi::db {

class Writer {
public:
    using Open = std::function<std::unique_ptr<Connection>()>;
    using Work = std::function<bool(Tx&)>;
    using Done = std::function<void(bool, std::exception_ptr)>;

    Writer(Open open, const Clock& clock, bool group_commit);
    ~Writer();

    void submit(Work work, Done done);
    void stop();

private:
    struct Job {
        Work work;
        Done done;
        // outcome of the current attempt
        bool keep = false;
        std::exception_ptr error = nullptr;
        std::vector<std::function<void()>> after_commit = {};
    };

    void loop();
    std::vector<Job> take();
    void run_group(std::vector<Job>& jobs);
    void run_job(Job& job, bool savepoint, Instant now);
    /// The group's transaction is gone: roll back, try each job alone, in order.
    void fall_back(std::vector<Job>& jobs, std::exception_ptr error);
    static void answer(Job& job);

    Open open_;
    const Clock& clock_;
    const std::size_t group_max_;
    std::unique_ptr<Connection> connection_;
    std::unique_ptr<Checkpointer> checkpointer_;  // of SQLite
    std::mutex mutex_;
    std::condition_variable waiting_;
    std::deque<Job> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace jishi::db
