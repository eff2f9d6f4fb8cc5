#pragma once
// An endpoint is one value: method, path, who may, what goes in and out, what can go wrong, and the function.
// The router, the API reference and the web application's types are made from these tables.

#include <charconv>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "http/json.hpp"
#include "http/problem.hpp"
#include "http/server.hpp"

namespace jishi::platform {
class Actor;
}
namespace jishi::db {
class Tx;
}

namespace jishi::http {

/// Who may call an endpoint. There is no default: an endpoint without one does not compile.
struct Access {
    enum class Kind : std::uint8_t { everyone, signed_in, permission };
    Kind kind;
    std::string_view permission;

    /// No account needed: log-in, health, the public pages.
    static constexpr Access everyone() { return {Kind::everyone, {}}; }
    /// Any account, about itself only.
    static constexpr Access signed_in() { return {Kind::signed_in, {}}; }
    /// An account that holds this permission somewhere; the service checks on which organisation.
    static constexpr Access permission_to(std::string_view code) { return {Kind::permission, code}; }
};

/// Where the handler runs and what it is given.
enum class Runs : std::uint8_t {
    read,      // in a read transaction
    write,     // in a write transaction, answered when it is durable; replayed for a repeated Idempotency-Key
    blocking,  // on the pool without a transaction: files, hashing, its own transactions
};

/// What a handler sees of one request.
struct Call {
    const Request& request;
    const std::vector<std::pair<std::string, std::string>>& path;  // values of {name} in the path
    const platform::Actor* actor = nullptr;                        // null: nobody is signed in
    db::Tx* transaction = nullptr;                                 // null for Runs::blocking

    db::Tx& tx() const { return *transaction; }
    std::string_view path_text(std::string_view name) const;
    /// @errors input.invalid naming the path parameter
    template <class Tag>
    Result<Id<Tag>> path_id(std::string_view name) const
    {
        const auto id = Id<Tag>::parse(path_text(name));
        if (!id) return std::unexpected(bad_field(std::string(name), "input.expected_id").error());
        return *id;
    }
};

struct Endpoint {
    struct Parameter {
        std::string name;
        json::object schema;
        bool required;
    };
    Method method;
    std::string path;       // "/api/organizations/{id}"
    std::string operation;  // unique; the name of the function in generated clients: "rename_organization"
    std::string summary;
    std::string tag;  // the module
    Access access;
    Runs runs;
    std::vector<std::string> errors;  // codes besides those that every endpoint can answer
    std::vector<Parameter> query;
    std::function<json::object(Schemas&)> request_schema;   // null: no body
    std::function<json::object(Schemas&)> response_schema;  // null: no content, or not JSON
    std::string response_type = "application/json";
    std::string request_type = "application/json";
    int success = 200;
    std::function<Result<Response>(Call&)> handler;
};

/// Reads a described struct of query parameters: text, integers, booleans, dates, ids, enums, optionals of
/// them, and vectors (the parameter repeated). Unknown parameters are refused.
template <class T>
Result<T> query_of(const Request& request);

/// What the author of an endpoint writes; the rest follows from the types of the handler.
struct About {
    std::string operation;
    std::string summary;
    std::string tag;
    Access access;
    std::vector<std::string> errors = {};
};

struct NoContent {};  // answer of a handler that has nothing to say: 204
struct NoQuery {};

namespace detail {

/// One query value as the JSON that a body would have held, by the field's type.
template <class Field>
json::value query_json(std::string_view text)
{
    if constexpr (is_optional<Field>::value) return query_json<typename Field::value_type>(text);
    else if constexpr (std::is_same_v<Field, bool>) {
        if (text == "true" || text == "1") return true;
        if (text == "false" || text == "0") return false;
        return json::string(text);
    } else if constexpr (std::is_integral_v<Field>) {
        std::int64_t number = 0;
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc{} && end == text.data() + text.size()) return number;
        return json::string(text);
    } else return json::string(text);
}

template <class T>
std::vector<Endpoint::Parameter> query_parameters()
{
    std::vector<Endpoint::Parameter> parameters;
    if constexpr (!std::is_same_v<T, NoQuery>) {
        Schemas none;
        boost::mp11::mp_for_each<Members<T>>([&](auto member) {
            using Field = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
            parameters.push_back({std::string(field_name(member.name)), schema<Field>(none),
                                  !is_optional<Field>::value && !is_vector<Field>::value});
        });
    }
    return parameters;
}

template <class Answer>
Result<Response> respond(Result<Answer>&& answer, int success)
{
    if (!answer) return std::unexpected(std::move(answer).error());
    if constexpr (std::is_same_v<Answer, Response>) return std::move(*answer);
    else {
        Response response;
        response.status = success;
        if constexpr (std::is_same_v<Answer, NoContent>) response.content_type.clear();
        else response.body = to_json(*answer);
        return response;
    }
}

template <class Answer>
void describe_answer(Endpoint& endpoint)
{
    if constexpr (std::is_same_v<Answer, NoContent>) endpoint.success = 204;
    else if constexpr (std::is_same_v<Answer, Response>) endpoint.response_type = "application/octet-stream";
    else endpoint.response_schema = [](Schemas& schemas) { return schema<Answer>(schemas); };
}

}  // namespace detail

template <class T>
Result<T> query_of(const Request& request)
{
    json::object object;
    std::vector<FieldError> errors;
    for (const auto& [name, text] : request.query) {
        bool known = false;
        boost::mp11::mp_for_each<detail::Members<T>>([&](auto member) {
            if (name != detail::field_name(member.name)) return;
            known = true;
            using Field = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
            if constexpr (detail::is_vector<Field>::value) {
                auto& slot = object[name];
                if (!slot.is_array()) slot.emplace_array();
                slot.get_array().push_back(detail::query_json<typename Field::value_type>(text));
            } else if (object.contains(name)) {
                detail::add_error(errors, name, "input.repeated");
            } else {
                object[name] = detail::query_json<Field>(text);
            }
        });
        if (!known) detail::add_error(errors, name, "input.unknown_field");
    }
    T out{};
    detail::read(json::value(std::move(object)), out, {}, errors);
    if (!errors.empty())
        return std::unexpected(Error{ErrorKind::invalid_input, "input.invalid", {}, {}, std::move(errors)});
    return out;
}

/// A read: `Result<Answer> fn(Call&, Query)`; Query is a described struct, or NoQuery.
template <class Query = NoQuery, class Fn>
Endpoint get(std::string path, About about, Fn fn, Runs runs = Runs::read)
{
    using Answer = typename std::invoke_result_t<Fn, Call&, Query>::value_type;
    Endpoint endpoint{Method::get,
                      std::move(path),
                      about.operation,
                      about.summary,
                      about.tag,
                      about.access,
                      runs,
                      about.errors,
                      detail::query_parameters<Query>(),
                      nullptr,
                      nullptr,
                      "application/json",
                      "application/json",
                      200,
                      nullptr};
    detail::describe_answer<Answer>(endpoint);
    endpoint.handler = [fn = std::move(fn)](Call& call) -> Result<Response> {
        if constexpr (std::is_same_v<Query, NoQuery>) return detail::respond<Answer>(fn(call, NoQuery{}), 200);
        else {
            auto query = query_of<Query>(call.request);
            if (!query) return std::unexpected(std::move(query).error());
            return detail::respond<Answer>(fn(call, std::move(*query)), 200);
        }
    };
    return endpoint;
}

struct NoBody {};

/// A change: `Result<Answer> fn(Call&, Body)`; Body is a described struct, or NoBody. POST unless said.
template <class Body, class Fn>
Endpoint act(Method method, std::string path, About about, Fn fn, Runs runs = Runs::write)
{
    using Answer = typename std::invoke_result_t<Fn, Call&, Body>::value_type;
    Endpoint endpoint{method,
                      std::move(path),
                      about.operation,
                      about.summary,
                      about.tag,
                      about.access,
                      runs,
                      about.errors,
                      {},
                      nullptr,
                      nullptr,
                      "application/json",
                      "application/json",
                      200,
                      nullptr};
    if constexpr (!std::is_same_v<Body, NoBody>)
        endpoint.request_schema = [](Schemas& schemas) { return detail::schema<Body>(schemas); };
    detail::describe_answer<Answer>(endpoint);
    const int success = endpoint.success;
    endpoint.handler = [fn = std::move(fn), success](Call& call) -> Result<Response> {
        if constexpr (std::is_same_v<Body, NoBody>) {
            if (!call.request.body.empty() && call.request.body != "{}")
                return std::unexpected(Error{ErrorKind::invalid_input, "input.body_not_expected", {}, {}, {}});
            return detail::respond<Answer>(fn(call, NoBody{}), success);
        } else {
            auto body = from_json_text<Body>(call.request.body);
            if (!body) return std::unexpected(std::move(body).error());
            return detail::respond<Answer>(fn(call, std::move(*body)), success);
        }
    };
    return endpoint;
}
template <class Body, class Fn>
Endpoint post(std::string path, About about, Fn fn, Runs runs = Runs::write)
{
    return act<Body>(Method::post, std::move(path), std::move(about), std::move(fn), runs);
}

/// Finds the endpoint for a method and path; literal segments win over {parameters}.
class Router {
public:
    /// Throws std::logic_error for a path or operation that is registered twice. HEAD finds the endpoint of GET.
    void add(std::vector<Endpoint> endpoints);
    struct Match {
        const Endpoint* endpoint = nullptr;
        std::vector<std::pair<std::string, std::string>> path;
        bool path_known = false;  // the path exists with other methods
        std::string allowed;      // those methods, for the Allow header
    };
    Match find(Method method, std::string_view path) const;
    const std::vector<std::unique_ptr<Endpoint>>& endpoints() const { return endpoints_; }

private:
    std::vector<std::unique_ptr<Endpoint>> endpoints_;
    std::map<std::string, std::vector<const Endpoint*>, std::less<>> literal_;  // full paths without parameters
    struct Pattern {
        std::vector<std::string> segments;
        const Endpoint* endpoint;
    };
    std::map<std::size_t, std::vector<Pattern>> patterns_;  // by number of segments, most literal first
};

/// OpenAPI 3.1 document of these endpoints, pretty-printed with stable order.
std::string openapi_document(const std::vector<std::unique_ptr<Endpoint>>& endpoints, std::string_view version);

}  // namespace jishi::http
