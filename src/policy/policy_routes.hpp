#pragma once
// What the rules in force tell the web application: names of codes, and the register of rules.

#include <memory>
#include <vector>

#include "base/date.hpp"
#include "http/endpoint.hpp"
#include "policy/policy.hpp"

namespace jishi::policy {

/// GET /api/vocabulary, GET /api/rules.
/// @param clock  says what "today" is when no date is asked for; must outlive the endpoints
std::vector<http::Endpoint> endpoints(std::shared_ptr<const Book> book, const Clock& clock);

}  // namespace jishi::policy
