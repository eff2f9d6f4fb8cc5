#pragma once
// Definitions and forms are kept as JSON.

#include <string>
#include <string_view>

#include "engine/workflow_case.hpp"
#include "policy/value.hpp"

namespace jishi::engine {

/// Compact, members in their order.
std::string json_of(const policy::Value& value);
std::string json_of(const Form& form);
/// Throws std::runtime_error for what is no JSON, or has fractions: only what was written here is read.
policy::Value value_of_json(std::string_view json);
Form form_of_json(std::string_view json);

}  // namespace jishi::engine
