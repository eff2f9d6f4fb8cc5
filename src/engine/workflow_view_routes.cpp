#include "engine/workflow_view_routes.hpp"

#include <algorithm>

#include "engine/workflow_json.hpp"

namespace jishi::engine {
namespace {

std::optional<std::string> said(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

CasePlaceView place_of(const CaseOffice& office, OrganizationId id)
{
    return {id, office.places.name_of(id).value_or("")};
}

template <class T>
WordsView words_of(const T& item)
{
    return {item.code, item.name, item.name_en};
}

WordsView step_words(const Workflow& workflow, const std::string& code)
{
    const auto* const step = workflow.step(code);
    return step ? words_of(*step) : WordsView{code, code, code};
}

std::optional<WhyNotView> why_not_of(const std::optional<Error>& error)
{
    if (!error) return std::nullopt;
    const auto& code = error->fields.empty() ? error->code : error->fields.front().code;
    return WhyNotView{code, said(error->rule), said(error->detail)};
}

/// A code table as it is at a place today.
class Tables {
public:
    Tables(const CaseOffice& office, OrganizationId at) : policy_(office.places.policy_at(at, office.clock.today())) {}

    std::vector<WordsView> options(const FieldRule& field) const
    {
        std::vector<WordsView> found;
        const auto* const table = field.choices.empty() ? nullptr : policy_.find(field.choices);
        if (!table) return found;
        for (const auto& item : table->items()) {
            const auto& code = item.at("code").text();
            if (field.only.empty() || std::ranges::find(field.only, code) != field.only.end())
                found.push_back({code, item.text_or("name", code), item.text_or("name_en", code)});
        }
        return found;
    }
    std::optional<WordsView> find(const std::string& key, const std::string& code) const
    {
        const auto* const table = key.empty() ? nullptr : policy_.find(key);
        const auto* const item = table ? table->item_with_code(code) : nullptr;
        if (!item) return std::nullopt;
        return WordsView{code, item->text_or("name", code), item->text_or("name_en", code)};
    }

private:
    policy::Policy policy_;
};

std::optional<LimitView> limit_of(const std::optional<Wait>& wait)
{
    if (!wait) return std::nullopt;
    return LimitView{wait->count, std::string(code_of(wait->unit)), wait->rule, said(wait->source)};
}

StepRuleView view_of(const StepRule& step, const Tables& tables)
{
    StepRuleView view{step.code,
                      step.name,
                      step.name_en,
                      said(step.rule),
                      said(step.hint),
                      said(step.hint_en),
                      {},
                      limit_of(step.min_wait),
                      limit_of(step.max_wait)};
    for (const auto& field : step.fields) {
        FormFieldView shown{
            field.code,     field.name,          field.name_en,         std::string(code_of(field.kind)),
            field.required, said(field.choices), tables.options(field), field.min,
            field.max,      said(field.hint),    said(field.hint_en),   field.actions};
        if (shown.actions.empty())
            for (const auto& action : step.actions)
                if (belongs_to(field.actions, action)) shown.actions.push_back(action.code);
        view.fields.push_back(std::move(shown));
    }
    return view;
}

ActionView view_of(const ActionRule& action)
{
    return {action.code,
            action.name,
            action.name_en,
            std::string(code_of(action.kind)),
            action.needs_document,
            action.needs_reason,
            {},
            {}};
}

http::json::value json_of_form(const Form& form) { return http::json::parse(json_of(form)); }

SaidView said_view(const CaseOffice& office, const Tables& tables, const FieldRule& field, const policy::Value& value)
{
    SaidView view{
        field.code, field.name, field.name_en, std::string(code_of(field.kind)), {http::json::parse(json_of(value))},
        {},         {}};
    if (value.kind() != policy::Value::Kind::text) return view;
    if (field.kind == FieldKind::organization) {
        const auto id = OrganizationId::parse(value.text());
        view.shown = view.shown_en = id ? office.places.name_of(*id).value_or(value.text()) : value.text();
    } else if (field.kind == FieldKind::choice) {
        if (const auto words = tables.find(field.choices, value.text())) {
            view.shown = words->name;
            view.shown_en = words->name_en;
        }
    }
    return view;
}

StepDoneView done_view(const CaseOffice& office, const Tables& tables, const Workflow& workflow, const StepDone& done)
{
    StepDoneView view;
    view.id = done.id;
    view.number = done.number;
    view.deed = code_of(done.deed);
    view.step = step_words(workflow, done.step);
    const auto* const step = workflow.step(done.step);
    if (const auto* const action = step ? step->action(done.action) : nullptr) view.action = words_of(*action);
    if (!done.to.empty()) view.to = step_words(workflow, done.to);
    view.day = done.day;
    view.recorded_at = done.recorded_at;
    view.recorded_by = done.account_name;
    view.on_behalf_of = place_of(office, done.on_behalf_of);
    view.document_no = said(done.document_no);
    view.reason = said(done.reason);
    view.from_paper = done.from_paper;
    view.rule = said(done.rule);
    view.due_on = done.due_on;
    if (step)
        for (const auto& field : step->fields)
            if (const auto* const value = done.form.find(field.code))
                view.said.push_back(said_view(office, tables, field, *value));
    view.papers = done.papers;
    return view;
}

}  // namespace

CaseLineView line_of(const CaseOffice& office, db::Tx& tx, const Case& row)
{
    const auto definition = office.definition_of(tx, row);
    CaseLineView view;
    view.id = row.id;
    view.workflow = row.workflow;
    view.workflow_words = words_of(definition->workflow);
    view.state = code_of(row.state);
    view.step = row.step;
    view.step_words = step_words(definition->workflow, row.step);
    view.label = row.label;
    view.organization = place_of(office, row.organization);
    view.acts_at = place_of(office, row.acts_at);
    view.started_on = row.started_on;
    view.step_since = row.step_since;
    view.due_on = row.due_on;
    if (row.due_provisional) view.due_provisional = true;
    if (row.state == CaseState::open && row.due_on) {
        const auto* const step = definition->workflow.step(row.step);
        const auto warn =
            step && step->max_wait ? std::optional(row.due_on->plus_days(-step->max_wait->warn_days)) : std::nullopt;
        view.light = code_of(urgency_of(row.due_on, office.clock.today(), warn));
    }
    view.earliest_on = row.earliest_on;
    view.ended_on = row.ended_on;
    const auto* const subject = row.subject != 0 ? office.names.subject(row.subject_kind) : nullptr;
    if (subject && !subject->page.empty()) view.subject_page = subject->page + std::to_string(row.subject);
    view.version = row.version;
    return view;
}

CaseView view_of(const CaseOffice& office, db::Tx& tx, const CaseDetail& detail)
{
    const auto& workflow = detail.definition->workflow;
    const auto& row = detail.row;
    const Tables tables(office, row.organization);
    CaseView view;
    view.head = line_of(office, tx, row);
    view.rule = workflow.rule;
    view.source = said(workflow.source);
    const auto& step = *workflow.step(row.step);
    view.at = view_of(step, tables);
    view.form.value = json_of_form(detail.form);
    for (const auto& possible : detail.actions) {
        auto action = view_of(*step.action(possible.code));
        action.why_not = why_not_of(possible.why_not);
        action.why_not_from_paper = why_not_of(possible.why_not_from_paper);
        view.actions.push_back(std::move(action));
    }
    for (const auto& way : detail.ways) view.ways.push_back({way.code, why_not_of(way.why_not)});
    for (const auto& done : detail.steps) view.steps.push_back(done_view(office, tables, workflow, done));
    const auto now = office.book.find(row.workflow, office.places.policy_at(row.organization, office.clock.today()));
    view.changed_since = !now || now->digest != row.definition;
    return view;
}

WorkflowView view_of(const CaseOffice& office, OrganizationId at, const Startable& startable)
{
    const auto& workflow = startable.definition->workflow;
    const Tables tables(office, at);
    WorkflowView view{workflow.code,
                      workflow.name,
                      workflow.name_en,
                      workflow.rule,
                      said(workflow.source),
                      said(workflow.subject),
                      startable.definition->digest,
                      {},
                      {},
                      {}};
    for (const auto& step : workflow.steps) view.steps.push_back(view_of(step, tables));
    for (const auto& action : workflow.first().actions) view.actions.push_back(view_of(action));
    view.why_not = why_not_of(startable.why_not);
    return view;
}

}  // namespace jishi::engine
