#include "team/development_rules.hpp"

#include "team/member_rules.hpp"

namespace jishi::team {
namespace {

std::unexpected<Error> wrong(std::string field, std::string code, std::string rule, std::string detail = {})
{
    return bad_field("form/" + std::move(field), std::move(code), std::move(rule), std::move(detail));
}

std::string figures(int a, int b) { return std::to_string(a) + " / " + std::to_string(b); }

/// More than a part of a number. [GEN-01]
bool more_than(const VoteRule& rule, int count, int whole) { return count * rule.of > whole * rule.part; }

}  // namespace

Span span_of(const DevelopmentPolicy& policy, std::string_view interval, const KeptDays& days)
{
    Span span;
    const auto* rule = policy.interval(interval);
    if (!rule) return span;
    const auto since = days.find(rule->since);
    if (since == days.end()) return span;
    const auto after = [&](const std::optional<int>& months) {
        return months ? std::optional(since->second.plus_months(*months)) : std::nullopt;
    };
    span.earliest = after(rule->months_min);
    span.due = after(rule->months_max);
    span.last = after(rule->months_last);
    if (rule->late_refused && !span.last) span.last = span.due;
    return span;
}

Result<void> check_interval(const DevelopmentPolicy& policy, std::string_view interval, const KeptDays& days, Date on,
                            bool with_reason)
{
    const auto* rule = policy.interval(interval);
    if (!rule) return {};
    const auto span = span_of(policy, interval, days);
    if (span.earliest && on < *span.earliest)
        return refuse(ErrorKind::rule_refused, "development.too_early", rule->rule, span.earliest->str());
    if (span.last && on > *span.last)
        return refuse(ErrorKind::rule_refused, "development.too_late", rule->rule, span.last->str());
    if (span.due && on > *span.due && !with_reason)
        return bad_field("reason", "development.late_reason_needed", rule->rule, span.due->str());
    return {};
}

Result<void> check_age(const DevelopmentPolicy& policy, std::optional<Date> birth, Date on)
{
    if (!birth) return bad_field("birth_date", "input.required", "DEV-20");
    if (years_between(*birth, on) < policy.joining_age_years_min)
        return refuse(ErrorKind::rule_refused, "development.too_young", "DEV-20",
                      std::to_string(policy.joining_age_years_min));
    return {};
}

Result<void> check_recommendation(const DevelopmentPolicy& policy, bool league_member, std::optional<Date> birth,
                                  std::string_view by, bool with_reason, Date on)
{
    if (!league_member || !birth || by == "league" || with_reason) return {};
    if (years_between(*birth, on) > policy.league_age_max) return {};
    return wrong("recommended_by", "development.league_recommends", "DEV-22", std::to_string(policy.league_age_max));
}

Result<void> check_inspections(const DevelopmentPolicy& policy, const KeptDays& days, int inspections, Date on)
{
    const auto* rule = policy.interval("inspection");
    const auto since = days.find("activist_on");
    if (!rule || !rule->months_max || since == days.end()) return {};
    int needed = 0;
    while (since->second.plus_months((needed + 1) * *rule->months_max) <= on) ++needed;
    if (inspections < needed)
        return refuse(ErrorKind::rule_refused, "development.inspections_missing", rule->rule,
                      figures(inspections, needed));
    return {};
}

std::optional<WorkCalendar::Counted> publicity_end(const DevelopmentPolicy& policy, Date from)
{
    if (policy.publicity_working_days == 0) return std::nullopt;
    return policy.calendar.last_of(from, policy.publicity_working_days);
}

Result<void> check_publicity(const DevelopmentPolicy& policy, std::optional<Date> from, std::optional<Date> to, Date on)
{
    if (!from || !to) {
        if (policy.publicity_working_days == 0 && !from && !to) return {};
        return wrong(from ? "publicity_to" : "publicity_from", "development.publicity_needed", "DEV-04",
                     std::to_string(policy.publicity_working_days));
    }
    if (*to < *from) return wrong("publicity_to", "development.publicity_backwards", "DEV-04");
    if (const auto end = publicity_end(policy, *from); end && *to < end->date)
        return wrong("publicity_to", "development.publicity_too_short", "DEV-04", end->date.str());
    if (on < *to) return wrong("publicity_to", "development.publicity_not_over", "DEV-04", to->str());
    return {};
}

Result<void> check_training(const DevelopmentPolicy& policy, const Training& training, Date on)
{
    if (training.to < training.from || training.to > on)
        return wrong("training_to", "development.training_backwards", "DEV-06");
    if (training.days > training.to.days() - training.from.days() + 1)
        return wrong("training_days", "development.training_days", "DEV-06");
    if (training.days >= policy.training_days_min || training.hours >= policy.training_hours_min) return {};
    if (training.with_exception) return {};
    return wrong("training_days", "development.training_short", "DEV-06",
                 figures(policy.training_days_min, policy.training_hours_min));
}

Result<void> check_figures(const VoteRule& rule, const Vote& vote)
{
    if (vote.present > vote.due) return wrong("present", "development.vote_present", rule.rule);
    if (vote.entitled > vote.due) return wrong("entitled", "development.vote_entitled", rule.rule);
    if (vote.voters > vote.present || vote.voters > vote.entitled)
        return wrong("voters", "development.vote_voters", rule.rule);
    if (vote.written > 0 && !rule.written) return wrong("written", "development.vote_no_written", rule.rule);
    if (vote.written > vote.entitled - vote.voters) return wrong("written", "development.vote_written", "DEV-28");
    if (vote.yes + vote.no + vote.abstained != vote.voters + vote.written)
        return wrong("yes", "development.vote_sum", rule.rule, std::to_string(vote.voters + vote.written));
    return {};
}

Result<bool> is_passed(const VoteRule& rule, const Vote& vote)
{
    TRY(check_figures(rule, vote));
    if (!more_than(rule, vote.voters, vote.entitled))
        return refuse(ErrorKind::rule_refused, "development.no_quorum", rule.rule, figures(vote.voters, vote.entitled));
    return more_than(rule, vote.yes, vote.entitled);
}

Result<void> check_vote(const VoteRule& rule, const Vote& vote, bool said_passed)
{
    const bool passed = TRY(is_passed(rule, vote));
    if (passed == said_passed) return {};
    return refuse(ErrorKind::rule_refused, passed ? "development.vote_passed" : "development.vote_not_passed",
                  rule.rule, figures(vote.yes, vote.entitled));
}

Date probation_end(const DevelopmentPolicy& policy, Date accepted, int extension_months)
{
    return accepted.plus_months(policy.probation_months + extension_months);
}

Result<void> check_extension(const DevelopmentPolicy& policy, int months, int times_before)
{
    if (times_before >= policy.extension_times_max)
        return refuse(ErrorKind::rule_refused, "development.extended_before", "DEV-12",
                      std::to_string(policy.extension_times_max));
    if (months < policy.extension_months_min || months > policy.extension_months_max)
        return wrong("extension_months", "development.extension_months", "DEV-12",
                     std::to_string(policy.extension_months_min) + ".." + std::to_string(policy.extension_months_max));
    return {};
}

Result<void> check_leaving(const DevelopmentPolicy& policy, std::optional<Date> leaving, Date on, bool with_note)
{
    if (!leaving || with_note || *leaving > on.plus_months(policy.leaving_months)) return {};
    return wrong("leaving_note", "development.leaving_soon", "DEV-27", std::to_string(policy.leaving_months));
}

Result<void> check_people_count(const CountRange& range, int people, std::string field)
{
    if (people >= range.min && people <= range.max) return {};
    return wrong(std::move(field), "development.people_count", "DEV-24",
                 std::to_string(range.min) + ".." + std::to_string(range.max));
}

Result<void> check_plan(std::optional<std::int64_t> quota, std::int64_t used, bool with_note)
{
    if (!quota || used < *quota || with_note) return {};
    return wrong("over_plan_note", "development.over_plan", "DEV-37",
                 std::to_string(used) + " / " + std::to_string(*quota));
}

}  // namespace jishi::team
