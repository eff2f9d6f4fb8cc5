// How one stands: suspension, restoration, the ways out and back. [REL-30 – REL-49]

#include "team/standing_case.hpp"

namespace jishi::team {

Result<void> check_standing_papers(const StandingRule& rule, const Papers& papers)
{
    if (rule.needs_document && papers.document_no.empty())
        return refuse(ErrorKind::rule_refused, "member.document_needed", rule.rule);
    if (rule.needs_reason && papers.reason.empty())
        return refuse(ErrorKind::rule_refused, "member.reason_needed", rule.rule);
    return {};
}

void take_standing(const StandingRule& rule, Date on, std::optional<Date> joined_on, Attributes& values)
{
    values.status = rule.to;
    values.entry = rule.code;
    if (!rule.category.empty()) {
        values.category = rule.category;
        values.full_on.reset();
        if (!values.joined_on) values.joined_on = on;
    }
    if (!rule.joins_anew) return;
    values.joined_on = joined_on.value_or(on);
    values.join_kind = rule.code;
}

Standing standing_of(const Timeline& timeline, const State& state)
{
    Standing standing{state.values.status, state.values.category, state.valid_from, state.values.lost_since};
    const auto& states = timeline.states();
    for (auto at = states.size(); at-- > 0;) {
        const auto& one = states[at];
        if (one.valid_from > state.valid_from || one.is_empty()) continue;
        if (one.values.status != standing.status) break;
        standing.since = one.valid_from;
    }
    return standing;
}

Result<Outcome> come_back(MemberCase& use, const StandingChange& asked)
{
    const auto& state = *TRY(use.state_on_day());
    auto values = state.values;
    const auto standing = standing_of(use.before, state);
    const auto* rule = TRY(
        check_standing(*use.rules, standing, {asked.change, asked.ground, asked.papers.effective_on, asked.joined_on}));
    TRY(check_standing_papers(*rule, asked.papers));
    AttributeSet decided{Attribute::standing};
    const auto was = values;
    take_standing(*rule, asked.papers.effective_on, asked.joined_on, values);
    decided = decided | difference(was, values);
    const bool comes_on_roll = use.rules->on_roll(values.status) && !use.rules->on_roll(was.status);
    if (comes_on_roll && asked.branch) {
        TRY(use.actor.require(platform::Permission::member_change, *asked.branch));
        values.branch = *asked.branch;
        decided.add(Attribute::branch);
    }
    TRY(check_particulars(*use.rules, values, asked.papers.effective_on));
    TRY(use.decide(asked.papers.effective_on, decided, values));
    use.rule = rule->rule;
    return use.finish();
}

Result<Outcome> change_standing(const Office& office, db::Tx& tx, const platform::Actor& actor, MemberId id,
                                const StandingChange& asked)
{
    MemberCase use(office, tx, actor, ChangeKind::standing_changed, asked.papers);
    TRY(use.begin(id));
    return come_back(use, asked);
}

}  // namespace jishi::team
