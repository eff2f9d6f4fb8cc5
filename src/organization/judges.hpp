#pragma once
// What golden cases may ask this module; public through organizations.hpp.

#include "policy/cases.hpp"

namespace jishi::organization {

void add_judges(policy::Judges& judges);

}  // namespace jishi::organization
