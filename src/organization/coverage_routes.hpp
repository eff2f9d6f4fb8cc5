#pragma once

#include <vector>

#include "http/endpoint.hpp"
#include "organization/office.hpp"

namespace jishi::organization {

/// The two coverages, their course over time, and who is missing. [ORG-56, ORG-57]
std::vector<http::Endpoint> coverage_endpoints(const Office& office);

}  // namespace jishi::organization
