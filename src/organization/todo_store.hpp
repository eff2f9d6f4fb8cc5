#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "organization/sight.hpp"
#include "organization/change.hpp"

namespace jishi::organization::store {

struct Plan {
    Date effective_on;
    ChangeId change;
    OrganizationId organization;
    std::string kind;
};
/// Changes that take effect after `from` and until `to`, each once.
std::vector<Plan> plans_between(db::Tx& tx, Date from, Date to);
/// Organisations of which some change states a special reason.
std::set<OrganizationId> with_special_reason(db::Tx& tx);
/// How many units the organisations in sight stand in.
std::map<OrganizationId, int> units_by_organization(db::Tx& tx, const Sight& sight, Date day);

}  // namespace jishi::organization::store
