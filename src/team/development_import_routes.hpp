#pragma once

#include <vector>

#include "http/endpoint.hpp"
#include "team/development_imports.hpp"

namespace jishi::team {

std::vector<http::Endpoint> development_import_endpoints(DevelopmentImports& imports);

}  // namespace jishi::team
