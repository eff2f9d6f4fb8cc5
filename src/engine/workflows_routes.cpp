#include <iterator>

#include "engine/workflow_document_routes.hpp"
#include "engine/workflow_notice_routes.hpp"
#include "engine/workflow_routes.hpp"
#include "engine/workflows.hpp"

namespace jishi::engine {

std::vector<http::Endpoint> Workflows::endpoints()
{
    auto all = workflow_endpoints(office_);
    std::ranges::move(case_document_endpoints(documents_), std::back_inserter(all));
    std::ranges::move(notice_endpoints(office_), std::back_inserter(all));
    return all;
}

}  // namespace jishi::engine
