#include "engine/workflow_query.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/workflow_notices.hpp"
#include "engine/workflow_run.hpp"

namespace jishi::engine {
namespace {

/// Those on which it is this actor's turn, the most urgent first, from the board.
Result<CasePage> own_turns(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor, const CaseFilter& filter,
                           CaseId after, std::size_t limit)
{
    std::vector<std::pair<Date, CaseId>> turns;
    office.board.visit(actor, filter.within, office.clock.today(), [&](const Deadline& deadline) {
        if (deadline.kind != DeadlineKind::turn) return;
        const auto due = deadline.due_on.value_or(Date::forever());
        if (!filter.due_until || due <= *filter.due_until) turns.emplace_back(due, deadline.of);
    });
    std::ranges::sort(turns);
    auto begin = turns.begin();
    if (after) begin = std::ranges::find(turns, after, &std::pair<Date, CaseId>::second);
    if (after && begin != turns.end()) ++begin;
    std::vector<CaseId> ids;
    CasePage page;
    bool more = false;
    // A filter by workflow looks into the rows: enough of them are read for one page.
    while (begin != turns.end() && page.items.size() < limit) {
        ids.clear();
        for (; begin != turns.end() && ids.size() < limit; ++begin) ids.push_back(begin->second);
        auto rows = store::cases_with_ids(tx, ids);
        for (const auto id : ids) {
            const auto row = std::ranges::find(rows, id, &Case::id);
            if (row == rows.end() || (!filter.workflow.empty() && row->workflow != filter.workflow)) continue;
            if (page.items.size() == limit) {
                more = true;
                break;
            }
            page.items.push_back(std::move(*row));
        }
    }
    if (page.items.size() == limit && (more || begin != turns.end())) page.next = page.items.back().id;
    return page;
}

/// Runs the checks that need no form. @return why it cannot be done
std::optional<Error> why_not(Run& run, const StepRule& step, const ActionRule& action, bool from_paper)
{
    const auto check = [&]() -> Result<void> {
        if (run.row.state == CaseState::suspended) return refuse(ErrorKind::conflict, "case.suspended");
        if (from_paper) TRY(run.actor.require(platform::Permission::case_enter_past, run.row.organization));
        else TRY(run.check_party(step.actor, run.row.acts_account));
        if (!from_paper) TRY(run.check_wait(step, action));
        const bool asks =
            std::ranges::any_of(step.fields, [&](const FieldRule& field) { return belongs_to(field.actions, action); });
        if (!asks) return run.check_guards(step, action);
        return {};
    }();
    if (check) return std::nullopt;
    return check.error();
}

std::optional<Error> why_not(const Run& run, const std::optional<WayOut>& way, bool state_fits, std::string_view code)
{
    const auto check = [&]() -> Result<void> {
        if (!way || (!way->steps.empty() && std::ranges::find(way->steps, run.row.step) == way->steps.end()))
            return refuse(ErrorKind::rule_refused, "case.way_not_open", run.definition->workflow.rule);
        if (!state_fits) return refuse(ErrorKind::conflict, code == "resume" ? "case.not_suspended" : "case.suspended");
        TRY(run.check_party(way->actor));
        return {};
    }();
    if (check) return std::nullopt;
    return check.error();
}

void add_possibilities(CaseDetail& detail, Run& run)
{
    const auto& workflow = detail.definition->workflow;
    const auto& step = *workflow.step(run.row.step);
    for (const auto& action : step.actions)
        detail.actions.push_back({action.code, why_not(run, step, action, false), why_not(run, step, action, true)});
    const bool suspended = run.row.state == CaseState::suspended;
    const std::tuple<const char*, const std::optional<WayOut>&, bool> ways[] = {
        {"withdraw", workflow.withdraw, true},
        {"suspend", workflow.suspend, !suspended},
        {"resume", workflow.suspend, suspended},
        {"take_over", workflow.take_over, !suspended}};
    for (const auto& [code, way, fits] : ways)
        if (way) detail.ways.push_back({code, why_not(run, way, fits, code), {}});
}

}  // namespace

Result<CasePage> find_cases(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor,
                            const CaseFilter& filter, CaseId after, std::size_t limit)
{
    if (filter.within && !office.places.name_of(filter.within))
        return refuse(ErrorKind::not_found, "organization.not_found", {}, filter.within.str());
    if (filter.mine) return own_turns(office, tx, actor, filter, after, limit);
    db::Statement statement;
    statement.add(store::select_cases_sql());
    const auto* const subject = office.names.subject(filter.subject_kind);
    const bool own = subject && subject->sees && filter.subject != 0 && subject->sees(tx, actor, filter.subject);
    if (!own)
        TRY(office.places.narrow(statement, tx, actor, platform::Permission::case_read, filter.within,
                                 "c.organization"));
    if (!filter.subject_kind.empty())
        statement.add(" AND c.subject_kind = " + statement.bind(filter.subject_kind) +
                      " AND c.subject = " + statement.bind(filter.subject));
    if (!filter.workflow.empty()) statement.add(" AND c.workflow = " + statement.bind(filter.workflow));
    if (filter.state) statement.add(" AND c.state = " + statement.bind(static_cast<int>(*filter.state)));
    if (filter.due_until)
        statement.add(" AND c.state = 0 AND c.due_on IS NOT NULL AND c.due_on <= " + statement.bind(*filter.due_until));
    if (after) statement.add(" AND c.id < " + statement.bind(after));
    statement.add(" ORDER BY c.id DESC LIMIT " + statement.bind(static_cast<std::int64_t>(limit + 1)));
    CasePage page{store::select_cases(tx, statement), {}};
    if (page.items.size() > limit) {
        page.items.resize(limit);
        page.next = page.items.back().id;
    }
    return page;
}

Result<CaseDetail> case_detail(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor, CaseId id,
                               Steps which)
{
    const Doing nothing;
    Run run(office, tx, actor, nothing);
    auto found = store::find_case(tx, id);
    if (!found || !may_see(office, tx, actor, *found))
        return refuse(ErrorKind::not_found, "case.not_found", {}, id.str());
    CaseDetail detail;
    run.row = *found;
    run.definition = detail.definition = office.definition_of(tx, *found);
    detail.steps = store::steps_of(tx, id, which == Steps::last ? found->steps_done : 1);
    detail.form = run.form = store::so_far(tx, id).form;
    if (!is_over(found->state)) add_possibilities(detail, run);
    detail.row = *std::move(found);
    return detail;
}

Result<std::vector<Startable>> startable_at(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor,
                                            OrganizationId organization, const std::string& subject_kind,
                                            std::int64_t subject)
{
    const auto type = office.places.type_of(organization);
    if (type.empty()) return refuse(ErrorKind::not_found, "organization.not_found", {}, organization.str());
    std::vector<Startable> found;
    for (auto& definition : office.book.at(office.places.policy_at(organization, office.clock.today()))) {
        const auto& workflow = definition->workflow;
        const bool about_place = workflow.subject.empty() || workflow.subject == "organization";
        if (subject_kind.empty() ? !about_place : workflow.subject != subject_kind) continue;
        if (!workflow.types.empty() && std::ranges::find(workflow.types, type) == workflow.types.end()) continue;
        const Doing nothing;
        Run run(office, tx, actor, nothing);
        run.definition = definition;
        run.row.organization = organization;
        run.row.subject_kind = workflow.subject;
        run.row.subject = workflow.subject == "organization" && subject == 0 ? organization.value : subject;
        const auto party = run.check_party(workflow.first().actor);
        found.push_back({std::move(definition), party ? std::nullopt : std::optional(party.error())});
    }
    return found;
}

namespace {

struct Line {
    Urgency urgency;
    Date due;
    DeadlineKind kind;
    CaseId of;
    bool has_due;
};

TodoItem item_of(const CaseOffice& office, db::Tx& tx, const Line& line, const Case& row)
{
    const auto definition = office.definition_of(tx, row);
    const auto& workflow = definition->workflow;
    const auto* const step = workflow.step(row.step);
    TodoItem item;
    item.id = "case-" + row.id.str() + (line.kind == DeadlineKind::turn ? "" : "-" + std::string(code_of(line.kind)));
    item.kind = "case_" + std::string(code_of(line.kind));
    item.title_key = "todo." + item.kind;
    item.params = {{"workflow", workflow.name},
                   {"workflow_en", workflow.name_en},
                   {"step", step ? step->name : row.step},
                   {"step_en", step ? step->name_en : row.step},
                   {"name", row.label}};
    if (line.has_due) {
        item.due_on = line.due;
        item.params["date"] = line.due.str();
    }
    item.urgency = line.urgency;
    item.organization = row.organization;
    item.organization_name = office.places.name_of(row.organization).value_or("");
    if (step && step->max_wait) item.rule = step->max_wait->rule;
    else item.rule = step && !step->rule.empty() ? step->rule : workflow.rule;
    item.link = "/cases/" + row.id.str();
    return item;
}

}  // namespace

Result<Todo> case_todo(const CaseOffice& office, db::Tx& tx, const TodoQuestion& question)
{
    static constexpr std::string_view kinds[] = {"case_turn", "case_escalation", "case_notice"};
    std::vector<Line> lines;
    std::int64_t by_urgency[4] = {};
    std::int64_t by_kind[3] = {};
    // A notice that was read has done its work.
    const auto read = notices_read(tx, question.actor.account);
    office.board.visit(question.actor, question.within, question.today, [&](const Deadline& deadline) {
        if (deadline.kind == DeadlineKind::notice &&
            std::ranges::binary_search(read, NoticeKey{deadline.of, deadline.level}))
            return;
        const auto urgency = urgency_of(deadline.due_on, question.today, deadline.warn_on);
        ++by_urgency[static_cast<int>(urgency)];
        ++by_kind[static_cast<int>(deadline.kind)];
        lines.push_back({urgency, deadline.due_on.value_or(Date::forever()), deadline.kind, deadline.of,
                         deadline.due_on.has_value()});
    });
    Todo todo;
    todo.counts["total"] = static_cast<std::int64_t>(lines.size());
    for (int i = 0; i < 4; ++i)
        if (by_urgency[i] > 0) todo.counts[std::string(code_of(static_cast<Urgency>(i)))] = by_urgency[i];
    for (int i = 0; i < 3; ++i)
        if (by_kind[i] > 0) todo.counts[std::string(kinds[i])] = by_kind[i];
    keep_most_urgent(lines, [](const Line& line) { return std::tuple{line.urgency, line.due, line.kind, line.of}; });
    std::vector<CaseId> ids;
    for (const auto& line : lines) ids.push_back(line.of);
    std::map<CaseId, Case> rows;
    for (auto& row : store::cases_with_ids(tx, ids)) rows.emplace(row.id, std::move(row));
    for (const auto& line : lines)
        if (const auto row = rows.find(line.of); row != rows.end())
            todo.items.push_back(item_of(office, tx, line, row->second));
    return todo;
}

}  // namespace jishi::engine
