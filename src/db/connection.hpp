#pragma once
// One connection: a SOCI session with its prepared statements. Private to db/.

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "db/db.hpp"

namespace jishi::db {

enum class Mode : std::uint8_t { reader, writer };

class Connection {
public:
    /// @param location  file path for SQLite, conninfo URL for PostgreSQL
    Connection(Engine engine, std::string location, Mode mode);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    Engine engine() const { return engine_; }

    std::int64_t run(std::string_view sql, std::span<const Param> params, std::span<const ColumnType> columns,
                     const std::function<void(std::span<Cell>)>* each);
    /// A read transaction that begins with its first statement: what memory can answer costs the database nothing.
    void begin_read() { read_ = Read::due; }
    /// Has its BEGIN gone through?
    bool read_began() const { return read_ == Read::begun; }
    void end_read();
    /// Runs several statements without parameters (BEGIN, DDL) past the statement cache.
    void script(const std::string& sql);

    /// False once the server has gone; the owner then throws the connection away.
    bool usable() const { return usable_; }
    /// Whether a transaction is open as the database sees it (SQLite ends one by itself when the disk is full).
    bool in_transaction() const;

    /// How much of the database SQLite keeps in memory for this connection.
    void keep_in_memory(int megabytes);
    static constexpr int usual_megabytes = 32;
    /// Of SQLite's journal after the last commit of this connection.
    int journal_pages() const;

    struct Impl;
    Impl& impl() { return *impl_; }

private:
    enum class Read : std::uint8_t { none, due, begun };

    Engine engine_;
    Read read_ = Read::none;
    bool usable_ = true;
    std::unique_ptr<Impl> impl_;
    [[noreturn]] void translate(std::string_view sql);

    friend class BulkInsert;
};

}  // namespace jishi::db
