#include "team/development_judges.hpp"

#include "policy/reading.hpp"
#include "team/development_rules.hpp"

namespace jishi::team {
namespace {

using policy::Facts;
using policy::Matter;
using policy::Verdict;

DevelopmentPolicy rules_of(const Matter& matter)
{
    return read_development_policy(policy::Reader(matter.policy, matter.policy));
}

/// Facts: interval, since. The day from which the interval counts, under the name that the pack gives it.
KeptDays days_of(const DevelopmentPolicy& policy, const Facts& facts)
{
    const auto* rule = policy.interval(facts.text("interval"));
    const auto since = facts.date("since");
    if (!rule) return {};
    return {{rule->since, since}};
}

Verdict rule_set(const Matter& matter) { return policy::value_of(rules_of(matter).rule_set); }

/// The act is done on the day of the case.
Verdict interval(const Matter& matter)
{
    const auto rules = rules_of(matter);
    const auto days = days_of(rules, matter.facts);
    return policy::verdict_of(
        check_interval(rules, matter.facts.text("interval"), days, matter.policy.date(), matter.facts.flag("reason")));
}

Verdict limit(const Matter& matter)
{
    const auto rules = rules_of(matter);
    const auto interval = matter.facts.text("interval");
    const auto span = span_of(rules, interval, days_of(rules, matter.facts));
    const auto which = matter.facts.text("which");
    const auto& day = which == "earliest" ? span.earliest : which == "due" ? span.due : span.last;
    const auto* rule = rules.interval(interval);
    return policy::value_of(day ? day->str() : "none", rule ? rule->rule : "");
}

Verdict age(const Matter& matter)
{
    return policy::verdict_of(check_age(rules_of(matter), matter.facts.optional_date("birth"), matter.policy.date()));
}

Verdict recommendation(const Matter& matter)
{
    const auto& facts = matter.facts;
    return policy::verdict_of(check_recommendation(rules_of(matter), facts.flag("league_member"),
                                                   facts.optional_date("birth"), facts.text("by"), facts.flag("reason"),
                                                   matter.policy.date()));
}

Verdict inspections(const Matter& matter)
{
    const KeptDays days{{"activist_on", matter.facts.date("activist_on")}};
    return policy::verdict_of(check_inspections(
        rules_of(matter), days, static_cast<int>(matter.facts.integer("inspections")), matter.policy.date()));
}

Verdict publicity(const Matter& matter)
{
    return policy::verdict_of(check_publicity(rules_of(matter), matter.facts.optional_date("from"),
                                              matter.facts.optional_date("to"), matter.policy.date()));
}

Verdict last_day_of_publicity(const Matter& matter)
{
    const auto end = publicity_end(rules_of(matter), matter.facts.date("from"));
    auto verdict = policy::value_of(end ? end->date.str() : "none", "DEV-04");
    if (end && end->provisional) verdict.warnings.emplace_back("calendar.provisional");
    return verdict;
}

Verdict training(const Matter& matter)
{
    const auto& facts = matter.facts;
    return policy::verdict_of(check_training(rules_of(matter),
                                             {facts.date("from"), facts.date("to"), facts.number("days").value_or(0),
                                              facts.number("hours").value_or(0), facts.flag("exception")},
                                             matter.policy.date()));
}

Vote vote_of(const Facts& facts)
{
    const auto get = [&](std::string_view name, int otherwise) { return facts.number(name).value_or(otherwise); };
    Vote vote;
    vote.due = get("due", 0);
    vote.present = get("present", vote.due);
    vote.entitled = get("entitled", vote.due);
    vote.voters = get("voters", vote.present);
    vote.written = get("written", 0);
    vote.yes = get("yes", 0);
    vote.no = get("no", 0);
    vote.abstained = get("abstained", 0);
    return vote;
}

/// Facts: vote, said (passed, failed), the figures.
Verdict vote(const Matter& matter)
{
    const auto rules = rules_of(matter);
    const auto* rule = rules.vote(matter.facts.text_or("vote", "general_meeting"));
    if (!rule) throw policy::WrongFacts("vote: the pack has no such vote");
    return policy::verdict_of(
        check_vote(*rule, vote_of(matter.facts), matter.facts.text_or("said", "passed") == "passed"));
}

Verdict vote_result(const Matter& matter)
{
    const auto rules = rules_of(matter);
    const auto* rule = rules.vote(matter.facts.text_or("vote", "general_meeting"));
    if (!rule) throw policy::WrongFacts("vote: the pack has no such vote");
    const auto passed = is_passed(*rule, vote_of(matter.facts));
    return passed ? policy::value_of(*passed ? "passed" : "failed", rule->rule) : policy::verdict_of(passed);
}

Verdict end_of_probation(const Matter& matter)
{
    const auto day =
        probation_end(rules_of(matter), matter.facts.date("accepted_on"), matter.facts.number("extension").value_or(0));
    return policy::value_of(day.str(), matter.facts.number("extension") ? "DEV-12" : "DEV-11");
}

Verdict extension(const Matter& matter)
{
    return policy::verdict_of(check_extension(rules_of(matter), static_cast<int>(matter.facts.integer("months")),
                                              matter.facts.number("before").value_or(0)));
}

Verdict leaving(const Matter& matter)
{
    return policy::verdict_of(check_leaving(rules_of(matter), matter.facts.optional_date("leaving_on"),
                                            matter.policy.date(), matter.facts.flag("note")));
}

Verdict people(const Matter& matter)
{
    const auto rules = rules_of(matter);
    const auto what = matter.facts.text("what");
    return policy::verdict_of(check_people_count(what == "introducers" ? rules.introducers : rules.contacts,
                                                 static_cast<int>(matter.facts.integer("count")), what));
}

Verdict plan(const Matter& matter)
{
    const auto quota = matter.facts.number("quota");
    return policy::verdict_of(check_plan(quota ? std::optional<std::int64_t>(*quota) : std::nullopt,
                                         matter.facts.integer("used"), matter.facts.flag("note")));
}

Verdict target_reply(const Matter& matter)
{
    return policy::value_of(rules_of(matter).target_agreed ? "agree" : "file", "DEV-05");
}

}  // namespace

void add_development_judges(policy::Judges& judges)
{
    judges.add("development.rule_set", rule_set);
    judges.add("development.interval", interval);
    judges.add("development.limit", limit);
    judges.add("development.age", age);
    judges.add("development.recommendation", recommendation);
    judges.add("development.inspections", inspections);
    judges.add("development.publicity", publicity);
    judges.add("development.publicity_end", last_day_of_publicity);
    judges.add("development.training", training);
    judges.add("development.vote", vote);
    judges.add("development.vote_result", vote_result);
    judges.add("development.probation_end", end_of_probation);
    judges.add("development.extension", extension);
    judges.add("development.leaving", leaving);
    judges.add("development.people", people);
    judges.add("development.plan", plan);
    judges.add("development.target_reply", target_reply);
}

}  // namespace jishi::team
