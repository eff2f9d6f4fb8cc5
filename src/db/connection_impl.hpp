#pragma once
// The drivers behind a connection; included by db/*.cpp only.

#include <string>
#include <unordered_map>

#include <libpq-fe.h>
#include <soci/soci.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "db/connection.hpp"

namespace jishi::db {

// SOCI wraps the SQLite header in a namespace of its own.
using namespace ::sqlite_api;  // NOLINT

struct Connection::Impl {
    struct Prepared;
    /// Prepared statements by text and parameter types. Dropped whole when it grows past its limit: the
    /// program has a few hundred statements, so that happens only when somebody builds SQL from input.
    struct Cache : std::unordered_map<std::string, std::unique_ptr<Prepared>> {
        void clear_idle();
    };

    soci::session session;
    Cache cache;
    std::string key;
    int journal_pages = 0;
    const std::uint64_t* shared = nullptr;  // of SQLite's index of its log; see stamp.cpp
};

inline sqlite3* sqlite_handle(soci::session& session)
{
    return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
}
inline PGconn* postgresql_handle(soci::session& session)
{
    return static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
}
inline void sqlite_reset(soci::statement& statement)
{
    sqlite3_reset(static_cast<soci::sqlite3_statement_backend*>(statement.get_backend())->stmt_);
}

}  // namespace jishi::db
