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

/// [ORG-04] A unit that has enough full members founds an organisation of its own instead of joining another one.
/// @errors organization.unit_large_enough
Result<void> check_joint_unit(const OrganizationPolicy& policy, std::string_view type, int full_members);

/// [ORG-05] The rule by which a project of so many months with so many full members founds a branch; null: none.
const ThresholdRule* project_rule(const OrganizationPolicy& policy, int months, int full_members);

/// Something to look at that does not refuse anything.
struct Warning {
    std::string code;
    std::string rule;
    std::string detail;  // the figure: "63 > 50"
};
std::vector<Warning> warnings_of(const OrganizationPolicy& policy, const Attributes& values, std::size_t unit_count);

/// [ORG-54] The text on the seal begins and ends as the type says: organization.unusual_name.
std::vector<Warning> name_warnings(const OrganizationPolicy& policy, std::string_view type, std::string_view name);

/// [ORG-53] A code of the tree: the parent's, and a number of so many digits that are not all zero.
/// @errors input.invalid with organization.code_outside_parent, organization.code_form
Result<void> check_tree_code(const OrganizationPolicy& policy, std::string_view parent_code, std::string_view code);

/// What is founded or dissolved.
struct Approved {
    std::string type;
    std::string sector;
    std::string place;  // code of organization.places; empty: neither
};
/// [ORG-13, ORG-20 – ORG-22] Does the approval come from high enough? @param level  of the organisation that approves
/// @errors organization.level_unknown, organization.approver_too_low
Result<void> check_approver(const OrganizationPolicy& policy, const Approved& what, std::string_view level);

/// [ORG-20] Was a request to found answered in time?
bool is_reply_in_time(const OrganizationPolicy& policy, Date applied_on, Date replied_on);

/// [ORG-40 – ORG-42, ORG-45] The day on which a term that starts on `started_on` expires.
/// @errors organization.has_no_term (the type's leaders are not elected, or no term is set for it)
Result<Date> term_expiry(const OrganizationPolicy& policy, const Attributes& values, Date started_on);

/// [ORG-43] An election before the term expires needs an approval, and cannot be earlier than so many months. How late
/// one was is a fact to record.
/// @errors organization.term_too_early, organization.document_needed
Result<void> check_election_day(const OrganizationPolicy& policy, std::optional<Date> expires_on, Date held_on,
                                const Papers& papers);

/// [ORG-43] An election may be put off by an approval, until so many months after the term at the latest.
/// @errors organization.has_no_term; input.invalid with organization.postponed_within_term, .postponed_too_long
Result<void> check_postponement(const OrganizationPolicy& policy, const Attributes& values, Date postponed_to);

/// [ORG-44] Does the higher organisation remind of an election that is due on this day?
bool is_reminded(const OrganizationPolicy& policy, Date expires_on, Date today);

/// [ORG-46] Nothing while no term is recorded.
/// @param postponed_to  the day to which the higher organisation approved a delay, at most so long as [ORG-43] allows
enum class Light : std::uint8_t { green, yellow, red, dark_red };
std::string_view code_of(Light light);
std::optional<Light> term_light(const OrganizationPolicy& policy, std::optional<Date> expires_on, Date today,
                                std::optional<Date> postponed_to = {});

}  // namespace jishi::organization
