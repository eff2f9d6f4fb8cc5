#include "policy/stricter.hpp"

#include <doctest/doctest.h>

#include <string>

#include "policy/combine.hpp"
#include "policy/yaml.hpp"

using namespace jishi;
using namespace jishi::policy;

namespace {

Value value(std::string_view yaml)
{
    std::vector<FieldError> problems;
    auto read = read_yaml(yaml, "f.yaml", problems);
    REQUIRE(read);
    REQUIRE(problems.empty());
    return *std::move(read);
}

std::string told(const Shape& shape, const Mark& mark, std::string_view upper, std::string_view lower)
{
    REQUIRE_FALSE(misfit(shape, mark));
    const auto found = looseness(shape, mark, value(upper), value(lower));
    return found ? found->where + ": " + found->detail : "kept";
}

const Shape terms = lines_of(
    object({field("types", list_of(code(), 1)), optional("sectors", list_of(code(), 1)), field("years", integer())}),
    {Shape::Lines::Match::first, {"types", "sectors"}});
const Shape thresholds =
    lines_of(object({field("type", code()), optional("least", integer()), optional("most", integer())}),
             {Shape::Lines::Match::all, {"type"}});
const Shape coverage =
    object({field("obliged", lines_of(object({optional("kinds", list_of(code(), 1)), optional("staff", integer()),
                                              field("obliged", flag())}),
                                      {Shape::Lines::Match::first, {"kinds"}, {"staff"}})),
            field("unknown", flag())});
const Shape table = unique_list_of(object({field("code", code()), field("parents", list_of(code()))}), "code");

}  // namespace

TEST_CASE("stricter: a minimum may be raised, a maximum lowered, a fixed value neither")
{
    CHECK(told(integer(), {"", Limit::minimum}, "3", "3") == "kept");
    CHECK(told(integer(), {"", Limit::minimum}, "3", "4") == "kept");
    CHECK(told(integer(), {"", Limit::minimum}, "3", "2") == "f.yaml:1 : 2 instead of at least 3");
    CHECK(told(integer(), {"", Limit::maximum}, "3", "4") == "f.yaml:1 : 4 instead of at most 3");
    CHECK(told(integer(), {"", Limit::maximum}, "3", "2") == "kept");
    CHECK(told(integer(), {"", Limit::fixed}, "3", "3") == "kept");
    CHECK(told(integer(), {"", Limit::fixed}, "3", "4") == "f.yaml:1 : 4 instead of 3");
    CHECK(told(flag(), {"", Limit::minimum}, "true", "false") == "f.yaml:1 : false instead of at least true");
    CHECK(told(flag(), {"", Limit::minimum}, "false", "true") == "kept");
    CHECK(told(date(), {"", Limit::maximum}, "2020-01-31", "2020-02-01")
              .ends_with("2020-02-01 instead of at most 2020-01-31"));
}

TEST_CASE("stricter: a list may be narrowed or extended, as it is marked")
{
    CHECK(told(list_of(code()), {"", Limit::subset}, "[a, b]", "[b]") == "kept");
    CHECK(told(list_of(code()), {"", Limit::subset}, "[a, b]", "[b, c]") == "f.yaml:1 : must not hold c");
    CHECK(told(list_of(code()), {"", Limit::superset}, "[a, b]", "[c, b, a]") == "kept");
    CHECK(told(list_of(code()), {"", Limit::superset}, "[a, b]", "[b]") == "f.yaml:1 : must hold a");
    CHECK(told(table, {"", Limit::superset}, "[{code: a, parents: []}]", "[{code: b, parents: []}]") ==
          "f.yaml:1 : must hold a");
    CHECK(told(table, {"parents", Limit::subset}, "[{code: a, parents: [x, w]}]",
               "[{code: b, parents: [z]}, {code: a, parents: [x]}]") == "kept");
    CHECK(told(table, {"parents", Limit::subset}, "[{code: a, parents: [x, w]}]", "[{code: a, parents: [x, z]}]") ==
          "f.yaml:1 [0].parents: parents (code=a): must not hold z");
}

TEST_CASE(
    "stricter: of lines, the one that fits is compared for every question that the two lists could answer differently")
{
    const auto* national =
        "[{types: [a, b], sectors: [rural], years: 5}, {types: [a], years: 5}, {types: [b], years: 3}]";
    CHECK(told(terms, {"years", Limit::maximum}, national, national) == "kept");
    CHECK(told(terms, {"years", Limit::maximum}, national, "[{types: [a, b], years: 3}]") == "kept");
    CHECK(told(terms, {"years", Limit::fixed}, national,
               "[{types: [a], years: 5}, {types: [b], sectors: [rural], years: 5}, {types: [b], years: 3}]") == "kept");
    CHECK(told(terms, {"years", Limit::maximum}, national,
               "[{types: [b], sectors: [city], years: 4}, {types: [a, b], years: 3}]") ==
          "f.yaml:1 [0].years: years (types=b, sectors=city): 4 instead of at most 3");
    CHECK(told(terms, {"years", Limit::fixed}, national, "[{types: [a], years: 5}]") ==
          "f.yaml:1 : years (types=b): nothing instead of 3");
}

TEST_CASE("stricter: of lines that all count, one strict enough keeps the rule")
{
    const auto* national = "[{type: branch, least: 3}, {type: committee, least: 100}]";
    CHECK(told(thresholds, {"least", Limit::minimum}, national,
               "[{type: branch, least: 1}, {type: branch, least: 4}, {type: committee, least: 100}]") == "kept");
    CHECK(told(thresholds, {"least", Limit::minimum}, national,
               "[{type: branch, least: 2}, {type: committee, least: 100}]") ==
          "f.yaml:1 [0].least: least (type=branch): 2 instead of at least 3");
    CHECK(told(thresholds, {"least", Limit::minimum}, national,
               "[{type: branch, most: 9}, {type: committee, least: 100}]") ==
          "f.yaml:1 [0]: least (type=branch): nothing instead of at least 3");
    CHECK(told(thresholds, {"least", Limit::minimum}, national, "[{type: branch, least: 3}]") ==
          "f.yaml:1 : least (type=committee): nothing instead of at least 100");
}

TEST_CASE("stricter: lines that begin at a figure are compared on both sides of it")
{
    const auto* national =
        "{obliged: [{kinds: [firm], staff: 30, obliged: true}, {kinds: [firm], obliged: false}, {obliged: true}], "
        "unknown: true}";
    const Mark mark{"obliged.obliged", Limit::minimum};
    CHECK(told(coverage, mark, national,
               "{obliged: [{kinds: [firm], staff: 20, obliged: true}, {kinds: [firm], obliged: false}, {obliged: "
               "true}], unknown: true}") == "kept");
    CHECK(told(coverage, mark, national,
               "{obliged: [{kinds: [firm], staff: 31, obliged: true}, {kinds: [firm], obliged: false}, {obliged: "
               "true}], unknown: true}") ==
          "f.yaml:1 obliged[1].obliged: obliged.obliged (kinds=firm, staff=30): false instead of at least true");
    CHECK(told(coverage, {"unknown", Limit::minimum}, national, "{obliged: [{obliged: true}], unknown: false}") ==
          "f.yaml:1 unknown: unknown: false instead of at least true");
}

TEST_CASE("stricter: a mark must fit the value that carries it")
{
    CHECK_FALSE(misfit(integer(), {"", Limit::minimum}));
    CHECK(misfit(integer(), {"", Limit::subset}) == "subset does not fit such a value");
    CHECK(misfit(list_of(code()), {"", Limit::minimum}) == "minimum does not fit such a value");
    CHECK(misfit(terms, {"months", Limit::minimum}) == "there is no months");
    CHECK(misfit(terms, {"types", Limit::minimum}) == "minimum does not fit such a value");
    CHECK_FALSE(misfit(terms, {"types", Limit::subset}));
    CHECK(misfit(terms, {"", Limit::subset}) == "subset does not fit such a value");  // its lines cannot be told apart
    CHECK_FALSE(misfit(table, {"", Limit::subset}));
    CHECK_FALSE(misfit(text(), {"", Limit::fixed}));
    CHECK(misfit(coverage, {"obliged", Limit::fixed}) == "fixed does not fit such a value");
}

TEST_CASE("adding: tables by code, lines in front, lists at the end, objects member by member")
{
    const auto together = [](const Shape& shape, std::string_view upper, std::string_view lower) {
        return added(shape, value(upper), value(lower));
    };
    const auto with = together(table, "[{code: a, parents: [x]}, {code: b, parents: []}]",
                               "[{code: c, parents: []}, {code: a, parents: [w]}]");
    REQUIRE(with.items().size() == 3);
    CHECK(with.items()[0].at("parents").texts() == std::vector<std::string>{"w"});
    CHECK(with.items()[2].at("code").text() == "c");
    const auto lines = together(terms, "[{types: [a], years: 5}]", "[{types: [a], sectors: [rural], years: 3}]");
    CHECK(lines.items()[0].at("years").integer() == 3);
    CHECK(lines.items()[1].at("years").integer() == 5);
    CHECK(together(list_of(text()), "[a, b]", "[b, c]").texts() == std::vector<std::string>{"a", "b", "c"});
    const auto object_with = together(coverage, "{obliged: [{obliged: true}], unknown: true}",
                                      "{obliged: [{kinds: [shop], obliged: false}]}");
    CHECK(object_with.at("obliged").items().size() == 2);
    CHECK(object_with.at("unknown").boolean());
    CHECK(together(map_of(text()), "{a: x, b: v}", "{b: z}").at("b").text() == "z");
    CHECK(together(integer(), "1", "2").integer() == 2);
}
