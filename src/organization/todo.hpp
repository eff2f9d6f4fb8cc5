#pragma once
// What is to be done within a scope, computed from records and rules; nothing of it is stored.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/todo.hpp"
#include "organization/change.hpp"
#include "organization/office.hpp"
#include "organization/sight.hpp"

namespace jishi::organization {

enum class TodoKind : std::uint8_t {
    term,            // [ORG-44, ORG-46] a term expires or has expired
    planned,         // a recorded change takes effect on a day to come
    special_reason,  // [ORG-01 – ORG-04] below a threshold without a recorded special reason
    large_branch,    // [ORG-01] more members than usual
    many_units,      // [ORG-04] a joint organisation of more units than usual
    no_units,        // [ORG-55] a joint organisation without units
    uncovered,       // [ORG-57] a unit that ought to have an organisation
};
std::string_view code_of(TodoKind kind);

using engine::code_of;
using engine::Urgency;
using engine::urgency_of;

struct TodoItem {
    TodoKind kind = TodoKind::term;
    OrganizationId organization;
    std::optional<Date> due_on;
    Urgency urgency = Urgency::later;
    std::string rule;
    std::string what;  // kind of the planned change, light of the term, figure of the threshold
    ChangeId change;   // planned
    UnitId unit;       // uncovered
    std::string name;  // of the unit
    int figure = 0;
    int limit = 0;
};

struct Todo {
    std::vector<TodoItem> items;                 // the most urgent ones, at most `items_max`
    std::map<std::string, std::int64_t> counts;  // of all: "total", by urgency, by kind
    static constexpr std::size_t items_max = engine::Todo::items_max;
};

/// In a scope of very many organisations only what the tree in memory and the plans tell: terms, planned changes,
/// members.
Todo todo_of(const Office&, db::Tx&, const Sight&);
/// The same as a source of 本月要办, for what the asking account may see.
engine::TodoSource todo_source(const Office& office);

}  // namespace jishi::organization
