#pragma once
// The routes of awards, discipline, the reserve and care.

#include <vector>

#include "http/endpoint.hpp"
#include "team/member_routes.hpp"

namespace jishi::team {

std::vector<http::Endpoint> award_endpoints(const Office& office);
/// [SEC-04] Every look is written down.
std::vector<http::Endpoint> discipline_endpoints(const Office& office);
std::vector<http::Endpoint> reserve_endpoints(const Office& office);
std::vector<http::Endpoint> care_endpoints(const Office& office);
/// The codes of leading teams, awards, discipline and care in words.

}  // namespace jishi::team
