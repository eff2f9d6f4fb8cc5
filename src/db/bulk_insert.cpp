#include <fmt/format.h>

#include "db/connection_impl.hpp"

namespace jishi::db {

struct BulkInsert::Impl {
    Engine engine;
    std::size_t columns;
    std::size_t column = 0;
    std::int64_t rows = 0;
    bool finished = false;

    // SQLite: one prepared insert
    sqlite3* sqlite = nullptr;
    sqlite3_stmt* statement = nullptr;

    // PostgreSQL: COPY … FROM STDIN in text format
    PGconn* postgresql = nullptr;
    std::string buffer;

    void check(int code) const
    {
        if (code != SQLITE_OK) throw DatabaseFailed(std::string("db: bulk insert: ") + sqlite3_errmsg(sqlite));
    }
    void flush()
    {
        if (buffer.empty()) return;
        if (PQputCopyData(postgresql, buffer.data(), static_cast<int>(buffer.size())) != 1)
            throw DatabaseFailed(std::string("db: copy: ") + PQerrorMessage(postgresql));
        buffer.clear();
    }
    void separate()
    {
        if (column++ > 0) buffer.push_back('\t');
    }
    void end_copy(const char* abort_reason)
    {
        if (PQputCopyEnd(postgresql, abort_reason) != 1)
            throw DatabaseFailed(std::string("db: copy: ") + PQerrorMessage(postgresql));
        std::string problem;
        std::string state;
        while (PGresult* result = PQgetResult(postgresql)) {
            if (PQresultStatus(result) != PGRES_COMMAND_OK) {
                problem = PQresultErrorMessage(result);
                if (const char* code = PQresultErrorField(result, PG_DIAG_SQLSTATE)) state = code;
            }
            PQclear(result);
        }
        if (problem.empty() || abort_reason) return;
        if (state == "23505") throw ConstraintViolated(ConstraintViolated::Kind::unique, problem);
        throw DatabaseFailed("db: copy: " + problem);
    }
};

BulkInsert::BulkInsert(Tx& tx, std::string_view table, std::span<const std::string_view> columns)
    : impl_(std::make_unique<Impl>())
{
    auto& session = tx.connection().impl().session;
    impl_->engine = tx.engine();
    impl_->columns = columns.size();
    std::string names;
    std::string marks;
    for (const auto column : columns) {
        names += (names.empty() ? "" : ", ") + std::string(column);
        marks += marks.empty() ? "?" : ", ?";
    }
    if (impl_->engine == Engine::sqlite) {
        impl_->sqlite = sqlite_handle(session);
        const auto sql = fmt::format("INSERT INTO {} ({}) VALUES ({})", table, names, marks);
        impl_->check(
            sqlite3_prepare_v3(impl_->sqlite, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &impl_->statement, nullptr));
        return;
    }
    impl_->postgresql = postgresql_handle(session);
    PGresult* result = PQexec(impl_->postgresql, fmt::format("COPY {} ({}) FROM STDIN", table, names).c_str());
    const bool started = PQresultStatus(result) == PGRES_COPY_IN;
    const std::string problem = PQresultErrorMessage(result);
    PQclear(result);
    if (!started) throw DatabaseFailed("db: copy: " + problem);
}

BulkInsert::~BulkInsert()
{
    if (!impl_ || impl_->finished) return;
    if (impl_->engine == Engine::sqlite) {
        sqlite3_finalize(impl_->statement);
        return;
    }
    try {
        impl_->end_copy("abandoned");
    } catch (const std::exception&) {  // the transaction is rolled back by its owner anyway
    }
}

BulkInsert& BulkInsert::integer(std::int64_t value)
{
    if (impl_->engine == Engine::sqlite)
        impl_->check(sqlite3_bind_int64(impl_->statement, static_cast<int>(++impl_->column), value));
    else {
        impl_->separate();
        fmt::format_to(std::back_inserter(impl_->buffer), "{}", value);
    }
    return *this;
}

BulkInsert& BulkInsert::text(std::string_view value)
{
    if (impl_->engine == Engine::sqlite) {
        impl_->check(sqlite3_bind_text(impl_->statement, static_cast<int>(++impl_->column), value.data(),
                                       static_cast<int>(value.size()), SQLITE_TRANSIENT));
        return *this;
    }
    impl_->separate();
    for (const char c : value) {
        switch (c) {
            case '\\': impl_->buffer += "\\\\"; break;
            case '\t': impl_->buffer += "\\t"; break;
            case '\n': impl_->buffer += "\\n"; break;
            case '\r': impl_->buffer += "\\r"; break;
            default: impl_->buffer.push_back(c);
        }
    }
    return *this;
}

BulkInsert& BulkInsert::null()
{
    if (impl_->engine == Engine::sqlite)
        impl_->check(sqlite3_bind_null(impl_->statement, static_cast<int>(++impl_->column)));
    else {
        impl_->separate();
        impl_->buffer += "\\N";
    }
    return *this;
}

void BulkInsert::end_row()
{
    if (impl_->column != impl_->columns) throw std::logic_error("db: bulk insert: wrong number of columns");
    impl_->column = 0;
    ++impl_->rows;
    if (impl_->engine == Engine::sqlite) {
        const int code = sqlite3_step(impl_->statement);
        const int extended = sqlite3_extended_errcode(impl_->sqlite);
        sqlite3_reset(impl_->statement);
        if (code == SQLITE_DONE) return;
        const std::string problem = std::string("db: bulk insert: ") + sqlite3_errmsg(impl_->sqlite);
        if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY)
            throw ConstraintViolated(ConstraintViolated::Kind::unique, problem);
        throw DatabaseFailed(problem);
    }
    impl_->buffer.push_back('\n');
    if (impl_->buffer.size() > 256 * 1024) impl_->flush();
}

std::int64_t BulkInsert::finish()
{
    impl_->finished = true;
    if (impl_->engine == Engine::sqlite) sqlite3_finalize(impl_->statement);
    else {
        impl_->flush();
        impl_->end_copy(nullptr);
    }
    return impl_->rows;
}

}  // namespace jishi::db
