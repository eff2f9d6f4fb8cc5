#include "engine/workflow.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/work_calendar.hpp"

namespace jishi::engine {
namespace {

constexpr std::array<std::string_view, 3> units{"days", "months", "working_days"};
constexpr std::array<std::string_view, 8> field_kinds{"text",   "long_text",    "number",     "date",
                                                      "choice", "organization", "attachment", "yes_no"};
constexpr std::array<std::string_view, 3> action_kinds{"advance", "return", "refuse"};

template <class Enum, std::size_t Size>
Enum value_in(const std::array<std::string_view, Size>& codes, std::string_view code)
{
    return static_cast<Enum>(std::ranges::find(codes, code) - codes.begin());
}

NamedCall call_of(const policy::Value& item, std::string_view name)
{
    NamedCall call;
    call.name = item.at(name).text();
    if (const auto* const parameters = item.find("parameters")) call.parameters = *parameters;
    call.actions = item.texts_or_none("actions");
    return call;
}

ActorRule actor_of(const policy::Value& item)
{
    ActorRule rule;
    rule.relation = call_of(item, "relation");
    if (const auto code = item.optional_text("permission")) rule.permission = platform::permission_from(*code);
    return rule;
}

Wait wait_of(const policy::Value& item)
{
    Wait wait;
    wait.count = static_cast<int>(item.at("count").integer());
    wait.unit = value_in<Unit>(units, item.at("unit").text());
    wait.since = item.text_or("since", "");
    wait.rule = item.at("rule").text();
    wait.source = item.text_or("source", "");
    wait.warn_days = static_cast<int>(item.integer_or("warn_days", 0));
    if (const auto* const list = item.find("escalations"))
        for (const auto& one : list->items())
            wait.escalations.push_back({static_cast<int>(one.at("after_days").integer()), actor_of(one.at("to"))});
    return wait;
}

FieldRule field_of(const policy::Value& item)
{
    FieldRule field;
    field.code = item.at("code").text();
    field.name = item.at("name").text();
    field.name_en = item.at("name_en").text();
    field.kind = value_in<FieldKind>(field_kinds, item.at("kind").text());
    field.required = item.boolean_or("required", true);
    field.choices = item.text_or("choices", "");
    field.only = item.texts_or_none("only");
    field.min = item.optional_integer("min");
    field.max = item.optional_integer("max");
    field.hint = item.text_or("hint", "");
    field.hint_en = item.text_or("hint_en", "");
    field.actions = item.texts_or_none("actions");
    return field;
}

ActionRule action_of(const policy::Value& item)
{
    ActionRule action;
    action.code = item.at("code").text();
    action.name = item.at("name").text();
    action.name_en = item.at("name_en").text();
    action.kind = value_in<ActionKind>(action_kinds, item.text_or("kind", "advance"));
    action.to = item.text_or("to", "");
    action.needs_document = item.boolean_or("needs_document", false);
    action.needs_reason = item.boolean_or("needs_reason", action.kind != ActionKind::advance);
    return action;
}

DocumentRule document_of(const policy::Value& item)
{
    DocumentRule document{item.at("template").text(),
                          item.text_or("name", ""),
                          item.text_or("name_en", ""),
                          {},
                          item.texts_or_none("actions")};
    if (const auto* const values = item.find("values"))
        for (const auto& member : values->members()) document.values.push_back({member.name, member.value.text()});
    return document;
}

template <class Read>
void each(const policy::Value& item, std::string_view name, Read read)
{
    if (const auto* const list = item.find(name))
        for (const auto& one : list->items()) read(one);
}

StepRule step_of(const policy::Value& item)
{
    StepRule step;
    step.code = item.at("code").text();
    step.name = item.at("name").text();
    step.name_en = item.at("name_en").text();
    step.rule = item.text_or("rule", "");
    step.hint = item.text_or("hint", "");
    step.hint_en = item.text_or("hint_en", "");
    step.actor = actor_of(item.at("actor"));
    each(item, "fields", [&](const auto& one) { step.fields.push_back(field_of(one)); });
    each(item, "guards", [&](const auto& one) { step.guards.push_back(call_of(one, "name")); });
    each(item, "effects", [&](const auto& one) { step.effects.push_back(call_of(one, "name")); });
    each(item, "documents", [&](const auto& one) { step.documents.push_back(document_of(one)); });
    each(item, "notices", [&](const auto& one) {
        step.notices.push_back(
            {actor_of(one.at("to")), static_cast<int>(one.at("days").integer()), one.texts_or_none("actions")});
    });
    if (const auto* const wait = item.find("min_wait")) step.min_wait = wait_of(*wait);
    if (const auto* const wait = item.find("max_wait")) step.max_wait = wait_of(*wait);
    each(item, "actions", [&](const auto& one) { step.actions.push_back(action_of(one)); });
    return step;
}

std::optional<WayOut> way_of(const policy::Value& value, std::string_view name)
{
    const auto* const item = value.find(name);
    if (!item) return std::nullopt;
    return WayOut{actor_of(item->at("actor")), item->texts_or_none("steps")};
}

}  // namespace

std::string_view code_of(Unit unit) { return units[static_cast<std::size_t>(unit)]; }
std::string_view code_of(FieldKind kind) { return field_kinds[static_cast<std::size_t>(kind)]; }
std::string_view code_of(ActionKind kind) { return action_kinds[static_cast<std::size_t>(kind)]; }

std::optional<FieldKind> field_kind_from(std::string_view code)
{
    const auto found = std::ranges::find(field_kinds, code);
    if (found == field_kinds.end()) return std::nullopt;
    return static_cast<FieldKind>(found - field_kinds.begin());
}

const ActionRule* StepRule::action(std::string_view wanted) const
{
    const auto found = std::ranges::find(actions, wanted, &ActionRule::code);
    return found == actions.end() ? nullptr : &*found;
}

const StepRule* Workflow::step(std::string_view wanted) const
{
    const auto found = std::ranges::find(steps, wanted, &StepRule::code);
    return found == steps.end() ? nullptr : &*found;
}

bool belongs_to(const std::vector<std::string>& actions, const ActionRule& action)
{
    if (actions.empty()) return action.kind == ActionKind::advance;
    return std::ranges::find(actions, action.code) != actions.end();
}

Workflow workflow_of(const policy::Value& value)
{
    Workflow workflow;
    workflow.code = value.at("code").text();
    workflow.name = value.at("name").text();
    workflow.name_en = value.at("name_en").text();
    workflow.rule = value.at("rule").text();
    workflow.source = value.text_or("source", "");
    workflow.subject = value.text_or("subject", "");
    workflow.label = value.text_or("label", "");
    workflow.types = value.texts_or_none("types");
    for (const auto& item : value.at("steps").items()) workflow.steps.push_back(step_of(item));
    workflow.withdraw = way_of(value, "withdraw");
    workflow.suspend = way_of(value, "suspend");
    workflow.take_over = way_of(value, "take_over");
    workflow.place = value.where();
    return workflow;
}

Date deadline_of(const Wait& wait, Date since, const WorkCalendar& calendar, bool& provisional)
{
    switch (wait.unit) {
        case Unit::days: return since.plus_days(wait.count);
        case Unit::months: return since.plus_months(wait.count);  // [GEN-02]
        case Unit::working_days: break;
    }
    const auto counted = calendar.last_of(since, std::max(wait.count, 1));  // [GEN-03]
    provisional = provisional || counted.provisional;
    return counted.date;
}

Date earliest_of(const Wait& wait, Date since, const WorkCalendar& calendar, bool& provisional)
{
    // Working days must have passed; days and months are counted from the day itself.
    const auto last = deadline_of(wait, since, calendar, provisional);
    return wait.unit == Unit::working_days ? last.plus_days(1) : last;
}

}  // namespace jishi::engine
