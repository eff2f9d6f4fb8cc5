#include "engine/workflow_routes.hpp"
#include "engine/workflows.hpp"

namespace jishi::engine {

std::vector<http::Endpoint> Workflows::endpoints() { return workflow_endpoints(office_); }

}  // namespace jishi::engine
