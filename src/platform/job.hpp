#pragma once
// Long work: queued in the transaction that asks for it, run outside transactions on a few threads of its own, with
// progress, cancellation, a result and a result file. What a restart interrupts is run again if its kind can be.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "db/db.hpp"
#include "platform/actor.hpp"

namespace jishi::platform {

enum class JobState : std::uint8_t { queued, running, done, failed, cancelled };
std::string_view to_string(JobState state);

struct Job {
    JobId id;
    std::string kind;
    std::string title;
    JobState state = JobState::queued;
    AccountId created_by;
    std::string parameters;  // JSON
    std::int64_t progress_done = 0;
    std::int64_t progress_total = 0;  // 0: not known
    std::string message;              // a stable code that the web application translates: "import.checking"
    std::string result;               // JSON, or empty
    AttachmentId result_file;
    std::string error_code;
    std::string error_detail;
    int attempts = 0;
    std::string remote;  // of the request that asked
    std::string request_id;
    Instant created_at;
    Instant started_at;
    Instant finished_at;

    bool ended() const { return state != JobState::queued && state != JobState::running; }
};

class Jobs;

/// What the function of a job sees.
class JobContext {
public:
    const Job& job() const { return job_; }
    /// The account that asked, with the grants that it has now.
    const Actor& actor() const { return actor_; }
    db::Database& database() const;

    /// Told to whoever watches at once, and to the database at most twice a second.
    void progress(std::int64_t done, std::int64_t total, std::string_view message = {});
    /// Somebody asked to stop, or the server is stopping: return soon; what is returned then does not matter.
    bool cancelled() const { return cancelled_->load(std::memory_order_relaxed); }
    void set_result(std::string json) { job_.result = std::move(json); }
    void set_result_file(AttachmentId file) { job_.result_file = file; }

private:
    friend class Jobs;
    JobContext(Jobs& jobs, Job job, Actor actor, std::shared_ptr<std::atomic<bool>> cancelled)
        : jobs_(jobs), job_(std::move(job)), actor_(std::move(actor)), cancelled_(std::move(cancelled))
    {
    }

    Jobs& jobs_;
    Job job_;
    Actor actor_;
    std::shared_ptr<std::atomic<bool>> cancelled_;
    Instant saved_at_{};
};

struct JobKind {
    std::string code;          // "organization.import"
    bool restartable = false;  // may be run again from the beginning after an interruption
    std::function<Result<void>(JobContext&)> run;
};

class Jobs {
public:
    /// Who an account is now; a refusal when it may do nothing any more.
    using ActorOf = std::function<Result<Actor>(AccountId)>;

    Jobs(db::Database& database, IdGenerator& ids, const Clock& clock, int threads = 2);
    ~Jobs();

    /// Before start(); throws std::logic_error for a kind that is there already.
    void add_kind(JobKind kind);
    void set_actor_of(ActorOf actor_of) { actor_of_ = std::move(actor_of); }

    /// Takes up what was waiting or interrupted: queued jobs and restartable ones run, others end as
    /// job.interrupted.
    void start();
    /// Asks running jobs to stop and waits for them; they are taken up again at the next start.
    void stop();

    /// Queues in the caller's transaction; the job begins once that is durable.
    JobId enqueue(db::Tx& tx, const Actor& actor, std::string_view kind, std::string_view title,
                  std::string_view parameters);

    /// @errors job.unknown
    Result<Job> find(db::Tx& tx, JobId id) const;
    /// Newest first, ids below `before` (none: from the newest). @param account  none: everybody's
    std::vector<Job> list(db::Tx& tx, AccountId account, JobId before, int limit) const;
    /// A queued job ends at once, a running one as soon as it notices. @errors job.unknown, job.ended
    Result<Job> cancel(db::Tx& tx, JobId id);

    /// Calls `watcher` at every step of a job and at its end, from the job's thread, until it answers false.
    void watch(JobId id, std::function<bool(const Job&)> watcher);

    /// Deletes what ended before this moment. @return how many
    std::int64_t forget_ended(db::Tx& tx, Instant before);

private:
    friend class JobContext;
    void loop();
    void run(JobId id);
    Result<void> call(const JobKind& kind, JobContext& context);
    void finish(JobContext& context, const Result<void>& outcome);
    void save_progress(const Job& job);
    void tell(const Job& job);
    void schedule(JobId id);

    db::Database& database_;
    IdGenerator& ids_;
    const Clock& clock_;
    const int thread_count_;
    ActorOf actor_of_;
    std::map<std::string, JobKind, std::less<>> kinds_;

    std::mutex mutex_;
    std::condition_variable waiting_;
    std::deque<JobId> queue_;
    std::unordered_map<JobId, std::shared_ptr<std::atomic<bool>>> running_;
    std::unordered_map<JobId, std::vector<std::function<bool(const Job&)>>> watchers_;
    std::deque<Job> ended_;  // the last few
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace jishi::platform
