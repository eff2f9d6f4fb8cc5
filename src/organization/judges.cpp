#include "organization/judges.hpp"

#include <algorithm>

#include "organization/committee.hpp"
#include "organization/coverage.hpp"
#include "organization/structure.hpp"

namespace jishi::organization {
namespace {

using policy::Facts;
using policy::Matter;
using policy::Verdict;

OrganizationPolicy rules_of(const Matter& matter) { return read_policy({matter.policy, matter.policy}); }

Attributes attributes_of(const Facts& facts)
{
    Attributes values;
    values.type = facts.text("type");
    values.sector = facts.text_or("sector", "");
    values.form = facts.text_or("form", "");
    values.level = facts.text_or("level", "");
    values.members = facts.number("members");
    values.formal_members = facts.number("full_members");
    return values;
}

Papers papers_of(const Facts& facts)
{
    Papers papers;
    papers.document_no = facts.text_or("document", "");
    papers.reason = facts.text_or("reason", "");
    papers.special_reason = facts.text_or("special_reason", "");
    return papers;
}

Verdict warned(const std::vector<Warning>& warnings)
{
    Verdict verdict;
    for (const auto& warning : warnings) {
        verdict.warnings.push_back(warning.code);
        verdict.rule = warning.rule;
    }
    return verdict;
}

Verdict truth(bool value, std::string rule = {}) { return policy::value_of(value ? "true" : "false", std::move(rule)); }

/// What follows from the type alone; the rule is that of the type.
template <class Fn>
policy::Judge of_type(Fn fn)
{
    return [fn](const Matter& matter) {
        const auto rules = rules_of(matter);
        const auto* type = rules.type(matter.facts.text("type"));
        if (!type) throw policy::WrongFacts("there is no such type");
        auto verdict = fn(*type);
        verdict.rule = type->rule;
        return verdict;
    };
}

/// [ORG-07, ORG-09] Does an organisation of a type do something?
Verdict may(const Matter& matter)
{
    const auto rules = rules_of(matter);
    const auto* type = rules.type(matter.facts.text("type"));
    if (!type) throw policy::WrongFacts("there is no such type");
    return truth(std::ranges::find(type->withheld_actions, matter.facts.text("action")) ==
                 type->withheld_actions.end());
}

// ---- founding --------------------------------------------------------------------------------------------------

Verdict threshold(const Matter& matter)
{
    return policy::verdict_of(check_thresholds(rules_of(matter), attributes_of(matter.facts), papers_of(matter.facts)));
}

Verdict warnings(const Matter& matter)
{
    const auto units = matter.facts.number("units").value_or(0);
    return warned(warnings_of(rules_of(matter), attributes_of(matter.facts), static_cast<std::size_t>(units)));
}

Verdict parent_child(const Matter& matter)
{
    return policy::verdict_of(
        check_place(rules_of(matter), matter.facts.text("type"), matter.facts.text_or("parent", "")));
}

Verdict units(const Matter& matter)
{
    return policy::verdict_of(check_units(rules_of(matter), matter.facts.text("type"),
                                          static_cast<std::size_t>(matter.facts.integer("units"))));
}

Verdict joint_unit(const Matter& matter)
{
    return policy::verdict_of(check_joint_unit(rules_of(matter), matter.facts.text_or("type", "joint_branch"),
                                               static_cast<int>(matter.facts.integer("full_members"))));
}

Verdict project(const Matter& matter)
{
    const auto rules = rules_of(matter);
    const auto* rule = project_rule(rules, static_cast<int>(matter.facts.integer("months")),
                                    static_cast<int>(matter.facts.integer("full_members")));
    return truth(rule != nullptr, rule ? rule->rule : "");
}

Verdict papers(const Matter& matter)
{
    const auto kind = change_kind_from(matter.facts.text("change"));
    if (!kind) throw policy::WrongFacts("there is no such change");
    return policy::verdict_of(check_papers(rules_of(matter), *kind, papers_of(matter.facts)));
}

Verdict codes(const Matter& matter)
{
    return policy::verdict_of(check_codes(rules_of(matter), attributes_of(matter.facts)));
}

Verdict approver(const Matter& matter)
{
    const auto& facts = matter.facts;
    return policy::verdict_of(
        check_approver(rules_of(matter), {facts.text("type"), facts.text_or("sector", ""), facts.text_or("place", "")},
                       facts.text("approver_level")));
}

Verdict founding_reply(const Matter& matter)
{
    return truth(is_reply_in_time(rules_of(matter), matter.facts.date("applied_on"), matter.facts.date("replied_on")),
                 "ORG-20");
}

Verdict name_ending(const Matter& matter)
{
    return warned(name_warnings(rules_of(matter), matter.facts.text("type"), matter.facts.text("name")));
}

Verdict tree_code(const Matter& matter)
{
    return policy::verdict_of(
        check_tree_code(rules_of(matter), matter.facts.text_or("parent_code", ""), matter.facts.text("code")));
}

// ---- terms -----------------------------------------------------------------------------------------------------

Verdict term(const Matter& matter)
{
    const auto rules = rules_of(matter);
    const auto values = attributes_of(matter.facts);
    const auto expiry = term_expiry(rules, values, matter.facts.date("started_on"));
    if (!expiry) return policy::verdict_of(expiry.error());
    return policy::value_of(expiry->str(), rules.term(values.type, values.sector)->rule);
}

Verdict election(const Matter& matter)
{
    return policy::verdict_of(check_election_day(rules_of(matter), matter.facts.optional_date("expires_on"),
                                                 matter.facts.date("held_on"), papers_of(matter.facts)));
}

Verdict reminder(const Matter& matter)
{
    return truth(is_reminded(rules_of(matter), matter.facts.date("expires_on"), matter.facts.date("on")), "ORG-44");
}

Verdict light(const Matter& matter)
{
    const auto found = term_light(rules_of(matter), matter.facts.optional_date("expires_on"), matter.facts.date("on"),
                                  matter.facts.optional_date("postponed_to"));
    return policy::value_of(found ? std::string(code_of(*found)) : "none");
}

// ---- committees ------------------------------------------------------------------------------------------------

CommitteeFacts committee_of(const Facts& facts)
{
    return {facts.text("type"), facts.text_or("sector", ""), facts.text_or("place", ""),
            static_cast<int>(facts.integer("members")), facts.number("deputies")};
}

Verdict committee(const Matter& matter)
{
    const auto rules = rules_of(matter);
    const auto facts = committee_of(matter.facts);
    auto verdict = policy::verdict_of(check_committee(rules, facts));
    for (const auto& warning : committee_warnings(rules, facts)) {
        if (!verdict.refused.empty()) break;
        verdict.warnings.push_back(warning.code);
        verdict.rule = warning.rule;
    }
    return verdict;
}

Verdict committee_due(const Matter& matter)
{
    return truth(needs_committee(rules_of(matter), matter.facts.text("type"),
                                 static_cast<int>(matter.facts.integer("full_members"))),
                 "ORG-15");
}

Verdict discipline_body(const Matter& matter)
{
    const auto name = matter.facts.text("body");
    const auto body = name == "commission"     ? DisciplineBody::commission
                      : name == "commissioner" ? DisciplineBody::commissioner
                                               : DisciplineBody::none;
    if (body == DisciplineBody::none && name != "none")
        throw policy::WrongFacts("body: none, commissioner or commission");
    return policy::verdict_of(check_discipline_body(rules_of(matter), matter.facts.text("type"), body));
}

// ---- units and coverage ----------------------------------------------------------------------------------------

UnitAttributes unit_of(const Facts& facts)
{
    UnitAttributes unit;
    unit.exists = true;
    unit.kind = facts.text("kind");
    unit.sector = facts.text("sector");
    unit.staff_count = facts.number("staff");
    return unit;
}

Verdict obliged(const Matter& matter)
{
    const auto rules = rules_of(matter);
    const auto* rule = obliged_by(rules, unit_of(matter.facts));
    return truth(rule != nullptr, rule ? rule->rule : "");
}

std::optional<Cover> cover_of(const Facts& facts)
{
    const auto name = facts.text_or("reach", "none");
    for (const auto reach : {Reach::own, Reach::joint, Reach::work, Reach::none})
        if (code_of(reach) == name)
            return reach == Reach::none ? std::nullopt
                                        : std::optional(Cover{{}, {}, reach, 0, Date::first(), Date::forever()});
    throw policy::WrongFacts("reach: own, joint, work or none");
}

/// "organization", "work", both or neither, of a unit that counts.
Verdict reached(const Matter& matter)
{
    const auto cover = cover_of(matter.facts);
    const auto judged = judge(rules_of(matter), unit_of(matter.facts), cover ? &*cover : nullptr);
    std::string value = !judged.counted                      ? "not counted"
                        : judged.organization && judged.work ? "organization, work"
                        : judged.organization                ? "organization"
                        : judged.work                        ? "work"
                                                             : "none";
    return policy::value_of(std::move(value));
}

/// Organisation coverage, or with `of: work` work coverage, in 1/10 000.
Verdict coverage_rate(const Matter& matter)
{
    const auto rules = rules_of(matter);
    CoverageCounts counts;
    for (const auto& facts : matter.facts.list("units")) {
        const auto cover = cover_of(facts);
        const auto judged = judge(rules, unit_of(facts), cover ? &*cover : nullptr);
        const auto times = facts.number("times").value_or(1);
        if (!facts.unread().empty()) throw policy::WrongFacts("units: nobody reads " + facts.unread().front());
        for (int i = 0; i < times; ++i) count(counts, judged);
    }
    const bool by_work = matter.facts.text_or("of", "organization") == "work";
    const auto rate = rate_bp(by_work ? counts.work_covered : counts.organization_covered, counts.obliged);
    return policy::value_of(rate ? std::to_string(*rate) : "none");
}

/// How many units are missing to the target of a sector.
Verdict coverage_target(const Matter& matter)
{
    const auto& facts = matter.facts;
    const auto missing =
        missing_to_target(rules_of(matter), facts.text("sector"), facts.integer("obliged"), facts.integer("covered"));
    return policy::value_of(missing ? std::to_string(*missing) : "none", missing ? "ORG-57" : "");
}

}  // namespace

void add_judges(policy::Judges& judges)
{
    judges.add("organization.threshold", threshold);
    judges.add("organization.warnings", warnings);
    judges.add("organization.parent_child", parent_child);
    judges.add("organization.units", units);
    judges.add("organization.joint_unit", joint_unit);
    judges.add("organization.project", project);
    judges.add("organization.papers", papers);
    judges.add("organization.codes", codes);
    judges.add("organization.approver", approver);
    judges.add("organization.founding_reply", founding_reply);
    judges.add("organization.name_ending", name_ending);
    judges.add("organization.tree_code", tree_code);
    judges.add("organization.term", term);
    judges.add("organization.election", election);
    judges.add("organization.reminder", reminder);
    judges.add("organization.light", light);
    judges.add("organization.committee", committee);
    judges.add("organization.committee_due", committee_due);
    judges.add("organization.discipline_body", discipline_body);
    judges.add("organization.counted", of_type([](const TypeRule& type) { return truth(type.counted); }));
    judges.add("organization.elected", of_type([](const TypeRule& type) { return truth(type.elected); }));
    judges.add("organization.approves_members",
               of_type([](const TypeRule& type) { return policy::value_of(type.approves_members); }));
    judges.add("organization.may", may);
    judges.add("unit.obliged", obliged);
    judges.add("unit.reached", reached);
    judges.add("coverage.rate", coverage_rate);
    judges.add("coverage.target", coverage_target);
}

}  // namespace jishi::organization
