#include "team/judges.hpp"
#include "team/development_judges.hpp"
#include "team/post_judges.hpp"
#include "team/relation_judges.hpp"

#include <algorithm>

#include "base/id_number.hpp"
#include "policy/reading.hpp"
#include "team/member_rules.hpp"
#include "team/sealed.hpp"

namespace jishi::team {
namespace {

using policy::Facts;
using policy::Matter;
using policy::Verdict;

MemberPolicy rules_of(const Matter& matter) { return read_member_policy(policy::Reader(matter.policy, matter.policy)); }

/// Whatever fields of a record the facts give.
Attributes attributes_of(const Facts& facts)
{
    Attributes values;
    values.exists = true;
    values.name = facts.text_or("name", "某人");
    values.category = facts.text_or("category", "1");
    for (const auto& field : fields()) {
        if (field.name == "name" || field.name == "category") continue;
        if (const auto* text = std::get_if<std::string Attributes::*>(&field.place))
            values.*(*text) = facts.text_or(field.name, "");
        else if (const auto* date = std::get_if<std::optional<Date> Attributes::*>(&field.place))
            values.*(*date) = facts.optional_date(field.name);
        else if (const auto* flag = std::get_if<bool Attributes::*>(&field.place))
            values.*(*flag) = facts.flag(field.name);
    }
    return values;
}

Verdict record(const Matter& matter)
{
    const auto faults = faults_of(rules_of(matter), attributes_of(matter.facts), matter.policy.date());
    if (faults.empty()) return policy::accepted();
    Verdict verdict;
    verdict.refused = faults.front().code;
    verdict.rule = faults.front().rule;
    for (std::size_t i = 1; i < faults.size(); ++i) verdict.warnings.push_back(faults[i].code);
    return verdict;
}

Verdict standing(const Matter& matter)
{
    const auto& facts = matter.facts;
    const auto status = facts.text_or("status", "");
    std::optional<Standing> before;
    const auto category = facts.text_or("category", "1");
    const auto since = facts.optional_date("since");
    const auto lost = facts.optional_date("lost_since");
    if (!status.empty()) before = Standing{status, category, since.value_or(Date::first()), lost};
    const auto rules = rules_of(matter);
    const auto ground = facts.text_or("ground", "");
    const auto rule = check_standing(rules, before, {facts.text("change"), ground, matter.policy.date(), {}});
    if (!rule) return policy::verdict_of(rule.error());
    const auto at = std::ranges::find((*rule)->grounds, ground, &GroundRule::code);  // its own rule decides
    return policy::value_of((*rule)->to, at == (*rule)->grounds.end() ? (*rule)->rule : at->rule);
}

Verdict full(const Matter& matter)
{
    return policy::verdict_of(check_becoming_full(rules_of(matter), attributes_of(matter.facts), matter.policy.date()));
}

Verdict vote(const Matter& matter)
{
    const bool may =
        rules_of(matter).may_vote(matter.facts.text_or("status", "normal"), matter.facts.text_or("category", "1"));
    return policy::value_of(may ? "true" : "false");
}

Verdict on_roll(const Matter& matter)
{
    return policy::value_of(rules_of(matter).on_roll(matter.facts.text("status")) ? "true" : "false");
}
Verdict counted(const Matter& matter)
{
    return policy::value_of(rules_of(matter).counted(matter.facts.text("status")) ? "true" : "false");
}

Verdict name(const Matter& matter)
{
    const auto clean = clean_name(matter.facts.text("name"));
    return clean ? policy::value_of(*clean) : policy::verdict_of(clean.error());
}

Verdict id_number(const Matter& matter)
{
    Attributes values;
    values.sex = matter.facts.text_or("sex", "");
    values.birth_date = matter.facts.optional_date("birth_date");
    const auto agreed = agree_with_id_number(matter.facts.text("id_number"), values);
    return agreed ? policy::value_of(values.birth_date->str() + " " + values.sex) : policy::verdict_of(agreed.error());
}

Verdict masked(const Matter& matter)
{
    const auto field = sealed_field_from(matter.facts.text("field"));
    return policy::value_of(field ? mask(*field, matter.facts.text("value")) : "none");
}

Verdict age_band(const Matter& matter)
{
    return policy::value_of(std::string(rules_of(matter).age_band(static_cast<int>(matter.facts.integer("years")))));
}
Verdict join_period(const Matter& matter)
{
    return policy::value_of(std::string(rules_of(matter).join_period(matter.facts.date("joined_on"))));
}

}  // namespace

void add_judges(policy::Judges& judges)
{
    judges.add("member.record", record);
    judges.add("member.standing", standing);
    judges.add("member.full", full);
    judges.add("member.vote", vote);
    judges.add("member.on_roll", on_roll);
    judges.add("member.counted", counted);
    judges.add("member.name", name);
    judges.add("member.id_number", id_number);
    judges.add("member.masked", masked);
    judges.add("member.age_band", age_band);
    judges.add("member.join_period", join_period);
    add_post_judges(judges);
    add_relation_judges(judges);
    add_development_judges(judges);
}

}  // namespace jishi::team
