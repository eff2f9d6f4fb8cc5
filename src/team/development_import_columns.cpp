#include "team/development_import_columns.hpp"

#include <algorithm>
#include <stdexcept>
#include <unordered_set>

#include "policy/reading.hpp"
#include "team/development.hpp"

namespace jishi::team {
namespace {

using engine::ActionKind;
using engine::CellKind;
using engine::FieldKind;

/// The usual way on from a step, and what may be done in it before: an action that leads back to it.
const engine::ActionRule* onward_of(const engine::StepRule& step)
{
    const auto found = std::ranges::find_if(step.actions, [&](const engine::ActionRule& action) {
        return action.kind == ActionKind::advance && action.to != step.code;
    });
    return found == step.actions.end() ? nullptr : &*found;
}
const engine::ActionRule* again_of(const engine::StepRule& step)
{
    const auto found = std::ranges::find_if(step.actions, [&](const engine::ActionRule& action) {
        return action.kind == ActionKind::advance && action.to == step.code;
    });
    return found == step.actions.end() ? nullptr : &*found;
}

class Columns {
public:
    Columns(CaseColumns& made, const policy::Policy& policy)
        : made_(made), policy_(policy), titles_(policy.get("development.imports.titles")),
          synonyms_(policy.get("development.imports.synonyms")),
          steps_(read_development_policy(policy::Reader(policy, policy)))
    {
    }

    void make()
    {
        std::unordered_set<std::string_view> seen;
        const auto& workflow = made_.definition->workflow;
        for (const auto* step = &workflow.first(); step && seen.insert(step->code).second;) {
            const auto* const onward = onward_of(*step);
            if (!onward) break;
            made_.steps.push_back(named(*step, *onward));
            step = onward->to.empty() ? nullptr : workflow.step(onward->to);
        }
        for (auto& step : made_.steps) add_days(step);
        for (auto& step : made_.steps) add_what_was_said(step);
    }

private:
    StepColumns named(const engine::StepRule& step, const engine::ActionRule& onward) const
    {
        StepColumns columns;
        columns.step = &step;
        columns.onward = &onward;
        columns.again = again_of(step);
        const auto* counted = steps_.step(step.code);
        columns.title = counted ? counted->name : step.name;
        columns.title_en = counted ? counted->name_en : step.name_en;
        return columns;
    }

    void add_days(StepColumns& step)
    {
        step.day = "day." + step.step->code;
        auto& day = add(step.day, "day", step, {}, {}, CellKind::date, 16);
        day.required = made_.steps.front().day == step.day;
        if (const auto* others = synonyms_.find(step.step->code)) day.synonyms = others->texts();
        if (!step.again) return;
        step.again_days = "again." + step.step->code;
        add(step.again_days, "again", step, step.again->name, step.again->name_en, CellKind::list, 30);
    }

    void add_what_was_said(StepColumns& step)
    {
        if (step.onward->needs_document) {
            step.document = "document." + step.step->code;
            add(step.document, "document", step, {}, {}, CellKind::text, 22);
        }
        for (const auto& field : step.step->fields) {
            if (field.kind == FieldKind::attachment || field.kind == FieldKind::organization) continue;
            const bool asked = engine::belongs_to(field.actions, *step.onward) ||
                               (step.again && engine::belongs_to(field.actions, *step.again));
            if (!asked) continue;
            const auto column = "form." + field.code;
            add_field(column, step, field);
            step.fields.push_back({&field, column});
        }
    }

    void add_field(const std::string& code, const StepColumns& step, const engine::FieldRule& field)
    {
        auto kind = CellKind::text;
        int width = 16;
        switch (field.kind) {
            case FieldKind::number:
                kind = CellKind::number;
                width = 10;
                break;
            case FieldKind::date: kind = CellKind::date; break;
            case FieldKind::choice:
            case FieldKind::yes_no: kind = CellKind::choice; break;
            case FieldKind::long_text: width = 30; break;
            default: break;
        }
        auto& column = add(code, "field", step, field.name, field.name_en, kind, width);
        column.hint = field.hint;
        column.hint_en = field.hint_en;
        if (field.kind == FieldKind::choice) engine::add_choices(policy_, field.choices, column);
        if (field.kind == FieldKind::yes_no) engine::add_choices(policy_, "engine.imports.yes_no", column);
    }

    engine::ImportColumn& add(const std::string& code, std::string_view title, const StepColumns& step,
                              const std::string& name, const std::string& name_en, CellKind kind, int width)
    {
        const auto* words = titles_.item_with_code(title);
        if (!words) throw std::runtime_error("development.imports.titles has no " + std::string(title));
        engine::ImportColumn column;
        column.code = code;
        column.title = filled(words->at("name").text(), step, step.title, name);
        column.title_en = filled(words->at("name_en").text(), step, step.title_en, name_en);
        column.kind = kind;
        column.width = width;
        made_.policy.columns.push_back(std::move(column));
        return made_.policy.columns.back();
    }

    std::string filled(std::string text, const StepColumns& step, const std::string& title,
                       const std::string& name) const
    {
        const auto* counted = steps_.step(step.step->code);
        const auto put = [&](std::string_view mark, const std::string& with) {
            if (const auto at = text.find(mark); at != std::string::npos) text.replace(at, mark.size(), with);
        };
        put("{number}", counted ? std::to_string(counted->number) : step.step->code);
        put("{step}", title);
        put("{name}", name);
        return text;
    }

    CaseColumns& made_;
    const policy::Policy& policy_;
    const policy::Value& titles_;
    const policy::Value& synonyms_;
    const DevelopmentPolicy steps_;
};

}  // namespace

const StepColumns* CaseColumns::of(std::string_view step) const
{
    const auto found = std::ranges::find_if(steps, [&](const StepColumns& one) { return one.step->code == step; });
    return found == steps.end() ? nullptr : &*found;
}

CaseColumns case_columns(const engine::WorkflowBook& book, const policy::Policy& policy, std::string_view kind)
{
    CaseColumns made;
    made.definition = book.find(admission_workflow, policy);
    if (!made.definition) throw std::runtime_error("the packs have no workflow " + std::string(admission_workflow));
    made.policy = engine::read_import_policy(policy, "development.imports.columns", kind);
    made.rows_max = static_cast<int>(policy.integer("development.imports.rows_max"));
    Columns(made, policy).make();
    return made;
}

}  // namespace jishi::team
