#pragma once

#include <vector>

#include "engine/workflow_service.hpp"
#include "http/endpoint.hpp"

namespace jishi::engine {

std::vector<http::Endpoint> workflow_endpoints(const CaseOffice& office);

}  // namespace jishi::engine
