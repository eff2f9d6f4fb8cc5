#pragma once
// Questions about cases: lists, one case with what may be done now and why not, what may be begun at a place.

#include <optional>
#include <string>
#include <vector>

#include "engine/todo.hpp"
#include "engine/workflow_service.hpp"

namespace jishi::engine {

struct CaseFilter {
    std::string workflow;  // empty: all
    std::optional<CaseState> state;
    OrganizationId within;          // none: wherever the actor may see cases
    bool mine = false;              // it is this actor's turn
    std::optional<Date> due_until;  // open ones
    std::string subject_kind;       // about this one only
    std::int64_t subject = 0;
};
struct CasePage {
    std::vector<Case> items;  // the newest first; of one's own turn, the most urgent first
    CaseId next;              // ask after this one; none: that was all
};
/// @errors organization.not_found, access.forbidden
Result<CasePage> find_cases(const CaseOffice&, db::Tx&, const platform::Actor&, const CaseFilter&, CaseId after,
                            std::size_t limit);

/// An action, or a way out, with why it cannot be taken now by this actor.
struct Possible {
    std::string code;  // of the action; withdraw, suspend, resume, take_over
    std::optional<Error> why_not;
    std::optional<Error> why_not_from_paper;
};
struct CaseDetail {
    Case row;
    DefinitionPointer definition;
    std::vector<StepDone> steps;
    Form form;                      // everything said so far
    std::vector<Possible> actions;  // of the step in which it stands
    std::vector<Possible> ways;
};
enum class Steps : std::uint8_t { all, last };
/// @errors case.not_found
Result<CaseDetail> case_detail(const CaseOffice&, db::Tx&, const platform::Actor&, CaseId, Steps which = Steps::all);

/// A workflow that could begin at an organisation.
struct Startable {
    DefinitionPointer definition;
    std::optional<Error> why_not;
};
/// @param subject_kind  with the subject: of this kind only; empty: those that need no subject besides the organisation
/// @errors organization.not_found
Result<std::vector<Startable>> startable_at(const CaseOffice&, db::Tx&, const platform::Actor&, OrganizationId,
                                            const std::string& subject_kind, std::int64_t subject);

/// What stands on the board for an actor, as items of 本月要办.
Result<Todo> case_todo(const CaseOffice&, db::Tx&, const TodoQuestion&);

}  // namespace jishi::engine
