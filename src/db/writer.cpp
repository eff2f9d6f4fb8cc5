#include "db/writer.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace jishi::db {

namespace {
// Several servers on one PostgreSQL take turns by the group, so that the outbox and the audit chain have
// one order. The number is arbitrary and the same everywhere.
constexpr auto begin_postgresql = "BEGIN; SELECT pg_advisory_xact_lock(7234501)";
}  // namespace

Writer::Writer(Open open, const Clock& clock, bool group_commit)
    : open_(std::move(open)), clock_(clock), group_max_(group_commit ? 512 : 1), connection_(open_()),
      checkpointer_(connection_->engine() == Engine::sqlite ? std::make_unique<Checkpointer>(open_) : nullptr),
      thread_([this] { loop(); })
{
}

Writer::~Writer() { stop(); }

void Writer::submit(Work work, Done done)
{
    {
        const std::lock_guard lock(mutex_);
        if (!stopping_) {
            queue_.push_back(Job{std::move(work), std::move(done)});
            waiting_.notify_one();
            return;
        }
    }
    done(false, std::make_exception_ptr(DatabaseFailed("db: stopping")));
}

void Writer::stop()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    waiting_.notify_one();
    if (thread_.joinable()) thread_.join();
    if (checkpointer_) checkpointer_->stop();
    connection_.reset();
}

std::vector<Writer::Job> Writer::take()
{
    std::unique_lock lock(mutex_);
    waiting_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    std::vector<Job> jobs;
    while (!queue_.empty() && jobs.size() < group_max_) {
        jobs.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    return jobs;
}

void Writer::loop()
{
    for (auto jobs = take(); !jobs.empty(); jobs = take()) {
        try {
            if (!connection_ || !connection_->usable()) {
                connection_.reset();
                connection_ = open_();
            }
            run_group(jobs);
        } catch (const std::exception& error) {
            // The database is away: nobody's work was kept, and everybody hears so.
            log::error("db.writer_failed", {{"why", error.what()}});
            for (auto& job : jobs) {
                if (job.done) job.error = std::current_exception();
                answer(job);
            }
        }
    }
}

void Writer::run_group(std::vector<Job>& jobs)
{
    const Instant now = clock_.now();
    std::exception_ptr lost;
    try {
        connection_->script(connection_->engine() == Engine::sqlite ? "BEGIN IMMEDIATE" : begin_postgresql);
        for (auto& job : jobs) run_job(job, jobs.size() > 1, now);
        const bool any = std::ranges::any_of(jobs, &Job::keep);
        connection_->script(any ? "COMMIT" : "ROLLBACK");
        if (any && checkpointer_) checkpointer_->committed(*connection_);
    } catch (const std::exception&) {
        lost = std::current_exception();
    }
    if (lost) return fall_back(jobs, lost);
    // Memory follows the disk in order of commit, and before anybody is answered.
    for (auto& job : jobs)
        if (job.keep)
            for (auto& action : job.after_commit) action();
    for (auto& job : jobs) answer(job);
}

void Writer::run_job(Job& job, bool savepoint, Instant now)
{
    job.keep = false;
    job.error = nullptr;
    job.after_commit.clear();
    if (savepoint) connection_->script("SAVEPOINT job");
    Tx tx(*connection_);
    tx.set_recorded_at(now);
    try {
        job.keep = job.work(tx);
        job.after_commit = tx.take_after_commit();
    } catch (...) {
        job.error = std::current_exception();
        job.keep = false;
    }
    if (!connection_->in_transaction()) throw DatabaseFailed("db: the transaction was ended by the database");
    if (savepoint) {
        if (!job.keep) connection_->script("ROLLBACK TO job");
        connection_->script("RELEASE job");
    } else if (job.error && connection_->engine() == Engine::postgresql && !connection_->usable()) {
        throw DatabaseFailed("db: connection lost");
    }
}

void Writer::fall_back(std::vector<Job>& jobs, std::exception_ptr error)
{
    const bool connected = connection_->usable();
    if (connected && connection_->in_transaction()) {
        try {
            connection_->script("ROLLBACK");
        } catch (const std::exception& again) {
            log::error("db.rollback_failed", {{"why", again.what()}});
        }
    }
    if (jobs.size() == 1 || !connected) {
        // A lost connection may have lost the answer to COMMIT: running anything again could do it twice.
        for (auto& job : jobs) {
            if (!job.error) job.error = error;
            job.keep = false;
            answer(job);
        }
        return;
    }
    for (auto& job : jobs) {
        std::vector<Job> one;
        one.push_back(std::move(job));
        run_group(one);
    }
    jobs.clear();
}

void Writer::answer(Job& job)
{
    if (!job.done) return;
    const auto done = std::exchange(job.done, nullptr);
    try {
        done(job.error ? false : job.keep, job.error);
    } catch (const std::exception& error) {
        log::error("db.answer_failed", {{"why", error.what()}});
    }
}

}  // namespace jishi::db
