#pragma once

#include <vector>

#include "http/endpoint.hpp"
#include "organization/office.hpp"

namespace jishi::organization {

/// Counterpart bodies of an organisation, and how many organisations have them. [ORG-J]
std::vector<http::Endpoint> counterpart_endpoints(const Office& office);

}  // namespace jishi::organization
