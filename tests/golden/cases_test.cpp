// The golden cases of all packs: what the rules must decide, written from the regulations beside the rules.
#include <doctest/doctest.h>

#include <filesystem>
#include <set>
#include <string>

#include "app/judges.hpp"
#include "policy/cases.hpp"
#include "policy/policy.hpp"

using namespace jishi;

namespace {

const policy::Book& book()
{
    static const auto loaded = [] {
        auto result = policy::Book::load(std::filesystem::path(JISHI_SOURCE_DIR) / "packs");
        if (!result) FAIL(result.error().detail);
        return *std::move(result);
    }();
    return loaded;
}

}  // namespace

TEST_CASE("golden cases: every case of every pack is decided as it says, by the rule it names")
{
    const auto judges = app::all_judges();
    int passed = 0;
    for (const auto& pack : book().packs()) {
        const auto run = policy::run_cases(book(), *pack, judges);
        for (const auto& problem : run.problems)
            FAIL_CHECK(problem.field << ": " << problem.code << ": " << problem.detail);
        MESSAGE(pack->name << ": " << run.passed << " cases on " << run.rules.size() << " rules");
        passed += run.passed;
    }
    CHECK(passed >= 200);
}

TEST_CASE("golden cases: every judge is asked, and every rule that a value of organisation cites stands on a case")
{
    std::set<std::string> asked;
    std::set<std::string> decided;
    for (const auto& pack : book().packs()) {
        std::vector<FieldError> problems;
        for (const auto& one : policy::read_cases(*pack, problems)) {
            asked.insert(one.judge);
            decided.insert(one.rule);
        }
    }
    for (const auto& name : app::all_judges().names()) {
        CAPTURE(name);
        CHECK(asked.contains(name));
    }
    const auto today = book().at(Date{2026, 3, 5});
    for (const auto* key : {"organization.thresholds", "organization.terms", "organization.committees",
                            "organization.discipline_bodies", "organization.approvers"})
        for (const auto& line : today.get(key).items()) {
            CAPTURE(line.where());
            CHECK(decided.contains(line.at("rule").text()));
        }
}
