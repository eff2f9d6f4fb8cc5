#include "db/connection.hpp"

#include <deque>
#include <unordered_map>

#include "db/connection_impl.hpp"

namespace jishi::db {

namespace {

/// A variable of a fixed address that a prepared statement reads from or writes to.
struct Slot {
    ColumnType type;
    long long integer = 0;
    double real = 0;
    std::string text;
    soci::indicator indicator = soci::i_ok;
};

}  // namespace

/// A statement, prepared once, with the variables it is bound to.
struct Connection::Impl::Prepared {
    Prepared(soci::session& session, std::string_view sql, std::span<const Param> params,
             std::span<const ColumnType> columns)
        : statement(session)
    {
        statement.alloc();
        for (const auto type : columns) bind_into(intos.emplace_back(Slot{.type = type}));
        for (const auto& param : params) bind_use(uses.emplace_back(Slot{.type = param.value.type}), param.name);
        statement.prepare(std::string(sql));
        statement.define_and_bind();
        cells.resize(columns.size());
        for (std::size_t i = 0; i < columns.size(); ++i) cells[i].type = columns[i];
    }

    void bind_into(Slot& slot)
    {
        switch (slot.type) {
            case ColumnType::integer: statement.exchange(soci::into(slot.integer, slot.indicator)); break;
            case ColumnType::real: statement.exchange(soci::into(slot.real, slot.indicator)); break;
            case ColumnType::text: statement.exchange(soci::into(slot.text, slot.indicator)); break;
        }
    }
    void bind_use(Slot& slot, std::string_view name)
    {
        const std::string bound(name);
        switch (slot.type) {
            case ColumnType::integer: statement.exchange(soci::use(slot.integer, slot.indicator, bound)); break;
            case ColumnType::real: statement.exchange(soci::use(slot.real, slot.indicator, bound)); break;
            case ColumnType::text: statement.exchange(soci::use(slot.text, slot.indicator, bound)); break;
        }
    }
    void bind_anew()
    {
        statement.undefine_and_bind();
        statement.define_and_bind();
    }
    void set(std::span<const Param> params)
    {
        auto slot = uses.begin();
        for (const auto& param : params) {
            slot->integer = param.value.integer;
            slot->real = param.value.real;
            if (slot->type == ColumnType::text) slot->text = param.value.text;
            slot->indicator = param.value.null ? soci::i_null : soci::i_ok;
            ++slot;
        }
    }
    std::span<Cell> row()
    {
        for (std::size_t i = 0; i < intos.size(); ++i) {
            auto& slot = intos[i];
            auto& cell = cells[i];
            cell.null = slot.indicator == soci::i_null;
            switch (slot.type) {
                case ColumnType::integer: cell.integer = cell.null ? 0 : slot.integer; break;
                case ColumnType::real: cell.real = cell.null ? 0 : slot.real; break;
                case ColumnType::text:
                    if (cell.null) cell.text.clear();
                    else cell.text.assign(slot.text);
                    break;
            }
        }
        return cells;
    }

    soci::statement statement;
    std::deque<Slot> intos;  // a deque: addresses stay while it grows
    std::deque<Slot> uses;
    std::vector<Cell> cells;
    bool busy = false;  // a query inside the callback of the same query needs its own
};

namespace {

int note_journal_pages(void* impl, sqlite3*, const char*, int pages)
{
    static_cast<Connection::Impl*>(impl)->journal_pages = pages;
    return SQLITE_OK;
}

/// SOCI takes key='value' pairs only and mangles the URL form; libpq itself takes the URL apart.
std::string conninfo_of(const std::string& url)
{
    char* message = nullptr;
    PQconninfoOption* options = PQconninfoParse(url.c_str(), &message);
    if (!options) {
        const std::string text = message ? message : "not a connection URL";
        PQfreemem(message);
        throw DatabaseFailed("db: " + text);
    }
    std::string conninfo;
    for (auto* option = options; option->keyword; ++option) {
        if (!option->val) continue;
        conninfo += std::string(option->keyword) + "='";
        for (const char* c = option->val; *c; ++c) {
            if (*c == '\'' || *c == '\\') conninfo += '\\';
            conninfo += *c;
        }
        conninfo += "' ";
    }
    PQconninfoFree(options);
    return conninfo;
}

}  // namespace

void Connection::keep_in_memory(int megabytes)
{
    script("PRAGMA cache_size = -" + std::to_string(megabytes * 1'000));  // in KB
}

int Connection::journal_pages() const { return impl_->journal_pages; }

void Connection::Impl::Cache::clear_idle()
{
    std::erase_if(*this, [](const auto& entry) { return !entry.second->busy; });
}

Connection::Connection(Engine engine, std::string location, Mode mode)
    : engine_(engine), impl_(std::make_unique<Impl>())
{
    try {
        if (engine == Engine::sqlite) {
            // A connection is used by one thread at a time here, so SQLite need not lock at every bound value: an
            // eighth of the time of a bulk insert; nor need it count its memory under one lock for all threads. It can
            // be said only before the first connection of the process.
            [[maybe_unused]] static const int once =
                sqlite3_config(SQLITE_CONFIG_MULTITHREAD) | sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
            impl_->session.open(*soci::factory_sqlite3(), "db=\"" + location + "\"");
            sqlite3_extended_result_codes(sqlite_handle(impl_->session), 1);
            // The order matters: waiting for locks first, then the journal, which needs one.
            script("PRAGMA busy_timeout=10000");
            script(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
                "PRAGMA mmap_size=268435456; PRAGMA wal_autocheckpoint=0");
            keep_in_memory(usual_megabytes);
            sqlite3_wal_hook(sqlite_handle(impl_->session), &note_journal_pages, impl_.get());
            if (mode == Mode::reader) script("PRAGMA query_only=1");
        } else {
            impl_->session.open(*soci::factory_postgresql(), conninfo_of(location));
            script("SET client_min_messages = warning; SET timezone = 'UTC'; SET statement_timeout = '10min'");
            if (mode == Mode::reader)
                script("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        }
    } catch (const DatabaseFailed&) {
        throw;
    } catch (const std::exception& error) {
        throw DatabaseFailed(std::string("db: cannot open: ") + error.what());
    }
}

Connection::~Connection()
{
    impl_->cache.clear();  // statements before their session
}

namespace {

void append_signature(std::string& key, std::string_view sql, std::span<const Param> params)
{
    key.assign(sql);
    key.push_back('\0');
    for (const auto& param : params) key.push_back(static_cast<char>('0' + static_cast<int>(param.value.type)));
}

}  // namespace

void Connection::end_read()
{
    if (std::exchange(read_, Read::none) == Read::begun) run("COMMIT", {}, {}, nullptr);
}

std::int64_t Connection::run(std::string_view sql, std::span<const Param> params, std::span<const ColumnType> columns,
                             const std::function<void(std::span<Cell>)>* each)
{
    using Prepared = Impl::Prepared;
    if (read_ == Read::due) {
        read_ = Read::none;
        run("BEGIN", {}, {}, nullptr);
        read_ = Read::begun;
    }
    Prepared* prepared = nullptr;
    std::unique_ptr<Prepared> single_use;
    try {
        append_signature(impl_->key, sql, params);
        auto found = impl_->cache.find(impl_->key);
        if (found == impl_->cache.end()) {
            if (impl_->cache.size() >= 400) impl_->cache.clear_idle();
            found = impl_->cache.emplace(impl_->key, std::make_unique<Prepared>(impl_->session, sql, params, columns))
                        .first;
        }
        prepared = found->second.get();
        if (prepared->busy) {
            single_use = std::make_unique<Prepared>(impl_->session, sql, params, columns);
            prepared = single_use.get();
        }
        prepared->busy = true;
        prepared->set(params);
        bool got = prepared->statement.execute(true);
        if (!each) {
            const auto changed = prepared->statement.get_affected_rows();
            prepared->busy = false;
            return changed;
        }
        while (got) {
            (*each)(prepared->row());
            got = prepared->statement.fetch();
        }
        prepared->busy = false;
        return 0;
    } catch (const soci::soci_error&) {
        if (prepared) {
            prepared->busy = false;
            // SOCI frees what it made of the parameters when a statement succeeds only.
            if (engine_ == Engine::postgresql) prepared->bind_anew();
        }
        translate(sql);
    } catch (...) {
        // The caller's own exception, thrown from inside a row: the statement must not stay half read.
        if (prepared) {
            prepared->busy = false;
            if (engine_ == Engine::sqlite) sqlite_reset(prepared->statement);
        }
        throw;
    }
}

void Connection::script(const std::string& sql)
{
    if (engine_ == Engine::sqlite) {
        char* message = nullptr;
        if (sqlite3_exec(sqlite_handle(impl_->session), sql.c_str(), nullptr, nullptr, &message) != SQLITE_OK) {
            const std::string text = message ? message : "unknown error";
            sqlite3_free(message);
            if (sqlite3_extended_errcode(sqlite_handle(impl_->session)) == SQLITE_CONSTRAINT_UNIQUE)
                throw ConstraintViolated(ConstraintViolated::Kind::unique, "db: " + text);
            throw DatabaseFailed("db: " + text + " in: " + sql.substr(0, 200));
        }
        return;
    }
    PGresult* result = PQexec(postgresql_handle(impl_->session), sql.c_str());
    const auto status = PQresultStatus(result);
    const std::string text = PQresultErrorMessage(result);
    PQclear(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        if (PQstatus(postgresql_handle(impl_->session)) != CONNECTION_OK) usable_ = false;
        throw DatabaseFailed("db: " + text + " in: " + sql.substr(0, 200));
    }
}

bool Connection::in_transaction() const
{
    if (engine_ == Engine::sqlite) return sqlite3_get_autocommit(sqlite_handle(impl_->session)) == 0;
    return PQtransactionStatus(postgresql_handle(impl_->session)) != PQTRANS_IDLE;
}

/// Rethrows the SOCI error in flight in our own words; called in a catch block only.
void Connection::translate(std::string_view sql)
{
    using Kind = ConstraintViolated::Kind;
    const std::string where = " in: " + std::string(sql.substr(0, 200));
    try {
        throw;
    } catch (const soci::sqlite3_soci_error& error) {
        switch (sqlite3_extended_errcode(sqlite_handle(impl_->session))) {
            case SQLITE_CONSTRAINT_UNIQUE:
            case SQLITE_CONSTRAINT_PRIMARYKEY:
            case SQLITE_CONSTRAINT_ROWID: throw ConstraintViolated(Kind::unique, error.what() + where);
            case SQLITE_CONSTRAINT_FOREIGNKEY: throw ConstraintViolated(Kind::foreign_key, error.what() + where);
            case SQLITE_CONSTRAINT_CHECK: throw ConstraintViolated(Kind::check, error.what() + where);
            case SQLITE_CONSTRAINT_NOTNULL: throw ConstraintViolated(Kind::not_null, error.what() + where);
            case SQLITE_CONSTRAINT_TRIGGER: throw ConstraintViolated(Kind::check, error.what() + where);
            default: throw DatabaseFailed(error.what() + where);
        }
    } catch (const soci::postgresql_soci_error& error) {
        const auto state = error.sqlstate();
        if (state == "23505") throw ConstraintViolated(Kind::unique, error.what() + where);
        if (state == "23503") throw ConstraintViolated(Kind::foreign_key, error.what() + where);
        if (state == "23514") throw ConstraintViolated(Kind::check, error.what() + where);
        if (state == "23502") throw ConstraintViolated(Kind::not_null, error.what() + where);
        if (PQstatus(postgresql_handle(impl_->session)) != CONNECTION_OK) usable_ = false;
        throw DatabaseFailed(error.what() + where);
    } catch (const soci::soci_error& error) {
        if (engine_ == Engine::postgresql && PQstatus(postgresql_handle(impl_->session)) != CONNECTION_OK)
            usable_ = false;
        throw DatabaseFailed(error.what() + where);
    }
}

}  // namespace jishi::db
