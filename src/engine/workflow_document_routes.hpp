#pragma once

#include <vector>

#include "engine/workflow_documents.hpp"
#include "http/endpoint.hpp"

namespace jishi::engine {

std::vector<http::Endpoint> case_document_endpoints(const CaseDocuments& documents);

}  // namespace jishi::engine
