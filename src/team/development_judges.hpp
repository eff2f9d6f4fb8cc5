#pragma once
// The judges of the rules on the development of members, for golden cases. [DEV-01 – DEV-38]

#include "policy/cases.hpp"

namespace jishi::team {

void add_development_judges(policy::Judges& judges);

}  // namespace jishi::team
