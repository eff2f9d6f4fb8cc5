#include "policy/value.hpp"

#include <doctest/doctest.h>

#include <string>

#include "policy/yaml.hpp"

using namespace jishi;
using policy::Value;

namespace {

Value read(std::string_view yaml)
{
    std::vector<FieldError> problems;
    auto value = policy::read_yaml(yaml, "p/x.yaml", problems);
    REQUIRE(value.has_value());
    for (const auto& problem : problems) FAIL(problem.field << " " << problem.code << " " << problem.detail);
    return *std::move(value);
}

/// "code place" of the first problem.
std::string problem_of(std::string_view yaml)
{
    std::vector<FieldError> problems;
    static_cast<void>(policy::read_yaml(yaml, "p/x.yaml", problems));
    return problems.empty() ? "none" : problems[0].code + " " + problems[0].field;
}

std::string message_of(auto&& access)
{
    try {
        access();
    } catch (const policy::WrongValue& failure) {
        return failure.what();
    }
    return "none";
}

}  // namespace

TEST_CASE("policy: YAML becomes a tree of six kinds, in the order of the file")
{
    const auto value = read("b: 3\na: [x, \"01\", -7, true, ~]\nc: { d: 2018-10-28 }\n");
    CHECK(value.at("b").integer() == 3);
    CHECK(value.members()[0].name == "b");
    CHECK(value.members()[2].name == "c");
    const auto items = value.at("a").items();
    CHECK(items[0].text() == "x");
    CHECK(items[1].text() == "01");
    CHECK(items[2].integer() == -7);
    CHECK(items[3].boolean());
    CHECK(items[4].is_null());
    CHECK(value.at("c").at("d").date() == Date{2018, 10, 28});
}

TEST_CASE("policy: members may be left out, and null is the same as left out")
{
    const auto value = read("{ a: 1, n: ~, t: [x, z] }");
    CHECK(value.integer_or("a", 2) == 1);
    CHECK(value.integer_or("n", 2) == 2);
    CHECK(value.integer_or("z", 2) == 2);
    CHECK(value.text_or("z", "o") == "o");
    CHECK(value.boolean_or("z", true));
    CHECK_FALSE(value.optional_integer("n"));
    CHECK(value.optional_integer("a") == 1);
    CHECK_FALSE(value.optional_text("z"));
    CHECK(value.texts_or_none("t") == std::vector<std::string>{"x", "z"});
    CHECK(value.texts_or_none("z").empty());
    CHECK(value.find("n") == nullptr);
}

TEST_CASE("policy: an item of a table is found by its code")
{
    const auto value = read("[{ code: a, n: 1 }, { code: b, n: 2 }]");
    CHECK(value.item_with_code("b")->at("n").integer() == 2);
    CHECK(value.item_with_code("c") == nullptr);
}

TEST_CASE("policy: asking a value for what it is not names file, line and path")
{
    const auto value = read("a:\n  - b: x\n");
    const auto& text = value.at("a").items()[0].at("b");
    CHECK(message_of([&] { text.integer(); }) == "policy: p/x.yaml:2 a[0].b: expected an integer, found a text");
    CHECK(message_of([&] { text.date(); }) == "policy: p/x.yaml:2 a[0].b: expected a date YYYY-MM-DD, found a text");
    CHECK(message_of([&] { text.items(); }) == "policy: p/x.yaml:2 a[0].b: expected a list, found a text");
    CHECK(message_of([&] { text.boolean(); }) != "none");
    CHECK(message_of([&] { value.text(); }) != "none");
    CHECK(message_of([&] { value.at("a").at("b"); }) != "none");
    CHECK(message_of([&] { value.at("z"); }) == "policy: p/x.yaml:1 : has no z");
}

TEST_CASE("policy: a scalar that could be read in two ways is refused")
{
    for (const auto* scalar :
         {"01", "1.5", ".5", "1e3", "+5", "0x1F", "yes", "No", "ON", "True", "y", "99999999999999999999"}) {
        CAPTURE(scalar);
        CHECK(problem_of(std::string("a: ") + scalar) == "policy.ambiguous_scalar p/x.yaml:1 a");
        CHECK(problem_of(std::string("a: \"") + scalar + "\"") == "none");
    }
    for (const auto* scalar : {"0", "-1", "true", "2018-10-28", "1a", "GB/T 1", "中文", "a-b", "yes sir", "18:30"})
        CHECK(problem_of(std::string("a: ") + scalar) == "none");
}

TEST_CASE("policy: what is no YAML, a key written twice and endless depth are refused with their line")
{
    CHECK(problem_of("a: [").starts_with("policy.not_yaml p/x.yaml:"));
    CHECK(problem_of("a: 1\nb: 2\na: 3\n") == "policy.key_twice p/x.yaml:1 ");
    CHECK(problem_of("? [a]\n: 1\n").starts_with("policy.not_yaml"));
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += '[';
    for (int i = 0; i < 100; ++i) deep += ']';
    CHECK(problem_of(deep).starts_with("policy.not_yaml"));
}
