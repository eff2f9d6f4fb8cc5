#pragma once
// Routes of the yearly statistics: forms, their tables and files, seals.

#include <vector>

#include "http/endpoint.hpp"
#include "statistics/yearly.hpp"

namespace jishi::statistics {

std::vector<http::Endpoint> form_endpoints(const Yearly& yearly);
std::vector<http::Endpoint> seal_endpoints(const Yearly& yearly);

}  // namespace jishi::statistics
