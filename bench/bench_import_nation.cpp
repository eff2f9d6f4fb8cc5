// import-nation: `jishi import divisions` from the files of the npm package to a committed database, against the
// very rows that it wrote, inserted by the SQLite C API: prepared, one transaction, same tables and indexes.

#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include <sqlite3.h>

#include "installation.hpp"
#include "report.hpp"

namespace {

using namespace jishi::bench;

class Sqlite {
public:
    explicit Sqlite(const std::string& file)
    {
        if (sqlite3_open(file.c_str(), &handle_) != SQLITE_OK) throw std::runtime_error("cannot open " + file);
    }
    ~Sqlite() { sqlite3_close(handle_); }
    Sqlite(const Sqlite&) = delete;
    Sqlite& operator=(const Sqlite&) = delete;

    void execute(const std::string& sql)
    {
        if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            throw std::runtime_error(sqlite3_errmsg(handle_));
    }
    sqlite3_stmt* prepare(const std::string& sql)
    {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
            throw std::runtime_error(sqlite3_errmsg(handle_));
        return statement;
    }

private:
    sqlite3* handle_ = nullptr;
};

struct Table {
    std::string name;
    std::string sql;
    int columns = 0;
    std::vector<sqlite3_value*> cells;  // copies, row by row
};

struct Content {
    std::vector<Table> tables;
    std::vector<std::string> indexes;
    std::int64_t rows = 0;
};

std::string text_of(sqlite3_stmt* statement, int column)
{
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    return text ? text : "";
}

Content read_all(const std::string& file)
{
    Sqlite database(file);
    Content content;
    auto* schema = database.prepare(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid");
    while (sqlite3_step(schema) == SQLITE_ROW) {
        if (text_of(schema, 0) == "table") content.tables.push_back({text_of(schema, 1), text_of(schema, 2), 0, {}});
        else content.indexes.push_back(text_of(schema, 2));
    }
    sqlite3_finalize(schema);
    for (auto& table : content.tables) {
        auto* rows = database.prepare("SELECT * FROM " + table.name);
        table.columns = sqlite3_column_count(rows);
        while (sqlite3_step(rows) == SQLITE_ROW) {
            ++content.rows;
            for (int i = 0; i < table.columns; ++i)
                table.cells.push_back(sqlite3_value_dup(sqlite3_column_value(rows, i)));
        }
        sqlite3_finalize(rows);
    }
    return content;
}

double insert_all(const Content& content, const std::string& file)
{
    Sqlite database(file);
    database.execute("PRAGMA journal_mode=WAL");
    database.execute("PRAGMA synchronous=FULL");
    const Stopwatch watch;
    for (const auto& table : content.tables) database.execute(table.sql);
    for (const auto& index : content.indexes) database.execute(index);
    database.execute("BEGIN IMMEDIATE");
    for (const auto& table : content.tables) {
        std::string marks;
        for (int i = 0; i < table.columns; ++i) marks += i == 0 ? "?" : ",?";
        auto* insert = database.prepare("INSERT INTO " + table.name + " VALUES (" + marks + ")");
        for (std::size_t at = 0; at < table.cells.size(); at += static_cast<std::size_t>(table.columns)) {
            for (int i = 0; i < table.columns; ++i)
                sqlite3_bind_value(insert, i + 1, table.cells[at + static_cast<std::size_t>(i)]);
            if (sqlite3_step(insert) != SQLITE_DONE) throw std::runtime_error("insert failed into " + table.name);
            sqlite3_reset(insert);
        }
        sqlite3_finalize(insert);
    }
    database.execute("COMMIT");
    return watch.seconds();
}

}  // namespace

int main()
{
    const TemporaryFolder folder;
    const auto data = folder.path() + "/data";
    run(command_of({"migrate"}, data));
    const Stopwatch watch;
    run(command_of({"import", "divisions"}, data, {divisions()}));
    const double seconds = watch.seconds();

    const auto content = read_all(data + "/jishi.db");
    std::vector<double> peer;
    for (int i = 0; i < 3; ++i) {
        const auto file = folder.path() + "/peer.db";
        peer.push_back(insert_all(content, file));
        for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(file + ending);
    }
    const double peer_seconds = percentile(peer, 0.5);
    std::printf("%lld rows in %zu tables; the C API took %.2f s\n", static_cast<long long>(content.rows),
                content.tables.size(), peer_seconds);
    report("import-nation", {{"ratio", seconds / peer_seconds}, {"seconds", seconds}, {"peer_seconds", peer_seconds}});
}
