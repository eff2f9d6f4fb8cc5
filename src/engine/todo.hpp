#pragma once
// 本月要办: what is to be done within a scope. A sum of sources: each module that has deadlines registers one.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "db/db.hpp"
#include "platform/actor.hpp"

namespace jishi::engine {

/// How near it is; what has no day is later.
enum class Urgency : std::uint8_t { overdue, soon, month, later };
std::string_view code_of(Urgency urgency);
/// @param warn_on  from this day on it is soon, before the days that the page takes for soon; none: those days
Urgency urgency_of(std::optional<Date> due_on, Date today, std::optional<Date> warn_on = {});

struct TodoItem {
    std::string id;         // unique in the list
    std::string kind;       // counted by it
    std::string title_key;  // of the web application's words, with params
    std::map<std::string, std::variant<std::string, std::int64_t>> params;
    std::optional<Date> due_on;
    Urgency urgency = Urgency::later;
    OrganizationId organization;
    std::string organization_name;
    std::string rule;
    std::string link;  // the page where it is done
};

struct Todo {
    std::vector<TodoItem> items;                 // the most urgent ones, at most `items_max`
    std::map<std::string, std::int64_t> counts;  // of all: "total", by urgency, by kind
    static constexpr std::size_t items_max = 200;

    /// Counts one without listing it.
    void count(Urgency urgency, std::string_view kind)
    {
        ++counts["total"];
        ++counts[std::string(code_of(urgency))];
        ++counts[std::string(kind)];
    }
};

struct TodoQuestion {
    const platform::Actor& actor;
    OrganizationId within;  // none: wherever the actor may see something
    Date today;
};
/// Answers with its own most urgent items, sorted, and the counts of all. An actor who may see nothing of it gets
/// nothing.
/// @errors organization.not_found, access.forbidden
using TodoSource = std::function<Result<Todo>(db::Tx&, const TodoQuestion&)>;

/// Leaves the most urgent ones of a list, in order. @param order_of  a tuple to sort by
template <class T, class Order>
void keep_most_urgent(std::vector<T>& items, Order order_of)
{
    const auto kept = std::min(items.size(), Todo::items_max);
    std::ranges::partial_sort(items, items.begin() + static_cast<std::ptrdiff_t>(kept), {}, order_of);
    items.resize(kept);
}

/// The answer of a source that has found these: counted, and the most urgent ones listed, the earliest due first.
Todo todo_of(std::vector<TodoItem> found);

class TodoBook {
public:
    explicit TodoBook(const Clock& clock) : clock_(clock) {}
    /// Before the first question; sources answer in this order.
    void add(TodoSource source) { sources_.push_back(std::move(source)); }
    /// @errors those of the sources
    Result<Todo> todo_of(db::Tx& tx, const platform::Actor& actor, OrganizationId within) const;

private:
    const Clock& clock_;
    std::vector<TodoSource> sources_;
};

}  // namespace jishi::engine
