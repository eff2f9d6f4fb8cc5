#pragma once
// What the rules say about an organisation and its place: pure functions of facts and policy.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "organization/change.hpp"
#include "organization/organization_policy.hpp"

namespace jishi::organization {

/// Type, sector, level and form must be codes of the pack; empty sector, level and form are "not said".
/// @errors input.invalid with organization.type_unknown, .sector_unknown, .level_unknown, .form_unknown
Result<void> check_codes(const OrganizationPolicy& policy, const Attributes& values);

/// [ORG-01 – ORG-12] What may stand below what. @param parent_type  empty: at the top
/// @errors organization.parent_type_not_allowed
Result<void> check_place(const OrganizationPolicy& policy, std::string_view type, std::string_view parent_type);

/// [ORG-25] The papers that a kind of change needs.
/// @errors organization.document_needed, organization.reason_needed
Result<void> check_papers(const OrganizationPolicy& policy, ChangeKind kind, const Papers& papers);

/// [ORG-01 – ORG-04, ORG-13] Declared member counts against the thresholds of the type; below them a special reason and
/// the number of the approval are needed.
/// @errors organization.below_threshold (no exception is possible), organization.special_reason_needed,
///         organization.document_needed
Result<void> check_thresholds(const OrganizationPolicy& policy, const Attributes& values, const Papers& papers);

/// [ORG-04, ORG-55] @errors organization.units_needed
Result<void> check_units(const OrganizationPolicy& policy, std::string_view type, std::size_t unit_count);

/// Something to look at that does not refuse anything.
struct Warning {
    std::string code;
    std::string rule;
    std::string detail;  // the figure: "63 > 50"
};
std::vector<Warning> warnings_of(const OrganizationPolicy& policy, const Attributes& values, std::size_t unit_count);

/// [ORG-40 – ORG-42, ORG-45] The day on which a term that starts on `started_on` expires.
/// @errors organization.has_no_term (the type's leaders are not elected, or no term is set for it)
Result<Date> term_expiry(const OrganizationPolicy& policy, const Attributes& values, Date started_on);

/// [ORG-46] Nothing while no term is recorded.
enum class Light : std::uint8_t { green, yellow, red, dark_red };
std::string_view code_of(Light light);
std::optional<Light> term_light(const OrganizationPolicy& policy, std::optional<Date> expires_on, Date today);

}  // namespace jishi::organization
