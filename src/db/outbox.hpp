#pragma once
// Reading the ordered feed of changes.

#include <functional>
#include <optional>

#include "db/db.hpp"

namespace jishi::db {

struct Event {
    std::int64_t seq = 0;
    std::string topic;
    std::int64_t subject = 0;
    std::string payload;
};

/// The number of the last event that this transaction sees; 0 when there is none.
std::int64_t last_event(Tx& tx);
/// One of them; nothing when it is not there.
std::optional<Event> find_event(Tx& tx, std::int64_t seq);
/// Events after one of them, in order.
void each_event_after(Tx& tx, std::int64_t seq, const std::function<void(const Event&)>& each);

}  // namespace jishi::db
