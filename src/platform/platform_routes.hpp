#pragma once
// The routes of this module, and what a request shows of its session.

#include <vector>

#include "http/endpoint.hpp"
#include "platform/platform.hpp"

namespace jishi::platform {

/// For the dispatcher: Platform::authenticate(presented_by(request)).
Presented presented_by(const http::Request& request);

std::vector<http::Endpoint> session_endpoints(Platform& platform);
std::vector<http::Endpoint> account_endpoints(Platform& platform);
std::vector<http::Endpoint> grant_endpoints(Platform& platform);
std::vector<http::Endpoint> audit_endpoints(Platform& platform);
std::vector<http::Endpoint> setting_endpoints(Platform& platform);
std::vector<http::Endpoint> pack_version_endpoints();
std::vector<http::Endpoint> saved_view_endpoints(Platform& platform);

}  // namespace jishi::platform
