#include "policy/shape.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace jishi::policy {

namespace {

Shape of(Shape::Kind kind)
{
    Shape shape;
    shape.kind = kind;
    return shape;
}

}  // namespace

Shape flag() { return of(Shape::Kind::boolean); }
Shape text() { return of(Shape::Kind::text); }
Shape code() { return of(Shape::Kind::code); }
Shape date() { return of(Shape::Kind::date); }
Shape anything() { return of(Shape::Kind::any); }

Shape integer(std::int64_t min, std::int64_t max)
{
    auto shape = of(Shape::Kind::integer);
    shape.min = min;
    shape.max = max;
    return shape;
}

Shape choice(std::vector<std::string> choices)
{
    auto shape = of(Shape::Kind::choice);
    shape.choices = std::move(choices);
    return shape;
}

Shape reference(std::string key)
{
    auto shape = of(Shape::Kind::reference);
    shape.key = std::move(key);
    return shape;
}

Shape list_of(Shape item, std::int64_t min_items)
{
    auto shape = of(Shape::Kind::list);
    shape.min = min_items;
    shape.item = std::make_shared<const Shape>(std::move(item));
    return shape;
}

Shape unique_list_of(Shape item, std::string unique)
{
    auto shape = list_of(std::move(item), 1);
    shape.lines = Shape::Lines{Shape::Lines::Match::first, {unique}};
    shape.unique = std::move(unique);
    return shape;
}

Shape lines_of(Shape item, Shape::Lines lines)
{
    auto shape = list_of(std::move(item), 1);
    shape.lines = std::move(lines);
    return shape;
}

Shape map_of(Shape value)
{
    auto shape = of(Shape::Kind::map);
    shape.item = std::make_shared<const Shape>(std::move(value));
    return shape;
}

Shape object(std::vector<Shape::Field> fields)
{
    auto shape = of(Shape::Kind::object);
    shape.fields = std::move(fields);
    return shape;
}

Shape::Field field(std::string name, Shape shape, std::string help)
{
    return {std::move(name), std::move(shape), true, std::move(help)};
}

Shape::Field optional(std::string name, Shape shape, std::string help)
{
    return {std::move(name), std::move(shape), false, std::move(help)};
}

const Shape* member_shape(const Shape& shape, std::string_view name)
{
    const auto found = std::ranges::find(shape.fields, name, &Shape::Field::name);
    return found == shape.fields.end() ? nullptr : &found->shape;
}

Shape relaxed(Shape shape)
{
    for (auto& field : shape.fields) {
        field.required = false;
        field.shape = relaxed(std::move(field.shape));
    }
    return shape;
}

namespace {

bool is_code(std::string_view text)
{
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    });
}

std::string joined(const std::vector<std::string>& texts) { return fmt::format("{}", fmt::join(texts, ", ")); }

class Checker {
public:
    Checker(std::vector<FieldError>& problems, std::vector<Mention>& mentions)
        : problems_(problems), mentions_(mentions)
    {
    }

    void check(const Shape& shape, const Value& value)
    {
        switch (shape.kind) {
            case Shape::Kind::boolean: expect(value, Value::Kind::boolean); break;
            case Shape::Kind::integer: integer(shape, value); break;
            case Shape::Kind::text:
                if (expect(value, Value::Kind::text) && value.text().empty()) add(value, "policy.wrong_type", "a text");
                break;
            case Shape::Kind::code:
                if (expect(value, Value::Kind::text) && !is_code(value.text()))
                    add(value, "policy.not_a_code", "a-z 0-9 _ - .");
                break;
            case Shape::Kind::date:
                if (expect(value, Value::Kind::text) && !Date::parse(value.text()))
                    add(value, "policy.bad_date", "YYYY-MM-DD");
                break;
            case Shape::Kind::choice:
                if (expect(value, Value::Kind::text) &&
                    std::ranges::find(shape.choices, value.text()) == shape.choices.end())
                    add(value, "policy.not_one_of", joined(shape.choices));
                break;
            case Shape::Kind::reference:
                if (expect(value, Value::Kind::text)) mentions_.push_back({shape.key, &value});
                break;
            case Shape::Kind::list: list(shape, value); break;
            case Shape::Kind::map:
                if (expect(value, Value::Kind::map))
                    for (const auto& member : value.members()) check(*shape.item, member.value);
                break;
            case Shape::Kind::object: object(shape, value); break;
            case Shape::Kind::any: break;
        }
    }

private:
    void add(const Value& value, std::string problem, std::string detail)
    {
        problems_.push_back({value.where(), std::move(problem), std::move(detail)});
    }

    bool expect(const Value& value, Value::Kind kind)
    {
        if (value.kind() == kind) return true;
        add(value, "policy.wrong_type", std::string(to_string(kind)));
        return false;
    }

    void integer(const Shape& shape, const Value& value)
    {
        if (!expect(value, Value::Kind::integer)) return;
        if (value.integer() < shape.min || value.integer() > shape.max)
            add(value, "policy.out_of_range", fmt::format("{}..{}", shape.min, shape.max));
    }

    void list(const Shape& shape, const Value& value)
    {
        if (!expect(value, Value::Kind::list)) return;
        if (static_cast<std::int64_t>(value.items().size()) < shape.min)
            add(value, "policy.too_few_items", std::to_string(shape.min));
        std::set<std::string_view> seen;
        for (const auto& item : value.items()) {
            check(*shape.item, item);
            if (shape.unique.empty() || item.kind() != Value::Kind::map) continue;
            const auto* mark = item.find(shape.unique);
            if (mark && mark->kind() == Value::Kind::text && !seen.insert(mark->text()).second)
                add(*mark, "policy.duplicate_code", mark->text());
        }
    }

    void object(const Shape& shape, const Value& value)
    {
        if (!expect(value, Value::Kind::map)) return;
        for (const auto& known : shape.fields) {
            if (const auto* member = value.find(known.name)) check(known.shape, *member);
            else if (known.required) add(value, "policy.missing_field", known.name);
        }
        for (const auto& member : value.members())
            if (std::ranges::find(shape.fields, member.name, &Shape::Field::name) == shape.fields.end())
                add(member.value, "policy.unknown_field", member.name);
    }

    std::vector<FieldError>& problems_;
    std::vector<Mention>& mentions_;
};

std::string object_schema(const Shape& shape)
{
    std::vector<std::string> properties;
    std::vector<std::string> required;
    for (const auto& known : shape.fields) {
        auto schema = json_schema(known.shape);
        if (!known.help.empty())
            schema.insert(schema.size() - 1,
                          (schema == "{}" ? R"("description":)" : R"(,"description":)") + quoted(known.help));
        properties.push_back(quoted(known.name) + ":" + schema);
        if (known.required) required.push_back(quoted(known.name));
    }
    return fmt::format(R"({{"type":"object","properties":{{{}}},"required":[{}],"additionalProperties":false}})",
                       fmt::join(properties, ","), fmt::join(required, ","));
}

std::string integer_schema(const Shape& shape)
{
    std::string schema = R"({"type":"integer")";
    if (shape.min != std::numeric_limits<std::int64_t>::min()) schema += fmt::format(R"(,"minimum":{})", shape.min);
    if (shape.max != std::numeric_limits<std::int64_t>::max()) schema += fmt::format(R"(,"maximum":{})", shape.max);
    return schema + "}";
}

}  // namespace

void check(const Shape& shape, const Value& value, std::vector<FieldError>& problems, std::vector<Mention>& mentions)
{
    Checker(problems, mentions).check(shape, value);
}

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < 0x20) out += fmt::format("\\u{:04x}", static_cast<int>(c));
        else out += c;
    }
    return out + '"';
}

std::string json_schema(const Shape& shape)
{
    switch (shape.kind) {
        case Shape::Kind::any: return "{}";
        case Shape::Kind::boolean: return R"({"type":"boolean"})";
        case Shape::Kind::integer: return integer_schema(shape);
        case Shape::Kind::text: return R"({"type":"string","minLength":1})";
        case Shape::Kind::code: return R"({"type":"string","pattern":"^[a-z0-9_.-]{1,64}$"})";
        case Shape::Kind::date: return R"({"type":"string","format":"date"})";
        case Shape::Kind::choice: {
            std::vector<std::string> choices;
            for (const auto& one : shape.choices) choices.push_back(quoted(one));
            return fmt::format(R"({{"enum":[{}]}})", fmt::join(choices, ","));
        }
        case Shape::Kind::reference: return fmt::format(R"({{"type":"string","$comment":"a code of {}"}})", shape.key);
        case Shape::Kind::list:
            return fmt::format(R"({{"type":"array","items":{},"minItems":{}}})", json_schema(*shape.item),
                               std::max<std::int64_t>(shape.min, 0));
        case Shape::Kind::map:
            return fmt::format(R"({{"type":"object","additionalProperties":{}}})", json_schema(*shape.item));
        case Shape::Kind::object: return object_schema(shape);
    }
    return "{}";
}

}  // namespace jishi::policy
