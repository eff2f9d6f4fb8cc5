#pragma once
// Described structs <-> JSON, and their JSON Schema. A struct is described once with BOOST_DESCRIBE_STRUCT;
// reading, writing and the API reference follow from that. Include in *_routes.cpp only.
//
// Reading is strict: unknown fields, wrong types and missing fields are refused with their place; null means
// absent. Ids are decimal strings, dates YYYY-MM-DD, instants ISO 8601 in UTC, enums their enumerators' names.

#include <array>
#include <charconv>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>

#include "base/date.hpp"
#include "base/id.hpp"
#include "base/result.hpp"
#include "base/text.hpp"

namespace jishi::http {

namespace json = boost::json;

/// Free-form JSON inside a described struct (settings, history payloads).
struct AnyJson {
    json::value value;
};

/// Parses text with limits on depth; the error names the byte. A member that stands twice in an object is
/// refused: readers differ in which of the two counts.
/// @param storage  of the value; it must outlive it
/// @errors input.not_json, input.too_deep, input.duplicate_member
Result<json::value> parse_json(std::string_view text, json::storage_ptr storage = {});

/// The components/schemas part of the API reference, filled while schemas are asked for.
using Schemas = std::map<std::string, json::object>;

/// "jishi::organization::NodeView" -> "organization.NodeView"
std::string schema_name_of(std::string_view type_name);

namespace detail {

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};
template <class T>
struct is_id : std::false_type {};
template <class T>
struct is_id<Id<T>> : std::true_type {};
template <class T>
struct is_text : std::false_type {};
template <std::size_t A, std::size_t B>
struct is_text<Text<A, B>> : std::true_type {};
template <class T>
struct is_map : std::false_type {};
template <class T>
struct is_map<std::map<std::string, T>> : std::true_type {};

template <class T>
constexpr bool is_struct = boost::describe::has_describe_members<T>::value && !std::is_enum_v<T>;
template <class T>
constexpr bool is_enum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

/// Where a value stands in a body. It is written down only when something is wrong there.
struct Path {
    const Path* above = nullptr;
    std::string_view key;
    std::size_t index = 0;  // in an array, when there is no key

    /// As a JSON pointer without its first slash; empty for the whole.
    std::string str() const;
};
void add_error(std::vector<FieldError>& errors, std::string_view path, std::string_view code, std::string detail = {});
void add_error(std::vector<FieldError>& errors, const Path& path, std::string_view code, std::string detail = {});
/// clean_text with a length check; adds errors under `path`.
std::string read_text(const json::value& value, std::size_t min, std::size_t max, const Path& path,
                      std::vector<FieldError>& errors);
template <class T>
constexpr std::string_view type_name()
{
    std::string_view name = __PRETTY_FUNCTION__;
    name.remove_prefix(name.find("T = ") + 4);
    return name.substr(0, name.find_first_of(";]"));
}

/// The name of a member in JSON. A word that C++ keeps for itself is written with an underscore at its end: `default_`.
constexpr std::string_view field_name(std::string_view member)
{
    if (member.ends_with('_')) member.remove_suffix(1);
    return member;
}

template <class T>
void read(const json::value& value, T& out, const Path& path, std::vector<FieldError>& errors);

template <class T>
void read_struct(const json::value& value, T& out, const Path& path, std::vector<FieldError>& errors)
{
    const auto* object = value.if_object();
    if (!object) return add_error(errors, path, "input.expected_object");
    std::size_t known = 0;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
        using Field = std::remove_cvref_t<decltype(out.*member.pointer)>;
        const auto* found = object->if_contains(field_name(member.name));
        if (found) ++known;
        if (!found || found->is_null()) {
            // A vector or map that is left out is empty; everything else must be there.
            if constexpr (!is_optional<Field>::value && !is_vector<Field>::value && !is_map<Field>::value)
                add_error(errors, Path{&path, field_name(member.name)}, "input.required");
            return;
        }
        read(*found, out.*member.pointer, Path{&path, field_name(member.name)}, errors);
    });
    if (known == object->size()) return;
    for (const auto& field : *object) {
        bool is_known = false;
        boost::mp11::mp_for_each<Members<T>>([&](auto member) { is_known |= field.key() == field_name(member.name); });
        if (!is_known) add_error(errors, Path{&path, field.key()}, "input.unknown_field");
    }
}

template <class T>
void read(const json::value& value, T& out, const Path& path, std::vector<FieldError>& errors)
{
    if constexpr (is_optional<T>::value) {
        if (!value.is_null()) read(value, out.emplace(), path, errors);
    } else if constexpr (std::is_same_v<T, AnyJson>) {
        out.value = value;
    } else if constexpr (std::is_same_v<T, bool>) {
        if (!value.is_bool()) return add_error(errors, path, "input.expected_boolean");
        out = value.get_bool();
    } else if constexpr (std::is_integral_v<T>) {
        if (!value.is_int64() || value.get_int64() < std::numeric_limits<T>::min() ||
            value.get_int64() > static_cast<std::int64_t>(std::numeric_limits<T>::max()))
            return add_error(errors, path, "input.expected_integer");
        out = static_cast<T>(value.get_int64());
    } else if constexpr (std::is_same_v<T, double>) {
        if (!value.is_number()) return add_error(errors, path, "input.expected_number");
        out = value.to_number<double>();
    } else if constexpr (std::is_same_v<T, std::string>) {
        out = read_text(value, 0, 4000, path, errors);
    } else if constexpr (is_text<T>::value) {
        out.value = read_text(value, T::min, T::max, path, errors);
    } else if constexpr (is_id<T>::value) {
        const auto id = value.is_string() ? T::parse(value.get_string()) : std::nullopt;
        if (!id) return add_error(errors, path, "input.expected_id");
        out = *id;
    } else if constexpr (std::is_same_v<T, Date>) {
        const auto date = value.is_string() ? Date::parse(value.get_string()) : std::nullopt;
        if (!date) return add_error(errors, path, "input.expected_date");
        out = *date;
    } else if constexpr (std::is_same_v<T, Instant>) {
        const auto instant = value.is_string() ? Instant::parse(value.get_string()) : std::nullopt;
        if (!instant) return add_error(errors, path, "input.expected_instant");
        out = *instant;
    } else if constexpr (is_enum<T>) {
        const std::string_view name = value.is_string() ? std::string_view{value.get_string()} : std::string_view{};
        bool found = false;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
            if (name != enumerator.name) return;
            out = enumerator.value;
            found = true;
        });
        if (found) return;
        std::string allowed;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
            allowed += allowed.empty() ? "" : ", ";
            allowed += enumerator.name;
        });
        add_error(errors, path, "input.not_one_of", allowed);
    } else if constexpr (is_vector<T>::value) {
        const auto* array = value.if_array();
        if (!array) return add_error(errors, path, "input.expected_array");
        if (array->size() > 10'000) return add_error(errors, path, "input.too_many_items", "10000");
        out.resize(array->size());
        for (std::size_t i = 0; i < array->size(); ++i) read((*array)[i], out[i], Path{&path, {}, i}, errors);
    } else if constexpr (is_map<T>::value) {
        const auto* object = value.if_object();
        if (!object) return add_error(errors, path, "input.expected_object");
        for (const auto& field : *object)
            read(field.value(), out[std::string(field.key())], Path{&path, field.key()}, errors);
    } else {
        static_assert(is_struct<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
        read_struct(value, out, path, errors);
    }
}

void write_string(std::string& out, std::string_view text);

/// `,"name":` of a member, put together by the compiler.
template <class Member>
constexpr std::string_view key_text()
{
    static constexpr auto name = field_name(Member::name);
    static constexpr auto text = [] {
        std::array<char, name.size() + 4> made{};
        auto at = made.begin();
        for (const char c : {',', '"'}) *at++ = c;
        for (const char c : name) *at++ = c;
        for (const char c : {'"', ':'}) *at++ = c;
        return made;
    }();
    return {text.data(), text.size()};
}

/// Appends JSON text directly: answers are written far more often than read, and a tree of json::value
/// in between costs more than the text.
template <class T>
void write(std::string& out, const T& value)
{
    if constexpr (is_optional<T>::value) {
        if (value) write(out, *value);
        else out += "null";
    } else if constexpr (std::is_same_v<T, AnyJson>) {
        out += json::serialize(value.value);
    } else if constexpr (std::is_same_v<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (std::is_integral_v<T>) {
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
        out.append(digits, end);
    } else if constexpr (std::is_same_v<T, double>) {
        out += json::serialize(json::value(value));
    } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>) {
        write_string(out, value);
    } else if constexpr (is_text<T>::value) {
        write_string(out, value.value);
    } else if constexpr (is_id<T>::value) {
        out += '"';
        write(out, value.value);
        out += '"';
    } else if constexpr (std::is_same_v<T, Date> || std::is_same_v<T, Instant>) {
        out += '"';
        out += value.str();
        out += '"';
    } else if constexpr (is_enum<T>) {
        out += '"';
        out += boost::describe::enum_to_string(value, "unknown");
        out += '"';
    } else if constexpr (is_vector<T>::value) {
        out += '[';
        bool first = true;
        for (const auto& item : value) {
            if (!first) out += ',';
            first = false;
            write(out, item);
        }
        out += ']';
    } else if constexpr (is_map<T>::value) {
        out += '{';
        bool first = true;
        for (const auto& [key, item] : value) {
            if (!first) out += ',';
            first = false;
            write_string(out, key);
            out += ':';
            write(out, item);
        }
        out += '}';
    } else {
        static_assert(is_struct<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
        out += '{';
        bool first = true;
        boost::mp11::mp_for_each<Members<T>>([&](auto member) {
            using Field = std::remove_cvref_t<decltype(value.*member.pointer)>;
            // Null means absent: an empty optional and an id that is "none" are left out.
            if constexpr (is_optional<Field>::value) {
                if (!(value.*member.pointer)) return;
            } else if constexpr (is_id<Field>::value) {
                if (!(value.*member.pointer)) return;
            }
            out += first ? key_text<decltype(member)>().substr(1) : key_text<decltype(member)>();
            first = false;
            write(out, value.*member.pointer);
        });
        out += '}';
    }
}

template <class T>
json::object schema(Schemas& schemas)
{
    if constexpr (is_optional<T>::value) {
        return schema<typename T::value_type>(schemas);
    } else if constexpr (std::is_same_v<T, AnyJson>) {
        return {{"type", json::array{"object", "array", "string", "number", "boolean", "null"}}};
    } else if constexpr (std::is_same_v<T, bool>) {
        return {{"type", "boolean"}};
    } else if constexpr (std::is_integral_v<T>) {
        return {{"type", "integer"}, {"format", sizeof(T) > 4 ? "int64" : "int32"}};
    } else if constexpr (std::is_same_v<T, double>) {
        return {{"type", "number"}};
    } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>) {
        return {{"type", "string"}};
    } else if constexpr (is_text<T>::value) {
        return {{"type", "string"}, {"minLength", T::min}, {"maxLength", T::max}};
    } else if constexpr (is_id<T>::value) {
        return {{"type", "string"}, {"pattern", "^[0-9]{1,19}$"}};
    } else if constexpr (std::is_same_v<T, Date>) {
        return {{"type", "string"}, {"format", "date"}};
    } else if constexpr (std::is_same_v<T, Instant>) {
        return {{"type", "string"}, {"format", "date-time"}};
    } else if constexpr (is_enum<T>) {
        json::array names;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
            [&](auto enumerator) { names.emplace_back(enumerator.name); });
        return {{"type", "string"}, {"enum", std::move(names)}};
    } else if constexpr (is_vector<T>::value) {
        return {{"type", "array"}, {"items", schema<typename T::value_type>(schemas)}};
    } else if constexpr (is_map<T>::value) {
        return {{"type", "object"}, {"additionalProperties", schema<typename T::mapped_type>(schemas)}};
    } else {
        static_assert(is_struct<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
        const auto name = schema_name_of(type_name<T>());
        if (!schemas.contains(name)) {
            schemas[name] = {};  // first, so that a struct may contain a list of itself
            json::object properties;
            json::array required;
            boost::mp11::mp_for_each<Members<T>>([&](auto member) {
                using Field = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
                properties[field_name(member.name)] = schema<Field>(schemas);
                if constexpr (!is_optional<Field>::value && !is_id<Field>::value)
                    required.emplace_back(field_name(member.name));
            });
            json::object object{{"type", "object"}, {"properties", std::move(properties)}};
            if (!required.empty()) object["required"] = std::move(required);
            object["additionalProperties"] = false;
            schemas[name] = std::move(object);
        }
        return {{"$ref", "#/components/schemas/" + name}};
    }
}

}  // namespace detail

/// Reads a whole value; on failure the error carries every wrong field at once.
/// @errors input.invalid with fields (input.required, input.unknown_field, input.expected_…, input.too_long …)
template <class T>
Result<T> from_json(const json::value& value)
{
    T out{};
    std::vector<FieldError> errors;
    detail::read(value, out, {}, errors);
    if (!errors.empty())
        return std::unexpected(Error{ErrorKind::invalid_input, "input.invalid", {}, {}, std::move(errors)});
    return out;
}

template <class T>
Result<T> from_json_text(std::string_view text)
{
    // Most bodies are short: their tree stands here and goes all at once.
    unsigned char room[4096];
    json::monotonic_resource memory(room, sizeof room);
    const auto value = TRY(parse_json(text, &memory));
    return from_json<T>(value);
}

template <class T>
std::string to_json(const T& value)
{
    // Written where there is room already, then taken along at its size: an answer that grows is copied at every step.
    constexpr std::size_t kept = 64 * 1024;
    thread_local std::string room;
    room.clear();
    detail::write(room, value);
    if (room.size() > kept) return std::exchange(room, {});
    return room;
}

}  // namespace jishi::http
