#include "db/catalog.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace jishi::db {

namespace {

constexpr auto tables_sqlite = R"(
    SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY rowid)";
constexpr auto tables_postgresql = R"(
    SELECT CAST(c.relname AS TEXT) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind = 'r' ORDER BY c.oid)";

constexpr auto columns_sqlite = R"(SELECT name, type, pk FROM pragma_table_info(:table) ORDER BY cid)";
constexpr auto columns_postgresql = R"(
    SELECT CAST(a.attname AS TEXT), CAST(format_type(a.atttypid, a.atttypmod) AS TEXT),
           COALESCE((SELECT array_position(CAST(i.indkey AS SMALLINT[]), a.attnum) + 1 FROM pg_index i
                     WHERE i.indrelid = a.attrelid AND i.indisprimary), 0)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relname = :table AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum)";

ColumnType column_type(std::string type)
{
    std::ranges::transform(type, type.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (type == "bigint" || type == "integer" || type == "smallint") return ColumnType::integer;
    if (type == "double precision" || type == "real") return ColumnType::real;
    return ColumnType::text;
}

}  // namespace

std::vector<Table> tables_of(Tx& tx)
{
    const bool sqlite = tx.engine() == Engine::sqlite;
    std::vector<Table> tables;
    for (auto& [name] : tx.query<std::string>(sqlite ? tables_sqlite : tables_postgresql))
        tables.push_back({std::move(name), {}});
    for (auto& table : tables)
        for (auto& [name, type, key] : tx.query<std::string, std::string, int>(
                 sqlite ? columns_sqlite : columns_postgresql, {{"table", table.name}}))
            table.columns.push_back({std::move(name), column_type(std::move(type)), key});
    return tables;
}

std::string select_all(const Table& table, Engine engine)
{
    std::string columns;
    std::vector<TableColumn> key;
    for (const auto& column : table.columns) {
        columns += (columns.empty() ? "" : ", ") + column.name;
        if (column.key_position > 0) key.push_back(column);
    }
    std::ranges::sort(key, {}, &TableColumn::key_position);
    if (key.empty()) key = table.columns;
    std::string order;
    for (const auto& column : key) {
        order += (order.empty() ? "" : ", ") + column.name;
        if (engine == Engine::postgresql && column.type == ColumnType::text) order += " COLLATE \"C\"";
    }
    return fmt::format("SELECT {} FROM {} ORDER BY {}", columns, table.name, order);
}

}  // namespace jishi::db
