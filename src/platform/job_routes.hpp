#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/endpoint.hpp"
#include "platform/job.hpp"

namespace jishi::platform {

struct JobError {
    std::string code;
    std::optional<std::string> detail;
};
BOOST_DESCRIBE_STRUCT(JobError, (), (code, detail))

/// A job as the API shows it; other modules answer with one when they have queued it.
struct JobView {
    JobId id;
    std::string kind;
    std::string title;
    std::string state;
    std::int64_t progress_done = 0;
    std::int64_t progress_total = 0;
    std::optional<std::string> message;
    AccountId created_by;
    Instant created_at;
    std::optional<Instant> started_at;
    std::optional<Instant> finished_at;
    std::optional<http::AnyJson> result;
    AttachmentId result_file;
    std::optional<JobError> error;
};
BOOST_DESCRIBE_STRUCT(JobView, (),
                      (id, kind, title, state, progress_done, progress_total, message, created_by, created_at,
                       started_at, finished_at, result, result_file, error))

JobView view_of(const Job& job);

std::vector<http::Endpoint> job_endpoints(Jobs& jobs);

}  // namespace jishi::platform
