#pragma once
// Dated truth of one thing, as rules without I/O: a change effective on a day decides some attributes from that day
// until the next change that decided the same ones. Knowledge that is replaced is superseded, never overwritten.
//
// `Values` is a struct of attributes with
//   Values::Set                       which of them: has(), empty(), &, |, Set::all()
//   Values::existence                 the set of the one attribute that says whether it exists
//   bool exists
//   assign(Values& to, const Values& from, Set)   operator==
//   Values::too_early(), dissolved(), has_later_changes()   the refusals

#include <algorithm>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "platform/ids.hpp"

namespace jishi::engine {

/// One dated row: the state from `valid_from` until the day before `valid_to`, brought about by one change. Where two
/// changes take effect on one day, the earlier one keeps an empty row: its decision is still known.
template <class Values>
struct DatedState {
    StateId id;  // none until it is stored
    ChangeId change;
    Date valid_from;
    Date valid_to;
    typename Values::Set decided;  // by this change; the rest is carried over from the row before
    Values values;

    bool covers(Date day) const { return valid_from <= day && day < valid_to; }
    bool is_empty() const { return valid_from >= valid_to; }
};

template <class Values>
struct DatedDecision {
    ChangeId change;
    Date from;
    typename Values::Set decided;
    Values values;  // only what is decided counts

    /// Within a day the order of recording counts; ids of changes are ordered by time.
    bool precedes(const DatedDecision& other) const
    {
        return from != other.from ? from < other.from : change < other.change;
    }
    bool founds() const { return !(decided & Values::existence).empty() && values.exists; }
    bool dissolves() const { return !(decided & Values::existence).empty() && !values.exists; }
};

/// All that is known today about one thing, in order of validity.
template <class Values>
class DatedTimeline {
public:
    using State = DatedState<Values>;
    using Decision = DatedDecision<Values>;
    using Set = typename Values::Set;

    DatedTimeline() = default;
    explicit DatedTimeline(std::vector<State> states) : states_(std::move(states)) {}

    const std::vector<State>& states() const { return states_; }
    bool empty() const { return states_.empty(); }
    /// First day; Date::forever() when nothing is known.
    Date founded_on() const { return states_.empty() ? Date::forever() : states_.front().valid_from; }
    /// First day on which it no longer exists; Date::forever() while that is not decided.
    Date dissolved_on() const
    {
        for (const auto& state : states_)
            if (!state.values.exists) return state.valid_from;
        return Date::forever();
    }
    bool exists_on(Date day) const { return founded_on() <= day && day < dissolved_on(); }
    const State* on(Date day) const
    {
        const auto found = std::ranges::find_if(states_, [&](const State& state) { return state.covers(day); });
        return found == states_.end() ? nullptr : &*found;
    }
    /// The state that today's row shows: of that day, else the first one (planned), else nothing.
    const State* shown_on(Date day) const
    {
        if (const auto* state = on(day)) return state;
        const auto first = std::ranges::find_if(states_, [](const State& state) { return !state.is_empty(); });
        return first == states_.end() ? nullptr : &*first;
    }
    /// The day of the next change after `day` that decides one of `attributes`; Date::forever() when there is none.
    Date next_decision(Set attributes, Date day) const
    {
        for (const auto& state : states_)
            if (state.valid_from > day && !(state.decided & attributes).empty()) return state.valid_from;
        return Date::forever();
    }
    bool has(ChangeId change) const
    {
        return std::ranges::any_of(states_, [&](const State& state) { return state.change == change; });
    }
    std::vector<Decision> decisions() const
    {
        std::vector<Decision> list;
        for (const auto& state : states_) list.push_back({state.change, state.valid_from, state.decided, state.values});
        return list;
    }

private:
    std::vector<State> states_;
};

/// What has to be written so that the timeline becomes `after`.
template <class Values>
struct DatedRewrite {
    std::vector<StateId> superseded;
    std::vector<DatedState<Values>> added;  // ids none
    DatedTimeline<Values> after;            // rows that stay keep their ids
};

/// How a change is put right: what it decided is put on another day, or decided otherwise.
template <class Values>
struct DatedCorrection {
    ChangeId corrects;
    ChangeId by;
    Date was;  // what the corrected change decided from this day on …
    Date now;  // … holds from this day on
    typename Values::Set changed;
    Values values;  // replaces what was decided, for the attributes of `changed`
};

namespace detail {

template <class Values>
Result<void> check_existence(const std::vector<DatedDecision<Values>>& in_order)
{
    using Decision = DatedDecision<Values>;
    if (in_order.empty()) return {};
    if (std::ranges::none_of(in_order, &Decision::founds)) return Values::has_later_changes();
    if (!in_order.front().founds()) return Values::too_early();
    const auto end = std::ranges::find_if(in_order, &Decision::dissolves);
    if (end == in_order.end()) return {};
    if (end->from == in_order.front().from) return Values::too_early();
    if (end + 1 != in_order.end()) return Values::dissolved();
    return {};
}

template <class Values>
DatedTimeline<Values> carry(const std::vector<DatedDecision<Values>>& in_order)
{
    std::vector<DatedState<Values>> states;
    Values carried{};
    for (const auto& decision : in_order) {
        assign(carried, decision.values, decision.decided);
        if (!states.empty()) states.back().valid_to = decision.from;
        states.push_back({{}, decision.change, decision.from, Date::forever(), decision.decided, carried});
    }
    return DatedTimeline<Values>{std::move(states)};
}

template <class Values>
bool says_the_same(const DatedState<Values>& a, const DatedState<Values>& b)
{
    return a.change == b.change && a.valid_from == b.valid_from && a.valid_to == b.valid_to && a.decided == b.decided &&
           a.values == b.values;
}

template <class Values>
Result<DatedRewrite<Values>> rebuild(const DatedTimeline<Values>& before, std::vector<DatedDecision<Values>> decisions)
{
    using Decision = DatedDecision<Values>;
    std::ranges::stable_sort(decisions, [](const Decision& a, const Decision& b) { return a.precedes(b); });
    if (auto checked = check_existence(decisions); !checked) return std::unexpected(std::move(checked).error());
    DatedRewrite<Values> result;
    auto states = carry(decisions).states();
    for (const auto& old : before.states()) {
        const auto kept = std::ranges::find_if(states, [&](const auto& s) { return !s.id && says_the_same(s, old); });
        if (kept != states.end()) kept->id = old.id;
        else if (old.id) result.superseded.push_back(old.id);
    }
    for (const auto& state : states)
        if (!state.id) result.added.push_back(state);
    result.after = DatedTimeline<Values>{std::move(states)};
    return result;
}

}  // namespace detail

/// @errors too_early (before the foundation), dissolved (on or after the dissolution)
template <class Values>
Result<DatedRewrite<Values>> decide(const DatedTimeline<Values>& known, const DatedDecision<Values>& decision)
{
    auto decisions = known.decisions();
    decisions.push_back(decision);
    return detail::rebuild(known, std::move(decisions));
}

/// Takes back all that a change decided here.
/// @errors has_later_changes (the foundation is withdrawn, later decisions stand on it)
template <class Values>
Result<DatedRewrite<Values>> withdraw(const DatedTimeline<Values>& known, ChangeId change)
{
    auto decisions = known.decisions();
    std::erase_if(decisions, [&](const auto& decision) { return decision.change == change; });
    return detail::rebuild(known, std::move(decisions));
}

/// @errors too_early, dissolved (a decision would fall outside the time of existence)
template <class Values>
Result<DatedRewrite<Values>> correct(const DatedTimeline<Values>& known, const DatedCorrection<Values>& correction)
{
    auto decisions = known.decisions();
    for (auto& decision : decisions) {
        if (decision.change != correction.corrects) continue;
        decision.change = correction.by;
        if (decision.from == correction.was) decision.from = correction.now;
        assign(decision.values, correction.values, correction.changed & decision.decided);
    }
    return detail::rebuild(known, std::move(decisions));
}

}  // namespace jishi::engine
