#include <map>

#include <fmt/format.h>

#include "db/connection.hpp"
#include "db/db.hpp"

namespace jishi::db {

namespace {

/// FNV-1a: enough to notice that somebody edited a step that has already run.
std::string checksum_of(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const unsigned char c : text) hash = (hash ^ c) * 0x100000001b3ULL;
    return fmt::format("{:016x}", hash);
}

/// One text for both engines: SQLite calls its 64-bit integers INTEGER, and only an INTEGER PRIMARY KEY is its row id.
std::string text_for(Engine engine, const Migration& migration)
{
    if (engine == Engine::postgresql)
        return std::string(migration.postgresql.empty() ? migration.sqlite : migration.postgresql);
    std::string sql(migration.sqlite);
    for (auto at = sql.find("BIGINT"); at != std::string::npos; at = sql.find("BIGINT", at))
        sql.replace(at, 6, "INTEGER");
    return sql;
}

constexpr auto create_table = R"(
    CREATE TABLE IF NOT EXISTS db_migration (
        number      INTEGER PRIMARY KEY,
        name        TEXT NOT NULL,
        checksum    TEXT NOT NULL,
        applied_at  BIGINT NOT NULL
    ))";

Result<bool> apply(Tx& tx, const Migration& migration)
{
    const auto sql = text_for(tx.engine(), migration);
    const auto checksum = checksum_of(sql);
    const auto recorded = tx.query_one<std::string>("SELECT checksum FROM db_migration WHERE number = :number",
                                                    {{"number", migration.number}});
    if (recorded) {
        if (std::get<0>(*recorded) == checksum) return false;
        return refuse(ErrorKind::conflict, "db.migration_changed", {},
                      fmt::format("{} {}", migration.number, migration.name));
    }
    tx.connection().script(sql);
    tx.execute(R"(INSERT INTO db_migration (number, name, checksum, applied_at)
                  VALUES (:number, :name, :checksum, :applied_at))",
               {{"number", migration.number},
                {"name", migration.name},
                {"checksum", checksum},
                {"applied_at", tx.recorded_at()}});
    return true;
}

}  // namespace

Result<int> migrate(Database& database, std::span<const Migration> migrations)
{
    std::map<int, const Migration*> ordered;
    for (const auto& migration : migrations)
        if (!ordered.emplace(migration.number, &migration).second)
            throw std::logic_error(fmt::format("db: two migrations have the number {}", migration.number));

    TRY(database.write([&](Tx& tx) -> Result<int> {
        tx.connection().script(create_table);
        std::optional<int> unknown;
        tx.for_each<int>("SELECT number FROM db_migration", Params{}, [&](int number) {
            if (!ordered.contains(number)) unknown = number;
        });
        if (unknown) return refuse(ErrorKind::conflict, "db.schema_newer", {}, std::to_string(*unknown));
        return 0;
    }));
    int applied = 0;
    for (const auto& [number, migration] : ordered)
        applied += TRY(database.write([&](Tx& tx) { return apply(tx, *migration); }));
    return applied;
}

}  // namespace jishi::db
