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
    /// Everything given must outlive it. @param per_minute  requests of one address to the public page
    Transfers(db::Database& database, const Office& office, const engine::CaseOffice& cases, platform::Jobs& jobs,
              const platform::document::Library& library, int per_minute);

    /// Before Jobs::start().
    void add_jobs();
    std::vector<http::Endpoint> endpoints();

    db::Database& database;
    const Office& office;
    const engine::CaseOffice& cases;
    platform::Jobs& jobs;
    const LetterDocuments documents;
    platform::RateLimit limit;
};

/// Transfers under way, receivers to choose from, arrivals, letters, and the public page that checks one.
std::vector<http::Endpoint> transfer_endpoints(Transfers& desk);
std::vector<http::Endpoint> bulk_transfer_endpoints(Transfers& desk);
std::vector<http::Endpoint> mobile_endpoints(Transfers& desk);

/// Who is to be contacted, who is out of contact for so long that something follows, inflows that no home knows.
engine::TodoSource relation_todo_source(const Office& office);

}  // namespace jishi::team
