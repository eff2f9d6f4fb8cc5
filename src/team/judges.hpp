#pragma once
// What golden cases may ask this module; public through team.hpp.

#include "policy/cases.hpp"

namespace jishi::team {

void add_judges(policy::Judges& judges);

}  // namespace jishi::team
