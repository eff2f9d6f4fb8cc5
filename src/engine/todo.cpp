#include "engine/todo.hpp"

#include <iterator>
#include <tuple>

namespace jishi::engine {

namespace {

constexpr int soon_days = 3;  // as the page says

}  // namespace

std::string_view code_of(Urgency urgency)
{
    switch (urgency) {
        case Urgency::overdue: return "overdue";
        case Urgency::soon: return "soon";
        case Urgency::month: return "month";
        case Urgency::later: return "later";
    }
    return "";
}

Urgency urgency_of(std::optional<Date> due_on, Date today, std::optional<Date> warn_on)
{
    if (!due_on) return Urgency::later;
    if (*due_on < today) return Urgency::overdue;
    if (*due_on <= today.plus_days(soon_days) || (warn_on && *warn_on <= today)) return Urgency::soon;
    return due_on->ymd().year() == today.ymd().year() && due_on->ymd().month() == today.ymd().month() ? Urgency::month
                                                                                                      : Urgency::later;
}

Todo todo_of(std::vector<TodoItem> found)
{
    Todo todo;
    for (const auto& item : found) todo.count(item.urgency, item.kind);
    todo.items = std::move(found);
    keep_most_urgent(todo.items, [](const TodoItem& item) {
        return std::tuple{item.urgency, item.due_on.value_or(Date::forever()), item.id};
    });
    return todo;
}

Result<Todo> TodoBook::todo_of(db::Tx& tx, const platform::Actor& actor, OrganizationId within) const
{
    const TodoQuestion question{actor, within, clock_.today()};
    Todo sum;
    for (const auto& source : sources_) {
        auto part = TRY(source(tx, question));
        for (const auto& [name, count] : part.counts) sum.counts[name] += count;
        std::ranges::move(part.items, std::back_inserter(sum.items));
    }
    sum.counts.try_emplace("total", 0);
    // Stable: what a source put first stays first among equals.
    std::ranges::stable_sort(sum.items, {}, [](const TodoItem& item) {
        return std::pair{item.urgency, item.due_on.value_or(Date::forever())};
    });
    if (sum.items.size() > Todo::items_max) sum.items.resize(Todo::items_max);
    return sum;
}

}  // namespace jishi::engine
