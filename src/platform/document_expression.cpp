#include "platform/document_expression.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace jishi::platform::document {
namespace {

using Kind = Value::Kind;

constexpr std::array<std::pair<std::string_view, Function>, 11> functions{{
    {"date", Function::date},
    {"month", Function::month},
    {"short_date", Function::short_date},
    {"short_month", Function::short_month},
    {"chinese_date", Function::chinese_date},
    {"chinese", Function::chinese},
    {"capital", Function::capital},
    {"join", Function::join},
    {"count", Function::count},
    {"document_no", Function::document_no},
    {"qr", Function::qr},
}};

constexpr std::string_view wide_blank = "\u3000";

std::string_view trimmed(std::string_view text)
{
    for (;;) {
        if (text.starts_with(' ')) text.remove_prefix(1);
        else if (text.ends_with(' ')) text.remove_suffix(1);
        else if (text.starts_with(wide_blank)) text.remove_prefix(wide_blank.size());
        else if (text.ends_with(wide_blank)) text.remove_suffix(wide_blank.size());
        else return text;
    }
}

/// Chinese keyboards give full-width signs.
std::string narrowed(std::string_view text)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> signs{
        {{"（", "("}, {"）", ")"}, {"｜", "|"}, {"．", "."}, {"＃", "#"}, {"／", "/"}}};
    std::string out(text);
    for (const auto& [wide, narrow] : signs)
        for (auto at = out.find(wide); at != std::string::npos; at = out.find(wide, at))
            out.replace(at, wide.size(), narrow);
    return out;
}

bool is_name(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               static_cast<unsigned char>(c) >= 0x80;
    });
}

std::optional<std::vector<std::string>> parse_path(std::string_view text)
{
    std::vector<std::string> path;
    text = trimmed(text);
    for (;;) {
        const auto dot = text.find('.');
        const auto name = trimmed(text.substr(0, dot));
        if (!is_name(name)) return std::nullopt;
        path.emplace_back(name);
        if (dot == std::string_view::npos) return path;
        text.remove_prefix(dot + 1);
    }
}

std::optional<Expression> parse_expression(std::string_view text)
{
    Expression expression;
    if (const auto bar = text.find('|'); bar != std::string_view::npos) {
        expression.otherwise = trimmed(text.substr(bar + 1));
        text = text.substr(0, bar);
    }
    text = trimmed(text);
    if (const auto open = text.find('('); open != std::string_view::npos) {
        if (!text.ends_with(')')) return std::nullopt;
        const auto name = trimmed(text.substr(0, open));
        const auto found = std::ranges::find(functions, name, &decltype(functions)::value_type::first);
        if (found == functions.end()) return std::nullopt;
        expression.function = found->second;
        text = text.substr(open + 1, text.size() - open - 2);
    }
    auto path = parse_path(text);
    if (!path) return std::nullopt;
    expression.path = std::move(*path);
    return expression;
}

std::optional<Block> block_of(std::string_view word)
{
    if (word == "rows") return Block::rows;
    if (word == "if") return Block::when;
    if (word == "unless") return Block::unless;
    return std::nullopt;
}

const Field* field_called(const Fields& fields, std::string_view name)
{
    const auto found = std::ranges::find_if(fields, [&](const Field& f) { return f.code == name || f.name == name; });
    return found == fields.end() ? nullptr : &*found;
}

struct Found {
    const Field* field = nullptr;
    bool through_list = false;  // the path goes on behind a list
};

/// Follows a path from its first name; codes take the place of names.
std::optional<Found> follow(const Field& first, std::vector<std::string>& path)
{
    Found found{&first};
    path.front() = first.code;
    for (std::size_t i = 1; i < path.size(); ++i) {
        if (found.field->kind == Kind::list) found.through_list = true;
        else if (found.field->kind != Kind::record) return std::nullopt;
        found.field = field_called(found.field->fields, path[i]);
        if (!found.field) return std::nullopt;
        path[i] = found.field->code;
    }
    return found;
}

std::optional<Found> look_up(Expression& expression, const Scopes& scopes)
{
    for (std::size_t up = 0; up < scopes.size(); ++up) {
        const auto* first = field_called(*scopes[scopes.size() - 1 - up], expression.path.front());
        if (!first) continue;
        expression.scopes_up = up;
        return follow(*first, expression.path);
    }
    return std::nullopt;
}

bool suits(Function function, const Found& found)
{
    const auto kind = found.field->kind;
    if (function == Function::join)
        return found.through_list ? kind != Kind::list && kind != Kind::record
                                  : kind == Kind::list && found.field->fields.empty();
    if (found.through_list) return false;
    switch (function) {
        case Function::plain: return kind != Kind::list && kind != Kind::record;
        case Function::date:
        case Function::month:
        case Function::short_date:
        case Function::short_month:
        case Function::chinese_date: return kind == Kind::day;
        case Function::chinese: return kind == Kind::number;
        case Function::capital: return kind == Kind::number || kind == Kind::money;
        case Function::count: return kind == Kind::list;
        case Function::document_no:
        case Function::qr: return kind == Kind::text;
        case Function::join: break;
    }
    return false;
}

}  // namespace

std::optional<Placeholder> parse_placeholder(std::string_view inside)
{
    const auto text = narrowed(inside);
    auto rest = trimmed(text);
    Placeholder placeholder;
    placeholder.text = rest;
    if (rest.starts_with('/')) {
        placeholder.kind = Placeholder::Kind::close;
        const auto block = block_of(trimmed(rest.substr(1)));
        if (!block) return std::nullopt;
        placeholder.block = *block;
        return placeholder;
    }
    if (rest.starts_with('#')) {
        placeholder.kind = Placeholder::Kind::open;
        rest = trimmed(rest.substr(1));
        const auto blank = std::min(rest.find(' '), rest.find(wide_blank));
        if (blank == std::string_view::npos) return std::nullopt;
        const auto block = block_of(rest.substr(0, blank));
        auto path = parse_path(rest.substr(blank));
        if (!block || !path) return std::nullopt;
        placeholder.block = *block;
        placeholder.expression.path = std::move(*path);
        return placeholder;
    }
    auto expression = parse_expression(rest);
    if (!expression) return std::nullopt;
    placeholder.expression = std::move(*expression);
    return placeholder;
}

std::optional<Unresolved> resolve(Placeholder& placeholder, const Scopes& scopes)
{
    auto& expression = placeholder.expression;
    if (scopes.size() > 1 && expression.path == std::vector<std::string>{"index"}) {
        expression.index = true;
        expression.kind = Kind::number;
        const bool fits = placeholder.kind == Placeholder::Kind::value &&
                          (expression.function == Function::plain || expression.function == Function::chinese);
        return fits ? std::nullopt : std::optional(Unresolved::wrong_kind);
    }
    const auto found = look_up(expression, scopes);
    if (!found) return Unresolved::unknown;
    expression.kind = found->field->kind;
    bool fits = false;
    if (placeholder.kind == Placeholder::Kind::value) fits = suits(expression.function, *found);
    else if (placeholder.block == Block::rows)
        fits = found->field->kind == Kind::list && !found->through_list && !found->field->fields.empty();
    else fits = !found->through_list && found->field->kind != Kind::record;
    return fits ? std::nullopt : std::optional(Unresolved::wrong_kind);
}

const Fields* item_fields(const Expression& rows, const Scopes& scopes)
{
    const auto* fields = scopes[scopes.size() - 1 - rows.scopes_up];
    const Field* field = nullptr;
    for (const auto& name : rows.path) {
        field = field_called(*fields, name);
        fields = &field->fields;
    }
    return fields;
}

}  // namespace jishi::platform::document
