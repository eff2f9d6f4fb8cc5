#pragma once
// Judges of the golden cases on transfers, mobile members, lost contact and leaving.

#include "policy/cases.hpp"

namespace jishi::team {

void add_relation_judges(policy::Judges& judges);

}  // namespace jishi::team
