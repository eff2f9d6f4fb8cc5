#include "platform/job_routes.hpp"

#include "http/endpoint.hpp"
#include "http/json.hpp"

namespace jishi::platform {

struct JobList {
    std::vector<JobView> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(JobList, (), (items, next))

struct JobQuery {
    std::optional<bool> all;
    std::optional<JobId> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(JobQuery, (), (all, after, limit))

JobView view_of(const Job& job)
{
    JobView view{job.id, job.kind, job.title, std::string(to_string(job.state)), job.progress_done, job.progress_total};
    if (!job.message.empty()) view.message = job.message;
    view.created_by = job.created_by;
    view.created_at = job.created_at;
    if (job.started_at.us) view.started_at = job.started_at;
    if (job.finished_at.us) view.finished_at = job.finished_at;
    if (!job.result.empty()) view.result = http::AnyJson{http::json::parse(job.result)};
    view.result_file = job.result_file;
    if (!job.error_code.empty())
        view.error =
            JobError{job.error_code, job.error_detail.empty() ? std::nullopt : std::optional(job.error_detail)};
    return view;
}

namespace {

using http::Access;
using http::Call;
using http::NoBody;
using http::NoQuery;
using http::Response;

constexpr int limit_default = 50;
constexpr int limit_max = 200;

/// The job, if this account asked for it or may see everybody's. Others are told that there is none.
Result<Job> visible_job(const Jobs& jobs, Call& call)
{
    const auto id = TRY(call.path_id<JobTag>("id"));
    auto job = TRY(jobs.find(call.tx(), id));
    if (job.created_by != call.actor->account && !call.actor->may_somewhere(Permission::job_read))
        return refuse(ErrorKind::not_found, "job.unknown");
    return job;
}

std::string event_of(const Job& job) { return "event: progress\ndata: " + http::to_json(view_of(job)) + "\n\n"; }

Response event_stream(Jobs& jobs, const Job& job)
{
    Response response;
    response.content_type = "text/event-stream; charset=utf-8";
    response.headers.emplace_back("Cache-Control", "no-store");
    response.stream = [&jobs, job](std::shared_ptr<http::Stream> stream) {
        stream->write(event_of(job));
        if (job.ended()) return stream->close();
        jobs.watch(job.id, [stream](const Job& now) {
            const bool there = stream->write(event_of(now));
            if (now.ended()) stream->close();
            return there && !now.ended();
        });
    };
    return response;
}

}  // namespace

std::vector<http::Endpoint> job_endpoints(Jobs& jobs)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<JobQuery>(
        "/api/jobs",
        {"list_jobs",
         "Long work: one's own, or everybody's with `all`",
         "platform",
         Access::signed_in(),
         {"access.forbidden"}},
        [&jobs](Call& call, JobQuery query) -> Result<JobList> {
            if (query.all.value_or(false)) TRY(call.actor->require(Permission::job_read));
            const int limit = std::clamp(query.limit.value_or(limit_default), 1, limit_max);
            const auto found = jobs.list(call.tx(), query.all.value_or(false) ? AccountId{} : call.actor->account,
                                         query.after.value_or(JobId{}), limit + 1);
            JobList list;
            for (const auto& job : found) {
                if (static_cast<int>(list.items.size()) == limit) {
                    list.next = list.items.back().id.str();
                    break;
                }
                list.items.push_back(view_of(job));
            }
            return list;
        }));
    endpoints.push_back(
        http::get("/api/jobs/{id}", {"get_job", "One job", "platform", Access::signed_in(), {"job.unknown"}},
                  [&jobs](Call& call, NoQuery) -> Result<JobView> { return view_of(TRY(visible_job(jobs, call))); }));
    auto events = http::get(
        "/api/jobs/{id}/events",
        {"watch_job",
         "Its progress as server-sent events until it ends",
         "platform",
         Access::signed_in(),
         {"job.unknown"}},
        [&jobs](Call& call, NoQuery) -> Result<Response> { return event_stream(jobs, TRY(visible_job(jobs, call))); });
    events.response_type = "text/event-stream";
    endpoints.push_back(std::move(events));
    endpoints.push_back(http::post<NoBody>(
        "/api/jobs/{id}/cancel",
        {"cancel_job", "Asks it to stop", "platform", Access::signed_in(), {"job.unknown", "job.ended"}},
        [&jobs](Call& call, NoBody) -> Result<JobView> {
            const auto job = TRY(visible_job(jobs, call));
            return view_of(TRY(jobs.cancel(call.tx(), job.id)));
        }));
    return endpoints;
}

}  // namespace jishi::platform
