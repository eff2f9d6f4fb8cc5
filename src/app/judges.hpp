#pragma once
// Everything that golden cases may ask.

#include "policy/cases.hpp"

namespace jishi::app {

policy::Judges all_judges();

}  // namespace jishi::app
