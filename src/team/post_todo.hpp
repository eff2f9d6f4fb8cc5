#pragma once
// What posts leave to be done: an empty secretary's post, a period of sending that ends, a holder who no longer
// belongs, a committee that is too small. Terms that expire are reminded of by the organisation module. [EVAL-22,
// ORG-30, TEAM-E]

#include "engine/todo.hpp"
#include "team/member_office.hpp"

namespace jishi::team {

engine::TodoSource post_todo_source(const Office& office);

}  // namespace jishi::team
