#include "db/db.hpp"

#include <condition_variable>
#include <future>
#include <mutex>

#include "db/connection.hpp"
#include "db/writer.hpp"

namespace jishi::db {

namespace {

struct Location {
    Engine engine;
    std::string address;
};

Location location_of(const std::string& url)
{
    if (url.starts_with("sqlite:")) return {Engine::sqlite, url.substr(7)};
    if (url.starts_with("postgresql://") || url.starts_with("postgres://")) return {Engine::postgresql, url};
    throw DatabaseFailed("db: an address starts with sqlite: or postgresql://, not " + url.substr(0, url.find(':')));
}

/// Readers wait their turn for one of a few connections.
class ReaderPool {
public:
    ReaderPool(Location location, int size) : location_(std::move(location)), free_(static_cast<std::size_t>(size)) {}

    std::unique_ptr<Connection> take()
    {
        std::unique_ptr<Connection> connection;
        {
            std::unique_lock lock(mutex_);
            waiting_.wait(lock, [this] { return !free_.empty(); });
            connection = std::move(free_.back());  // an empty pointer is a permission to open one
            free_.pop_back();
        }
        if (connection && connection->usable()) return connection;
        try {
            return std::make_unique<Connection>(location_.engine, location_.address, Mode::reader);
        } catch (...) {
            give_back(nullptr);
            throw;
        }
    }
    void give_back(std::unique_ptr<Connection> connection)
    {
        {
            const std::lock_guard lock(mutex_);
            free_.push_back(std::move(connection));
        }
        waiting_.notify_one();
    }

private:
    Location location_;
    std::mutex mutex_;
    std::condition_variable waiting_;
    std::vector<std::unique_ptr<Connection>> free_;
};

class DatabaseImpl final : public Database {
public:
    DatabaseImpl(const DatabaseConfig& config, const Clock& clock)
        : location_(location_of(config.url)), clock_(clock), readers_(location_, std::max(1, config.readers)),
          writer_([this] { return std::make_unique<Connection>(location_.engine, location_.address, Mode::writer); },
                  clock, config.group_commit)
    {
    }
    ~DatabaseImpl() override { stop(); }

    Engine engine() const override { return location_.engine; }

    void read(const std::function<void(Tx&)>& fn) override
    {
        // A pooled connection may have died while it lay idle (the server restarted): one fresh one is tried.
        for (int attempt = 0;; ++attempt) {
            auto connection = readers_.take();
            try {
                connection->begin_read();
                Tx tx(*connection);
                tx.set_recorded_at(clock_.now());
                fn(tx);
                connection->end_read();
                readers_.give_back(std::move(connection));
                return;
            } catch (...) {
                const bool retry = !connection->read_began() && !connection->usable() && attempt == 0;
                end_failed(std::move(connection));
                if (!retry) throw;
            }
        }
    }

    void submit(std::function<bool(Tx&)> fn, std::function<void(bool, std::exception_ptr)> done) override
    {
        writer_.submit(std::move(fn), std::move(done));
    }

    void stop() override { writer_.stop(); }

private:
    void end_failed(std::unique_ptr<Connection> connection)
    {
        try {
            if (connection->usable() && connection->in_transaction()) connection->script("ROLLBACK");
        } catch (const std::exception&) {
            connection.reset();  // opened anew by whoever comes next
        }
        readers_.give_back(std::move(connection));
    }

    Location location_;
    const Clock& clock_;
    ReaderPool readers_;
    Writer writer_;
};

}  // namespace

std::unique_ptr<Database> Database::open(const DatabaseConfig& config, const Clock& clock)
{
    return std::make_unique<DatabaseImpl>(config, clock);
}

void Database::submit_and_wait(std::function<bool(Tx&)> fn)
{
    std::promise<void> promise;
    auto future = promise.get_future();
    submit(std::move(fn), [&promise](bool, std::exception_ptr error) {
        if (error) promise.set_exception(error);
        else promise.set_value();
    });
    future.get();
}

// ---- Tx -------------------------------------------------------------------------------------------

std::int64_t Tx::execute(std::string_view sql, Params params)
{
    return execute(sql, std::span{params.begin(), params.size()});
}

std::int64_t Tx::execute(std::string_view sql, std::span<const Param> params)
{
    return connection_.run(sql, params, {}, nullptr);
}

void Tx::for_each_row(std::string_view sql, std::span<const Param> params, std::span<const ColumnType> columns,
                      const std::function<void(std::span<Cell>)>& each)
{
    connection_.run(sql, params, columns, &each);
}

Engine Tx::engine() const { return connection_.engine(); }

}  // namespace jishi::db
