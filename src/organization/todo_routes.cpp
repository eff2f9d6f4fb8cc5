#include "organization/todo_routes.hpp"

#include "organization/organization_routes.hpp"
#include "organization/todo.hpp"

namespace jishi::organization {

struct TodoQuery {
    std::optional<OrganizationId> within;
};
BOOST_DESCRIBE_STRUCT(TodoQuery, (), (within))

struct TodoItemView {
    std::string id;
    std::string kind;
    std::string title_key;
    http::AnyJson params;
    std::optional<Date> due_on;
    std::string light;
    NamedView organization;
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

std::string title_key_of(const TodoItem& item)
{
    switch (item.kind) {
        case TodoKind::term: return item.urgency == Urgency::overdue ? "todo.term_overdue" : "todo.term_due";
        case TodoKind::planned: return "todo.planned." + item.what;
        default: return "todo." + std::string(code_of(item.kind));
    }
}

std::string link_of(const TodoItem& item)
{
    if (item.kind == TodoKind::uncovered) return "/units/" + item.unit.str();
    const auto page = "/organizations/" + item.organization.str();
    return item.kind == TodoKind::term ? page + "/do/start-term" : page;
}

http::json::object params_of(const TodoItem& item, const std::string& organization)
{
    http::json::object params{{"name", item.kind == TodoKind::uncovered ? item.name : organization}};
    if (item.due_on) params["date"] = item.due_on->str();
    if (item.kind == TodoKind::term) params["term_light"] = item.what;
    if (item.kind == TodoKind::special_reason) params["figure"] = item.what;
    if (item.kind == TodoKind::uncovered && item.figure > 0) params["staff"] = item.figure;
    if (item.limit > 0) {
        params["count"] = item.figure;
        params["limit"] = item.limit;
    }
    return params;
}

TodoItemView view_of(const Office& office, const TodoItem& item)
{
    const auto listing = office.directory.listing(item.organization);
    TodoItemView view;
    view.id = std::string(code_of(item.kind)) + "-" + item.organization.str();
    if (item.unit) view.id += "-" + item.unit.str();
    if (item.change) view.id += "-" + item.change.str();
    view.kind = code_of(item.kind);
    view.title_key = title_key_of(item);
    view.organization = {item.organization, listing ? listing->name : ""};
    view.params.value = params_of(item, view.organization.name);
    view.due_on = item.due_on;
    view.light = code_of(item.urgency);
    view.rule = said(item.rule);
    view.link = link_of(item);
    return view;
}

}  // namespace

std::vector<http::Endpoint> todo_endpoints(const Office& office)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<TodoQuery>("/api/todo", {"list_todo", "What is to be done within the scope of this account, the most urgent first", "organization", Access::permission_to("organization.read"), {"organization.not_found"}},
        [&](Call& call, TodoQuery query) -> Result<TodoView> {
            const auto sight = TRY(sight_of(office.directory, *call.actor, platform::Permission::organization_read, query.within.value_or(OrganizationId{})));
            auto todo = todo_of(office, call.tx(), sight);
            TodoView view;
            for (const auto& item : todo.items) view.items.push_back(view_of(office, item));
            view.counts = std::move(todo.counts);
            return view;
        }));
    return endpoints;
}

}  // namespace jishi::organization
