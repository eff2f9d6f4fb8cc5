#pragma once
// The frame of a deed on a case: what each does first and last. For the workflow_*.cpp that change cases.

#include "engine/workflow_service.hpp"
#include "engine/workflow_store.hpp"

namespace jishi::engine {

struct Run {
    Run(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor, const Doing& doing);

    /// An existing case: may it be seen, is it the version that was looked at?
    /// @errors case.not_found, case.version_conflict, case.over
    Result<void> load(CaseId id);
    /// Takes over a row that was read, with its definition and what was said so far.
    void take(Case&& found);
    /// @errors case.day_to_come, case.day_backwards, access.forbidden
    Result<void> check_day() const;

    Facts facts(const NamedCall& call) const
    {
        return {row, form, call.parameters, day, doing.document_no, doing.reason, doing.outline};
    }
    /// Those to whom a rule leads today. @errors case.nobody_to_act
    Result<Party> party_of(const ActorRule& rule) const;
    /// Is it up to this actor? @errors case.not_your_turn, those of party_of
    Result<Party> check_party(const ActorRule& rule, AccountId taken_over_by = {}) const;

    /// [GEN-02, GEN-03] @errors case.too_early, with the rule and the first day on which it may be done
    Result<void> check_wait(const StepRule& step, const ActionRule& action) const;
    /// @errors those of the guards
    Result<void> check_guards(const StepRule& step, const ActionRule& action) const;

    /// Puts the case into a step on `day`. @errors case.nobody_to_act
    Result<void> enter(const StepRule& step);
    /// Deadlines of the step in which it stands.
    Result<void> set_deadlines(const StepRule& step);
    void end(CaseState state);
    void add_notices(const StepRule& step, const ActionRule& action);

    /// Writes the case, the step, the deadlines, the audit trail and the outbox. @errors case.version_conflict
    Result<Case> finish(Deed deed, std::string_view what, std::string action, std::string to, std::string rule);

    const CaseOffice& office;
    db::Tx& tx;
    const platform::Actor& actor;
    const Doing& doing;
    Date today;
    Date day;
    Case row;
    bool fresh = false;
    DefinitionPointer definition;
    Form form;                      // everything said so far
    Form said;                      // in this step
    Date last_day = Date::first();  // of the last step
    std::vector<AttachmentId> papers;
    std::vector<Deadline> deadlines;
    OrganizationId on_behalf_of;
    // As it was before.
    std::string step_before;
    CaseState state_before = CaseState::open;
    std::optional<Date> due_before;
};

/// The number of the step whose notice stands at a level of engine_deadline.
int step_that_told(int level);

/// Is it up to this actor, by a permission at an organisation or as one of named accounts?
bool belongs(const platform::Actor& actor, const Party& party, const std::optional<platform::Permission>& permission);

}  // namespace jishi::engine
