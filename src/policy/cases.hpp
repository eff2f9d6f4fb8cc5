#pragma once
// Golden cases: what a pack's rules must decide about given facts, written down beside the rules. A module registers
// its judges by name; a case names one, a day, facts, the verdict and the rule it stands on, so that a new region needs
// no C++.

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "policy/policy.hpp"

namespace jishi::policy {

/// A case gives a fact in another form than the judge reads it, or not at all.
class WrongFacts : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The facts of a case. Remembers what was read: a fact that no judge looks at is a misspelt one.
class Facts {
public:
    explicit Facts(Value facts) : facts_(std::move(facts)) {}

    // Each throws WrongFacts when the fact is of another kind; those without a default when it is missing.
    std::string text(std::string_view name) const;
    std::string text_or(std::string_view name, std::string_view otherwise) const;
    std::int64_t integer(std::string_view name) const;
    std::optional<int> number(std::string_view name) const;
    bool flag(std::string_view name) const;  // false when it is not there
    Date date(std::string_view name) const;
    std::optional<Date> optional_date(std::string_view name) const;
    std::vector<std::string> texts(std::string_view name) const;  // none when it is not there
    /// A list of facts. None when it is not there.
    std::vector<Facts> list(std::string_view name) const;

    /// Names of facts that nobody asked for.
    std::vector<std::string> unread() const;

private:
    const Value* find(std::string_view name) const;

    Value facts_;
    mutable std::set<std::string, std::less<>> read_;
};

/// What a judge says about the facts.
struct Verdict {
    std::string refused = {};                // error code; empty: accepted
    std::string rule = {};                   // that decided, where the judge knows it
    std::optional<std::string> value = {};   // a figure, a day, a code: "5", "2026-03-05", "green", "true"
    std::vector<std::string> warnings = {};  // codes
};
Verdict accepted();
Verdict verdict_of(const Error& error);
template <class T>
Verdict verdict_of(const Result<T>& result)
{
    return result ? accepted() : verdict_of(result.error());
}
Verdict value_of(std::string value, std::string rule = {});

/// What a judge is asked.
struct Matter {
    const Policy& policy;
    const Facts& facts;
    std::span<const std::string> areas;
};
using Judge = std::function<Verdict(const Matter&)>;

class Judges {
public:
    void add(std::string name, Judge judge);
    const Judge* find(std::string_view name) const;
    std::vector<std::string> names() const;

private:
    std::map<std::string, Judge, std::less<>> judges_;
};

/// The judges of base and of this module: calendar.*, data.*
void add_judges(Judges& judges);

struct Case {
    std::string place;  // file, line and path
    std::string judge;
    std::string rule;
    std::string title;
    Date date;
    std::vector<std::string> areas;
    Value facts;
    Verdict expected;
    bool any_value = true;  // the case says nothing about a value
};

/// Reads cases/*.yaml of a pack. Its place counts where a case names no areas.
std::vector<Case> read_cases(const Pack& pack, std::vector<FieldError>& problems);

/// packs/cases.schema.json: JSON Schema of case files, for editors.
std::string cases_schema();

struct CasesRun {
    int passed = 0;
    std::set<std::string> rules;  // that a case stands on
    std::vector<FieldError>
        problems;  // policy.case_failed, .unknown_judge, .wrong_facts, .unread_fact and those of reading
};
/// Runs the cases of one pack against the rules of all.
CasesRun run_cases(const Book& book, const Pack& pack, const Judges& judges);

}  // namespace jishi::policy
