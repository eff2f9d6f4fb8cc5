#pragma once
// The one door to the database. Everybody else sees Database, Tx and plain types; SOCI and the drivers
// stay in db/*.cpp. SQL is one text for SQLite and PostgreSQL with named :parameters.

#include <array>
#include <cstdint>
#include <exception>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/date.hpp"
#include "base/id.hpp"
#include "base/result.hpp"

namespace jishi::db {

enum class Engine : std::uint8_t { sqlite, postgresql };
enum class ColumnType : std::uint8_t { integer, real, text };

/// One value that goes into or comes out of a statement. A null keeps its type.
struct Cell {
    ColumnType type = ColumnType::integer;
    bool null = false;
    std::int64_t integer = 0;
    double real = 0;
    std::string text;
};

/// A named parameter: {"org", org_id}, {"name", name}. A `std::optional` binds null when empty.
struct Param {
    std::string_view name;
    Cell value;

    Param(std::string_view n, bool v) : name(n) { value.integer = v ? 1 : 0; }
    Param(std::string_view n, int v) : name(n) { value.integer = v; }
    Param(std::string_view n, std::int64_t v) : name(n) { value.integer = v; }
    Param(std::string_view n, double v) : name(n)
    {
        value.type = ColumnType::real;
        value.real = v;
    }
    Param(std::string_view n, std::string_view v) : name(n)
    {
        value.type = ColumnType::text;
        value.text = v;
    }
    Param(std::string_view n, const char* v) : Param(n, std::string_view{v}) {}
    Param(std::string_view n, const std::string& v) : Param(n, std::string_view{v}) {}
    Param(std::string_view n, Date v) : Param(n, v.str()) {}
    Param(std::string_view n, Instant v) : name(n) { value.integer = v.us; }
    template <class Tag>
    Param(std::string_view n, Id<Tag> v) : name(n)
    {
        value.integer = v.value;
    }
    template <class T>
    Param(std::string_view n, const std::optional<T>& v) : Param(v ? Param(n, *v) : Param(n, T{}))
    {
        value.null = !v;
    }
};
using Params = std::initializer_list<Param>;

// ---- how C++ types map to columns -----------------------------------------------------------------

template <class T>
struct Column;
template <>
struct Column<std::int64_t> {
    static constexpr ColumnType type = ColumnType::integer;
    static std::int64_t get(const Cell& c) { return c.integer; }
};
template <>
struct Column<int> {
    static constexpr ColumnType type = ColumnType::integer;
    static int get(const Cell& c) { return static_cast<int>(c.integer); }
};
template <>
struct Column<bool> {
    static constexpr ColumnType type = ColumnType::integer;
    static bool get(const Cell& c) { return c.integer != 0; }
};
template <>
struct Column<double> {
    static constexpr ColumnType type = ColumnType::real;
    static double get(const Cell& c) { return c.real; }
};
template <>
struct Column<std::string> {
    static constexpr ColumnType type = ColumnType::text;
    static std::string get(Cell& c) { return std::move(c.text); }
};
template <>
struct Column<Date> {
    static constexpr ColumnType type = ColumnType::text;
    static Date get(const Cell& c)
    {
        const auto date = Date::parse(c.text);
        if (!date) throw std::runtime_error("db: not a date in the database: " + c.text);
        return *date;
    }
};
template <>
struct Column<Instant> {
    static constexpr ColumnType type = ColumnType::integer;
    static Instant get(const Cell& c) { return Instant{c.integer}; }
};
template <class Tag>
struct Column<Id<Tag>> {
    static constexpr ColumnType type = ColumnType::integer;
    static Id<Tag> get(const Cell& c) { return Id<Tag>{c.null ? 0 : c.integer}; }  // null reads as "none"
};
template <class T>
struct Column<std::optional<T>> {
    static constexpr ColumnType type = Column<T>::type;
    static std::optional<T> get(Cell& c)
    {
        if (c.null) return std::nullopt;
        return Column<T>::get(c);
    }
};

/// A constraint of the schema said no. Stores turn this into a named conflict; nothing else of a
/// driver's words leaves db/.
class ConstraintViolated : public std::runtime_error {
public:
    enum class Kind : std::uint8_t { unique, foreign_key, check, not_null };
    ConstraintViolated(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
    Kind kind() const { return kind_; }

private:
    Kind kind_;
};

/// The database cannot be reached, is full or answers nonsense: the request fails and may be repeated.
class DatabaseFailed : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Connection;  // one SOCI session with its prepared statements; db/connection.hpp

/// A transaction. Handlers receive one; nobody but db/ opens or ends it.
class Tx {
public:
    explicit Tx(Connection& connection) : connection_(connection) {}
    Tx(const Tx&) = delete;
    Tx& operator=(const Tx&) = delete;

    /// Runs a statement that returns no rows. @return rows changed
    std::int64_t execute(std::string_view sql, Params params = {});
    std::int64_t execute(std::string_view sql, std::span<const Param> params);

    /// Runs a query and calls `each(Columns...)` for every row, in order, without keeping them.
    template <class... Columns, class Each>
    void for_each(std::string_view sql, std::span<const Param> params, Each&& each)
    {
        static constexpr std::array types{Column<Columns>::type...};
        for_each_row(sql, params, types, [&](std::span<Cell> cells) {
            [&]<std::size_t... I>(std::index_sequence<I...>) {
                each(Column<Columns>::get(cells[I])...);
            }(std::index_sequence_for<Columns...>{});
        });
    }
    template <class... Columns, class Each>
    void for_each(std::string_view sql, Params params, Each&& each)
    {
        for_each<Columns...>(sql, std::span{params.begin(), params.size()}, std::forward<Each>(each));
    }

    /// The same for columns that are known at run time only (export).
    void for_each_row(std::string_view sql, std::span<const Param> params, std::span<const ColumnType> columns,
                      const std::function<void(std::span<Cell>)>& each);

    /// All rows as tuples: `for (auto& [id, name] : tx.query<std::int64_t, std::string>(...))`.
    template <class... Columns>
    std::vector<std::tuple<Columns...>> query(std::string_view sql, std::span<const Param> params)
    {
        std::vector<std::tuple<Columns...>> rows;
        for_each<Columns...>(sql, params, [&](Columns... columns) { rows.emplace_back(std::move(columns)...); });
        return rows;
    }
    template <class... Columns>
    std::vector<std::tuple<Columns...>> query(std::string_view sql, Params params = {})
    {
        return query<Columns...>(sql, std::span{params.begin(), params.size()});
    }

    /// The first row, or nothing.
    template <class... Columns>
    std::optional<std::tuple<Columns...>> query_one(std::string_view sql, Params params = {})
    {
        std::optional<std::tuple<Columns...>> row;
        for_each<Columns...>(sql, params, [&](Columns... columns) {
            if (!row) row.emplace(std::move(columns)...);
        });
        return row;
    }
    /// The first column of the first row; throws when there is no row (a count always has one).
    template <class T>
    T value(std::string_view sql, Params params = {})
    {
        auto row = query_one<T>(sql, params);
        if (!row) throw DatabaseFailed("db: a row was expected");
        return std::get<0>(std::move(*row));
    }

    /// Runs once this transaction is durable, before the caller hears of it, in order of commit;
    /// dropped when it rolls back. For what lives in memory; it must not throw.
    void after_commit(std::function<void()> action) { after_commit_.push_back(std::move(action)); }

    Engine engine() const;
    /// The same for every statement of one transaction: when it was recorded.
    Instant recorded_at() const { return recorded_at_; }

    Connection& connection() { return connection_; }
    std::vector<std::function<void()>> take_after_commit() { return std::exchange(after_commit_, {}); }
    void set_recorded_at(Instant now) { recorded_at_ = now; }

private:
    Connection& connection_;
    std::vector<std::function<void()>> after_commit_;
    Instant recorded_at_{};
};

/// Writes many rows of one table quickly inside a transaction: COPY on PostgreSQL, prepared inserts of many rows on
/// SQLite. The columns come in the order given; end with `finish()`. What is wrong with a row may be thrown at a later
/// one, or by `finish()`.
class BulkInsert {
public:
    BulkInsert(Tx& tx, std::string_view table, std::span<const std::string_view> columns);
    BulkInsert(Tx& tx, std::string_view table, std::initializer_list<std::string_view> columns)
        : BulkInsert(tx, table, std::span{columns.begin(), columns.size()})
    {
    }
    ~BulkInsert();
    BulkInsert(const BulkInsert&) = delete;
    BulkInsert& operator=(const BulkInsert&) = delete;

    BulkInsert& integer(std::int64_t value);
    BulkInsert& text(std::string_view value);
    BulkInsert& null();
    /// Ends the row; throws std::logic_error when the number of columns is wrong.
    void end_row();
    /// @return rows written
    std::int64_t finish();

    struct Impl;

private:
    std::unique_ptr<Impl> impl_;
};

struct DatabaseConfig {
    std::string url;           // "sqlite:/var/lib/jishi/jishi.db" or "postgresql://user@host/name"
    int readers = 4;           // reader connections kept
    bool group_commit = true;  // false: one commit per write (for comparison in benchmarks)
};

/// A database with one writer (a thread that commits waiting writes in groups, each in its savepoint) and
/// a few readers.
class Database {
public:
    /// Opens (and for SQLite creates) the database. Does not migrate; see migrate().
    static std::unique_ptr<Database> open(const DatabaseConfig& config, const Clock& clock);
    virtual ~Database() = default;

    virtual Engine engine() const = 0;

    /// Calls `fn` with a read-only snapshot on the calling thread. Throws DatabaseFailed.
    virtual void read(const std::function<void(Tx&)>& fn) = 0;

    /// Queues `fn` for the writer. It returns whether to keep what it wrote. `done` is called on the
    /// writer's thread after the group is durable: kept (true), rolled back by `fn` (false), or failed
    /// with an exception (then nothing of this `fn` is kept). `fn` may be run again after a failure of the
    /// group, so it must have no effect outside `tx`.
    virtual void submit(std::function<bool(Tx&)> fn, std::function<void(bool, std::exception_ptr)> done) = 0;

    /// Runs `fn` (returning Result<T>) as a write and waits until it is durable. Never call it from `fn`
    /// of another write or from an after_commit action.
    template <class Fn>
    auto write(Fn&& fn) -> decltype(fn(std::declval<Tx&>()))
    {
        std::optional<decltype(fn(std::declval<Tx&>()))> result;
        submit_and_wait([&](Tx& tx) {
            result.emplace(fn(tx));
            return result->has_value();
        });
        return std::move(*result);
    }

    /// Closes connections after the queue has emptied. Called by the destructor too.
    virtual void stop() = 0;

    void submit_and_wait(std::function<bool(Tx&)> fn);
};

/// One numbered step of the schema. Every module lists its own; app/ hands them over in order of number.
struct Migration {
    int number;
    std::string_view name;
    std::string_view sqlite;           // statements separated by ";\n"
    std::string_view postgresql = {};  // only where the text differs
};

/// Brings the schema up to date: forward only, each step in its own transaction, recorded with a checksum.
/// @errors db.migration_changed (a recorded step has another text today), db.schema_newer (the database was
///         written by a later program)
Result<int> migrate(Database& database, std::span<const Migration> migrations);

// ---- outbox and facts -----------------------------------------------------------------------------

/// Appends to the ordered feed of changes; every derived thing reads it by sequence.
/// @param topic    past tense, "organization.founded"
/// @param subject  id of what changed
/// @param payload  JSON object
/// @return         the sequence number
std::int64_t publish(Tx& tx, std::string_view topic, std::int64_t subject, std::string_view payload);

/// A number that a record leaves behind.
struct Fact {
    std::int64_t organization;
    Date day;
    std::string_view kind;  // "visit.households"
    std::int64_t value;
    std::int64_t record;
};
void record_fact(Tx& tx, const Fact& fact);

/// The tables of the outbox and of facts.
std::span<const Migration> core_migrations();

}  // namespace jishi::db
