#pragma once

#include <vector>

#include "http/endpoint.hpp"
#include "platform/job.hpp"

namespace jishi::platform {

std::vector<http::Endpoint> job_endpoints(Jobs& jobs);

}  // namespace jishi::platform
