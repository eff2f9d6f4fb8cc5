#pragma once
// The rows of platform_job. Private to platform/.

#include <optional>
#include <vector>

#include "platform/job.hpp"

namespace jishi::platform::store {

void insert_job(db::Tx& tx, const Job& job);
std::optional<Job> find_job(db::Tx& tx, JobId id);
std::vector<Job> list_jobs(db::Tx& tx, AccountId account, JobId before, int limit);
std::vector<Job> unended_jobs(db::Tx& tx);

void save_state(db::Tx& tx, const Job& job);
void save_progress(db::Tx& tx, const Job& job);
std::int64_t delete_ended(db::Tx& tx, Instant before);

}  // namespace jishi::platform::store
