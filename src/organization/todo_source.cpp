// The organisations' part of 本月要办: what todo.cpp finds, in the words of the list.

#include "organization/structure.hpp"
#include "organization/todo.hpp"

namespace jishi::organization {
namespace {

std::string title_key_of(const TodoItem& item)
{
    switch (item.kind) {
        case TodoKind::term:
            if (item.what == code_of(Light::red)) return "todo.term_postponed";  // the day is that of the approval
            return item.urgency == Urgency::overdue ? "todo.term_overdue" : "todo.term_due";
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

auto params_of(const TodoItem& item, const std::string& organization)
{
    decltype(engine::TodoItem::params) params{{"name", item.kind == TodoKind::uncovered ? item.name : organization}};
    if (item.due_on) params["date"] = item.due_on->str();
    if (item.kind == TodoKind::term) params["term_light"] = item.what;
    if (item.kind == TodoKind::special_reason) params["figure"] = item.what;
    if (item.kind == TodoKind::uncovered && item.figure > 0) params["staff"] = std::int64_t{item.figure};
    if (item.limit > 0) {
        params["count"] = std::int64_t{item.figure};
        params["limit"] = std::int64_t{item.limit};
    }
    return params;
}

engine::TodoItem shown(const Office& office, const TodoItem& item)
{
    const auto listing = office.directory.listing(item.organization);
    engine::TodoItem view;
    view.id = std::string(code_of(item.kind)) + "-" + item.organization.str();
    if (item.unit) view.id += "-" + item.unit.str();
    if (item.change) view.id += "-" + item.change.str();
    view.kind = code_of(item.kind);
    view.title_key = title_key_of(item);
    view.organization = item.organization;
    view.organization_name = listing ? listing->name : "";
    view.params = params_of(item, view.organization_name);
    view.due_on = item.due_on;
    view.urgency = item.urgency;
    view.rule = item.rule;
    view.link = link_of(item);
    return view;
}

}  // namespace

engine::TodoSource todo_source(const Office& office)
{
    return [&office](db::Tx& tx, const engine::TodoQuestion& question) -> Result<engine::Todo> {
        const auto sight =
            TRY(sight_of(office.directory, question.actor, platform::Permission::organization_read, question.within));
        auto found = todo_of(office, tx, sight);
        engine::Todo todo;
        todo.counts = std::move(found.counts);
        for (const auto& item : found.items) todo.items.push_back(shown(office, item));
        return todo;
    };
}

}  // namespace jishi::organization
