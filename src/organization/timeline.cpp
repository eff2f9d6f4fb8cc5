#include "organization/timeline.hpp"

#include <algorithm>

namespace jishi::organization {
namespace {

template <class Visit>
void each_attribute(Visit visit)
{
    for (unsigned i = 0; i < static_cast<unsigned>(Attribute::count_); ++i) visit(static_cast<Attribute>(i));
}

bool equal(const Attributes& a, const Attributes& b, Attribute attribute)
{
    switch (attribute) {
        case Attribute::existence: return a.exists == b.exists;
        case Attribute::parent: return a.parent == b.parent;
        case Attribute::name: return a.name == b.name;
        case Attribute::short_name: return a.short_name == b.short_name;
        case Attribute::code: return a.code == b.code;
        case Attribute::type: return a.type == b.type;
        case Attribute::sector: return a.sector == b.sector;
        case Attribute::level: return a.level == b.level;
        case Attribute::form: return a.form == b.form;
        case Attribute::region: return a.region_code == b.region_code;
        case Attribute::term: return a.term_started_on == b.term_started_on && a.term_expires_on == b.term_expires_on;
        case Attribute::order: return a.sort_order == b.sort_order;
        case Attribute::members: return a.members == b.members && a.formal_members == b.formal_members;
        case Attribute::count_: break;
    }
    return true;
}

std::vector<Decision> decisions_of(const Timeline& timeline)
{
    std::vector<Decision> decisions;
    for (const auto& state : timeline.states())
        decisions.push_back({state.change, state.valid_from, state.decided, state.values});
    return decisions;
}

/// Within a day the order of recording counts; ids of changes are ordered by time.
bool precedes(const Decision& a, const Decision& b)
{
    return a.from != b.from ? a.from < b.from : a.change < b.change;
}

/// The foundation comes first, the dissolution last, and a day lies between them. `decisions` are in order.
Result<void> check_existence(const std::vector<Decision>& decisions)
{
    if (decisions.empty()) return {};
    const auto founds = [](const Decision& d) { return d.decided.has(Attribute::existence) && d.values.exists; };
    const auto dissolves = [](const Decision& d) { return d.decided.has(Attribute::existence) && !d.values.exists; };
    if (std::ranges::none_of(decisions, founds)) return refuse(ErrorKind::conflict, "organization.has_later_changes");
    if (!founds(decisions.front())) return refuse(ErrorKind::rule_refused, "organization.too_early");
    const auto end = std::ranges::find_if(decisions, dissolves);
    if (end == decisions.end()) return {};
    if (end->from == decisions.front().from) return refuse(ErrorKind::rule_refused, "organization.too_early");
    if (end + 1 != decisions.end()) return refuse(ErrorKind::conflict, "organization.dissolved");
    return {};
}

Timeline carry(std::vector<Decision> decisions)
{
    std::ranges::stable_sort(decisions, precedes);
    std::vector<State> states;
    Attributes carried;
    for (auto& decision : decisions) {
        assign(carried, decision.values, decision.decided);
        if (!states.empty()) states.back().valid_to = decision.from;
        states.push_back({{}, decision.change, decision.from, Date::forever(), decision.decided, carried});
    }
    return Timeline{std::move(states)};
}

bool same_row(const State& a, const State& b)
{
    return a.change == b.change && a.valid_from == b.valid_from && a.valid_to == b.valid_to && a.decided == b.decided &&
           a.values == b.values;
}

Rewrite rewrite(const Timeline& before, Timeline after)
{
    Rewrite result;
    std::vector<State> states = after.states();
    for (const auto& old : before.states()) {
        const auto kept = std::ranges::find_if(states, [&](const State& s) { return !s.id && same_row(s, old); });
        if (kept != states.end()) kept->id = old.id;
        else result.superseded.push_back(old.id);
    }
    for (const auto& state : states)
        if (!state.id) result.added.push_back(state);
    result.after = Timeline{std::move(states)};
    return result;
}

Result<Rewrite> rebuilt(const Timeline& known, std::vector<Decision> decisions)
{
    std::ranges::stable_sort(decisions, precedes);
    if (auto checked = check_existence(decisions); !checked) return std::unexpected(std::move(checked).error());
    return rewrite(known, carry(std::move(decisions)));
}

}  // namespace

void assign(Attributes& to, const Attributes& from, AttributeSet which)
{
    if (which == AttributeSet::all()) {
        to = from;
        return;
    }
    each_attribute([&](Attribute attribute) {
        if (!which.has(attribute)) return;
        switch (attribute) {
            case Attribute::existence: to.exists = from.exists; break;
            case Attribute::parent: to.parent = from.parent; break;
            case Attribute::name: to.name = from.name; break;
            case Attribute::short_name: to.short_name = from.short_name; break;
            case Attribute::code: to.code = from.code; break;
            case Attribute::type: to.type = from.type; break;
            case Attribute::sector: to.sector = from.sector; break;
            case Attribute::level: to.level = from.level; break;
            case Attribute::form: to.form = from.form; break;
            case Attribute::region: to.region_code = from.region_code; break;
            case Attribute::term:
                to.term_started_on = from.term_started_on;
                to.term_expires_on = from.term_expires_on;
                break;
            case Attribute::order: to.sort_order = from.sort_order; break;
            case Attribute::members:
                to.members = from.members;
                to.formal_members = from.formal_members;
                break;
            case Attribute::count_: break;
        }
    });
}

AttributeSet difference(const Attributes& a, const Attributes& b)
{
    AttributeSet set;
    each_attribute([&](Attribute attribute) {
        if (!equal(a, b, attribute)) set.add(attribute);
    });
    return set;
}

Date Timeline::founded_on() const
{
    return states_.empty() ? Date::forever() : states_.front().valid_from;
}

Date Timeline::dissolved_on() const
{
    for (const auto& state : states_)
        if (!state.values.exists) return state.valid_from;
    return Date::forever();
}

const State* Timeline::on(Date day) const
{
    for (const auto& state : states_)
        if (state.covers(day)) return &state;
    return nullptr;
}

const State* Timeline::shown_on(Date day) const
{
    if (const auto* state = on(day)) return state;
    for (const auto& state : states_)
        if (state.valid_from < state.valid_to) return &state;
    return nullptr;
}

Date Timeline::next_decision(AttributeSet attributes, Date day) const
{
    for (const auto& state : states_)
        if (state.valid_from > day && !(state.decided & attributes).empty()) return state.valid_from;
    return Date::forever();
}

std::vector<ParentRun> Timeline::parent_runs() const
{
    std::vector<ParentRun> runs;
    for (const auto& state : states_) {
        if (!state.values.exists || state.valid_from >= state.valid_to) continue;
        if (!runs.empty() && runs.back().parent == state.values.parent && runs.back().to == state.valid_from)
            runs.back().to = state.valid_to;
        else
            runs.push_back({state.values.parent, state.valid_from, state.valid_to});
    }
    return runs;
}

bool Timeline::has(ChangeId change) const
{
    return std::ranges::any_of(states_, [&](const State& state) { return state.change == change; });
}

Result<Rewrite> decide(const Timeline& known, const Decision& decision)
{
    auto decisions = decisions_of(known);
    decisions.push_back(decision);
    return rebuilt(known, std::move(decisions));
}

Result<Rewrite> withdraw(const Timeline& known, ChangeId change)
{
    auto decisions = decisions_of(known);
    std::erase_if(decisions, [&](const Decision& decision) { return decision.change == change; });
    return rebuilt(known, std::move(decisions));
}

Result<Rewrite> correct(const Timeline& known, const Correction& correction)
{
    auto decisions = decisions_of(known);
    for (auto& decision : decisions) {
        if (decision.change != correction.corrects) continue;
        decision.change = correction.by;
        decision.from = correction.from;
        assign(decision.values, correction.values, correction.changed & decision.decided);
    }
    return rebuilt(known, std::move(decisions));
}

}  // namespace jishi::organization
