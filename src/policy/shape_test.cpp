#include "policy/shape.hpp"

#include <doctest/doctest.h>

#include <string>

#include "policy/keys.hpp"
#include "policy/yaml.hpp"

using namespace jishi;
using namespace jishi::policy;

namespace {

/// "code path detail" of every problem, one a line.
std::string problems_of(const Shape& shape, std::string_view yaml)
{
    std::vector<FieldError> problems;
    std::vector<Mention> mentions;
    const auto value = read_yaml(yaml, "f", problems);
    REQUIRE(value.has_value());
    REQUIRE(problems.empty());
    check(shape, *value, problems, mentions);
    std::string all;
    for (const auto& problem : problems)
        all += problem.code + ' ' + problem.field.substr(problem.field.find(' ') + 1) + ' ' + problem.detail + '\n';
    return all;
}

}  // namespace

TEST_CASE("policy: each simple shape accepts its values and refuses others by name")
{
    CHECK(problems_of(flag(), "true") == "");
    CHECK(problems_of(flag(), "1") == "policy.wrong_type  true or false\n");
    CHECK(problems_of(integer(1, 5), "5") == "");
    CHECK(problems_of(integer(1, 5), "6") == "policy.out_of_range  1..5\n");
    CHECK(problems_of(integer(), "-1").starts_with("policy.out_of_range"));
    CHECK(problems_of(integer(), "x") == "policy.wrong_type  an integer\n");
    CHECK(problems_of(text(), "x") == "");
    CHECK(problems_of(text(), "\"\"") == "policy.wrong_type  a text\n");
    CHECK(problems_of(text(), "~") == "policy.wrong_type  a text\n");
    CHECK(problems_of(code(), "a_b-1.c") == "");
    CHECK(problems_of(code(), "A b").starts_with("policy.not_a_code"));
    CHECK(problems_of(date(), "2024-02-29") == "");
    CHECK(problems_of(date(), "2023-02-29") == "policy.bad_date  YYYY-MM-DD\n");
    CHECK(problems_of(choice({"a", "b"}), "b") == "");
    CHECK(problems_of(choice({"a", "b"}), "c") == "policy.not_one_of  a, b\n");
}

TEST_CASE("policy: lists and maps are checked item by item, with their paths")
{
    CHECK(problems_of(list_of(integer(), 2), "[1]") == "policy.too_few_items  2\n");
    CHECK(problems_of(list_of(integer()), "[1, x, 2]") == "policy.wrong_type [1] an integer\n");
    CHECK(problems_of(map_of(text()), "{ a: x, b: 1 }") == "policy.wrong_type b a text\n");
    const auto shape = unique_list_of(object({field("code", code()), optional("n", integer())}), "code");
    CHECK(problems_of(shape, "[{ code: a }, { code: b, n: 1 }]") == "");
    CHECK(problems_of(shape, "[{ code: a }, { code: a }]") == "policy.duplicate_code [1].code a\n");
    CHECK(problems_of(shape, "[{ n: 1 }]") == "policy.missing_field [0] code\n");
    CHECK(problems_of(shape, "[{ code: a, x: 1 }]") == "policy.unknown_field [0].x x\n");
    CHECK(problems_of(shape, "[]") == "policy.too_few_items  1\n");
    CHECK(problems_of(shape, "[3]") == "policy.wrong_type [0] a map\n");
}

TEST_CASE("policy: all faults of a value are told at once")
{
    const auto shape = object({field("a", integer()), field("b", text())});
    CHECK(problems_of(shape, "{ a: x, c: 1 }") ==
          "policy.wrong_type a an integer\npolicy.missing_field  b\npolicy.unknown_field c c\n");
}

TEST_CASE("policy: shapes are written out as JSON Schema")
{
    CHECK(json_schema(integer(1, 5)) == R"({"type":"integer","minimum":1,"maximum":5})");
    CHECK(json_schema(list_of(choice({"a"}), 1)) == R"({"type":"array","items":{"enum":["a"]},"minItems":1})");
    CHECK(json_schema(object({field("a", flag(), "say \"x\""), optional("b", text())})) ==
          R"({"type":"object","properties":{"a":{"type":"boolean","description":"say \"x\""},)"
          R"("b":{"type":"string","minLength":1}},"required":["a"],"additionalProperties":false})");
}

TEST_CASE("policy: every declared key can be found, and no other")
{
    REQUIRE(known_keys().size() > 40);
    for (const auto& key : known_keys()) {
        CHECK(find_key(key.name) == &key);
        CHECK_FALSE(key.help.empty());
    }
    CHECK(find_key("organization.typos") == nullptr);
    CHECK(find_key("") == nullptr);
}
