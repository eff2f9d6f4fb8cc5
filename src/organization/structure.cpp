#include "organization/structure.hpp"

#include <algorithm>

namespace jishi::organization {
namespace {

bool fits(const std::vector<std::string>& list, std::string_view code)
{
    return list.empty() || std::ranges::find(list, code) != list.end();
}

bool fits(const ThresholdRule& rule, const Attributes& values)
{
    return rule.type == values.type && fits(rule.sectors, values.sector) && fits(rule.forms, values.form);
}

std::string below(int count, int least) { return std::to_string(count) + " < " + std::to_string(least); }
std::string above(int count, int most) { return std::to_string(count) + " > " + std::to_string(most); }

/// How the declared counts miss a line, as "2 < 3"; nothing when they keep it or were not declared.
std::optional<std::string> missed(const ThresholdRule& rule, const Attributes& values)
{
    const auto [members, full] = std::pair{values.members, values.formal_members};
    if (full && rule.min_full_members && *full < *rule.min_full_members) return below(*full, *rule.min_full_members);
    if (full && rule.max_full_members && *full > *rule.max_full_members) return above(*full, *rule.max_full_members);
    if (members && rule.min_members && *members < *rule.min_members) return below(*members, *rule.min_members);
    if (members && rule.max_members && *members > *rule.max_members) return above(*members, *rule.max_members);
    return std::nullopt;
}

}  // namespace

Result<void> check_codes(const OrganizationPolicy& policy, const Attributes& values)
{
    if (!policy.type(values.type)) return bad_field("type", "organization.type_unknown", {}, values.type);
    if (!values.sector.empty() && !policy.sectors.contains(values.sector))
        return bad_field("sector", "organization.sector_unknown", "ORG-50", values.sector);
    if (!values.level.empty() && !policy.levels.contains(values.level))
        return bad_field("level", "organization.level_unknown", "ORG-52", values.level);
    if (!values.form.empty() && !policy.forms.contains(values.form))
        return bad_field("form", "organization.form_unknown", {}, values.form);
    return {};
}

Result<void> check_place(const OrganizationPolicy& policy, std::string_view type, std::string_view parent_type)
{
    const auto* rule = policy.type(type);
    if (!rule) return bad_field("type", "organization.type_unknown", {}, std::string(type));
    const bool allowed = parent_type.empty() ? rule->root : std::ranges::find(rule->parents, parent_type) != rule->parents.end();
    if (!allowed)
        return refuse(ErrorKind::rule_refused, "organization.parent_type_not_allowed", rule->rule,
                      rule->code + " below " + std::string(parent_type));
    return {};
}

Result<void> check_papers(const OrganizationPolicy& policy, ChangeKind kind, const Papers& papers)
{
    const auto rule = policy.changes.find(code_of(kind));
    if (rule == policy.changes.end()) return {};
    if (rule->second.needs_document && papers.document_no.empty())
        return refuse(ErrorKind::rule_refused, "organization.document_needed", "ORG-25");
    if (rule->second.needs_reason && papers.reason.empty())
        return refuse(ErrorKind::rule_refused, "organization.reason_needed", "ORG-25");
    return {};
}

Result<void> check_thresholds(const OrganizationPolicy& policy, const Attributes& values, const Papers& papers)
{
    for (const auto& rule : policy.thresholds) {
        if (!fits(rule, values)) continue;
        const auto miss = missed(rule, values);
        if (!miss || rule.exception == ThresholdRule::Exception::warning) continue;
        if (rule.exception == ThresholdRule::Exception::none)
            return refuse(ErrorKind::rule_refused, "organization.below_threshold", rule.rule, *miss);
        if (papers.special_reason.empty())
            return refuse(ErrorKind::rule_refused, "organization.special_reason_needed", rule.rule, *miss);
        if (papers.document_no.empty())
            return refuse(ErrorKind::rule_refused, "organization.document_needed", rule.rule, *miss);
    }
    return {};
}

Result<void> check_units(const OrganizationPolicy& policy, std::string_view type, std::size_t unit_count)
{
    const auto* rule = policy.type(type);
    if (rule && rule->needs_units && unit_count == 0)
        return refuse(ErrorKind::rule_refused, "organization.units_needed", "ORG-55");
    return {};
}

std::vector<Warning> warnings_of(const OrganizationPolicy& policy, const Attributes& values, std::size_t unit_count)
{
    std::vector<Warning> warnings;
    for (const auto& rule : policy.thresholds) {
        if (!fits(rule, values)) continue;
        if (const auto miss = missed(rule, values)) warnings.push_back({"organization.threshold_missed", rule.rule, *miss});
        if (values.members && rule.usual_max_members && *values.members > *rule.usual_max_members)
            warnings.push_back({"organization.more_members_than_usual", rule.rule, above(*values.members, *rule.usual_max_members)});
        const auto units = static_cast<int>(unit_count);
        if (rule.usual_max_units && units > *rule.usual_max_units)
            warnings.push_back({"organization.more_units_than_usual", rule.rule, above(units, *rule.usual_max_units)});
    }
    return warnings;
}

Result<Date> term_expiry(const OrganizationPolicy& policy, const Attributes& values, Date started_on)
{
    const auto* type = policy.type(values.type);
    const auto* term = policy.term(values.type, values.sector);
    if (!type || !type->elected || !term)
        return refuse(ErrorKind::rule_refused, "organization.has_no_term", type ? type->rule : "", values.type);
    return started_on.plus_months(12 * term->years);
}

std::string_view code_of(Light light)
{
    switch (light) {
        case Light::green: return "green";
        case Light::yellow: return "yellow";
        case Light::red: return "red";
        case Light::dark_red: return "dark_red";
    }
    return "";
}

std::optional<Light> term_light(const OrganizationPolicy& policy, std::optional<Date> expires_on, Date today)
{
    if (!expires_on) return std::nullopt;
    // [GEN-02] The day of expiry itself is still in time.
    if (today > *expires_on) return Light::dark_red;
    // [ORG-46] Yellow from `yellow_months` before expiry on, green before that.
    return today < expires_on->plus_months(-policy.term_yellow_months) ? Light::green : Light::yellow;
}

}  // namespace jishi::organization
