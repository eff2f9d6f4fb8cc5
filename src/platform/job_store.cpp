#include "platform/job_store.hpp"

#include <array>

namespace jishi::platform {

namespace {
constexpr std::array<std::string_view, 5> state_names{"queued", "running", "done", "failed", "cancelled"};
}

std::string_view to_string(JobState state) { return state_names[static_cast<std::size_t>(state)]; }

namespace store {

namespace {

JobState state_from(const std::string& text)
{
    for (std::size_t i = 0; i < state_names.size(); ++i)
        if (text == state_names[i]) return static_cast<JobState>(i);
    throw db::DatabaseFailed("platform_job: unknown state " + text);
}

constexpr std::string_view select = R"(
    SELECT id, kind, title, state, created_by, parameters, progress_done, progress_total, message, result,
           result_file, error_code, error_detail, attempts, remote, request_id, created_at, started_at, finished_at
    FROM platform_job )";

std::vector<Job> jobs_where(db::Tx& tx, std::string_view condition, db::Params params)
{
    std::vector<Job> jobs;
    tx.for_each<JobId, std::string, std::string, std::string, AccountId, std::string, std::int64_t, std::int64_t,
                std::string, std::string, AttachmentId, std::string, std::string, int, std::string, std::string,
                Instant, Instant, Instant>(
        std::string(select) + std::string(condition), params,
        [&](JobId id, std::string kind, std::string title, const std::string& state, AccountId by,
            std::string parameters, std::int64_t done, std::int64_t total, std::string message, std::string result,
            AttachmentId file, std::string code, std::string detail, int attempts, std::string remote,
            std::string request, Instant created, Instant started, Instant finished) {
            jobs.push_back({id, std::move(kind), std::move(title), state_from(state), by, std::move(parameters), done,
                            total, std::move(message), std::move(result), file, std::move(code), std::move(detail),
                            attempts, std::move(remote), std::move(request), created, started, finished});
        });
    return jobs;
}

}  // namespace

void insert_job(db::Tx& tx, const Job& job)
{
    tx.execute(
        R"(INSERT INTO platform_job (id, kind, title, state, created_by, parameters, remote, request_id, created_at)
                  VALUES (:id, :kind, :title, :state, :created_by, :parameters, :remote, :request_id, :created_at))",
        {{"id", job.id},
         {"kind", job.kind},
         {"title", job.title},
         {"state", to_string(job.state)},
         {"created_by", job.created_by},
         {"parameters", job.parameters},
         {"remote", job.remote},
         {"request_id", job.request_id},
         {"created_at", job.created_at}});
}

std::optional<Job> find_job(db::Tx& tx, JobId id)
{
    auto jobs = jobs_where(tx, "WHERE id = :id", {{"id", id}});
    if (jobs.empty()) return std::nullopt;
    return std::move(jobs.front());
}

std::vector<Job> list_jobs(db::Tx& tx, AccountId account, JobId before, int limit)
{
    const std::int64_t below = before ? before.value : INT64_MAX;
    if (account)
        return jobs_where(tx, "WHERE created_by = :account AND id < :before ORDER BY id DESC LIMIT :limit",
                          {{"account", account}, {"before", below}, {"limit", limit}});
    return jobs_where(tx, "WHERE id < :before ORDER BY id DESC LIMIT :limit", {{"before", below}, {"limit", limit}});
}

std::vector<Job> unended_jobs(db::Tx& tx)
{
    return jobs_where(tx, "WHERE state IN ('queued', 'running') ORDER BY id", {});
}

void save_state(db::Tx& tx, const Job& job)
{
    tx.execute(
        R"(UPDATE platform_job SET state = :state, progress_done = :done, progress_total = :total, message = :message,
                      result = :result, result_file = :file, error_code = :code, error_detail = :detail,
                      attempts = :attempts, started_at = :started, finished_at = :finished
                  WHERE id = :id)",
        {{"state", to_string(job.state)},
         {"done", job.progress_done},
         {"total", job.progress_total},
         {"message", job.message},
         {"result", job.result},
         {"file", job.result_file},
         {"code", job.error_code},
         {"detail", job.error_detail},
         {"attempts", job.attempts},
         {"started", job.started_at},
         {"finished", job.finished_at},
         {"id", job.id}});
}

void save_progress(db::Tx& tx, const Job& job)
{
    tx.execute(
        "UPDATE platform_job SET progress_done = :done, progress_total = :total, message = :message WHERE id = :id",
        {{"done", job.progress_done}, {"total", job.progress_total}, {"message", job.message}, {"id", job.id}});
}

std::int64_t delete_ended(db::Tx& tx, Instant before)
{
    return tx.execute("DELETE FROM platform_job WHERE state NOT IN ('queued', 'running') AND finished_at < :before",
                      {{"before", before}});
}

}  // namespace store
}  // namespace jishi::platform
