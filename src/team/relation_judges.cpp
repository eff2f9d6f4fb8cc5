#include "team/relation_judges.hpp"

#include "policy/readers.hpp"
#include "policy/reading.hpp"
#include "team/leaving_rules.hpp"
#include "team/transfer_rules.hpp"

namespace jishi::team {
namespace {

using policy::Facts;
using policy::Matter;
using policy::Verdict;

MemberPolicy members_of(const Matter& matter)
{
    return read_member_policy(policy::Reader(matter.policy, matter.policy));
}
RelationPolicy rules_of(const Matter& matter)
{
    return read_relation_policy(policy::Reader(matter.policy, matter.policy));
}

Verdict day(Date date, std::string rule) { return policy::value_of(date.str(), std::move(rule)); }

/// Organisations are numbers in a case; a place of nothing lies outside.
Standpoint standpoint(const Facts& facts, const std::string& side)
{
    const auto at = [&](const std::string& what) {
        return OrganizationId{facts.number(side + "_" + what).value_or(0)};
    };
    return {at("branch"), at("committee"), at("county")};
}

Verdict way(const Matter& matter)
{
    const auto reach = reach_of(standpoint(matter.facts, "from"), standpoint(matter.facts, "to"));
    static constexpr std::string_view rules[] = {"REL-15", "REL-16", "REL-17", "REL-17", "REL-19"};
    const auto workflow = workflow_of(reach);
    return policy::value_of(workflow.empty() ? "none" : std::string(workflow),
                            std::string(rules[static_cast<std::size_t>(reach)]));
}

Verdict leaving(const Matter& matter)
{
    const auto& facts = matter.facts;
    const auto reach = reach_from(facts.text("reach"));
    const auto asked = reach_from(facts.text_or("asked", facts.text("reach")));
    if (!reach || !asked) throw policy::WrongFacts("reach: no such one");
    return policy::verdict_of(check_leaving(
        members_of(matter), {facts.text_or("status", "normal"), facts.flag("other_open")}, *reach, *asked));
}

Verdict refusing(const Matter& matter)
{
    const auto side = matter.facts.text("side") == "old" ? Side::old_side : Side::new_side;
    const auto rule = check_refusal(rules_of(matter), matter.facts.text_or("reason", ""), side);
    if (!rule) return policy::verdict_of(rule.error());
    auto verdict = policy::accepted();
    verdict.rule = *rule;
    return verdict;
}

Verdict must(const Matter& matter)
{
    const bool yes = must_transfer(rules_of(matter), static_cast<int>(matter.facts.integer("months")),
                                   matter.facts.flag("fixed_place"));
    return policy::value_of(yes ? "transfer" : "certificate", yes ? "REL-01" : "REL-02");
}

Verdict graduate(const Matter& matter)
{
    return day(graduate_until(rules_of(matter), matter.facts.date("graduated_on")), "REL-20");
}

Verdict validity(const Matter& matter)
{
    const auto days = static_cast<int>(matter.facts.integer("days"));
    const auto issued_on = matter.facts.date("issued_on");
    const auto checked = check_validity(rules_of(matter), days, matter.facts.text_or("reason", ""));
    if (!checked) return policy::verdict_of(checked.error());
    return day(letter_until(issued_on, days), "REL-06");
}

Verdict reporting(const Matter& matter)
{
    return policy::verdict_of(check_reporting(matter.facts.date("valid_until"), matter.facts.date("reported_on")));
}

Verdict letter(const Matter& matter)
{
    const auto& facts = matter.facts;
    return policy::value_of(
        std::string(code_of(letter_state(facts.date("issued_on"), facts.date("valid_until"), facts.flag("used"),
                                         facts.flag("recalled"), matter.policy.date()))));
}

Verdict overdue(const Matter& matter)
{
    return day(letter_overdue_on(rules_of(matter), matter.facts.date("issued_on")), "REL-11");
}
Verdict receipt(const Matter& matter)
{
    return day(receipt_until(rules_of(matter), matter.facts.date("received_on")), "REL-08");
}

Verdict answer(const Matter& matter)
{
    bool provisional = false;
    const auto calendar = policy::work_calendar(matter.policy);
    auto verdict = day(answer_until(rules_of(matter), matter.facts.date("asked_on"), calendar, provisional), "REL-05");
    if (provisional) verdict.warnings.emplace_back("provisional");
    return verdict;
}

Verdict transit(const Matter& matter)
{
    const auto reach = reach_from(matter.facts.text("reach"));
    if (!reach) throw policy::WrongFacts("reach: no such one");
    return day(transit_until(rules_of(matter), *reach, matter.facts.date("released_on")), "REL-06");
}

Verdict mobile(const Matter& matter)
{
    const bool is = is_mobile(rules_of(matter), matter.facts.date("from"), matter.facts.date("until"));
    return policy::value_of(is ? "true" : "false", "REL-25");
}

Verdict contact(const Matter& matter)
{
    const bool abroad = matter.facts.flag("abroad");
    return day(contact_due(rules_of(matter), matter.facts.date("last_contact_on"), abroad),
               abroad ? "REL-21" : "REL-29");
}

Verdict contact_standing(const Matter& matter)
{
    const auto state = contact_state(rules_of(matter), matter.facts.date("last_contact_on"), matter.policy.date());
    return policy::value_of(std::string(code_of(state)), state == ContactState::lost ? "REL-30" : "LIFE-35");
}

Verdict lost_day(const Matter& matter)
{
    const auto& facts = matter.facts;
    const auto since = lost_since(facts.optional_date("last_attended_on"), facts.optional_date("last_paid_on"),
                                  facts.optional_date("last_contact_on"));
    return policy::value_of(since ? since->str() : "unknown", "REL-32");
}

Verdict suspension(const Matter& matter)
{
    return day(suspension_from(rules_of(matter), matter.facts.date("lost_since")), "REL-30");
}
Verdict removal(const Matter& matter)
{
    return day(removal_from(rules_of(matter), matter.facts.date("suspended_on")), "REL-31");
}

Verdict found_again(const Matter& matter)
{
    const bool applies =
        calls_for_admonition(rules_of(matter), matter.facts.date("lost_since"), matter.facts.date("found_on"));
    return policy::value_of(applies ? "true" : "false", "REL-36");
}

Verdict left(const Matter& matter)
{
    const auto& facts = matter.facts;
    return policy::verdict_of(check_left(rules_of(matter), facts.optional_date("last_attended_on"),
                                         facts.optional_date("last_paid_on"), facts.optional_date("last_worked_on"),
                                         facts.flag("proper_reason"), matter.policy.date()));
}

Verdict ground(const Matter& matter)
{
    const auto rules = rules_of(matter);  // what is found points into them
    const auto known = check_ground(rules, matter.facts.text("ground"), matter.facts.text("kind"));
    if (!known) return policy::verdict_of(known.error());
    return policy::value_of((*known)->change.empty() ? "none" : (*known)->change, (*known)->rule);
}

Verdict term(const Matter& matter)
{
    const auto rules = rules_of(matter);
    const auto approved_on = matter.facts.date("approved_on");
    const auto months = static_cast<int>(matter.facts.number("months").value_or(rules.admonition_months));
    const auto checked = check_term(rules, months);
    if (!checked) return policy::verdict_of(checked.error());
    return day(approved_on.plus_months(months), "REL-43");
}

Verdict meeting(const Matter& matter)
{
    return policy::verdict_of(
        check_meeting(matter.facts.integer("entitled"), matter.facts.integer("present"), matter.facts.integer("yes")));
}

}  // namespace

void add_relation_judges(policy::Judges& judges)
{
    judges.add("transfer.way", way);
    judges.add("transfer.leaving", leaving);
    judges.add("transfer.refusal", refusing);
    judges.add("transfer.must", must);
    judges.add("transfer.graduate", graduate);
    judges.add("transfer.validity", validity);
    judges.add("transfer.reporting", reporting);
    judges.add("transfer.letter", letter);
    judges.add("transfer.letter_overdue", overdue);
    judges.add("transfer.receipt", receipt);
    judges.add("transfer.answer", answer);
    judges.add("transfer.transit", transit);
    judges.add("mobile.is", mobile);
    judges.add("mobile.contact_due", contact);
    judges.add("mobile.contact", contact_standing);
    judges.add("lost.since", lost_day);
    judges.add("lost.suspension", suspension);
    judges.add("lost.removal", removal);
    judges.add("lost.found_again", found_again);
    judges.add("leaving.left", left);
    judges.add("leaving.ground", ground);
    judges.add("leaving.term", term);
    judges.add("leaving.meeting", meeting);
}

}  // namespace jishi::team
