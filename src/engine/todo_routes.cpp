#include "engine/todo_routes.hpp"

namespace jishi::engine {

struct TodoQuery {
    std::optional<OrganizationId> within;
};
BOOST_DESCRIBE_STRUCT(TodoQuery, (), (within))

struct PlaceView {
    OrganizationId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(PlaceView, (), (id, name))

struct TodoItemView {
    std::string id;
    std::string kind;
    std::string title_key;
    http::AnyJson params;
    std::optional<Date> due_on;
    std::string light;
    PlaceView organization;
    std::optional<std::string> rule;
    std::string link;
};
BOOST_DESCRIBE_STRUCT(TodoItemView, (), (id, kind, title_key, params, due_on, light, organization, rule, link))

struct TodoView {
    std::vector<TodoItemView> items;
    std::map<std::string, std::int64_t> counts;
};
BOOST_DESCRIBE_STRUCT(TodoView, (), (items, counts))

namespace {

using http::Access;
using http::Call;

TodoItemView view_of(TodoItem&& item)
{
    http::json::object params;
    for (auto& [name, value] : item.params) {
        if (const auto* const number = std::get_if<std::int64_t>(&value)) params[name] = *number;
        else params[name] = std::get<std::string>(value);
    }
    TodoItemView view;
    view.id = std::move(item.id);
    view.kind = std::move(item.kind);
    view.title_key = std::move(item.title_key);
    view.params.value = std::move(params);
    view.due_on = item.due_on;
    view.light = code_of(item.urgency);
    view.organization = {item.organization, std::move(item.organization_name)};
    if (!item.rule.empty()) view.rule = std::move(item.rule);
    view.link = std::move(item.link);
    return view;
}

}  // namespace

std::vector<http::Endpoint> todo_endpoints(const TodoBook& todo)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<TodoQuery>(
        "/api/todo",
        {"list_todo",
         "What is to be done within the scope of this account, the most urgent first",
         "engine",
         Access::permission_to("organization.read"),
         {"organization.not_found"}},
        [&todo](Call& call, TodoQuery query) -> Result<TodoView> {
            auto found = TRY(todo.todo_of(call.tx(), *call.actor, query.within.value_or(OrganizationId{})));
            TodoView view;
            for (auto& item : found.items) view.items.push_back(view_of(std::move(item)));
            view.counts = std::move(found.counts);
            return view;
        }));
    return endpoints;
}

}  // namespace jishi::engine
