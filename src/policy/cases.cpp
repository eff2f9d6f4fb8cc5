#include "policy/cases.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "policy/shape.hpp"
#include "policy/yaml.hpp"

namespace jishi::policy {

namespace fs = std::filesystem;

// ---- facts -----------------------------------------------------------------------------------------------------

namespace {

template <class Fn>
auto read(std::string_view name, Fn fn)
{
    try {
        return fn();
    } catch (const WrongValue& wrong) {
        throw WrongFacts(std::string(name) + ": " + wrong.what());
    }
}

}  // namespace

const Value* Facts::find(std::string_view name) const
{
    read_.emplace(name);
    return facts_.kind() == Value::Kind::map ? facts_.find(name) : nullptr;
}

std::string Facts::text(std::string_view name) const
{
    const auto* fact = find(name);
    if (!fact) throw WrongFacts("the judge asks for " + std::string(name));
    return read(name, [&] { return fact->text(); });
}

std::string Facts::text_or(std::string_view name, std::string_view otherwise) const
{
    const auto* fact = find(name);
    return fact ? read(name, [&] { return fact->text(); }) : std::string(otherwise);
}

std::int64_t Facts::integer(std::string_view name) const
{
    const auto* fact = find(name);
    if (!fact) throw WrongFacts("the judge asks for " + std::string(name));
    return read(name, [&] { return fact->integer(); });
}

std::optional<int> Facts::number(std::string_view name) const
{
    const auto* fact = find(name);
    if (!fact) return std::nullopt;
    return read(name, [&] { return static_cast<int>(fact->integer()); });
}

bool Facts::flag(std::string_view name) const
{
    const auto* fact = find(name);
    return fact && read(name, [&] { return fact->boolean(); });
}

Date Facts::date(std::string_view name) const
{
    const auto* fact = find(name);
    if (!fact) throw WrongFacts("the judge asks for " + std::string(name));
    return read(name, [&] { return fact->date(); });
}

std::optional<Date> Facts::optional_date(std::string_view name) const
{
    if (!find(name)) return std::nullopt;
    return date(name);
}

std::vector<std::string> Facts::texts(std::string_view name) const
{
    const auto* fact = find(name);
    return fact ? read(name, [&] { return fact->texts(); }) : std::vector<std::string>{};
}

std::vector<Facts> Facts::list(std::string_view name) const
{
    std::vector<Facts> all;
    const auto* fact = find(name);
    if (!fact) return all;
    read(name, [&] {
        for (const auto& item : fact->items()) all.emplace_back(item);
        return 0;
    });
    return all;
}

std::vector<std::string> Facts::unread() const
{
    std::vector<std::string> names;
    if (facts_.kind() != Value::Kind::map) return names;
    for (const auto& member : facts_.members())
        if (!read_.contains(member.name)) names.push_back(member.name);
    return names;
}

// ---- verdicts and judges ---------------------------------------------------------------------------------------

Verdict accepted() { return {}; }

Verdict verdict_of(const Error& error)
{
    // Of a refusal of one field the field's code is the one that says why.
    if (error.code == "input.invalid" && error.fields.size() == 1)
        return {.refused = error.fields.front().code, .rule = error.rule};
    return {.refused = error.code, .rule = error.rule};
}

Verdict value_of(std::string value, std::string rule) { return {.rule = std::move(rule), .value = std::move(value)}; }

void Judges::add(std::string name, Judge judge)
{
    if (!judges_.emplace(name, std::move(judge)).second)
        throw std::logic_error("policy: two judges are called " + name);
}

const Judge* Judges::find(std::string_view name) const
{
    const auto found = judges_.find(name);
    return found == judges_.end() ? nullptr : &found->second;
}

std::vector<std::string> Judges::names() const
{
    std::vector<std::string> all;
    for (const auto& [name, judge] : judges_) all.push_back(name);
    return all;
}

// ---- reading ---------------------------------------------------------------------------------------------------

namespace {

/// What a group of cases shares and what one of them says itself; the same words for both.
std::vector<Shape::Field> said_fields()
{
    const auto facts = map_of(anything());
    return {optional("date", date()),  optional("areas", list_of(text())), optional("rule", text()),
            optional("title", text()), optional("facts", facts),           optional("expect", anything())};
}

const Shape& group_shape()
{
    static const auto shape = [] {
        auto fields = said_fields();
        fields.push_back(field("judge", code()));
        fields.push_back(optional("cases", list_of(object(said_fields()), 1)));
        return object(std::move(fields));
    }();
    return shape;
}

std::string as_text(const Value& value)
{
    switch (value.kind()) {
        case Value::Kind::boolean: return value.boolean() ? "true" : "false";
        case Value::Kind::integer: return std::to_string(value.integer());
        case Value::Kind::text: return value.text();
        default: return std::string(to_string(value.kind()));
    }
}

class CaseReader {
public:
    CaseReader(const Pack& pack, std::vector<FieldError>& problems) : pack_(pack), problems_(problems) {}

    std::vector<Case> read()
    {
        std::error_code error;
        std::vector<fs::path> paths;
        for (fs::directory_iterator it(pack_.folder / "cases", error), end; !error && it != end; it.increment(error))
            if (it->path().extension() == ".yaml") paths.push_back(it->path());
        std::ranges::sort(paths);
        for (const auto& path : paths) read_file(path);
        return std::move(cases_);
    }

private:
    void add(const Value& at, std::string code, std::string detail)
    {
        problems_.push_back({at.where(), std::move(code), std::move(detail)});
    }

    void read_file(const fs::path& path)
    {
        const auto name = pack_.name + "/cases/" + path.filename().string();
        std::ifstream in(path, std::ios::binary);
        const auto file = read_yaml(std::string{std::istreambuf_iterator<char>(in), {}}, name, problems_);
        if (!file) return;
        if (file->kind() != Value::Kind::list) return add(*file, "policy.wrong_type", "a list of cases");
        for (const auto& group : file->items()) read_group(group);
    }

    void read_group(const Value& group)
    {
        const auto before = problems_.size();
        std::vector<Mention> none;
        check(group_shape(), group, problems_, none);
        if (problems_.size() != before) return;
        if (const auto* lines = group.find("cases"))
            for (const auto& line : lines->items()) read_case(group, line);
        else read_case(group, group);
    }

    void read_case(const Value& group, const Value& line)
    {
        const auto said = [&](std::string_view name) {
            const auto* own = line.find(name);
            return own ? own : group.find(name);
        };
        for (const auto* name : {"rule", "title", "date", "expect"})
            if (!said(name)) return add(line, "policy.missing_field", name);
        Case one;
        one.place = line.where();
        one.judge = group.at("judge").text();
        one.rule = said("rule")->text();
        one.title = said("title")->text();
        one.date = said("date")->date();
        if (const auto* areas = said("areas")) one.areas = areas->texts();
        else if (!pack_.applies_to.empty()) one.areas = {pack_.applies_to};
        one.facts = merged(group.find("facts"), &line == &group ? nullptr : line.find("facts"), line.where());
        if (read_expected(*said("expect"), one)) cases_.push_back(std::move(one));
    }

    static Value merged(const Value* shared, const Value* own, const std::string& where)
    {
        Value::Map facts;
        if (shared) facts.assign(shared->members().begin(), shared->members().end());
        if (own)
            for (const auto& member : own->members()) {
                const auto found = std::ranges::find(facts, member.name, &Value::Member::name);
                if (found == facts.end()) facts.push_back(member);
                else found->value = member.value;
            }
        return Value(std::move(facts), where);
    }

    /// `accepted`, or a map of refused: code, value: figure, warnings: [codes].
    bool read_expected(const Value& expected, Case& one)
    {
        if (expected.kind() == Value::Kind::text && expected.text() == "accepted") return true;
        static const auto shape =
            object({optional("refused", text()), optional("value", anything()), optional("warnings", list_of(text()))});
        const auto before = problems_.size();
        std::vector<Mention> none;
        check(shape, expected, problems_, none);
        if (problems_.size() != before) return false;
        one.expected.refused = expected.text_or("refused", "");
        one.expected.warnings = expected.texts_or_none("warnings");
        if (const auto* value = expected.find("value")) {
            one.expected.value = as_text(*value);
            one.any_value = false;
        }
        return true;
    }

    const Pack& pack_;
    std::vector<FieldError>& problems_;
    std::vector<Case> cases_;
};

std::string said(const Verdict& verdict, bool with_value)
{
    std::string text = verdict.refused.empty() ? "accepted" : "refused: " + verdict.refused;
    if (with_value) text += ", value: " + verdict.value.value_or("none");
    if (!verdict.warnings.empty()) text += fmt::format(", warnings: {}", fmt::join(verdict.warnings, " "));
    return text;
}

/// Empty when the verdict is what was expected.
std::string difference(const Case& one, const Verdict& verdict)
{
    const auto expected = said(one.expected, !one.any_value);
    const auto got = said(verdict, !one.any_value);
    if (expected != got) return fmt::format("expected {}; got {}", expected, got);
    if (!verdict.rule.empty() && verdict.rule != one.rule) return fmt::format("{}, but by {}", got, verdict.rule);
    return {};
}

}  // namespace

std::string cases_schema()
{
    return fmt::format(R"({{
 "$schema":"https://json-schema.org/draft/2020-12/schema",
 "title":"Golden cases of a policy pack",
 "$comment":"Written by the test of the policy module; do not edit.",
 "type":"array",
 "items":{}
}}
)",
                       json_schema(group_shape()));
}

std::vector<Case> read_cases(const Pack& pack, std::vector<FieldError>& problems)
{
    return CaseReader(pack, problems).read();
}

CasesRun run_cases(const Book& book, const Pack& pack, const Judges& judges)
{
    CasesRun run;
    for (const auto& one : read_cases(pack, run.problems)) {
        const auto fail = [&](std::string code, const std::string& detail) {
            run.problems.push_back(
                {one.place, std::move(code), fmt::format("{} {} ({}): {}", one.judge, one.rule, one.title, detail)});
        };
        const auto* judge = judges.find(one.judge);
        if (!judge) {
            fail("policy.unknown_judge", fmt::format("known are {}", fmt::join(judges.names(), ", ")));
            continue;
        }
        const Facts facts(one.facts);
        try {
            const auto verdict = (*judge)({book.at(one.areas, one.date), facts, one.areas});
            const auto unread = facts.unread();
            if (!unread.empty()) fail("policy.unread_fact", fmt::format("{}", fmt::join(unread, ", ")));
            else if (const auto wrong = difference(one, verdict); !wrong.empty()) fail("policy.case_failed", wrong);
            else {
                ++run.passed;
                run.rules.insert(one.rule);
            }
        } catch (const WrongFacts& wrong) {
            fail("policy.wrong_facts", wrong.what());
        }
    }
    return run;
}

}  // namespace jishi::policy
