#pragma once
// A write that is sent twice with one Idempotency-Key is done once; the second time gets the first answer.

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "db/db.hpp"
#include "http/server.hpp"
#include "platform/ids.hpp"

namespace jishi::app {

/// @errors idempotency.key_too_long, idempotency.key_reused (the key came with another request before)
Result<std::optional<http::Response>> first_answer(db::Tx& tx, AccountId account, const http::Request& request);

/// Keeps an answer in the transaction of the work it answers. Old ones are dropped after a day.
void keep_answer(db::Tx& tx, AccountId account, const http::Request& request, const http::Response& response);

}  // namespace jishi::app
