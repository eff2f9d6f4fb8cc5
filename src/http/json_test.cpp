#include <doctest/doctest.h>

#include <string>

#include "http/json.hpp"

namespace jishi::http_test {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Leaf {
    Name name;
    std::optional<int> count;
};
BOOST_DESCRIBE_STRUCT(Leaf, (), (name, count))

struct Tree {
    Id<struct TreeTag> id;
    bool open = false;
    std::int64_t big = 0;
    std::uint16_t small = 0;
    double share = 0;
    Date on;
    Instant at;
    Colour colour = Colour::red;
    std::optional<std::string> note;
    std::vector<Leaf> leaves;
    std::map<std::string, int> counts;
    http::AnyJson any;
    std::vector<Tree> below;
};
BOOST_DESCRIBE_STRUCT(Tree, (), (id, open, big, small, share, on, at, colour, note, leaves, counts, any, below))

}  // namespace jishi::http_test

using namespace jishi;
using namespace jishi::http;
using http_test::Leaf;
using http_test::Tree;

namespace {

const std::string whole =
    R"({"id":"7","open":true,"big":-9007199254740993,"small":65535,"share":0.5,"on":"2024-02-29",)"
    R"("at":"2026-03-05T08:00:00.000000Z","colour":"green","note":"说\n明","leaves":[{"name":"一支部","count":3},{"name":"二支部"}],)"
    R"("counts":{"a":1,"b":2},"any":{"x":[1,null,true]},"below":[]})";

/// Replaces one member of the whole by other text.
std::string with(const std::string& from, const std::string& to)
{
    auto text = whole;
    const auto at = text.find(from);
    if (at == std::string::npos) throw std::logic_error("not in the text: " + from);
    return text.replace(at, from.size(), to);
}

std::string errors_of(const Result<Tree>& result)
{
    if (result) return "accepted";
    if (result.error().fields.empty()) return result.error().code;
    std::string out;
    for (const auto& field : result.error().fields) out += (out.empty() ? "" : "; ") + field.field + " " + field.code;
    return out;
}

}  // namespace

TEST_CASE("http: a described struct is written as it is read")
{
    const auto tree = from_json_text<Tree>(whole);
    REQUIRE(errors_of(tree) == "accepted");
    CHECK(tree->big == -9007199254740993);
    CHECK(tree->leaves[1].count == std::nullopt);
    CHECK(tree->note == "说\n明");
    const auto text = to_json(*tree);
    CHECK(to_json(*from_json_text<Tree>(text)) == text);
    CHECK(text == with("0.5", "5E-1"));  // the same number in another dress
}

TEST_CASE("http: wrong members of a body are refused by name, all at once")
{
    struct Row {
        std::string from, to;
        std::string errors;
    };
    const Row rows[] = {
        {R"("id":"7")", R"("id":7)", "id input.expected_id"},
        {R"("id":"7")", R"("id":"0")", "id input.expected_id"},
        {R"("id":"7")", R"("id":"-7")", "id input.expected_id"},
        {R"("id":"7")", R"("id":" 7")", "id input.expected_id"},
        {R"("id":"7")", R"("id":"9223372036854775808")", "id input.expected_id"},
        {R"("id":"7")", R"("id":"7; DROP TABLE x")", "id input.expected_id"},
        {R"("open":true)", R"("open":"true")", "open input.expected_boolean"},
        {R"("open":true)", R"("open":1)", "open input.expected_boolean"},
        {R"("open":true)", R"("open":null)", "open input.required"},
        {R"("open":true,)", "", "open input.required"},
        {"65535", "65536", "small input.expected_integer"},
        {"65535", "-1", "small input.expected_integer"},
        {"65535", "1.5", "small input.expected_integer"},
        {"65535", "1e2", "small input.expected_integer"},
        {"-9007199254740993", "9223372036854775808", "big input.expected_integer"},
        {"0.5", R"("0.5")", "share input.expected_number"},
        {"2024-02-29", "2023-02-29", "on input.expected_date"},
        {"2024-02-29", "2024-2-29", "on input.expected_date"},
        {"2026-03-05T08:00:00.000000Z", "2026-03-05 08:00", "at input.expected_instant"},
        {R"("green")", R"("blue")", "colour input.not_one_of"},
        {R"("green")", "1", "colour input.not_one_of"},
        {R"("一支部")", R"("")", "leaves/0/name input.too_short"},
        {R"("一支部")", R"("   ")", "leaves/0/name input.too_short"},
        {R"("一支部")",
         "\"" +
             [] {
                 std::string s;
                 for (int i = 0; i < 101; ++i) s += "党";
                 return s;
             }() +
             "\"",
         "leaves/0/name input.too_long"},
        {R"("一支部")", "\"" + std::string(100'000, 'x') + "\"", "leaves/0/name input.too_long"},
        {R"("一支部")", R"("a\u0000b")", "leaves/0/name text.control_character"},
        {R"("一支部")", R"("a\nb")", "leaves/0/name text.control_character"},
        {R"("一支部")", "[]", "leaves/0/name input.expected_text"},
        {R"([{"name":"一支部","count":3},{"name":"二支部"}])", "{}", "leaves input.expected_array"},
        {R"({"name":"二支部"})", "[]", "leaves/1 input.expected_object"},
        {R"("count":3)", R"("count":3,"cuont":4)", "leaves/0/cuont input.unknown_field"},
        {R"("count":3)", R"("count":3,"a/b~c":4)", "leaves/0/a~1b~0c input.unknown_field"},
        {R"({"a":1,"b":2})", R"({"a":"x"})", "counts/a input.expected_integer"},
        {R"("id":"7","open":true)", R"("id":7,"open":7)", "id input.expected_id; open input.expected_boolean"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.to.substr(0, 60));
        CHECK(errors_of(from_json_text<Tree>(with(row.from, row.to))) == row.errors);
    }
}

TEST_CASE("http: what may be left out or null is absent")
{
    const auto tree = from_json_text<Tree>(
        with(R"("note":"说\n明","leaves":[{"name":"一支部","count":3},{"name":"二支部"}],"counts":{"a":1,"b":2},)",
             R"("note":null,"counts":null,)"));
    REQUIRE(errors_of(tree) == "accepted");
    CHECK_FALSE(tree->note);
    CHECK(tree->leaves.empty());
    CHECK(to_json(Leaf{Name{"x"}, {}}) == R"({"name":"x"})");
}

TEST_CASE("http: text that is not JSON is refused, with the byte where it stops being it")
{
    const auto code = [](std::string_view text) {
        const auto value = parse_json(text);
        return value ? "accepted" : value.error().code;
    };
    for (const std::string_view text : {"",
                                        " ",
                                        "{",
                                        "{]",
                                        "{\"a\":}",
                                        "{\"a\":1,}",
                                        "[1,]",
                                        "[1 2]",
                                        "{a:1}",
                                        "{'a':1}",
                                        "nul",
                                        "NaN",
                                        "Infinity",
                                        "-",
                                        "01",
                                        "1.",
                                        ".5",
                                        "+1",
                                        "0x10",
                                        "1e",
                                        "1e400",
                                        "-1e400",
                                        "\"\\x\"",
                                        "\"\\ud800\"",
                                        "\"\\udc00\\ud800\"",
                                        "\"a\nb\"",
                                        "\"\xff\"",
                                        "\"\xc0\xaf\"",
                                        "\"\xed\xa0\x80\"",
                                        "{} {}",
                                        "1 1",
                                        "/* c */ 1",
                                        "1 // c",
                                        "\xef\xbb\xbf{}",
                                        "[\"a\" \"b\"]",
                                        "{\"a\" 1}",
                                        "tru e"}) {
        CAPTURE(text);
        CHECK(code(text) == "input.not_json");
    }
    CHECK(code(std::string_view("{}\0", 3)) == "input.not_json");
    CHECK(parse_json("{\"a\": ?}").error().detail.starts_with("byte 6: "));
    for (const std::string_view text :
         {"{}", " [ ] ", "1", "-0", "\"\\u515a\"", "\"\\ud83d\\ude00\"", "null", "18446744073709551615", "1e300"}) {
        CAPTURE(text);
        CHECK(code(text) == "accepted");
    }
}

TEST_CASE("http: nesting has a limit, and a million brackets are refused without trouble")
{
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    CHECK(parse_json(nested(32)));
    CHECK(parse_json(nested(33)).error().code == "input.too_deep");
    CHECK(parse_json(std::string(1'000'000, '[')).error().code == "input.too_deep");
    std::string objects;
    for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
    CHECK(parse_json(objects).error().code == "input.too_deep");
}

TEST_CASE("http: a member that stands twice is refused, at any depth")
{
    CHECK(parse_json(R"({"a":1,"a":1})").error().code == "input.duplicate_member");
    CHECK(parse_json(R"([{"b":{"a":1,"\u0061":2}}])").error().code == "input.duplicate_member");
    CHECK(parse_json(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]})"));
}

TEST_CASE("http: lists are bounded and a hundred errors are enough")
{
    std::string many = "[";
    for (int i = 0; i < 10'001; ++i) many += i ? ",{}" : "{}";
    many += "]";
    auto body = with(R"([{"name":"一支部","count":3},{"name":"二支部"}])", many);
    CHECK(errors_of(from_json_text<Tree>(body)) == "leaves input.too_many_items");
    many.erase(many.size() - 4, 3);
    body = with(R"([{"name":"一支部","count":3},{"name":"二支部"}])", many);
    CHECK(from_json_text<Tree>(body).error().fields.size() == 100);
}

TEST_CASE("http: text is written so that any reader gets it back")
{
    std::string all;
    for (int c = 1; c < 128; ++c) all += static_cast<char>(c);
    all += "党支部😀\xe2\x80\xa8";
    std::string out;
    detail::write_string(out, all);
    const auto value = parse_json(out);
    REQUIRE(value);
    CHECK(value->as_string() == all);
    for (const auto c : out) CHECK(static_cast<unsigned char>(c) >= 0x20);
}

TEST_CASE("http: schemas carry names that a reference can hold")
{
    CHECK(schema_name_of("jishi::organization::NodeView") == "organization.NodeView");
    CHECK(schema_name_of("jishi::platform::{anonymous}::Account") == "platform.Account");
    CHECK(schema_name_of("jishi::platform::(anonymous namespace)::Account") == "platform.Account");
    CHECK(schema_name_of("jishi::Page<int>") == "Page_int_");
    Schemas schemas;
    const auto reference = detail::schema<Tree>(schemas);
    CHECK(reference.at("$ref") == "#/components/schemas/http_test.Tree");
    CHECK(schemas.size() == 2);
    const auto& tree = schemas.at("http_test.Tree");
    CHECK(tree.at("additionalProperties") == false);
    CHECK(tree.at("properties").at("below").at("items").at("$ref") == "#/components/schemas/http_test.Tree");
    CHECK(tree.at("properties").at("colour").at("enum").as_array().size() == 2);
    CHECK(schemas.at("http_test.Leaf").at("properties").at("name").at("maxLength") == 100);
    CHECK(schemas.at("http_test.Leaf").at("required") == json::array{"name"});
}
