#include "team/post_judges.hpp"

#include "team/care.hpp"
#include "team/discipline.hpp"
#include "team/post_rules.hpp"

namespace jishi::team {
namespace {

using policy::Facts;
using policy::Matter;
using policy::Verdict;

PostPolicy rules_of(const Matter& matter) { return read_post_policy({matter.policy, matter.policy}); }

bool flag_or(const Facts& facts, std::string_view name, bool otherwise)
{
    const auto text = facts.text_or(name, "");
    return text.empty() ? otherwise : text == "yes";
}

/// Facts: post, way, type …; of the holder: member, belongs, may_stand (yes, no), full_on, blocked_until, rank_before;
/// of the seat: taken, holds_it, deputies, committee.
PostQuestion question_of(const Facts& facts)
{
    PostQuestion question;
    auto& post = question.post;
    post.post = facts.text("post");
    post.way = facts.text_or("way", "elected");
    post.origin = facts.text_or("origin", "");
    post.valid_from = facts.date("on");
    post.document_no = facts.text_or("document", "");
    post.reason = facts.text_or("reason", "");
    post.body_name = facts.text_or("body", "");
    post.sent_by = facts.text_or("sent_by", "");
    post.period_to = facts.optional_date("period_to");
    auto& holder = question.holder;
    holder.registered = flag_or(facts, "registered", true);
    holder.member = flag_or(facts, "member", true);
    holder.belongs = flag_or(facts, "belongs", true);
    holder.may_stand = flag_or(facts, "may_stand", true);
    holder.full_on = facts.optional_date("full_on");
    holder.promotion_blocked_until = facts.optional_date("blocked_until");
    holder.rank_before = facts.number("rank_before");
    holder.holds_it = facts.flag("holds_it");
    auto& seat = question.seat;
    seat.type = facts.text("type");
    seat.sector = facts.text_or("sector", "");
    seat.place = facts.text_or("place", "");
    seat.taken = facts.flag("taken");
    seat.deputies = facts.number("deputies").value_or(0);
    seat.committee = facts.number("committee").value_or(0);
    return question;
}

Verdict appoint_judge(const Matter& matter)
{
    const auto rules = rules_of(matter);
    const auto checked = check_post(rules, question_of(matter.facts));
    auto verdict = policy::verdict_of(checked);
    if (checked) verdict.rule = (*checked)->rule;
    return verdict;
}

Verdict end_judge(const Matter& matter)
{
    return policy::verdict_of(
        check_end(rules_of(matter), matter.facts.text("end"), matter.facts.text_or("document", "")));
}

Verdict day(Date date, std::string rule) { return policy::value_of(date.str(), std::move(rule)); }

Discipline discipline_of(const Facts& facts)
{
    Discipline discipline;
    discipline.kind = facts.text("kind");
    discipline.ground = facts.text_or("ground", "");
    discipline.document_no = facts.text_or("document", "纪〔2026〕1号");
    discipline.valid_from = facts.date("from");
    discipline.decided_on = facts.optional_date("decided_on").value_or(discipline.valid_from);
    discipline.months = facts.number("months");
    return discipline;
}

/// What holds on a day; the value is yes or no.
policy::Judge effect(Date Discipline::*until)
{
    return [until](const Matter& matter) {
        const auto rules = rules_of(matter);
        auto discipline = discipline_of(matter.facts);
        const auto on = matter.facts.date("on");
        const auto checked = complete(rules, discipline);
        if (!checked) return policy::verdict_of(checked);
        if (const auto lifted = matter.facts.optional_date("ended_on"))
            if (const auto ended = end(rules, discipline, *lifted, matter.facts.text("end"), discipline.document_no);
                !ended)
                return policy::verdict_of(ended);
        const bool holds = discipline.valid_from <= on && on < discipline.*until;
        return policy::value_of(holds ? "yes" : "no", (*checked)->rule);
    };
}

/// Accepted, or what is wrong with it; the value is the first day after its period of effect.
Verdict period_judge(const Matter& matter)
{
    auto discipline = discipline_of(matter.facts);
    const auto rules = rules_of(matter);
    const auto checked = complete(rules, discipline);
    if (!checked) return policy::verdict_of(checked);
    return policy::value_of(discipline.is_open() ? "open" : discipline.valid_to.str(), (*checked)->rule);
}

Verdict posts_end_judge(const Matter& matter)
{
    const auto rules = rules_of(matter);
    const auto* rule = rules.discipline(matter.facts.text("kind"));
    if (!rule) throw policy::WrongFacts("there is no such discipline");
    return policy::value_of(rule->ends_posts ? "yes" : "no", rule->rule);
}

}  // namespace

void add_post_judges(policy::Judges& judges)
{
    judges.add("post.appoint", appoint_judge);
    judges.add("post.end", end_judge);
    judges.add("post.vacancy_due", [](const Matter& matter) {
        return day(vacancy_due(rules_of(matter), matter.facts.date("empty_since")), "EVAL-22");
    });
    judges.add("post.training_due", [](const Matter& matter) {
        return day(training_due(rules_of(matter), matter.facts.date("since")), "EDU-03");
    });
    judges.add("discipline.period", period_judge);
    judges.add("discipline.withholds_rights", effect(&Discipline::rights_to));
    judges.add("discipline.blocks_promotion", effect(&Discipline::blocked_to));
    judges.add("discipline.withholds_grade", effect(&Discipline::grade_to));
    judges.add("discipline.ends_posts", posts_end_judge);
    judges.add("care.long_membership", [](const Matter& matter) {
        const auto found = long_membership(rules_of(matter), matter.facts.date("on"));
        return policy::value_of(matter.facts.date("joined_on") <= found.joined_until ? "yes" : "no", "CARE-05");
    });
}

}  // namespace jishi::team
