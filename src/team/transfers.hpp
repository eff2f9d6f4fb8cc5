#pragma once
// Transfers, letters, bulk transfers and mobile members, put together: what their routes need.

#include <vector>

#include "db/db.hpp"
#include "engine/todo.hpp"
#include "engine/workflow_service.hpp"
#include "platform/document.hpp"
#include "platform/job.hpp"
#include "platform/rate_limit.hpp"
#include "team/letter_documents.hpp"
#include "team/member_office.hpp"

namespace jishi::http {
struct Endpoint;
}

namespace jishi::team {

class Transfers {
public:
    /// Everything given must outlive it. @param requests_per_minute  of one address to the public page, now
    Transfers(db::Database& database, const Office& office, const engine::CaseOffice& cases, platform::Jobs& jobs,
              const platform::document::Library& library, std::function<std::int64_t()> requests_per_minute);

    /// Before Jobs::start().
    void add_jobs();
    std::vector<http::Endpoint> endpoints();

    db::Database& database;
    const Office& office;
    const engine::CaseOffice& cases;
    platform::Jobs& jobs;
    const LetterDocuments documents;
    const std::function<std::int64_t()> per_minute;
    platform::RateLimit limit;
};

/// Transfers under way, receivers to choose from, arrivals, letters, and the public page that checks one.
std::vector<http::Endpoint> transfer_endpoints(Transfers& desk);
std::vector<http::Endpoint> bulk_transfer_endpoints(Transfers& desk);
std::vector<http::Endpoint> mobile_endpoints(Transfers& desk);

/// Who is to be contacted, who is out of contact for so long that something follows, inflows that no home knows.
engine::TodoSource relation_todo_source(const Office& office);

}  // namespace jishi::team
