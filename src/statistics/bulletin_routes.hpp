#pragma once

#include <vector>

#include "http/endpoint.hpp"
#include "statistics/crosstab.hpp"

namespace jishi::statistics {

std::vector<http::Endpoint> bulletin_endpoints(const CrosstabOffice& office);

}  // namespace jishi::statistics
