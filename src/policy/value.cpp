#include "policy/value.hpp"

#include <algorithm>
#include <array>

namespace jishi::policy {

std::string_view to_string(Value::Kind kind)
{
    static constexpr std::array<std::string_view, 6> names{"nothing", "true or false", "an integer",
                                                           "a text",  "a list",        "a map"};
    return names[static_cast<std::size_t>(kind)];
}

std::string to_text(const Value& value)
{
    std::string text;
    switch (value.kind()) {
        case Value::Kind::null: return "null";
        case Value::Kind::boolean: return value.boolean() ? "true" : "false";
        case Value::Kind::integer: return std::to_string(value.integer());
        case Value::Kind::text: return value.text();
        case Value::Kind::list:
            for (const auto& item : value.items()) text += (text.empty() ? "" : ", ") + to_text(item);
            return "[" + text + "]";
        case Value::Kind::map:
            for (const auto& member : value.members())
                text += (text.empty() ? "" : ", ") + member.name + ": " + to_text(member.value);
            return "{" + text + "}";
    }
    return text;
}

void Value::wrong(std::string_view expected) const
{
    throw WrongValue("policy: " + where_ + ": expected " + std::string(expected) + ", found " +
                     std::string(to_string(kind())));
}

bool Value::boolean() const
{
    if (const auto* value = std::get_if<bool>(&data_)) return *value;
    wrong(to_string(Kind::boolean));
}

std::int64_t Value::integer() const
{
    if (const auto* value = std::get_if<std::int64_t>(&data_)) return *value;
    wrong(to_string(Kind::integer));
}

const std::string& Value::text() const
{
    if (const auto* value = std::get_if<std::string>(&data_)) return *value;
    wrong(to_string(Kind::text));
}

Date Value::date() const
{
    const auto* value = std::get_if<std::string>(&data_);
    const auto date = value ? Date::parse(*value) : std::nullopt;
    if (!date) wrong("a date YYYY-MM-DD");
    return *date;
}

std::span<const Value> Value::items() const
{
    if (const auto* value = std::get_if<List>(&data_)) return *value;
    wrong(to_string(Kind::list));
}

std::span<const Value::Member> Value::members() const
{
    if (const auto* value = std::get_if<Map>(&data_)) return *value;
    wrong(to_string(Kind::map));
}

std::vector<std::string> Value::texts() const
{
    std::vector<std::string> texts;
    for (const auto& item : items()) texts.push_back(item.text());
    return texts;
}

const Value* Value::find(std::string_view name) const
{
    const auto all = members();
    const auto found = std::ranges::find(all, name, &Member::name);
    return found == all.end() || found->value.is_null() ? nullptr : &found->value;
}

const Value& Value::at(std::string_view name) const
{
    if (const auto* found = find(name)) return *found;
    throw WrongValue("policy: " + where_ + ": has no " + std::string(name));
}

bool Value::boolean_or(std::string_view name, bool otherwise) const
{
    const auto* found = find(name);
    return found ? found->boolean() : otherwise;
}

std::int64_t Value::integer_or(std::string_view name, std::int64_t otherwise) const
{
    const auto* found = find(name);
    return found ? found->integer() : otherwise;
}

std::string Value::text_or(std::string_view name, std::string_view otherwise) const
{
    const auto* found = find(name);
    return found ? found->text() : std::string(otherwise);
}

std::vector<std::string> Value::texts_or_none(std::string_view name) const
{
    const auto* found = find(name);
    return found ? found->texts() : std::vector<std::string>{};
}

std::optional<std::int64_t> Value::optional_integer(std::string_view name) const
{
    const auto* found = find(name);
    return found ? std::optional(found->integer()) : std::nullopt;
}

std::optional<std::string> Value::optional_text(std::string_view name) const
{
    const auto* found = find(name);
    return found ? std::optional(found->text()) : std::nullopt;
}

const Value* Value::item_with_code(std::string_view code) const
{
    for (const auto& item : items())
        if (const auto* found = item.find("code"); found && found->text() == code) return &item;
    return nullptr;
}

}  // namespace jishi::policy
