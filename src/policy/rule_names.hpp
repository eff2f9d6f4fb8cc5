#pragma once
// Where rules come from, as users are told: the instrument and its article, from the packs along the tree.

#include <span>
#include <string>
#include <vector>

#include "policy/policy.hpp"

namespace jishi::policy {

/// A rule by the names that users know: 《支部工作条例》, 《党章》第七条.
struct RuleName {
    std::string rule;
    std::string name;
    std::string name_en;
};

/// The names at a place, the nearest pack's first; then those of rules that only packs elsewhere name, for whoever
/// looks at their organisations from above. Where such packs call one rule differently it has no name.
std::vector<RuleName> rule_names(const Book& book, const Policy& place);

/// Rules that entries of a pack cite, and that neither it nor a pack above it names: users would be told the bare id.
/// The code is policy.rule_without_name.
/// @param here  all packs that apply where this one does, as Policy::packs() has them; empty: what the layers say by
///              themselves, of an organisation's own pack that the nation's stand above it and no more
std::vector<FieldError> unnamed_rules(const Book& book, const Pack& pack, std::span<const Pack* const> here = {});

}  // namespace jishi::policy
