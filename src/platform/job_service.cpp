#include <algorithm>

#include "base/log.hpp"
#include "platform/job_store.hpp"

namespace jishi::platform {

namespace {
constexpr std::int64_t save_every_us = 500'000;
constexpr std::size_t ended_kept = 64;
constexpr int attempts_max = 3;  // what was interrupted so often may itself be what ends the server
}  // namespace

db::Database& JobContext::database() const { return jobs_.database_; }

void JobContext::progress(std::int64_t done, std::int64_t total, std::string_view message)
{
    job_.progress_done = done;
    job_.progress_total = total;
    if (!message.empty()) job_.message = message;
    const auto now = jobs_.clock_.now();
    jobs_.tell(job_);
    if (now.us - saved_at_.us < save_every_us) return;
    saved_at_ = now;
    jobs_.save_progress(job_);
}

Jobs::Jobs(db::Database& database, IdGenerator& ids, const Clock& clock, int threads)
    : database_(database), ids_(ids), clock_(clock), thread_count_(threads)
{
}

Jobs::~Jobs() { stop(); }

void Jobs::add_kind(JobKind kind)
{
    if (kinds_.contains(kind.code)) throw std::logic_error("job kind is there already: " + kind.code);
    kinds_.emplace(kind.code, std::move(kind));
}

void Jobs::start()
{
    database_.submit_and_wait([this](db::Tx& tx) {
        for (auto& job : store::unended_jobs(tx)) {
            const auto kind = kinds_.find(job.kind);
            const bool restartable = kind != kinds_.end() && kind->second.restartable && job.attempts < attempts_max;
            const bool again = kind != kinds_.end() && (job.state == JobState::queued || restartable);
            job.state = again ? JobState::queued : JobState::failed;
            if (!again) {
                job.error_code = "job.interrupted";
                job.finished_at = clock_.now();
            }
            store::save_state(tx, job);
            if (again) tx.after_commit([this, id = job.id] { schedule(id); });
        }
        return true;
    });
    for (int i = 0; i < thread_count_; ++i) threads_.emplace_back([this] { loop(); });
}

void Jobs::stop()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        for (auto& [id, flag] : running_) flag->store(true);
    }
    waiting_.notify_all();
    for (auto& thread : threads_)
        if (thread.joinable()) thread.join();
    threads_.clear();
}

JobId Jobs::enqueue(db::Tx& tx, const Actor& actor, std::string_view kind, std::string_view title,
                    std::string_view parameters)
{
    Job job;
    job.id = ids_.next_id<JobTag>();
    job.kind = kind;
    job.title = title;
    job.created_by = actor.account;
    job.parameters = parameters;
    job.remote = actor.remote;
    job.request_id = actor.request_id;
    job.created_at = tx.recorded_at();
    store::insert_job(tx, job);
    tx.after_commit([this, id = job.id] { schedule(id); });
    return job.id;
}

Result<Job> Jobs::find(db::Tx& tx, JobId id) const
{
    auto job = store::find_job(tx, id);
    if (!job) return refuse(ErrorKind::not_found, "job.unknown");
    return std::move(*job);
}

std::vector<Job> Jobs::list(db::Tx& tx, AccountId account, JobId before, int limit) const
{
    return store::list_jobs(tx, account, before, limit);
}

Result<Job> Jobs::cancel(db::Tx& tx, JobId id)
{
    auto job = TRY(find(tx, id));
    if (job.ended()) return refuse(ErrorKind::conflict, "job.ended");
    if (job.state == JobState::queued) {
        job.state = JobState::cancelled;
        job.finished_at = tx.recorded_at();
        store::save_state(tx, job);
        tx.after_commit([this, job] { tell(job); });
        return job;
    }
    tx.after_commit([this, id] {
        const std::lock_guard lock(mutex_);
        if (const auto found = running_.find(id); found != running_.end()) found->second->store(true);
    });
    return job;
}

void Jobs::watch(JobId id, std::function<bool(const Job&)> watcher)
{
    Job over;
    {
        const std::lock_guard lock(mutex_);
        const auto found = std::ranges::find(ended_, id, &Job::id);
        if (found == ended_.end()) {
            watchers_[id].push_back(std::move(watcher));
            return;
        }
        over = *found;
    }
    watcher(over);
}

std::int64_t Jobs::forget_ended(db::Tx& tx, Instant before) { return store::delete_ended(tx, before); }

void Jobs::schedule(JobId id)
{
    {
        const std::lock_guard lock(mutex_);
        queue_.push_back(id);
    }
    waiting_.notify_one();
}

void Jobs::loop()
{
    for (;;) {
        JobId id;
        {
            std::unique_lock lock(mutex_);
            waiting_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (stopping_) return;  // what waits is in the database and is taken up at the next start
            id = queue_.front();
            queue_.pop_front();
        }
        try {
            run(id);
        } catch (const std::exception& error) {
            log::error("job.lost", {{"job", id.value}, {"why", error.what()}});
        }
    }
}

void Jobs::run(JobId id)
{
    auto cancelled = std::make_shared<std::atomic<bool>>(false);
    {
        // What was asked for before the start is in the queue twice: by its transaction and by the start.
        const std::lock_guard lock(mutex_);
        if (!running_.emplace(id, cancelled).second) return;
    }
    std::optional<Job> job;
    bool taken = false;
    database_.submit_and_wait([&](db::Tx& tx) {
        job = store::find_job(tx, id);
        taken = job && job->state == JobState::queued;
        if (!taken) return false;
        job->state = JobState::running;
        job->started_at = clock_.now();
        ++job->attempts;
        store::save_state(tx, *job);
        return true;
    });
    if (taken) {
        auto actor = actor_of_ ? actor_of_(job->created_by) : Result<Actor>(Actor{});
        if (actor) {
            actor->account = job->created_by;
            actor->remote = job->remote;
            actor->request_id = job->request_id;
        }
        JobContext context(*this, std::move(*job), actor ? std::move(*actor) : Actor{}, cancelled);
        tell(context.job_);
        const auto kind = kinds_.find(context.job_.kind);
        if (!actor) finish(context, std::unexpected(actor.error()));
        else if (kind == kinds_.end()) finish(context, refuse(ErrorKind::not_found, "job.unknown_kind"));
        else finish(context, call(kind->second, context));
    }
    const std::lock_guard lock(mutex_);
    running_.erase(id);
}

Result<void> Jobs::call(const JobKind& kind, JobContext& context)
{
    try {
        return kind.run(context);
    } catch (const std::exception& error) {
        log::error("job.failed", {{"job", context.job_.id.value}, {"kind", kind.code}, {"why", error.what()}});
        return refuse(ErrorKind::unavailable, "job.crashed");
    }
}

void Jobs::finish(JobContext& context, const Result<void>& outcome)
{
    bool stopping = false;
    {
        const std::lock_guard lock(mutex_);
        stopping = stopping_;
    }
    // Interrupted by the end of the server: its row stays "running", which the next start understands.
    if (stopping && context.cancelled()) return;
    auto& job = context.job_;
    job.finished_at = clock_.now();
    if (outcome) job.state = JobState::done;  // it got to its end, even if somebody asked to stop meanwhile
    else if (context.cancelled()) job.state = JobState::cancelled;
    else {
        job.state = JobState::failed;
        job.error_code = outcome.error().code;
        job.error_detail = outcome.error().detail;
    }
    database_.submit_and_wait([&](db::Tx& tx) {
        store::save_state(tx, job);
        return true;
    });
    tell(job);
}

void Jobs::save_progress(const Job& job)
{
    database_.submit_and_wait([&](db::Tx& tx) {
        store::save_progress(tx, job);
        return true;
    });
}

void Jobs::tell(const Job& job)
{
    std::vector<std::function<bool(const Job&)>> watchers;
    {
        const std::lock_guard lock(mutex_);
        if (job.ended()) {
            // For whoever read it as running a moment ago and begins to watch now.
            ended_.push_back(job);
            if (ended_.size() > ended_kept) ended_.pop_front();
        }
        const auto found = watchers_.find(job.id);
        if (found == watchers_.end()) return;
        watchers = std::move(found->second);
        watchers_.erase(found);
    }
    // Outside the lock: a watcher may write to a slow client.
    std::erase_if(watchers, [&](const auto& watcher) { return !watcher(job); });
    if (watchers.empty() || job.ended()) return;
    const std::lock_guard lock(mutex_);
    auto& kept = watchers_[job.id];
    kept.insert(kept.end(), std::make_move_iterator(watchers.begin()), std::make_move_iterator(watchers.end()));
}

}  // namespace jishi::platform
