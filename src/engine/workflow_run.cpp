#include "engine/workflow_run.hpp"

#include <algorithm>

#include "platform/json_text.hpp"

namespace jishi::engine {
namespace {

std::string state_json(const std::string& step, CaseState state)
{
    return platform::JsonObject{}.add("step", step).add("state", code_of(state)).text();
}

/// [GEN-05] An effect of `enter` answers the days of a step by the rules of the day on which the case comes into it;
/// they take the place of the figures, also where it answers that there is none.
Result<void> ask_limits(Run& run, const StepRule& step)
{
    for (const auto& effect : step.effects) {
        if (std::ranges::find(effect.actions, "enter") == effect.actions.end()) continue;
        const auto limits = TRY(run.office.names.effect(effect.name)(run.tx, run.actor, run.facts(effect)));
        if (step.max_wait) run.row.due_on = limits.values.date("due_on");
        if (step.min_wait) run.row.earliest_on = limits.values.date("earliest_on");
    }
    return {};
}

constexpr int notices_per_step = 10;
constexpr int first_notice_level = 100;

}  // namespace

DefinitionPointer CaseOffice::definition_of(db::Tx& tx, const Case& row) const
{
    return book.kept(row.definition, [&] { return store::definition_text(tx, row.definition); });
}

int step_that_told(int level) { return (level - first_notice_level) / notices_per_step + 1; }

bool belongs(const platform::Actor& actor, const Party& party, const std::optional<platform::Permission>& permission)
{
    const bool personal = party.personal || !party.accounts.empty();
    if (personal && std::ranges::find(party.accounts, actor.account) == party.accounts.end()) return false;
    return permission ? actor.may(*permission, party.organization) : personal;
}

bool may_see(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor, const Case& row)
{
    using platform::Permission;
    if (actor.may(Permission::case_read, row.organization) || actor.may(Permission::case_read, row.acts_at))
        return true;
    if (row.acts_account && row.acts_account == actor.account) return true;
    const auto* const subject = office.names.subject(row.subject_kind);
    return subject && subject->sees && subject->sees(tx, actor, row.subject);
}

Run::Run(const CaseOffice& o, db::Tx& t, const platform::Actor& a, const Doing& d)
    : office(o), tx(t), actor(a), doing(d), today(o.clock.today()), day(d.day.value_or(today)), papers(d.papers)
{
}

Result<void> Run::load(CaseId id)
{
    auto found = store::find_case(tx, id);
    if (!found || !may_see(office, tx, actor, *found))
        return refuse(ErrorKind::not_found, "case.not_found", {}, id.str());
    if (doing.version && *doing.version != found->version)
        return refuse(ErrorKind::conflict, "case.version_conflict", {},
                      std::to_string(*doing.version) + " is now " + std::to_string(found->version));
    if (is_over(found->state)) return refuse(ErrorKind::conflict, "case.over", {}, std::string(code_of(found->state)));
    take(*std::move(found));
    return {};
}

void Run::take(Case&& found)
{
    row = std::move(found);
    definition = office.definition_of(tx, row);
    auto so_far = store::so_far(tx, row.id);
    form = std::move(so_far.form);
    last_day = so_far.last_day;
    step_before = row.step;
    state_before = row.state;
    due_before = row.due_on;
    on_behalf_of = row.acts_at;
}

Result<void> Run::check_day() const
{
    if (day > today) return refuse(ErrorKind::invalid_input, "case.day_to_come", {}, today.str());
    if (day < last_day) return refuse(ErrorKind::rule_refused, "case.day_backwards", {}, last_day.str());
    if (doing.from_paper || day < today) return actor.require(platform::Permission::case_enter_past, row.organization);
    return {};
}

Result<Party> Run::party_of(const ActorRule& rule) const
{
    auto party = TRY(office.names.relation(rule.relation.name)(tx, facts(rule.relation)));
    if (!party.organization) return refuse(ErrorKind::rule_refused, "case.nobody_to_act", {}, rule.relation.name);
    return party;
}

Result<Party> Run::check_party(const ActorRule& rule, AccountId taken_over_by) const
{
    auto party = TRY(party_of(rule));
    if (taken_over_by) party.accounts = {taken_over_by};
    if (!belongs(actor, party, taken_over_by ? std::nullopt : rule.permission))
        return refuse(ErrorKind::forbidden, "case.not_your_turn", {},
                      rule.permission ? std::string(platform::code_of(*rule.permission)) : "");
    return party;
}

Result<void> Run::check_wait(const StepRule& step, const ActionRule& action) const
{
    if (action.kind == ActionKind::advance && row.earliest_on && day < *row.earliest_on)
        return refuse(ErrorKind::rule_refused, "case.too_early", step.min_wait ? step.min_wait->rule : std::string{},
                      row.earliest_on->str());
    return {};
}

Result<void> Run::check_guards(const StepRule& step, const ActionRule& action) const
{
    for (const auto& guard : step.guards)
        if (belongs_to(guard.actions, action)) TRY(office.names.guard(guard.name)(tx, facts(guard)));
    return {};
}

Result<void> Run::enter(const StepRule& step)
{
    row.step = step.code;
    row.step_since = day;
    row.acts_account = {};
    const auto since = [&](const Wait& wait) {
        if (wait.since.empty() || wait.since == step_before) return day;
        return store::day_done(tx, row.id, wait.since).value_or(day);
    };
    row.due_provisional = false;
    row.due_on.reset();
    row.earliest_on.reset();
    if (step.max_wait)
        row.due_on = deadline_of(*step.max_wait, since(*step.max_wait), office.book.calendar(), row.due_provisional);
    if (step.min_wait)
        row.earliest_on =
            earliest_of(*step.min_wait, since(*step.min_wait), office.book.calendar(), row.due_provisional);
    TRY(ask_limits(*this, step));
    return set_deadlines(step);
}

Result<void> Run::set_deadlines(const StepRule& step)
{
    std::erase_if(deadlines, [](const Deadline& deadline) { return deadline.kind != DeadlineKind::notice; });
    const auto party = TRY(party_of(step.actor));
    row.acts_at = party.organization;
    Deadline turn{row.id,
                  0,
                  DeadlineKind::turn,
                  party.organization,
                  step.actor.permission,
                  party.accounts,
                  row.step_since,
                  Date::forever(),
                  row.due_on,
                  {}};
    if (row.acts_account) {
        turn.accounts = {row.acts_account};
        turn.permission.reset();
    } else if (party.personal && party.accounts.empty()) {
        turn.permission.reset();  // nobody has an account yet: it is nobody's line
    }
    if (step.max_wait && row.due_on) turn.warn_on = row.due_on->plus_days(-step.max_wait->warn_days);
    deadlines.push_back(turn);
    if (!step.max_wait || !row.due_on) return {};
    int level = 0;
    for (const auto& escalation : step.max_wait->escalations) {
        const auto above = party_of(escalation.to);
        ++level;
        if (!above) continue;  // nobody stands above: it goes no higher
        deadlines.push_back({row.id,
                             level,
                             DeadlineKind::escalation,
                             above->organization,
                             escalation.to.permission,
                             above->accounts,
                             row.due_on->plus_days(escalation.after_days + 1),
                             Date::forever(),
                             row.due_on,
                             {}});
    }
    return {};
}

void Run::end(CaseState state)
{
    row.state = state;
    row.ended_on = day;
    row.due_on.reset();
    row.earliest_on.reset();
    row.acts_account = {};
    std::erase_if(deadlines, [](const Deadline& deadline) { return deadline.kind != DeadlineKind::notice; });
}

void Run::add_notices(const StepRule& step, const ActionRule& action)
{
    int index = 0;
    for (const auto& notice : step.notices) {
        ++index;
        if (!belongs_to(notice.actions, action)) continue;
        const auto party = party_of(notice.to);
        if (!party) continue;  // nobody to tell
        deadlines.push_back({row.id,
                             first_notice_level + row.steps_done * notices_per_step + index,
                             DeadlineKind::notice,
                             party->organization,
                             notice.to.permission,
                             party->accounts,
                             today,
                             today.plus_days(notice.days),
                             {},
                             {}});
    }
}

Result<Case> Run::finish(Deed deed, std::string_view what, std::string action, std::string to, std::string rule)
{
    ++row.steps_done;
    if (fresh) {
        store::keep_definition(tx, definition->digest, definition->workflow.code, definition->text);
        store::insert_case(tx, row, {form, day});
    } else {
        ++row.version;
        if (!store::update_case(tx, row, {form, day})) return refuse(ErrorKind::conflict, "case.version_conflict");
    }
    StepDone step{office.ids.next_id<StepTag>(),
                  row.id,
                  row.steps_done,
                  deed,
                  step_before,
                  std::move(action),
                  std::move(to),
                  day,
                  tx.recorded_at(),
                  actor.account,
                  actor.display_name,
                  on_behalf_of,
                  doing.document_no,
                  doing.reason,
                  doing.from_paper,
                  std::move(rule),
                  due_before,
                  said,
                  papers};
    store::insert_step(tx, step, row.shard);
    for (const auto paper : papers) office.attach(tx, paper, row.id);
    store::replace_deadlines(tx, row.id, row.shard, deadlines);
    const auto topic = "case." + std::string(what);
    office.audit(tx, actor,
                 {topic, row.id, row.organization, fresh ? std::string{} : state_json(step_before, state_before),
                  platform::JsonObject{}
                      .add("workflow", row.workflow)
                      .add("step", row.step)
                      .add("state", code_of(row.state))
                      .add("action", step.action)
                      .add("day", day.str())
                      .add("from_paper", doing.from_paper)
                      .text(),
                  step.rule});
    db::publish(tx, topic, row.id.value,
                platform::JsonObject{}
                    .add("workflow", row.workflow)
                    .add("step", row.step)
                    .add("state", code_of(row.state))
                    .text());
    if (row.state == CaseState::done) db::record_fact(tx, {row.organization.value, day, "case.done", 1, row.id.value});
    tx.after_commit([&board = office.board, id = row.id, lines = deadlines] { board.put(id, lines); });
    return row;
}

}  // namespace jishi::engine
