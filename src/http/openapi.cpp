#include <algorithm>
#include <set>

#include "http/endpoint.hpp"

namespace jishi::http {

namespace {

constexpr std::string_view session_cookie = "jishi_session";

bool is_write(const Endpoint& endpoint) { return endpoint.method != Method::get && endpoint.method != Method::head; }
bool is_open(const Endpoint& endpoint) { return endpoint.access.kind == Access::Kind::everyone; }
bool takes_idempotency_key(const Endpoint& endpoint) { return endpoint.runs == Runs::write && !is_open(endpoint); }

// ---- printing ------------------------------------------------------------------------------------

/// Two spaces a level and lists of plain values on one line, so that a change shows as a few lines of a diff.
void print(std::string& out, const json::value& value, std::size_t depth)
{
    const auto line = [&](std::size_t level) { out.append("\n").append(level * 2, ' '); };
    if (const auto* object = value.if_object(); object && !object->empty()) {
        out += '{';
        bool first = true;
        for (const auto& field : *object) {
            if (!first) out += ',';
            first = false;
            line(depth + 1);
            detail::write_string(out, field.key());
            out += ": ";
            print(out, field.value(), depth + 1);
        }
        line(depth);
        out += '}';
        return;
    }
    const auto* array = value.if_array();
    if (!array || std::ranges::none_of(*array, [](const json::value& item) { return item.is_structured(); })) {
        out += json::serialize(value);
        return;
    }
    out += '[';
    for (std::size_t i = 0; i < array->size(); ++i) {
        if (i > 0) out += ',';
        line(depth + 1);
        print(out, (*array)[i], depth + 1);
    }
    line(depth);
    out += ']';
}

// ---- answers -------------------------------------------------------------------------------------

json::object problem_schema()
{
    const json::object text{{"type", "string"}};
    json::object field{{"type", "object"},
                       {"properties",
                        {{"field", {{"type", "string"}, {"description", "Place in the body, such as units/0/name."}}},
                         {"code", text},
                         {"detail", text}}},
                       {"required", {"field", "code"}},
                       {"additionalProperties", false}};
    return {{"type", "object"},
            {"description", "What went wrong (RFC 9457). The code is stable and meant for programs."},
            {"properties",
             {{"type", text},
              {"title", text},
              {"status", {{"type", "integer"}, {"format", "int32"}}},
              {"code", text},
              {"rule", {{"type", "string"}, {"description", "The rule that refused, such as ORG-20."}}},
              {"detail", text},
              {"fields", {{"type", "array"}, {"items", std::move(field)}}},
              {"request_id", text}}},
            {"required", {"type", "title", "status", "code"}},
            {"additionalProperties", false}};
}

/// The problem answer of one status; its codes are listed both for readers and for generators.
json::object problem_answer(std::string_view title, const std::set<std::string>& codes)
{
    json::array values;
    std::string listed;
    for (const auto& code : codes) {
        values.emplace_back(code);
        listed += (listed.empty() ? "" : ", ") + code;
    }
    json::value schema = {{"$ref", "#/components/schemas/Problem"}};
    std::string description(title);
    if (!codes.empty()) {
        description += ": " + listed;
        schema = {{"allOf", {schema, {{"properties", {{"code", {{"enum", std::move(values)}}}}}}}}};
    }
    return {{"description", description}, {"content", {{"application/problem+json", {{"schema", schema}}}}}};
}

/// "409 organization.dissolved" names the status of a code; a bare code may come with any 4xx.
std::pair<std::string, std::string> status_and_code(const std::string& error)
{
    const auto space = error.find(' ');
    if (space == 3 && error.find_first_not_of("0123456789") == 3) return {error.substr(0, 3), error.substr(4)};
    return {"4XX", error};
}

std::map<std::string, std::set<std::string>> refusals_of(const Endpoint& endpoint)
{
    std::map<std::string, std::set<std::string>> codes;
    const bool has_path_parameter = endpoint.path.find('{') != std::string::npos;
    if (endpoint.request_schema || !endpoint.query.empty() || has_path_parameter) codes["400"].insert("input.invalid");
    if (endpoint.request_schema) codes["400"].insert({"input.not_json", "input.too_deep", "input.duplicate_member"});
    if (!is_open(endpoint)) codes["401"].insert("session.none");
    if (endpoint.access.kind == Access::Kind::permission) codes["403"].insert("access.forbidden");
    if (!is_open(endpoint) && is_write(endpoint)) codes["403"].insert("session.csrf_wrong");
    if (takes_idempotency_key(endpoint)) {
        codes["400"].insert("idempotency.key_too_long");
        codes["409"].insert("idempotency.key_reused");
    }
    for (const auto& error : endpoint.errors) {
        const auto [status, code] = status_and_code(error);
        codes[status].insert(code);
    }
    codes["4XX"].insert({});  // what any endpoint may answer, see the description of the API
    codes["5XX"].insert({});
    for (auto& [status, of_status] : codes) of_status.erase("");
    return codes;
}

json::object answers_of(const Endpoint& endpoint, Schemas& schemas)
{
    json::object success{{"description", std::string(reason_of(endpoint.success))}};
    if (endpoint.response_schema) {
        success["content"] = {{endpoint.response_type, {{"schema", endpoint.response_schema(schemas)}}}};
    } else if (endpoint.success != 204 && !endpoint.response_type.empty()) {
        success["content"] = {{endpoint.response_type, {{"schema", {{"type", "string"}, {"format", "binary"}}}}}};
    }
    json::object answers{{std::to_string(endpoint.success), std::move(success)}};
    for (const auto& [status, codes] : refusals_of(endpoint)) {
        const auto title = status == "4XX"   ? std::string_view("Refused")
                           : status == "5XX" ? std::string_view("Failed; may be repeated")
                                             : reason_of(std::atoi(status.c_str()));
        answers[status] = problem_answer(title, codes);
    }
    return answers;
}

// ---- operations ----------------------------------------------------------------------------------

json::array parameters_of(const Endpoint& endpoint)
{
    json::array parameters;
    for (std::size_t open = endpoint.path.find('{'); open != std::string::npos;
         open = endpoint.path.find('{', open + 1)) {
        const auto close = endpoint.path.find('}', open);
        parameters.push_back(json::object{{"name", endpoint.path.substr(open + 1, close - open - 1)},
                                          {"in", "path"},
                                          {"required", true},
                                          {"schema", {{"type", "string"}}}});
    }
    for (const auto& parameter : endpoint.query) {
        parameters.push_back(json::object{
            {"name", parameter.name}, {"in", "query"}, {"required", parameter.required}, {"schema", parameter.schema}});
    }
    if (takes_idempotency_key(endpoint))
        parameters.push_back(json::object{{"$ref", "#/components/parameters/IdempotencyKey"}});
    return parameters;
}

json::array security_of(const Endpoint& endpoint)
{
    if (is_open(endpoint)) return {};
    json::object needed{{"session", json::array{}}};
    if (is_write(endpoint)) needed["csrf"] = json::array{};
    return {std::move(needed)};
}

json::object operation_of(const Endpoint& endpoint, Schemas& schemas)
{
    json::object operation{
        {"operationId", endpoint.operation}, {"summary", endpoint.summary}, {"tags", {endpoint.tag}}};
    if (endpoint.access.kind == Access::Kind::permission)
        operation["description"] = "Needs the permission `" + std::string(endpoint.access.permission) + "`.";
    operation["security"] = security_of(endpoint);
    if (auto parameters = parameters_of(endpoint); !parameters.empty()) operation["parameters"] = std::move(parameters);
    const bool other_body = endpoint.request_type != "application/json";
    if (endpoint.request_schema || other_body) {
        const json::object schema = endpoint.request_schema ? endpoint.request_schema(schemas)
                                                            : json::object{{"type", "string"}, {"format", "binary"}};
        operation["requestBody"] = {{"required", true}, {"content", {{endpoint.request_type, {{"schema", schema}}}}}};
    }
    operation["responses"] = answers_of(endpoint, schemas);
    return operation;
}

std::string lower(std::string_view text)
{
    std::string out(text);
    for (auto& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

json::object paths_of(const std::vector<std::unique_ptr<Endpoint>>& endpoints, Schemas& schemas)
{
    std::vector<const Endpoint*> sorted;
    for (const auto& endpoint : endpoints) sorted.push_back(endpoint.get());
    std::ranges::sort(sorted, [](const Endpoint* a, const Endpoint* b) {
        return std::tie(a->path, a->method) < std::tie(b->path, b->method);
    });
    json::object paths;
    for (const auto* endpoint : sorted) {
        auto& item = paths[endpoint->path];
        if (!item.is_object()) item.emplace_object();
        item.get_object()[lower(to_string(endpoint->method))] = operation_of(*endpoint, schemas);
    }
    return paths;
}

json::object components_of(Schemas schemas)
{
    schemas["Problem"] = problem_schema();
    json::object described;
    for (auto& [name, schema] : schemas) described[name] = std::move(schema);
    return {{"schemas", std::move(described)},
            {"parameters",
             {{"IdempotencyKey",
               {{"name", "Idempotency-Key"},
                {"in", "header"},
                {"required", false},
                {"description", "Any text of your own; a repeated request with the same key gets the first answer."},
                {"schema", {{"type", "string"}, {"minLength", 1}, {"maxLength", 64}}}}}}},
            {"securitySchemes",
             {{"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", session_cookie}}},
              {"csrf",
               {{"type", "apiKey"},
                {"in", "header"},
                {"name", "X-CSRF-Token"},
                {"description", "The csrf_token of the session view; every change needs it."}}}}}};
}

}  // namespace

std::string openapi_document(const std::vector<std::unique_ptr<Endpoint>>& endpoints, std::string_view version)
{
    Schemas schemas;
    auto paths = paths_of(endpoints, schemas);
    std::set<std::string> tags;
    for (const auto& endpoint : endpoints) tags.insert(endpoint->tag);
    json::array tag_list;
    for (const auto& tag : tags) tag_list.push_back(json::object{{"name", tag}});
    json::object document{
        {"openapi", "3.1.0"},
        {"info",
         {{"title", "Jishi (基石)"},
          {"version", version},
          {"summary", "Platform for grassroots Party building"},
          {"description",
           "Bodies are objects, null means absent, unknown members are refused. Ids are decimal strings, dates "
           "YYYY-MM-DD, instants UTC. Errors are application/problem+json; besides the codes of its own an endpoint "
           "may answer 408, 413, 414, 429, 431 or 5xx. Lists are paged: ask again with `after` = `next`."},
          {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
        {"servers", {{{"url", "/"}}}},
        {"tags", std::move(tag_list)},
        {"paths", std::move(paths)},
        {"components", components_of(std::move(schemas))}};
    std::string out;
    print(out, document, 0);
    out += '\n';
    return out;
}

}  // namespace jishi::http
