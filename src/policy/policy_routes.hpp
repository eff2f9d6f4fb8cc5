#pragma once
// What the rules in force tell the web application: the register of rules, where they come from, what counts where.

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "http/endpoint.hpp"
#include "policy/policy.hpp"

namespace jishi::policy {

/// The rules at an organisation that somebody asks for by its id; says what may be seen and what is there.
using PolicyAt = std::function<Result<Policy>(const http::Call& call, std::string_view organization, Date date)>;

/// GET /api/rules, GET /api/rules/names, GET /api/rules/explained.
/// @param clock      says what "today" is when no date is asked for; must outlive the endpoints
/// @param policy_at  null: there are no organisations
std::vector<http::Endpoint> endpoints(std::shared_ptr<const Book> book, const Clock& clock,
                                      PolicyAt policy_at = nullptr);

std::vector<http::Endpoint> explanation_endpoints(std::shared_ptr<const Book> book, const Clock& clock,
                                                  PolicyAt policy_at);
/// A value of a pack as JSON.
http::json::value to_json_value(const Value& value);

}  // namespace jishi::policy
