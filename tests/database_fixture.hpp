#pragma once
// Runs a test body on every database that is at hand: SQLite always, PostgreSQL when JISHI_TEST_POSTGRES holds
// the URL of a throw-away cluster (`./dev test` starts one).

#include <functional>
#include <span>

#include "db/db.hpp"

namespace jishi::testing {

/// Calls `body` once per engine with an empty, migrated database, each in a doctest SUBCASE-like INFO context.
/// @param migrations  every list the body needs besides db::core_migrations()
void each_database(std::initializer_list<std::span<const db::Migration>> migrations,
                   const std::function<void(db::Database&)>& body);
void each_database(std::initializer_list<std::span<const db::Migration>> migrations, const Clock& clock,
                   const std::function<void(db::Database&)>& body);

}  // namespace jishi::testing
