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
    const bool allowed =
        parent_type.empty() ? rule->root : std::ranges::find(rule->parents, parent_type) != rule->parents.end();
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

Result<void> check_joint_unit(const OrganizationPolicy& policy, std::string_view type, int full_members)
{
    for (const auto& rule : policy.thresholds)
        if (rule.type == type && rule.unit_max_full_members && full_members > *rule.unit_max_full_members)
            return refuse(ErrorKind::rule_refused, "organization.unit_large_enough", rule.rule,
                          above(full_members, *rule.unit_max_full_members));
    return {};
}

const ThresholdRule* project_rule(const OrganizationPolicy& policy, int months, int full_members)
{
    const auto project = std::ranges::find_if(
        policy.thresholds, [&](const auto& rule) { return rule.min_months && months >= *rule.min_months; });
    if (project == policy.thresholds.end()) return nullptr;
    const bool too_few = std::ranges::any_of(policy.thresholds, [&](const auto& rule) {
        return rule.type == project->type && rule.forms.empty() && rule.min_full_members &&
               full_members < *rule.min_full_members;
    });
    return too_few ? nullptr : &*project;
}

std::vector<Warning> warnings_of(const OrganizationPolicy& policy, const Attributes& values, std::size_t unit_count)
{
    std::vector<Warning> warnings;
    for (const auto& rule : policy.thresholds) {
        if (!fits(rule, values)) continue;
        if (const auto miss = missed(rule, values))
            warnings.push_back({"organization.threshold_missed", rule.rule, *miss});
        if (values.members && rule.usual_max_members && *values.members > *rule.usual_max_members)
            warnings.push_back(
                {"organization.more_members_than_usual", rule.rule, above(*values.members, *rule.usual_max_members)});
        const auto units = static_cast<int>(unit_count);
        if (rule.usual_max_units && units > *rule.usual_max_units)
            warnings.push_back({"organization.more_units_than_usual", rule.rule, above(units, *rule.usual_max_units)});
    }
    return warnings;
}

std::vector<Warning> name_warnings(const OrganizationPolicy& policy, std::string_view type, std::string_view name)
{
    const auto* rule = policy.type(type);
    const bool begins =
        std::ranges::any_of(policy.name_prefixes, [&](const auto& prefix) { return name.starts_with(prefix); });
    const bool ends =
        !rule || rule->name_endings.empty() ||
        std::ranges::any_of(rule->name_endings, [&](const auto& ending) { return name.ends_with(ending); });
    if (begins && ends) return {};
    return {{"organization.unusual_name", "ORG-54", {}}};
}

Result<void> check_tree_code(const OrganizationPolicy& policy, std::string_view parent_code, std::string_view code)
{
    if (!code.starts_with(parent_code))
        return bad_field("code", "organization.code_outside_parent", "ORG-53", std::string(parent_code));
    const auto own = code.substr(parent_code.size());
    const bool digits = std::ranges::all_of(own, [](char c) { return c >= '0' && c <= '9'; });
    if (own.size() != static_cast<std::size_t>(policy.code_segment_digits) || !digits ||
        std::ranges::all_of(own, [](char c) { return c == '0'; }))
        return bad_field("code", "organization.code_form", "ORG-53", std::to_string(policy.code_segment_digits));
    return {};
}

Result<void> check_approver(const OrganizationPolicy& policy, const Approved& what, std::string_view level)
{
    const auto approver = policy.levels.find(level);
    if (approver == policy.levels.end())
        return bad_field("level", "organization.level_unknown", "ORG-52", std::string(level));
    for (const auto& rule : policy.approvers) {
        if (!fits(rule.types, what.type) || !fits(rule.sectors, what.sector) || !fits(rule.places, what.place))
            continue;
        const auto least = policy.levels.find(rule.level);
        // The highest level has the smallest number.
        if (least != policy.levels.end() && approver->second > least->second)
            return refuse(ErrorKind::rule_refused, "organization.approver_too_low", rule.rule, std::string(level));
        return {};
    }
    return {};
}

bool is_reply_in_time(const OrganizationPolicy& policy, Date applied_on, Date replied_on)
{
    return replied_on <= applied_on.plus_months(policy.founding_reply_months);
}

Result<Date> term_expiry(const OrganizationPolicy& policy, const Attributes& values, Date started_on)
{
    const auto* type = policy.type(values.type);
    const auto* term = policy.term(values.type, values.sector);
    if (!type || !type->elected || !term)
        return refuse(ErrorKind::rule_refused, "organization.has_no_term", type ? type->rule : "", values.type);
    return started_on.plus_months(12 * term->years);
}

Result<void> check_election_day(const OrganizationPolicy& policy, std::optional<Date> expires_on, Date held_on,
                                const Papers& papers)
{
    if (!expires_on || held_on >= *expires_on) return {};
    if (held_on < expires_on->plus_months(-policy.term_shift_months_max))
        return refuse(ErrorKind::rule_refused, "organization.term_too_early", "ORG-43", expires_on->str());
    if (papers.document_no.empty())
        return refuse(ErrorKind::rule_refused, "organization.document_needed", "ORG-43", expires_on->str());
    return {};
}

Result<void> check_postponement(const OrganizationPolicy& policy, const Attributes& values, Date postponed_to)
{
    const auto* type = policy.type(values.type);
    if (!values.term_expires_on)
        return refuse(ErrorKind::rule_refused, "organization.has_no_term", type ? type->rule : "", values.type);
    const auto last = values.term_expires_on->plus_months(policy.term_shift_months_max);
    if (postponed_to <= *values.term_expires_on)
        return bad_field("postponed_to", "organization.postponed_within_term", "ORG-43", values.term_expires_on->str());
    if (postponed_to > last) return bad_field("postponed_to", "organization.postponed_too_long", "ORG-43", last.str());
    return {};
}

bool is_reminded(const OrganizationPolicy& policy, Date expires_on, Date today)
{
    return today >= expires_on.plus_months(-policy.term_reminder_months);
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

std::optional<Light> term_light(const OrganizationPolicy& policy, std::optional<Date> expires_on, Date today,
                                std::optional<Date> postponed_to)
{
    if (!expires_on) return std::nullopt;
    // [GEN-02] The day of expiry itself is still in time.
    if (today > *expires_on) {
        // [ORG-43] Nobody can approve a longer delay.
        const auto last = expires_on->plus_months(policy.term_shift_months_max);
        return postponed_to && today <= std::min(*postponed_to, last) ? Light::red : Light::dark_red;
    }
    // [ORG-46] Yellow from `yellow_months` before expiry on, green before that.
    return today < expires_on->plus_months(-policy.term_yellow_months) ? Light::green : Light::yellow;
}

}  // namespace jishi::organization
