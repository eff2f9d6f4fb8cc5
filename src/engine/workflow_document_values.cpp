#include "engine/workflow_document_values.hpp"

#include <algorithm>
#include <charconv>

#include "platform/document_words.hpp"

namespace jishi::engine {
namespace {

using platform::document::Field;
using platform::document::Known;
using Value = platform::document::Value;
using Kind = Value::Kind;

/// The pieces of a text between any of some characters, without the empty ones.
std::vector<std::string> pieces(std::string_view text, const std::vector<std::string_view>& separators)
{
    std::vector<std::string> found(1);
    while (!text.empty()) {
        const auto separator = std::ranges::find_if(separators, [&](auto one) { return text.starts_with(one); });
        if (separator == separators.end()) {
            found.back() += text.front();
            text.remove_prefix(1);
        } else {
            text.remove_prefix(separator->size());
            if (!found.back().empty()) found.emplace_back();
        }
    }
    if (found.back().empty()) found.pop_back();
    return found;
}

std::optional<std::int64_t> whole(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string as_text(const Value& value)
{
    switch (value.kind()) {
        case Kind::text: return value.text();
        case Kind::day: return platform::document::day_words(value.day());
        case Kind::number: return std::to_string(value.number());
        case Kind::money: return platform::document::money_words(value.money());
        case Kind::flag: return value.flag() ? "是" : "否";
        default: return {};
    }
}

Value as_list(const std::string& text, const Field& field)
{
    Value::List items;
    if (field.fields.empty()) {
        for (auto& piece : pieces(text, {"\n", "、", "；", ";"})) items.emplace_back(std::move(piece));
        return Value(std::move(items));
    }
    for (const auto& line : pieces(text, {"\n", "；", ";"})) {
        const auto cells = pieces(line, {" ", "\t", "　", "，", ","});
        auto item = Value::record();
        for (std::size_t i = 0; i < std::min(cells.size(), field.fields.size()); ++i)
            item.set(field.fields[i].code, as_field(Value(cells[i]), field.fields[i]));
        items.push_back(std::move(item));
    }
    return Value(std::move(items));
}

std::pair<std::string_view, std::string_view> split_at_dot(std::string_view path)
{
    const auto dot = path.find('.');
    if (dot == std::string_view::npos) return {path, {}};
    return {path.substr(0, dot), path.substr(dot + 1)};
}

}  // namespace

Value as_field(const Value& value, const Field& field)
{
    if (value.kind() == field.kind || value.missing()) return value.kind() == field.kind ? value : Value();
    switch (field.kind) {
        case Kind::text: return Value(as_text(value));
        case Kind::day: return value.kind() == Kind::text ? Value::of(Date::parse(value.text())) : Value();
        case Kind::number: return value.kind() == Kind::text ? Value::of(whole(value.text())) : Value();
        case Kind::money: {  // people say yuan
            const auto yuan = value.kind() == Kind::number ? std::optional(value.number()) : whole(as_text(value));
            return yuan ? Value(platform::document::Money{*yuan * 100}) : Value();
        }
        case Kind::list: return as_list(as_text(value), field);
        default: return {};
    }
}

const StepDone* CaseText::done(const StepRule& step, const std::vector<std::string>& actions) const
{
    for (auto one = steps.rbegin(); one != steps.rend(); ++one) {
        if (one->deed != Deed::act || one->step != step.code) continue;
        const auto* const action = step.action(one->action);
        return action && belongs_to(actions, *action) ? &*one : nullptr;
    }
    return nullptr;
}

DocumentFiller::DocumentFiller(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor, const CaseText& text)
    : office_(office), tx_(tx), actor_(actor), text_(text),
      rules_(office.places.policy_at(text.row.organization, text.row.started_on))
{
}

Form DocumentFiller::form_until(const StepDone* until) const
{
    Form form;
    for (const auto& step : text_.steps)
        if (!until || step.number <= until->number) form.overlay(step.form);
    return form;
}

/// What was said, in words: codes and organisations by their Chinese names.
Value DocumentFiller::said(const Form& form, std::string_view code) const
{
    const auto* const value = form.find(code);
    if (!value) return {};
    if (value->kind() == policy::Value::Kind::integer) return value->integer();
    if (value->kind() == policy::Value::Kind::boolean) return value->boolean();
    if (value->kind() != policy::Value::Kind::text) return {};
    const FieldRule* rule = nullptr;
    for (const auto& step : text_.definition->workflow.steps)
        for (const auto& field : step.fields)
            if (field.code == code && !rule) rule = &field;
    const auto& text = value->text();
    if (rule && rule->kind == FieldKind::date) return Value::of(Date::parse(text));
    if (rule && rule->kind == FieldKind::organization)
        return office_.places.name_of(form.organization(code)).value_or(text);
    if (rule && rule->kind == FieldKind::choice) {
        const auto* const table = rules_.find(rule->choices);
        const auto* const item = table ? table->item_with_code(text) : nullptr;
        return item ? item->text_or("name", text) : text;
    }
    return text;
}

Result<Value> DocumentFiller::offered(std::string_view kind, const Case& about, const Form& form) const
{
    auto all = Value::record();
    const policy::Value none;
    const std::string nothing;
    for (const auto& source : office_.names.documents(kind)) {
        const auto values =
            TRY(source.values(tx_, actor_, {about, form, none, text_.row.started_on, nothing, nothing}));
        if (values.kind() != Kind::record) continue;
        for (const auto& [name, value] : values.members())
            if (const auto* const known = all.find(name); !known || known->missing()) all.set(name, value);
    }
    return all;
}

Value DocumentFiller::of_case(std::string_view what) const
{
    const auto& row = text_.row;
    if (what == "label") return row.label;
    if (what == "workflow") return text_.definition->workflow.name;
    if (what == "organization") return office_.places.name_of(row.organization).value_or("");
    if (what == "started_on") return row.started_on;
    if (what == "ended_on") return Value::of(row.ended_on);
    if (what == "today") return office_.clock.today();
    return {};
}

Value DocumentFiller::of_step(std::string_view code, std::string_view what) const
{
    const auto name = [&](OrganizationId id) { return Value(office_.places.name_of(id).value_or("")); };
    if (!is_over(text_.row.state) && text_.row.step == code) {
        if (what == "day") return office_.clock.today();
        return what == "by" ? name(text_.row.acts_at) : Value();
    }
    for (auto step = text_.steps.rbegin(); step != text_.steps.rend(); ++step) {
        if (step->deed != Deed::act || step->step != code) continue;
        if (what == "day") return step->day;
        if (what == "document_no") return step->document_no;
        if (what == "reason") return step->reason;
        if (what == "account") return step->account_name;
        return what == "by" ? name(step->on_behalf_of) : Value();
    }
    return {};
}

Result<Value> DocumentFiller::from(std::string_view path, const Form& form) const
{
    const auto [head, rest] = split_at_dot(path);
    if (head == "form") return said(form, rest);
    if (head == "case") return of_case(rest);
    if (head == "step") {
        const auto [step, what] = split_at_dot(rest);
        return of_step(step, what);
    }
    auto about = text_.row;
    if (head == "organization") {
        about.subject_kind = head;
        about.subject = about.organization.value;
    }
    const auto values = TRY(offered(about.subject_kind, about, head == "organization" ? Form{} : form));
    const auto* const found = values.find(rest);
    return found ? *found : Value();
}

Result<Value> DocumentFiller::values(const DocumentRule& rule, const Known& known, const StepDone* until) const
{
    const auto form = form_until(until);
    auto values = TRY(offered(known.subject, text_.row, form));
    for (const auto& field : known.fields)
        if (auto value = as_field(said(form, field.code), field); !value.missing())
            values.set(field.code, std::move(value));
    for (const auto& [code, path] : rule.values) {
        const auto field = std::ranges::find(known.fields, code, &Field::code);
        if (field == known.fields.end()) continue;
        if (auto value = as_field(TRY(from(path, form)), *field); !value.missing()) values.set(code, std::move(value));
    }
    return values;
}

}  // namespace jishi::engine
