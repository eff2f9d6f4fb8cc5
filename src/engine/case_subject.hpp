#pragma once
// Cases whose subject goes over to another one: two records of one thing were made one.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "db/db.hpp"
#include "engine/workflow_case.hpp"

namespace jishi::engine {

/// Every case about `from`, open or over, is about `to` from now on. @return which they were
std::vector<CaseId> hand_over_cases(db::Tx& tx, std::string_view kind, std::int64_t from, std::int64_t to);
/// Of these cases those that are still about `from` are about `to` again.
void give_back_cases(db::Tx& tx, std::span<const CaseId> cases, std::int64_t from, std::int64_t to);

}  // namespace jishi::engine
