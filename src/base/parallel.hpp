#pragma once
// Work on a long list, done on all cores at once.

#include <cstddef>
#include <functional>

namespace jishi {

/// Calls `part(begin, end)` until 0 … count is done; from several threads at once when there is much to do. What is
/// thrown by a part is thrown here when all have ended.
/// @param worth_a_part  fewer than so many are not worth a thread
void on_all_cores(std::size_t count, const std::function<void(std::size_t begin, std::size_t end)>& part,
                  std::size_t worth_a_part = 2'000);

/// For a thread whose result nobody waits for yet: it gets the time that others leave.
void let_others_go_first();

}  // namespace jishi
