#pragma once
// jishi workflow …

#include <string>

#include "app/config.hpp"
#include "base/result.hpp"

namespace jishi::app {

/// Prints a workflow of the packs as SVG, as it is today. @param place  region code of a lower layer; empty: national
/// @errors of the packs; case.workflow_unknown, with those that there are
Result<int> draw_workflow(const Config& config, const std::string& name, const std::string& place,
                          const std::string& language);

}  // namespace jishi::app
