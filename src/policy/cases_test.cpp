#include "policy/cases.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <unistd.h>

using namespace jishi;
using namespace jishi::policy;
namespace fs = std::filesystem;

namespace {

const Book& book()
{
    static const auto loaded = [] {
        auto result = Book::load(fs::path(JISHI_SOURCE_DIR) / "packs");
        if (!result) FAIL(result.error().detail);
        return *std::move(result);
    }();
    return loaded;
}

Judges two_judges()
{
    Judges judges;
    judges.add("test.grown_up", [](const Matter& matter) -> Verdict {
        const auto years = matter.facts.integer("years");
        if (years < 0) return {.refused = "test.no_age", .rule = "GEN-01"};
        return {.rule = "GEN-02", .value = years >= 18 ? "true" : "false"};
    });
    judges.add("test.warned", [](const Matter& matter) -> Verdict {
        return {.warnings =
                    matter.facts.flag("bad") ? std::vector<std::string>{"test.bad"} : std::vector<std::string>{}};
    });
    return judges;
}

/// Runs a case file of a pack that is made for it.
CasesRun run(std::string_view yaml)
{
    static std::atomic<int> number{0};
    Pack pack;
    pack.name = "p";
    pack.folder =
        fs::temp_directory_path() / ("jishi_cases_test_" + std::to_string(::getpid()) + "_" + std::to_string(++number));
    fs::create_directories(pack.folder / "cases");
    std::ofstream(pack.folder / "cases" / "a.yaml", std::ios::binary) << yaml;
    auto result = run_cases(book(), pack, two_judges());
    fs::remove_all(pack.folder);
    return result;
}

std::string fault(std::string_view yaml)
{
    const auto result = run(yaml);
    return result.problems.empty() ? "none" : result.problems[0].code + " " + result.problems[0].field;
}

constexpr std::string_view head = "- judge: test.grown_up\n  rule: GEN-02\n  title: t\n  date: 2026-01-01\n";

}  // namespace

TEST_CASE("cases: a case passes when the verdict is the expected one by the rule it names")
{
    const auto good = run(std::string(head) + "  facts: { years: 18 }\n  expect: { value: true }\n");
    CHECK(good.problems.empty());
    CHECK(good.passed == 1);
    CHECK(good.rules == std::set<std::string>{"GEN-02"});
    CHECK(fault(std::string(head) + "  facts: { years: 17 }\n  expect: { value: true }\n") ==
          "policy.case_failed p/cases/a.yaml:1 [0]");
    CHECK(fault(std::string(head) + "  facts: { years: 17 }\n  expect: accepted\n") ==
          "none");  // says nothing about the value
    CHECK(fault(std::string(head) + "  facts: { years: -1 }\n  expect: accepted\n").starts_with("policy.case_failed"));
    CHECK(fault(std::string(head) + "  facts: { years: -1 }\n  expect: { refused: test.no_age }\n")
              .starts_with("policy.case_failed"));  // another rule
    CHECK(fault("- { judge: test.grown_up, rule: GEN-01, title: t, date: 2026-01-01, facts: { years: -1 }, expect: { "
                "refused: test.no_age } }\n") == "none");
    CHECK(
        fault("- { judge: test.warned, rule: R, title: t, date: 2026-01-01, facts: { bad: true }, expect: accepted }\n")
            .starts_with("policy.case_failed"));
    CHECK(fault("- { judge: test.warned, rule: R, title: t, date: 2026-01-01, facts: { bad: true }, expect: { "
                "warnings: [test.bad] } }\n") == "none");
}

TEST_CASE("cases: a group shares what its cases leave out, and each of them is told with its line")
{
    const auto result = run(std::string(head) +
                            "  facts: { years: 18 }\n  expect: { value: true }\n  cases:\n"
                            "    - title: border\n    - facts: { years: 17 }\n      expect: { value: false }\n    - "
                            "facts: { years: 16 }\n");
    CHECK(result.passed == 2);
    REQUIRE(result.problems.size() == 1);
    CHECK(result.problems[0].field == "p/cases/a.yaml:11 [0].cases[2]");
    CHECK(result.problems[0].detail ==
          "test.grown_up GEN-02 (t): expected accepted, value: true; got accepted, value: false");
}

TEST_CASE("cases: what is misspelt is told, never passed over")
{
    CHECK(fault("- { judge: test.nobody, rule: R, title: t, date: 2026-01-01, expect: accepted }\n")
              .starts_with("policy.unknown_judge"));
    CHECK(fault(std::string(head) + "  facts: { years: 18, yaers: 3 }\n  expect: accepted\n")
              .starts_with("policy.unread_fact"));
    CHECK(fault(std::string(head) + "  facts: {}\n  expect: accepted\n").starts_with("policy.wrong_facts"));
    CHECK(
        fault(std::string(head) + "  facts: { years: many }\n  expect: accepted\n").starts_with("policy.wrong_facts"));
    CHECK(fault(std::string(head) + "  facts: { years: 18 }\n") == "policy.missing_field p/cases/a.yaml:1 [0]");
    CHECK(fault(std::string(head) + "  expected: accepted\n").starts_with("policy.unknown_field"));
    CHECK(fault(std::string(head) + "  facts: { years: 18 }\n  expect: { refuse: x }\n")
              .starts_with("policy.unknown_field"));
    CHECK(fault("x: 1\n").starts_with("policy.wrong_type"));
    CHECK(fault("- [\n").starts_with("policy.not_yaml"));
    Judges judges;
    judges.add("a", nullptr);
    CHECK_THROWS_AS(judges.add("a", nullptr), std::logic_error);
}

TEST_CASE("cases: the schema for editors is what the reader takes")
{
    const auto path = fs::path(JISHI_SOURCE_DIR) / "packs" / "cases.schema.json";
    if (std::getenv("JISHI_WRITE_SCHEMA")) std::ofstream(path, std::ios::binary) << cases_schema();
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    // Stale? Run this test once with JISHI_WRITE_SCHEMA=1 and commit the file.
    CHECK(text == cases_schema());
}
