#pragma once

#include <vector>

#include "http/endpoint.hpp"
#include "team/member_imports.hpp"

namespace jishi::team {

std::vector<http::Endpoint> member_import_endpoints(MemberImports& imports);

}  // namespace jishi::team
