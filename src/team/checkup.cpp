#include "team/checkup.hpp"

#include <algorithm>
#include <array>

#include "policy/reading.hpp"
#include "team/member_rules.hpp"

namespace jishi::team {
namespace {

constexpr int months_a_year = 12;

constexpr std::array<std::pair<std::string_view, CheckupKind>, 5> kinds{{
    {"said", CheckupKind::said},
    {"said_with", CheckupKind::said_with},
    {"years_after", CheckupKind::years_after},
    {"months_passed", CheckupKind::months_passed},
    {"age", CheckupKind::age},
}};

bool concerns(const std::vector<std::string>& list, std::string_view code)
{
    return list.empty() || std::ranges::find(list, code) != list.end();
}

bool is_said(const CheckupFacts& facts, std::string_view name)
{
    if (name == "id_number") return facts.has_id_number;
    if (name == "phone") return facts.has_phone;
    if (name == "address") return facts.has_address;
    const auto* field = field_named(name);
    if (!field) return true;
    return std::visit(
        [&](auto place) {
            const auto& value = facts.values.*place;
            using Value = std::remove_cvref_t<decltype(value)>;
            if constexpr (std::is_same_v<Value, std::string>) return !value.empty();
            else if constexpr (std::is_same_v<Value, bool>) return value;
            else if constexpr (std::is_same_v<Value, OrganizationId>) return static_cast<bool>(value);
            else return value.has_value();
        },
        field->place);
}

std::optional<Date> date_of(const Attributes& values, std::string_view name)
{
    const auto* field = field_named(name);
    const auto* place = field ? std::get_if<std::optional<Date> Attributes::*>(&field->place) : nullptr;
    return place ? values.**place : std::nullopt;
}

/// Is this rule broken? What is not said at all breaks the rule that asks for it, and no other.
bool breaks(const CheckupRule& rule, const CheckupFacts& facts, Date day)
{
    const auto date = date_of(facts.values, rule.field);
    const auto other = date_of(facts.values, rule.other);
    switch (rule.kind) {
        case CheckupKind::said: return !is_said(facts, rule.field);
        case CheckupKind::said_with: return is_said(facts, rule.other) && !is_said(facts, rule.field);
        case CheckupKind::years_after:
            if (!date || !other) return false;
            return (rule.min && *date < other->plus_months(*rule.min * months_a_year)) ||
                   (rule.max && *date > other->plus_months(*rule.max * months_a_year));
        case CheckupKind::months_passed: return date && rule.max && date->plus_months(*rule.max) < day;
        case CheckupKind::age: {
            const auto birth = facts.values.birth_date;
            if (!birth) return false;
            const int years = years_between(*birth, day);
            return (rule.min && years < *rule.min) || (rule.max && years > *rule.max);
        }
    }
    return false;
}

std::optional<int> maybe(const policy::Value& item, std::string_view name)
{
    const auto* value = item.find(name);
    return value ? std::optional(static_cast<int>(value->integer())) : std::nullopt;
}

}  // namespace

std::optional<CheckupKind> checkup_kind_from(std::string_view code)
{
    for (const auto& [known, kind] : kinds)
        if (known == code) return kind;
    return std::nullopt;
}

const CheckupRule* CheckupPolicy::rule(std::string_view code) const
{
    const auto found = std::ranges::find(rules, code, &CheckupRule::code);
    return found == rules.end() ? nullptr : &*found;
}

CheckupPolicy read_checkup_policy(const policy::Reader& reader)
{
    CheckupPolicy policy;
    for (const auto& item : reader.get("team.checkup.rules").items()) {
        CheckupRule rule;
        rule.code = item.at("code").text();
        rule.kind = checkup_kind_from(item.at("kind").text()).value_or(CheckupKind::said);
        rule.field = item.at("field").text();
        rule.other = item.text_or("other", "");
        rule.min = maybe(item, "min");
        rule.max = maybe(item, "max");
        rule.sectors = item.texts_or_none("sectors");
        rule.statuses = item.texts_or_none("statuses");
        rule.categories = item.texts_or_none("categories");
        rule.occupation_groups = item.texts_or_none("occupation_groups");
        rule.rule = item.at("rule").text();
        policy.rules.push_back(std::move(rule));
    }
    return policy;
}

std::vector<const CheckupRule*> checkup_of(const CheckupPolicy& policy, const CheckupFacts& facts, Date day)
{
    std::vector<const CheckupRule*> broken;
    for (const auto& rule : policy.rules)
        if (concerns(rule.sectors, facts.sector) && concerns(rule.statuses, facts.values.status) &&
            concerns(rule.categories, facts.values.category) &&
            concerns(rule.occupation_groups, facts.occupation_group) && breaks(rule, facts, day))
            broken.push_back(&rule);
    return broken;
}

}  // namespace jishi::team
