#include <doctest/doctest.h>

#include <set>

#include "http/endpoint.hpp"

namespace jishi::http_test {

struct Item {
    Id<struct ItemTag> id;
    Name name;
};
BOOST_DESCRIBE_STRUCT(Item, (), (id, name))
struct Items {
    std::vector<Item> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(Items, (), (items, next))
enum class Light { green, red };
BOOST_DESCRIBE_ENUM(Light, green, red)
struct ListQuery {
    std::optional<std::string> after;
    std::optional<int> limit;
    Date as_of;
    std::vector<Light> light;
    std::optional<bool> all;
};
BOOST_DESCRIBE_STRUCT(ListQuery, (), (after, limit, as_of, light, all))
struct Rename {
    Name name;
};
BOOST_DESCRIBE_STRUCT(Rename, (), (name))

}  // namespace jishi::http_test

using namespace jishi;
using namespace jishi::http;
using namespace jishi::http_test;

namespace {

About about(std::string operation, Access access = Access::permission_to("organization.read"),
            std::vector<std::string> errors = {})
{
    return {std::move(operation), "Does it", "organization", access, std::move(errors)};
}

std::vector<Endpoint> endpoints()
{
    std::vector<Endpoint> all;
    all.push_back(get<ListQuery>("/api/items", about("list_items"), [](Call&, ListQuery query) -> Result<Items> {
        return Items{{}, query.after};
    }));
    all.push_back(
        get("/api/items/search", about("search_items"), [](Call&, NoQuery) -> Result<Items> { return Items{}; }));
    all.push_back(
        get("/api/items/{id}", about("get_item", Access::signed_in()), [](Call& call, NoQuery) -> Result<Item> {
            const auto id = TRY(call.path_id<ItemTag>("id"));
            return Item{id, Name{"x"}};
        }));
    all.push_back(post<Rename>(
        "/api/items/{id}/rename",
        about("rename_item", Access::permission_to("organization.change"), {"409 item.taken", "item.frozen"}),
        [](Call& call, Rename body) -> Result<Item> {
            if (body.name.value == "taken") return refuse(ErrorKind::conflict, "item.taken", "ORG-20");
            return Item{TRY(call.path_id<ItemTag>("id")), body.name};
        }));
    all.push_back(act<NoBody>(Method::del, "/api/items/{id}", about("remove_item"),
                              [](Call&, NoBody) -> Result<NoContent> { return NoContent{}; }));
    all.push_back(
        get("/api/items/{id}/parts/{part}", about("get_part"), [](Call&, NoQuery) -> Result<Item> { return Item{}; }));
    all.push_back(
        get("/api/items/{id}/parts/first", about("first_part"), [](Call&, NoQuery) -> Result<Item> { return Item{}; }));
    all.push_back(get("/healthz", about("health", Access::everyone()),
                      [](Call&, NoQuery) -> Result<Response> { return Response{}; }));
    return all;
}

Router router()
{
    Router made;
    made.add(endpoints());
    return made;
}

Result<Response> call(const Router& routes, Method method, const std::string& path, std::string body = {},
                      std::vector<std::pair<std::string, std::string>> query = {})
{
    Request request;
    request.method = method;
    request.path = path;
    request.body = std::move(body);
    request.query = std::move(query);
    const auto match = routes.find(method, path);
    REQUIRE(match.endpoint);
    Call asked{request, match.path};
    return match.endpoint->handler(asked);
}

std::string fields_of(const Result<Response>& result)
{
    if (result) return "accepted";
    std::string out = result.error().code;
    for (const auto& field : result.error().fields) out += "; " + field.field + " " + field.code;
    return out;
}

}  // namespace

TEST_CASE("http: the router finds the endpoint by method and path, literal segments before parameters")
{
    const auto routes = router();
    const auto operation = [&](Method method, std::string_view path) -> std::string {
        const auto match = routes.find(method, path);
        if (match.endpoint) return match.endpoint->operation;
        return match.path_known ? "not " + match.allowed : "unknown";
    };
    CHECK(operation(Method::get, "/api/items") == "list_items");
    CHECK(operation(Method::get, "/api/items/search") == "search_items");
    CHECK(operation(Method::get, "/api/items/7") == "get_item");
    CHECK(operation(Method::head, "/api/items/7") == "get_item");
    CHECK(operation(Method::del, "/api/items/7") == "remove_item");
    CHECK(operation(Method::del, "/api/items/search") == "remove_item");
    CHECK(operation(Method::post, "/api/items/7/rename") == "rename_item");
    CHECK(operation(Method::get, "/api/items/7/parts/first") == "first_part");
    CHECK(operation(Method::get, "/api/items/7/parts/other") == "get_part");
    CHECK(operation(Method::post, "/api/items/7") == "not GET, HEAD, DELETE");
    CHECK(operation(Method::get, "/api/items/7/rename") == "not POST");
    for (const auto* path :
         {"", "/", "/api", "/api/items/", "/api/items//rename", "/api/items/7/", "/api/items/7/rename/x", "//api/items",
          "api/items", "/API/items", "*", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u"}) {
        CAPTURE(path);
        CHECK(operation(Method::get, path) == "unknown");
    }
    const auto match = routes.find(Method::get, "/api/items/12345678901234567/parts/左");
    REQUIRE(match.path.size() == 2);
    CHECK(match.path[0] == std::pair<std::string, std::string>{"id", "12345678901234567"});
    CHECK(match.path[1] == std::pair<std::string, std::string>{"part", "左"});
}

TEST_CASE("http: nothing can be registered twice")
{
    auto routes = router();
    const auto refuses = [&](std::string path, std::string operation) {
        std::vector<Endpoint> more;
        more.push_back(
            get(std::move(path), about(std::move(operation)), [](Call&, NoQuery) -> Result<Item> { return Item{}; }));
        CHECK_THROWS_AS(routes.add(std::move(more)), std::logic_error);
    };
    refuses("/api/items", "other");
    refuses("/api/items/{key}", "other");
    refuses("/api/other", "get_item");
    refuses("api/other", "other");
}

TEST_CASE("http: a query is read into its struct, and what is wrong with it is named")
{
    const auto routes = router();
    const auto answer = [&](std::vector<std::pair<std::string, std::string>> query) {
        return fields_of(call(routes, Method::get, "/api/items", {}, std::move(query)));
    };
    CHECK(answer({{"as_of", "2024-01-01"},
                  {"limit", "20"},
                  {"light", "red"},
                  {"light", "green"},
                  {"all", "1"},
                  {"after", "99"}}) == "accepted");
    CHECK(answer({}) == "input.invalid; as_of input.required");
    CHECK(answer({{"as_of", "yesterday"}}) == "input.invalid; as_of input.expected_date");
    CHECK(answer({{"as_of", "2024-01-01"}, {"limit", "many"}}) == "input.invalid; limit input.expected_integer");
    CHECK(answer({{"as_of", "2024-01-01"}, {"limit", "99999999999"}}) == "input.invalid; limit input.expected_integer");
    CHECK(answer({{"as_of", "2024-01-01"}, {"limit", ""}}) == "input.invalid; limit input.expected_integer");
    CHECK(answer({{"as_of", "2024-01-01"}, {"light", "blue"}}) == "input.invalid; light/0 input.not_one_of");
    CHECK(answer({{"as_of", "2024-01-01"}, {"as_of", "2024-01-02"}}) == "input.invalid; as_of input.repeated");
    CHECK(answer({{"as_of", "2024-01-01"}, {"All", "1"}}) == "input.invalid; All input.unknown_field");
    CHECK(answer({{"as_of", "2024-01-01"}, {"all", "yes"}}) == "input.invalid; all input.expected_boolean");
}

TEST_CASE("http: handlers get their body and path, and say no with an error")
{
    const auto routes = router();
    const auto renamed = call(routes, Method::post, "/api/items/7/rename", R"({"name":"新"})");
    REQUIRE(renamed);
    CHECK(renamed->body == R"({"id":"7","name":"新"})");
    CHECK(fields_of(call(routes, Method::post, "/api/items/x/rename", R"({"name":"新"})")) ==
          "input.invalid; id input.expected_id");
    CHECK(fields_of(call(routes, Method::post, "/api/items/7/rename", R"({"name":"taken"})")) == "item.taken");
    CHECK(fields_of(call(routes, Method::post, "/api/items/7/rename", "{")) == "input.not_json");
    CHECK(fields_of(call(routes, Method::post, "/api/items/7/rename", "")) == "input.not_json");
    CHECK(fields_of(call(routes, Method::del, "/api/items/7", R"({"a":1})")) == "input.body_not_expected");
    const auto removed = call(routes, Method::del, "/api/items/7");
    REQUIRE(removed);
    CHECK(removed->status == 204);
    CHECK(removed->content_type.empty());
}

TEST_CASE("http: a problem names status, code, rule, fields and the request")
{
    Error error{ErrorKind::rule_refused, "item.too_many", "ORG-20", "at most \"3\"", {{"a/0", "input.required", "x"}}};
    const auto answer = problem(error, "req1");
    CHECK(answer.status == 422);
    CHECK(answer.content_type == "application/problem+json; charset=utf-8");
    CHECK(
        answer.body ==
        R"({"type":"about:blank","title":"Unprocessable Content","status":422,"code":"item.too_many","rule":"ORG-20",)"
        R"("detail":"at most \"3\"","fields":[{"field":"a/0","code":"input.required","detail":"x"}],"request_id":"req1"})");
    CHECK(problem(404, "http.no_such_path", "").body ==
          R"({"type":"about:blank","title":"Not Found","status":404,"code":"http.no_such_path"})");
    const std::pair<ErrorKind, int> kinds[] = {
        {ErrorKind::invalid_input, 400}, {ErrorKind::unauthenticated, 401}, {ErrorKind::forbidden, 403},
        {ErrorKind::not_found, 404},     {ErrorKind::conflict, 409},        {ErrorKind::rule_refused, 422},
        {ErrorKind::too_large, 413},     {ErrorKind::too_many, 429},        {ErrorKind::unavailable, 503}};
    for (const auto& [kind, status] : kinds) CHECK(status_of(kind) == status);
}

namespace {

void collect_references(const json::value& value, std::set<std::string>& references)
{
    if (const auto* object = value.if_object()) {
        for (const auto& field : *object) {
            if (field.key() == "$ref") references.insert(std::string(field.value().as_string()));
            collect_references(field.value(), references);
        }
    } else if (const auto* array = value.if_array()) {
        for (const auto& item : *array) collect_references(item, references);
    }
}

}  // namespace

TEST_CASE("http: the API reference is whole: references resolve, operations are unique, path parameters declared")
{
    const auto routes = router();
    const auto text = openapi_document(routes.endpoints(), "1.2.3");
    const auto document = parse_json(text);
    REQUIRE(document);
    CHECK(document->at("openapi") == "3.1.0");
    CHECK(document->at("info").at("version") == "1.2.3");
    CHECK(document->at("servers") == json::array{json::object{{"url", "/"}}});
    CHECK(document->at("tags") == json::array{json::object{{"name", "organization"}}});

    std::set<std::string> references;
    collect_references(*document, references);
    CHECK(references.size() >= 5);
    for (const auto& reference : references) {
        CAPTURE(reference);
        REQUIRE(reference.starts_with("#"));
        boost::system::error_code error;
        document->find_pointer(reference.substr(1), error);
        CHECK_FALSE(error);
    }

    std::set<std::string> operations;
    std::size_t count = 0;
    for (const auto& path : document->at("paths").as_object()) {
        for (const auto& method : path.value().as_object()) {
            const auto& operation = method.value().as_object();
            operations.insert(std::string(operation.at("operationId").as_string()));
            ++count;
            std::set<std::string> declared, needed;
            if (const auto* parameters = operation.if_contains("parameters")) {
                for (const auto& parameter : parameters->as_array()) {
                    if (!parameter.as_object().contains("in") || parameter.at("in") != "path") continue;
                    CHECK(parameter.at("required") == true);
                    declared.insert(std::string(parameter.at("name").as_string()));
                }
            }
            const std::string_view key = path.key();
            for (auto open = key.find('{'); open != std::string_view::npos; open = key.find('{', open + 1))
                needed.insert(std::string(key.substr(open + 1, key.find('}', open) - open - 1)));
            CHECK(declared == needed);
            CHECK(operation.at("responses").as_object().size() >= 3);
        }
    }
    CHECK(count == routes.endpoints().size());
    CHECK(operations.size() == count);
}

TEST_CASE("http: the API reference tells what a call needs and what it may answer")
{
    const auto document = parse_json(openapi_document(router().endpoints(), "1")).value();
    const auto& rename = document.at("paths").at("/api/items/{id}/rename").at("post");
    CHECK(rename.at("security") == json::array{json::object{{"session", json::array{}}, {"csrf", json::array{}}}});
    CHECK(rename.at("requestBody").at("content").at("application/json").at("schema").at("$ref") ==
          "#/components/schemas/http_test.Rename");
    CHECK(rename.at("responses").at("200").at("content").at("application/json").at("schema").at("$ref") ==
          "#/components/schemas/http_test.Item");
    const auto codes = [&](const char* status) {
        const auto& schema =
            rename.at("responses").at(status).at("content").at("application/problem+json").at("schema");
        return json::serialize(schema.at("allOf").at(1).at("properties").at("code").at("enum"));
    };
    CHECK(codes("400") ==
          R"(["idempotency.key_too_long","input.duplicate_member","input.invalid","input.not_json","input.too_deep"])");
    CHECK(codes("401") == R"(["session.none"])");
    CHECK(codes("403") == R"(["access.forbidden","session.csrf_wrong"])");
    CHECK(codes("409") == R"(["idempotency.key_reused","item.taken"])");
    CHECK(codes("4XX") == R"(["item.frozen"])");

    const auto& list = document.at("paths").at("/api/items").at("get");
    CHECK(list.at("security") == json::array{json::object{{"session", json::array{}}}});
    CHECK(list.at("parameters").as_array().size() == 5);
    CHECK(list.at("parameters").at(2).at("name") == "as_of");
    CHECK(list.at("parameters").at(2).at("required") == true);
    CHECK(list.at("parameters").at(3).at("schema").at("type") == "array");
    CHECK(document.at("paths").at("/healthz").at("get").at("security") == json::array{});
    CHECK_FALSE(document.at("paths").at("/healthz").at("get").at("responses").as_object().contains("401"));
    CHECK(document.at("paths").at("/api/items/{id}").at("delete").at("responses").as_object().contains("204"));
}

TEST_CASE("http: the API reference does not depend on the order of registration")
{
    auto reversed = endpoints();
    std::ranges::reverse(reversed);
    Router other;
    other.add(std::move(reversed));
    CHECK(openapi_document(other.endpoints(), "1") == openapi_document(router().endpoints(), "1"));
}
