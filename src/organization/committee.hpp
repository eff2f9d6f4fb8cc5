#pragma once
// [ORG-15, ORG-30 – ORG-36] Committees: who has one, of how many, and who looks after discipline.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "organization/organization_policy.hpp"
#include "organization/structure.hpp"

namespace jishi::organization {

/// A committee as it is elected or to be elected.
struct CommitteeFacts {
    std::string type;  // of the organisation
    std::string sector;
    std::string place;  // code of organization.places; empty: neither
    int members = 0;    // of the committee, its secretary and deputies included
    std::optional<int> deputies = {};
};

/// [ORG-15] Must a branch of so many full members set up a committee?
bool needs_committee(const OrganizationPolicy& policy, std::string_view type, int full_members);

/// The first line on committees that fits; none: the rules say nothing of them.
const CommitteeRule* committee_rule(const OrganizationPolicy& policy, const CommitteeFacts& facts);

/// @errors organization.committee_too_small, organization.committee_too_large (beyond what is possible at all),
///         organization.too_many_deputies
Result<void> check_committee(const OrganizationPolicy& policy, const CommitteeFacts& facts);
/// organization.committee_larger_than_usual, organization.fewer_deputies_than_usual
std::vector<Warning> committee_warnings(const OrganizationPolicy& policy, const CommitteeFacts& facts);

/// [ORG-36] Who looks after discipline in an organisation.
enum class DisciplineBody : std::uint8_t { none, commissioner, commission };
/// @errors organization.discipline_body_wrong (none at all, or a commission where only a commissioner can be)
Result<void> check_discipline_body(const OrganizationPolicy& policy, std::string_view type, DisciplineBody body);

}  // namespace jishi::organization
