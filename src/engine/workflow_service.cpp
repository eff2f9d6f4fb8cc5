#include "engine/workflow_service.hpp"

#include <algorithm>

#include "engine/case_shard.hpp"
#include "engine/workflow_run.hpp"

namespace jishi::engine {
namespace {

FormQuestions questions_of(const Run& run)
{
    const auto& office = run.office;
    const auto policy = std::make_shared<policy::Policy>(office.places.policy_at(run.row.organization, run.day));
    return {[policy](const std::string& key, const std::string& code) {
                const auto* const table = policy->find(key);
                return table && table->item_with_code(code) != nullptr;
            },
            [&office](OrganizationId id) { return office.places.name_of(id).has_value(); },
            [&run](AttachmentId id) { return run.office.may_attach(run.tx, run.actor, id); }};
}

Result<void> check_papers(const Run& run, const ActionRule& action)
{
    if (action.needs_document && run.doing.document_no.empty())
        return bad_field("document_no", "case.document_needed", run.definition->workflow.rule);
    if (action.needs_reason && run.doing.reason.empty()) return bad_field("reason", "case.reason_needed");
    for (std::size_t i = 0; i < run.doing.papers.size(); ++i)
        if (!run.office.may_attach(run.tx, run.actor, run.doing.papers[i]))
            return bad_field("papers/" + std::to_string(i), "attachment.unknown");
    return {};
}

/// The form of this step, checked, becomes part of what is known.
Result<void> take_form(Run& run, const StepRule& step, const ActionRule& action)
{
    run.said = TRY(check_form(step, action, run.doing.form, questions_of(run)));
    for (const auto& field : step.fields) {
        if (field.kind != FieldKind::attachment) continue;
        for (const auto file : run.said.attachments(field.code))
            if (std::ranges::find(run.papers, file) == run.papers.end()) run.papers.push_back(file);
    }
    run.form.overlay(run.said);
    const auto label = run.form.text(run.definition->workflow.label);
    if (!label.empty()) run.row.label = label;
    return {};
}

Result<void> run_effects(Run& run, const StepRule& step, const ActionRule& action)
{
    for (const auto& effect : step.effects) {
        if (!belongs_to(effect.actions, action)) continue;
        auto effected = TRY(run.office.names.effect(effect.name)(run.tx, run.actor, run.facts(effect)));
        if (!effected.subject_kind.empty()) {
            run.row.subject_kind = std::move(effected.subject_kind);
            run.row.subject = effected.subject;
        }
        run.said.overlay(effected.values);
        run.form.overlay(effected.values);
    }
    return {};
}

std::string_view what_of(const Run& run, const ActionRule& action)
{
    if (run.fresh) return "started";
    if (action.kind == ActionKind::give_back) return "returned";
    if (action.kind == ActionKind::refuse) return "refused";
    return action.to.empty() ? "done" : "advanced";
}

Result<Case> do_step(Run& run, const StepRule& step)
{
    const auto* const action = step.action(run.doing.action);
    if (!action) return bad_field("action", "case.action_unknown");
    TRY(run.check_day());
    if (run.doing.from_paper) run.on_behalf_of = TRY(run.party_of(step.actor)).organization;
    else run.on_behalf_of = TRY(run.check_party(step.actor, run.row.acts_account)).organization;
    TRY(run.check_wait(step, *action));
    TRY(check_papers(run, *action));
    TRY(take_form(run, step, *action));
    TRY(run.check_guards(step, *action));
    TRY(run_effects(run, step, *action));
    if (!run.fresh) run.deadlines = store::notices_of(run.tx, run.row.id, run.today);
    run.step_before = step.code;
    if (action->to.empty()) run.end(action->kind == ActionKind::refuse ? CaseState::refused : CaseState::done);
    else TRY(run.enter(*run.definition->workflow.step(action->to)));
    run.add_notices(step, *action);
    std::string rule = step.rule;
    if (run.due_before && step.max_wait) rule = step.max_wait->rule;
    return run.finish(Deed::act, what_of(run, *action), action->code, action->to, std::move(rule));
}

/// What the case is about, found and allowed.
Result<void> set_subject(Run& run, std::int64_t subject)
{
    const auto& kind = run.definition->workflow.subject;
    if (kind.empty()) return {};
    if (subject == 0 && kind == "organization") subject = run.row.organization.value;
    if (subject == 0) return bad_field("subject", "case.subject_needed");
    const auto about = TRY(run.office.names.subject(kind)->find(run.tx, run.actor, subject));
    if (about.organization != run.row.organization) return bad_field("subject", "case.subject_elsewhere");
    run.row.subject_kind = kind;
    run.row.subject = subject;
    run.row.label = about.label;
    return {};
}

}  // namespace

Result<Case> start(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor, const Starting& starting)
{
    Run run(office, tx, actor, starting.first);
    const auto type = office.places.type_of(starting.organization);
    if (type.empty()) return refuse(ErrorKind::not_found, "organization.not_found", {}, starting.organization.str());
    run.fresh = true;
    run.definition = office.book.find(starting.workflow, office.places.policy_at(starting.organization, run.day));
    if (!run.definition) return bad_field("workflow", "case.workflow_unknown");
    const auto& workflow = run.definition->workflow;
    if (!workflow.types.empty() && std::ranges::find(workflow.types, type) == workflow.types.end())
        return refuse(ErrorKind::rule_refused, "case.not_startable_here", workflow.rule, type);
    auto& row = run.row;
    row.id = office.ids.next_id<CaseTag>();
    row.workflow = workflow.code;
    row.definition = run.definition->digest;
    row.organization = starting.organization;
    row.shard = office.places.shard_of(tx, starting.organization);
    row.label = office.places.name_of(starting.organization).value_or("");
    row.started_on = row.step_since = run.day;
    row.started_at = tx.recorded_at();
    row.started_by = actor.account;
    TRY(set_subject(run, starting.subject));
    return do_step(run, workflow.first());
}

Result<Case> act(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor, CaseId id, const Doing& doing)
{
    Run run(office, tx, actor, doing);
    TRY(run.load(id));
    if (run.row.state == CaseState::suspended) return refuse(ErrorKind::conflict, "case.suspended");
    return do_step(run, *run.definition->workflow.step(run.row.step));
}

namespace {

/// A way out or aside: the workflow has it, it is open in this step, it is up to this actor, there is a reason.
Result<void> begin_way(Run& run, CaseId id, const std::optional<WayOut> Workflow::*way)
{
    TRY(run.load(id));
    const auto& out = run.definition->workflow.*way;
    if (!out || (!out->steps.empty() && std::ranges::find(out->steps, run.row.step) == out->steps.end()))
        return refuse(ErrorKind::rule_refused, "case.way_not_open", run.definition->workflow.rule, run.row.step);
    TRY(run.check_day());
    run.on_behalf_of = TRY(run.check_party(out->actor)).organization;
    if (run.doing.reason.empty()) return bad_field("reason", "case.reason_needed");
    run.deadlines = store::notices_of(run.tx, id, run.today);
    return {};
}

}  // namespace

Result<Case> withdraw(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor, CaseId id, const Doing& doing)
{
    Run run(office, tx, actor, doing);
    TRY(begin_way(run, id, &Workflow::withdraw));
    run.end(CaseState::withdrawn);
    return run.finish(Deed::withdraw, "withdrawn", {}, {}, run.definition->workflow.rule);
}

Result<Case> suspend(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor, CaseId id, const Doing& doing)
{
    Run run(office, tx, actor, doing);
    TRY(begin_way(run, id, &Workflow::suspend));
    if (run.row.state == CaseState::suspended) return refuse(ErrorKind::conflict, "case.suspended");
    run.row.state = CaseState::suspended;
    run.row.suspended_on = run.day;
    return run.finish(Deed::suspend, "suspended", {}, run.row.step, run.definition->workflow.rule);
}

Result<Case> resume(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor, CaseId id, const Doing& doing)
{
    Run run(office, tx, actor, doing);
    TRY(begin_way(run, id, &Workflow::suspend));
    auto& row = run.row;
    if (row.state != CaseState::suspended) return refuse(ErrorKind::conflict, "case.not_suspended");
    // The clock stood still meanwhile.
    const auto rested = run.day.days() - row.suspended_on->days();
    if (row.due_on) row.due_on = row.due_on->plus_days(rested);
    if (row.earliest_on) row.earliest_on = row.earliest_on->plus_days(rested);
    row.state = CaseState::open;
    row.suspended_on.reset();
    TRY(run.set_deadlines(*run.definition->workflow.step(row.step)));
    return run.finish(Deed::resume, "resumed", {}, row.step, run.definition->workflow.rule);
}

Result<Case> take_over(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor, CaseId id,
                       const Doing& doing)
{
    Run run(office, tx, actor, doing);
    TRY(begin_way(run, id, &Workflow::take_over));
    auto& row = run.row;
    if (row.state == CaseState::suspended) return refuse(ErrorKind::conflict, "case.suspended");
    const auto& step = *run.definition->workflow.step(row.step);
    const auto party = TRY(run.party_of(step.actor));
    const bool personal = party.personal || !party.accounts.empty();
    const bool moved = party.organization != row.acts_at;
    if (personal ? row.acts_account == actor.account : !moved)
        return refuse(ErrorKind::conflict, "case.nothing_to_take_over");
    row.acts_account = personal ? actor.account : AccountId{};
    TRY(run.set_deadlines(step));
    return run.finish(Deed::take_over, "taken_over", {}, row.step, run.definition->workflow.rule);
}

Result<void> hand_over(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor, const HandingOver& what)
{
    for (auto& row : store::open_cases_about(tx, what.subject_kind, what.subject, what.except)) {
        Doing doing;
        doing.day = what.day;
        doing.reason = what.reason;
        Run run(office, tx, actor, doing);
        run.take(std::move(row));
        // A case that has gone on since keeps its order of days.
        run.day = std::max(run.day, run.last_day);
        run.row.organization = what.to;
        const auto shard = office.places.shard_of(tx, what.to);
        if (shard != run.row.shard) follow_shard(tx, run.row.id, shard);
        run.row.shard = shard;
        run.row.acts_account = {};
        run.deadlines = store::notices_of(tx, run.row.id, run.today);
        const bool stands = run.row.state == CaseState::open &&
                            run.set_deadlines(*run.definition->workflow.step(run.row.step)).has_value();
        if (!stands)
            run.row.acts_at = what.to;  // it rests, or nobody acts there: whoever looks after the place sees it
        TRY(run.finish(Deed::take_over, "taken_over", {}, run.row.step, run.definition->workflow.rule));
    }
    return {};
}

}  // namespace jishi::engine
