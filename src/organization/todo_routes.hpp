#pragma once

#include <vector>

#include "http/endpoint.hpp"
#include "organization/office.hpp"

namespace jishi::organization {

/// What is to be done within the scope of an account.
std::vector<http::Endpoint> todo_endpoints(const Office& office);

}  // namespace jishi::organization
