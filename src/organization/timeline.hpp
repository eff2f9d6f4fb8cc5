#pragma once
// Dated truth of one organisation, as rules without I/O: a change effective on a day decides some attributes from
// that day until the next change that decided the same ones. Knowledge that is replaced is superseded, never overwritten.

#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "organization/attributes.hpp"

namespace jishi::organization {

using StateId = Id<struct StateTag>;

/// One dated row: the state of an organisation from `valid_from` until the day before `valid_to`, brought about by one
/// change. Where two changes take effect on one day, the earlier one keeps an empty row: its decision is still known.
struct State {
    StateId id;  // none until it is stored
    ChangeId change;
    Date valid_from;
    Date valid_to;
    AttributeSet decided;  // by this change; the rest is carried over from the row before
    Attributes values;

    bool covers(Date day) const { return valid_from <= day && day < valid_to; }
};

struct Decision {
    ChangeId change;
    Date from;
    AttributeSet decided;
    Attributes values;  // only what is decided counts
};

/// A stretch of days under one parent, while the organisation exists.
struct ParentRun {
    OrganizationId parent;
    Date from;
    Date to;
    bool operator==(const ParentRun&) const = default;
};

/// All that is known today about one organisation, in order of validity.
class Timeline {
public:
    Timeline() = default;
    explicit Timeline(std::vector<State> states) : states_(std::move(states)) {}

    const std::vector<State>& states() const { return states_; }
    bool empty() const { return states_.empty(); }
    /// Day of foundation; Date::forever() when nothing is known of it.
    Date founded_on() const;
    /// First day on which it no longer exists; Date::forever() while that is not decided.
    Date dissolved_on() const;
    bool exists_on(Date day) const { return founded_on() <= day && day < dissolved_on(); }
    const State* on(Date day) const;
    /// The state that today's row shows: of that day, else the first one (planned), else nothing.
    const State* shown_on(Date day) const;
    /// The day of the next change after `day` that decides one of `attributes`; Date::forever() when there is none.
    Date next_decision(AttributeSet attributes, Date day) const;
    std::vector<ParentRun> parent_runs() const;
    bool has(ChangeId change) const;

private:
    std::vector<State> states_;
};

/// What has to be written so that the timeline becomes `after`.
struct Rewrite {
    std::vector<StateId> superseded;
    std::vector<State> added;  // ids none
    Timeline after;            // rows that stay keep their ids
};

/// @errors organization.too_early (before the foundation), organization.dissolved (on or after the dissolution)
Result<Rewrite> decide(const Timeline& known, const Decision& decision);
/// Takes back all that a change decided here.
/// @errors organization.has_later_changes (the foundation is withdrawn, later decisions stand on it)
Result<Rewrite> withdraw(const Timeline& known, ChangeId change);
/// Puts what a change decided on another day, under the id of the change that corrects it.
/// @param values  replaces what was decided, for the attributes of `changed`
/// @errors as withdraw and decide; organization.too_early, organization.dissolved for the decisions that would fall
///         outside the time of existence
struct Correction {
    ChangeId corrects;
    ChangeId by;
    Date from;
    AttributeSet changed;
    Attributes values;
};
Result<Rewrite> correct(const Timeline& known, const Correction& correction);

}  // namespace jishi::organization
