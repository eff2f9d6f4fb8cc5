#pragma once

#include <vector>

#include "engine/workflow_notices.hpp"
#include "http/endpoint.hpp"

namespace jishi::engine {

std::vector<http::Endpoint> notice_endpoints(const CaseOffice& office);

}  // namespace jishi::engine
