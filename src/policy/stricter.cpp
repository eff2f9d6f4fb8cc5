#include "policy/stricter.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

namespace jishi::policy {
namespace {

constexpr std::array<std::pair<Limit, std::string_view>, 5> names{{{Limit::minimum, "minimum"},
                                                                   {Limit::maximum, "maximum"},
                                                                   {Limit::fixed, "fixed"},
                                                                   {Limit::subset, "subset"},
                                                                   {Limit::superset, "superset"}}};

std::pair<std::string_view, std::string_view> split(std::string_view path)
{
    const auto dot = path.find('.');
    if (dot == std::string_view::npos) return {path, {}};
    return {path.substr(0, dot), path.substr(dot + 1)};
}

bool is_list(const Shape& shape) { return shape.kind == Shape::Kind::list; }

bool is_ordered(const Shape& shape)
{
    return shape.kind == Shape::Kind::integer || shape.kind == Shape::Kind::boolean || shape.kind == Shape::Kind::date;
}

/// What a list holds, told apart: its texts, or the field by which its items differ.
std::set<std::string> elements(const Shape& shape, const Value* list)
{
    std::set<std::string> out;
    if (!list || list->kind() != Value::Kind::list) return out;
    for (const auto& item : list->items()) {
        const auto* mark = item.kind() == Value::Kind::map ? item.find(shape.unique) : &item;
        if (!mark) continue;
        if (mark->kind() == Value::Kind::text) out.insert(mark->text());
        if (mark->kind() == Value::Kind::integer) out.insert(std::to_string(mark->integer()));
    }
    return out;
}

std::int64_t number_of(const Value& value)
{
    if (value.kind() == Value::Kind::boolean) return value.boolean() ? 1 : 0;
    return value.kind() == Value::Kind::integer ? value.integer() : value.date().days();
}

std::string said(const Value* value)
{
    if (!value) return "nothing";
    switch (value->kind()) {
        case Value::Kind::boolean: return value->boolean() ? "true" : "false";
        case Value::Kind::integer: return std::to_string(value->integer());
        case Value::Kind::text: return value->text();
        default: return std::string(to_string(value->kind()));
    }
}

/// One reading of a list of lines: the codes and figures that somebody asks for. A selector that no line of either list
/// names stands for every other code.
struct Question {
    std::vector<std::pair<std::string, std::string>> codes;
    std::vector<std::pair<std::string, std::int64_t>> figures;

    std::string str() const
    {
        std::string out;
        for (const auto& [name, code] : codes)
            if (!code.empty()) out += fmt::format("{}{}={}", out.empty() ? "" : ", ", name, code);
        for (const auto& [name, figure] : figures) out += fmt::format("{}{}={}", out.empty() ? "" : ", ", name, figure);
        return out;
    }
};

bool fits(const Value& line, const Question& question)
{
    for (const auto& [name, code] : question.codes) {
        const auto* selector = line.find(name);
        if (!selector) continue;
        if (selector->kind() == Value::Kind::text) {
            if (selector->text() != code) return false;
        } else if (std::ranges::none_of(selector->items(), [&](const Value& one) { return one.text() == code; })) {
            return false;
        }
    }
    for (const auto& [name, figure] : question.figures)
        if (const auto least = line.optional_integer(name); least && figure < *least) return false;
    return true;
}

class Comparison {
public:
    Comparison(Limit limit, std::string path) : limit_(limit), path_(std::move(path)) {}

    /// @param at  what to name when the lower value has nothing of its own there
    void compare(const Shape& shape, std::string_view path, const Value* upper, const Value* lower, const Value& at)
    {
        if (found_) return;
        if (shape.lines && !path.empty()) return compare_lines(shape, path, upper, lower, at);
        if (!path.empty()) {
            const auto [name, rest] = split(path);
            const auto* member = member_shape(shape, name);
            if (!member) return;
            compare(*member, rest, upper ? upper->find(name) : nullptr, lower ? lower->find(name) : nullptr,
                    lower ? *lower : at);
            return;
        }
        if (is_list(shape)) return compare_lists(shape, upper, lower, at);
        if (is_looser(upper, lower)) tell(upper, lower, at);
    }

    std::optional<Looseness> found() && { return std::move(found_); }

private:
    bool is_looser(const Value* upper, const Value* lower) const
    {
        if (!upper) return limit_ == Limit::fixed && lower;
        // What is left out sets no bound; a switch that is left out is off.
        if (!lower)
            return upper->kind() != Value::Kind::boolean || limit_ == Limit::fixed ||
                   (limit_ == Limit::minimum && upper->boolean());
        if (limit_ == Limit::fixed) return said(upper) != said(lower);
        return limit_ == Limit::minimum ? number_of(*lower) < number_of(*upper) : number_of(*lower) > number_of(*upper);
    }

    void tell(const Value* upper, const Value* lower, const Value& at)
    {
        const auto* word = limit_ == Limit::minimum ? "at least " : limit_ == Limit::maximum ? "at most " : "";
        found_ = Looseness{
            (lower ? *lower : at).where(),
            fmt::format("{}{}{} instead of {}{}", path_, context_.empty() ? "" : " (" + context_ + ")",
                        path_.empty() && context_.empty() ? said(lower) : ": " + said(lower), word, said(upper))};
    }

    void compare_lists(const Shape& shape, const Value* upper, const Value* lower, const Value& at)
    {
        const auto above = elements(shape, upper);
        const auto below = elements(shape, lower);
        for (const auto& one : below)
            if (limit_ != Limit::superset && !above.contains(one))
                return tell_element("must not hold ", one, lower, at);
        for (const auto& one : above)
            if (limit_ != Limit::subset && !below.contains(one)) return tell_element("must hold ", one, lower, at);
    }

    void tell_element(std::string_view what, const std::string& element, const Value* lower, const Value& at)
    {
        if (found_) return;
        found_ = Looseness{(lower ? *lower : at).where(),
                           fmt::format("{}{}{}{}{}", path_, context_.empty() ? "" : " (" + context_ + ")",
                                       path_.empty() && context_.empty() ? "" : ": ", what, element)};
    }

    // ---- lists of lines: for every question that the two lists could answer differently ----------------------------

    std::vector<std::string> codes_of(const std::string& selector, const Value* upper, const Value* lower) const
    {
        std::set<std::string> codes{""};  // any code that nobody names
        for (const auto* list : {upper, lower}) {
            if (!list) continue;
            for (const auto& line : list->items()) {
                const auto* named = line.find(selector);
                if (!named) continue;
                if (named->kind() == Value::Kind::text) codes.insert(named->text());
                else
                    for (const auto& code : named->texts()) codes.insert(code);
            }
        }
        return {codes.begin(), codes.end()};
    }

    std::vector<std::int64_t> figures_of(const std::string& name, const Value* upper, const Value* lower) const
    {
        std::set<std::int64_t> figures{0};
        for (const auto* list : {upper, lower}) {
            if (!list) continue;
            for (const auto& line : list->items())
                if (const auto least = line.optional_integer(name)) figures.insert({*least - 1, *least});
        }
        return {figures.begin(), figures.end()};
    }

    std::vector<Question> questions(const Shape::Lines& lines, const Value* upper, const Value* lower) const
    {
        std::vector<Question> all(1);
        const auto widen = [&all](const auto& options, auto add) {
            std::vector<Question> wider;
            for (const auto& question : all)
                for (const auto& option : options) {
                    wider.push_back(question);
                    add(wider.back(), option);
                }
            all = std::move(wider);
        };
        for (const auto& selector : lines.selectors)
            widen(codes_of(selector, upper, lower),
                  [&](Question& question, const std::string& code) { question.codes.emplace_back(selector, code); });
        for (const auto& name : lines.at_least)
            widen(figures_of(name, upper, lower),
                  [&](Question& question, std::int64_t figure) { question.figures.emplace_back(name, figure); });
        return all;
    }

    /// The lines that answer a question: the first, or all.
    static std::vector<const Value*> answers(const Shape::Lines& lines, const Value* list, const Question& question)
    {
        std::vector<const Value*> found;
        if (!list) return found;
        for (const auto& line : list->items()) {
            if (!fits(line, question)) continue;
            found.push_back(&line);
            if (lines.match == Shape::Lines::Match::first) break;
        }
        return found;
    }

    void compare_lines(const Shape& shape, std::string_view path, const Value* upper, const Value* lower,
                       const Value& at)
    {
        for (const auto& question : questions(*shape.lines, upper, lower)) {
            const auto above = answers(*shape.lines, upper, question);
            const auto below = answers(*shape.lines, lower, question);
            const auto before = context_;
            context_ = question.str();
            // Each line above must be kept by one of those below: where all count, one of them is strict enough for
            // all.
            for (const auto* line : above) {
                std::optional<Looseness> broken;
                bool kept = false;
                if (below.empty()) broken = inner(shape, path, line, nullptr, lower ? *lower : at);
                for (const auto* other : below) {
                    auto one = inner(shape, path, line, other, *other);
                    if (!one) {
                        kept = true;
                        break;
                    }
                    if (!broken) broken = std::move(one);
                }
                if (!kept && broken) {
                    found_ = std::move(broken);
                    return;
                }
            }
            context_ = before;
        }
    }

    std::optional<Looseness> inner(const Shape& shape, std::string_view path, const Value* upper, const Value* lower,
                                   const Value& at) const
    {
        Comparison deeper(limit_, path_);
        deeper.context_ = context_;
        deeper.compare(*shape.item, path, upper, lower, at);
        return std::move(deeper).found();
    }

    Limit limit_;
    std::string path_;
    std::string context_;
    std::optional<Looseness> found_;
};

}  // namespace

std::string_view to_string(Limit limit)
{
    for (const auto& [one, name] : names)
        if (one == limit) return name;
    return "";
}

std::optional<Limit> limit_from(std::string_view name)
{
    for (const auto& [limit, one] : names)
        if (one == name) return limit;
    return std::nullopt;
}

std::optional<std::string> misfit(const Shape& shape, const Mark& mark)
{
    const Shape* at = &shape;
    for (std::string_view rest = mark.path; !rest.empty();) {
        if (at->lines) {
            at = at->item.get();
            continue;
        }
        const auto [name, after] = split(rest);
        at = member_shape(*at, name);
        if (!at) return fmt::format("there is no {}", name);
        rest = after;
    }
    const bool of_lists = mark.limit == Limit::subset || mark.limit == Limit::superset;
    if (of_lists ? is_list(*at) && (at->item->kind != Shape::Kind::object || !at->unique.empty())
                 : is_ordered(*at) || (mark.limit == Limit::fixed && !is_list(*at) && at->kind != Shape::Kind::object &&
                                       at->kind != Shape::Kind::map))
        return std::nullopt;
    return fmt::format("{} does not fit such a value", to_string(mark.limit));
}

std::optional<Looseness> looseness(const Shape& shape, const Mark& mark, const Value& upper, const Value& lower)
{
    Comparison comparison(mark.limit, mark.path);
    comparison.compare(shape, mark.path, &upper, &lower, lower);
    return std::move(comparison).found();
}

}  // namespace jishi::policy
