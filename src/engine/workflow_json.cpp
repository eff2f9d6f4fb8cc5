#include "engine/workflow_json.hpp"

#include <stdexcept>

#include <boost/json.hpp>

#include "platform/json_text.hpp"

namespace jishi::engine {
namespace {

namespace json = boost::json;
using policy::Value;

void append(std::string& out, const Value& value)
{
    switch (value.kind()) {
        case Value::Kind::null: out += "null"; return;
        case Value::Kind::boolean: out += value.boolean() ? "true" : "false"; return;
        case Value::Kind::integer: out += std::to_string(value.integer()); return;
        case Value::Kind::text: return platform::append_json_string(out, value.text());
        case Value::Kind::list: {
            out += '[';
            for (bool first = true; const auto& item : value.items()) {
                if (!std::exchange(first, false)) out += ',';
                append(out, item);
            }
            out += ']';
            return;
        }
        case Value::Kind::map: {
            out += '{';
            for (bool first = true; const auto& member : value.members()) {
                if (!std::exchange(first, false)) out += ',';
                platform::append_json_string(out, member.name);
                out += ':';
                append(out, member.value);
            }
            out += '}';
            return;
        }
    }
}

Value value_of(const json::value& value, const std::string& where)
{
    if (value.is_null()) return Value{};
    if (value.is_bool()) return Value(value.get_bool(), where);
    if (value.is_int64()) return Value(value.get_int64(), where);
    if (value.is_string()) return Value(std::string(value.get_string()), where);
    if (value.is_array()) {
        Value::List items;
        for (const auto& item : value.get_array()) items.push_back(value_of(item, where));
        return Value(std::move(items), where);
    }
    if (!value.is_object()) throw std::runtime_error("workflow: JSON with a fraction: " + where);
    Value::Map members;
    for (const auto& member : value.get_object()) {
        const std::string name(member.key());
        members.push_back({name, value_of(member.value(), where.empty() ? name : where + "." + name)});
    }
    return Value(std::move(members), where);
}

}  // namespace

std::string json_of(const Value& value)
{
    std::string out;
    append(out, value);
    return out;
}

std::string json_of(const Form& form)
{
    std::string out = "{";
    for (const auto& [field, value] : form.values()) {
        if (out.size() > 1) out += ',';
        platform::append_json_string(out, field);
        out += ':';
        append(out, value);
    }
    return out + '}';
}

Value value_of_json(std::string_view text)
{
    boost::system::error_code error;
    const auto parsed = json::parse(text, error);
    if (error) throw std::runtime_error("workflow: no JSON: " + error.message());
    return value_of(parsed, {});
}

Form form_of_json(std::string_view text)
{
    Form form;
    const auto value = value_of_json(text);
    if (value.is_null()) return form;
    for (const auto& member : value.members()) form.set(member.name, member.value);
    return form;
}

}  // namespace jishi::engine
