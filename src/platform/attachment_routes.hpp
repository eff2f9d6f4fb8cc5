#pragma once

#include <vector>

#include "http/endpoint.hpp"
#include "platform/attachment.hpp"
#include "platform/job.hpp"

namespace jishi::platform {

std::vector<http::Endpoint> attachment_endpoints(Attachments& attachments, Jobs& jobs);

}  // namespace jishi::platform
