#include "organization/committee.hpp"

#include <algorithm>

namespace jishi::organization {
namespace {

bool fits(const std::vector<std::string>& list, std::string_view code)
{
    return list.empty() || std::ranges::find(list, code) != list.end();
}

std::string against(int count, const char* sign, int bound)
{
    return std::to_string(count) + sign + std::to_string(bound);
}

}  // namespace

bool needs_committee(const OrganizationPolicy& policy, std::string_view type, int full_members)
{
    const auto* rule = policy.type(type);
    return rule && rule->level == "branch" && rule->elected && full_members >= policy.branch_committee_full_members_min;
}

const CommitteeRule* committee_rule(const OrganizationPolicy& policy, const CommitteeFacts& facts)
{
    for (const auto& rule : policy.committees)
        if (fits(rule.types, facts.type) && fits(rule.sectors, facts.sector) && fits(rule.places, facts.place))
            return &rule;
    return nullptr;
}

Result<void> check_committee(const OrganizationPolicy& policy, const CommitteeFacts& facts)
{
    const auto* rule = committee_rule(policy, facts);
    if (!rule) return {};
    const int most = rule->limit.value_or(rule->max);
    if (facts.members < rule->min)
        return refuse(ErrorKind::rule_refused, "organization.committee_too_small", rule->rule,
                      against(facts.members, " < ", rule->min));
    if (facts.members > most)
        return refuse(ErrorKind::rule_refused, "organization.committee_too_large", rule->rule,
                      against(facts.members, " > ", most));
    if (facts.deputies && rule->deputies_max && *facts.deputies > *rule->deputies_max)
        return refuse(ErrorKind::rule_refused, "organization.too_many_deputies", rule->rule,
                      against(*facts.deputies, " > ", *rule->deputies_max));
    return {};
}

std::vector<Warning> committee_warnings(const OrganizationPolicy& policy, const CommitteeFacts& facts)
{
    std::vector<Warning> warnings;
    const auto* rule = committee_rule(policy, facts);
    if (!rule) return warnings;
    if (facts.members > rule->max)
        warnings.push_back(
            {"organization.committee_larger_than_usual", rule->rule, against(facts.members, " > ", rule->max)});
    if (facts.deputies && rule->deputies_min && *facts.deputies < *rule->deputies_min)
        warnings.push_back({"organization.fewer_deputies_than_usual", rule->rule,
                            against(*facts.deputies, " < ", *rule->deputies_min)});
    return warnings;
}

Result<void> check_discipline_body(const OrganizationPolicy& policy, std::string_view type, DisciplineBody body)
{
    for (const auto& rule : policy.discipline_bodies) {
        if (!fits(rule.types, type)) continue;
        if (body == DisciplineBody::none || (body == DisciplineBody::commission && !rule.commission))
            return refuse(ErrorKind::rule_refused, "organization.discipline_body_wrong", rule.rule, std::string(type));
        return {};
    }
    return {};
}

}  // namespace jishi::organization
