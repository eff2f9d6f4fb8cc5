#include "db/later_indexes.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "db/connection.hpp"

namespace jishi::db {
namespace {

bool holds_fewer_than(Tx& tx, std::string_view table, std::size_t rows)
{
    const auto sql = fmt::format("SELECT COUNT(*) FROM (SELECT 1 FROM {} LIMIT :rows) AS first_rows", table);
    return tx.value<std::int64_t>(sql, {{"rows", static_cast<std::int64_t>(rows)}}) < static_cast<std::int64_t>(rows);
}

}  // namespace

LaterIndexes::LaterIndexes(Tx& tx, std::initializer_list<std::string_view> tables, std::size_t rows_to_come) : tx_(tx)
{
    if (tx.engine() != Engine::sqlite) return;
    std::vector<std::string> names;
    for (const auto table : tables) {
        if (!holds_fewer_than(tx, table, rows_to_come)) continue;
        // What a constraint of the table needs has no text of its own, and stays.
        tx.for_each<std::string, std::string>(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = :table",
            Params{{"table", table}}, [&](std::string name, std::string sql) {
                names.push_back(std::move(name));
                statements_.push_back(std::move(sql));
            });
    }
    if (names.empty()) return;
    for (const auto& name : names) tx.connection().script("DROP INDEX " + name);
    // Each index reads the whole table: it should still be in memory then.
    constexpr int megabytes = 256;
    tx.connection().keep_in_memory(megabytes);
    widened_ = true;
}

LaterIndexes::~LaterIndexes()
{
    if (!widened_) return;
    try {
        tx_.connection().keep_in_memory(Connection::usual_megabytes);
    } catch (const std::exception& error) {  // costs memory, no more
        log::warning("db.cache_stays_wide", {{"why", error.what()}});
    }
}

void LaterIndexes::finish()
{
    for (const auto& statement : statements_) tx_.connection().script(statement);
    statements_.clear();
}

}  // namespace jishi::db
