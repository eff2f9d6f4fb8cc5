#pragma once

#include <vector>

#include "http/endpoint.hpp"
#include "organization/imports.hpp"

namespace jishi::organization {

std::vector<http::Endpoint> import_endpoints(Imports& imports);

}  // namespace jishi::organization
