#pragma once
// jishi pack …: what whoever keeps a policy pack works with.

#include <optional>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "base/date.hpp"
#include "base/result.hpp"

namespace jishi::app {

/// Checks packs against the declared keys, each other, what the modules lend to workflows and their golden cases.
/// @param folder  of one pack, or of packs; empty: the installed ones. The installed national pack counts where the
///                folder has none, and beside a single pack all other installed ones.
/// @return 0, or 2 when something is wrong
Result<int> check_packs(const Config& config, const std::string& folder);

struct Explaining {
    std::string rule;          // a rule id, or a key
    std::string organization;  // id or code; empty: see areas
    std::vector<std::string> areas;
    std::optional<std::string> date;  // today when left out
};
/// Prints the value in force and where each layer of it comes from.
/// @errors organization.not_found, policy.no_such_rule, input.invalid (date)
Result<int> explain_rule(const Config& config, const Explaining& asked);

/// Prints which packs this installation has run with, and since when.
Result<int> list_pack_versions(const Config& config);

}  // namespace jishi::app
