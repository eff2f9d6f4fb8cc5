#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "db/connection_impl.hpp"

namespace jishi::db {

/// On SQLite, rows are gathered and inserted by one statement: it opens the table and all its indexes once for all of
/// them. On PostgreSQL they are lines of COPY … FROM STDIN in text format.
struct BulkInsert::Impl {
    Engine engine;
    std::string table;
    std::string names;
    std::size_t columns;
    std::size_t column = 0;
    std::int64_t rows = 0;
    bool finished = false;
    std::string buffer;  // texts of the gathered rows; lines of COPY

    // SQLite
    enum class Kind : std::uint8_t { null, integer, text };
    struct Value {
        Kind kind = Kind::null;
        std::int64_t integer = 0;  // of a text: where it begins
        std::size_t length = 0;
    };
    std::vector<Value> gathered;  // as many as the statement takes
    std::size_t values = 0;       // of them in use
    std::size_t rows_at_once = 1;
    sqlite3* sqlite = nullptr;
    sqlite3_stmt* statement = nullptr;  // for rows_at_once

    PGconn* postgresql = nullptr;

    void check(int code) const
    {
        if (code != SQLITE_OK) throw DatabaseFailed(std::string("db: bulk insert: ") + sqlite3_errmsg(sqlite));
    }
    sqlite3_stmt* prepare(std::size_t count) const
    {
        std::string row = "(?";
        for (std::size_t i = 1; i < columns; ++i) row += ",?";
        row += ')';
        auto sql = fmt::format("INSERT INTO {} ({}) VALUES {}", table, names, row);
        for (std::size_t i = 1; i < count; ++i) (sql += ',') += row;
        sqlite3_stmt* made = nullptr;
        check(sqlite3_prepare_v3(sqlite, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr));
        return made;
    }
    void insert(sqlite3_stmt* into) const
    {
        int at = 0;
        for (const auto& value : std::span(gathered).first(values)) {
            ++at;
            switch (value.kind) {
                case Kind::null: check(sqlite3_bind_null(into, at)); break;
                case Kind::integer: check(sqlite3_bind_int64(into, at, value.integer)); break;
                case Kind::text:
                    check(sqlite3_bind_text(into, at, buffer.data() + value.integer, static_cast<int>(value.length),
                                            SQLITE_STATIC));
            }
        }
        const int code = sqlite3_step(into);
        const int extended = sqlite3_extended_errcode(sqlite);
        const std::string problem =
            code == SQLITE_DONE ? "" : std::string("db: bulk insert: ") + sqlite3_errmsg(sqlite);
        sqlite3_reset(into);
        if (code == SQLITE_DONE) return;
        if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY)
            throw ConstraintViolated(ConstraintViolated::Kind::unique, problem);
        throw DatabaseFailed(problem);
    }
    void insert_gathered()
    {
        const auto count = values / columns;
        if (count == rows_at_once) {
            if (!statement) statement = prepare(rows_at_once);
            insert(statement);
        } else if (count > 0) {  // the last ones
            const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> last(prepare(count), &sqlite3_finalize);
            insert(last.get());
        }
        values = 0;
        buffer.clear();
    }
    /// Of the column that is next. A row may only be as long as the statement has places for.
    void gather(Value value)
    {
        if (++column > columns) throw std::logic_error("db: bulk insert: wrong number of columns");
        gathered[values++] = value;
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
    constexpr std::size_t values_at_once = 600;
    auto& session = tx.connection().impl().session;
    impl_->engine = tx.engine();
    impl_->table = table;
    impl_->columns = columns.size();
    for (const auto column : columns) impl_->names += (impl_->names.empty() ? "" : ", ") + std::string(column);
    if (impl_->engine == Engine::sqlite) {
        impl_->sqlite = sqlite_handle(session);
        impl_->rows_at_once = std::max<std::size_t>(1, values_at_once / columns.size());
        impl_->gathered.resize(impl_->rows_at_once * columns.size());
        return;
    }
    impl_->postgresql = postgresql_handle(session);
    PGresult* result = PQexec(impl_->postgresql, fmt::format("COPY {} ({}) FROM STDIN", table, impl_->names).c_str());
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
    if (impl_->engine == Engine::sqlite) impl_->gather({Impl::Kind::integer, value, 0});
    else {
        impl_->separate();
        fmt::format_to(std::back_inserter(impl_->buffer), "{}", value);
    }
    return *this;
}

BulkInsert& BulkInsert::text(std::string_view value)
{
    if (impl_->engine == Engine::sqlite) {
        impl_->gather({Impl::Kind::text, static_cast<std::int64_t>(impl_->buffer.size()), value.size()});
        impl_->buffer += value;
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
    if (impl_->engine == Engine::sqlite) impl_->gather({});
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
        if (impl_->values == impl_->gathered.size()) impl_->insert_gathered();
        return;
    }
    impl_->buffer.push_back('\n');
    if (impl_->buffer.size() > 256 * 1024) impl_->flush();
}

std::int64_t BulkInsert::finish()
{
    if (impl_->engine == Engine::sqlite) impl_->insert_gathered();
    impl_->finished = true;
    if (impl_->engine == Engine::sqlite) sqlite3_finalize(impl_->statement);
    else {
        impl_->flush();
        impl_->end_copy(nullptr);
    }
    return impl_->rows;
}

}  // namespace jishi::db
