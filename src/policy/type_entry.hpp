#pragma once
// A line of organization.types: what organisations of a type may be. The rules of organisations and the vocabulary of
// the web read it here.

#include <optional>
#include <string>
#include <vector>

#include "policy/value.hpp"

namespace jishi::policy {

struct TypeEntry {
    std::string code;
    std::optional<std::string> level;  // none: any
    bool root = false;                 // may stand at the top
    bool overlay = false;
    bool counted = false;
    bool elected = false;
    bool needs_units = false;
    std::vector<std::string> parents;
    std::vector<std::string> withheld_actions;
    std::vector<std::string> name_endings;  // [ORG-54]
    std::string rule;
};
TypeEntry type_entry(const Value& item);

}  // namespace jishi::policy
