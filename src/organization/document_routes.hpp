#pragma once
// Documents of an organisation over HTTP.

#include <vector>

#include "http/endpoint.hpp"
#include "organization/documents.hpp"

namespace jishi::organization {

std::vector<http::Endpoint> document_endpoints(const Documents& documents);

}  // namespace jishi::organization
