#pragma once
// What the check-up of records (党员信息排查) leaves to be done: branches with records that lack something, for those
// who may mend them.

#include "engine/todo.hpp"
#include "team/member_office.hpp"

namespace jishi::team {

engine::TodoSource checkup_todo_source(const Office& office);

}  // namespace jishi::team
