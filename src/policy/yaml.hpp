#pragma once
// YAML text -> Value, strictly: what could be read in two ways is refused. Inside policy/ only.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "policy/value.hpp"

namespace jishi::policy {

/// @param file      name for messages; every value knows its file, line and path
/// @param problems  receives policy.not_yaml, policy.ambiguous_scalar (a number with a fraction or a leading zero, a
///                  yes or no, without quotes), policy.key_twice
/// @return          nothing when the text is no YAML at all
std::optional<Value> read_yaml(std::string_view text, const std::string& file, std::vector<FieldError>& problems);

}  // namespace jishi::policy
