#include "engine/workflow_form.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace jishi::engine {
namespace {

using policy::Value;

constexpr std::int64_t text_max = 200;  // characters, where the pack says nothing
constexpr std::int64_t long_text_max = 4'000;
constexpr std::int64_t files_max = 20;

class FormCheck {
public:
    FormCheck(const FormQuestions& ask, bool outline) : ask_(ask), outline_(outline) {}

    void look_at(const FieldRule& field, const Value* given)
    {
        if (!given || given->is_null() || is_blank(*given)) {
            if (field.required && !outline_) add(field, "input.required");
            return;
        }
        switch (field.kind) {
            case FieldKind::text: return text(field, *given, field.max.value_or(text_max), false);
            case FieldKind::long_text: return text(field, *given, field.max.value_or(long_text_max), true);
            case FieldKind::number: return number(field, *given);
            case FieldKind::date: return date(field, *given);
            case FieldKind::choice: return choice(field, *given);
            case FieldKind::organization: return organization(field, *given);
            case FieldKind::attachment: return attachments(field, *given);
            case FieldKind::yes_no:
                if (given->kind() != Value::Kind::boolean) return add(field, "input.expected_boolean");
                return form.set(field.code, *given);
        }
    }

    void add(const std::string& field, std::string code, std::string detail = {})
    {
        problems.push_back({"form/" + field, std::move(code), std::move(detail)});
    }

    Form form;
    std::vector<FieldError> problems;

private:
    void add(const FieldRule& field, std::string code, std::string detail = {})
    {
        add(field.code, std::move(code), std::move(detail));
    }

    static bool is_blank(const Value& value)
    {
        if (value.kind() == Value::Kind::list) return value.items().empty();
        return value.kind() == Value::Kind::text && std::ranges::all_of(value.text(), [](char c) {
                   return c == ' ' || c == '\n' || c == '\t' || c == '\r';
               });
    }

    void text(const FieldRule& field, const Value& given, std::int64_t max, bool multiline)
    {
        if (given.kind() != Value::Kind::text) return add(field, "input.expected_text");
        auto clean = clean_text(given.text(), {.multiline = multiline});
        if (!clean) return add(field, clean.error().code);
        if (clean->empty()) {
            if (field.required && !outline_) add(field, "input.required");
            return;
        }
        if (static_cast<std::int64_t>(length_of(*clean)) > max)
            return add(field, "input.too_long", std::to_string(max));
        form.set(field.code, Value(*std::move(clean)));
    }

    void number(const FieldRule& field, const Value& given)
    {
        if (given.kind() != Value::Kind::integer) return add(field, "input.expected_integer");
        const auto figure = given.integer();
        if ((field.min && figure < *field.min) || (field.max && figure > *field.max))
            return add(
                field, "input.out_of_range",
                (field.min ? std::to_string(*field.min) : "") + ".." + (field.max ? std::to_string(*field.max) : ""));
        form.set(field.code, given);
    }

    void date(const FieldRule& field, const Value& given)
    {
        if (given.kind() != Value::Kind::text || !Date::parse(given.text())) return add(field, "input.expected_date");
        form.set(field.code, given);
    }

    void choice(const FieldRule& field, const Value& given)
    {
        if (given.kind() != Value::Kind::text) return add(field, "input.expected_text");
        const bool among = field.only.empty() || std::ranges::find(field.only, given.text()) != field.only.end();
        if (!among || !ask_.is_choice(field.choices, given.text())) return add(field, "input.not_one_of");
        form.set(field.code, given);
    }

    void organization(const FieldRule& field, const Value& given)
    {
        const auto id = given.kind() == Value::Kind::text ? OrganizationId::parse(given.text()) : std::nullopt;
        if (!id) return add(field, "input.expected_id");
        if (!ask_.is_organization(*id)) return add(field, "organization.not_found");
        form.set(field.code, given);
    }

    void attachments(const FieldRule& field, const Value& given)
    {
        if (given.kind() != Value::Kind::list) return add(field, "input.expected_array");
        const auto max = field.max.value_or(files_max);
        if (static_cast<std::int64_t>(given.items().size()) > max)
            return add(field, "input.too_many_items", std::to_string(max));
        for (const auto& item : given.items()) {
            const auto id = item.kind() == Value::Kind::text ? AttachmentId::parse(item.text()) : std::nullopt;
            if (!id) return add(field, "input.expected_id");
            if (!ask_.is_attachment(*id)) return add(field, "attachment.unknown");
        }
        form.set(field.code, given);
    }

    const FormQuestions& ask_;
    bool outline_;
};

}  // namespace

Result<Form> check_form(const StepRule& step, const ActionRule& action, const Form& given, const FormQuestions& ask,
                        bool outline)
{
    FormCheck check(ask, outline);
    std::vector<std::string_view> asked;
    for (const auto& field : step.fields) {
        if (!belongs_to(field.actions, action)) continue;
        asked.push_back(field.code);
        check.look_at(field, given.find(field.code));
    }
    for (const auto& [code, value] : given.values())
        if (std::ranges::find(asked, code) == asked.end() && !value.is_null()) check.add(code, "input.unknown_field");
    if (check.problems.empty()) return std::move(check.form);
    return std::unexpected(Error{ErrorKind::invalid_input, "input.invalid", {}, {}, std::move(check.problems)});
}

}  // namespace jishi::engine
