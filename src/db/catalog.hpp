#pragma once
// What the database says of its own tables: the one place that asks the two engines' catalogues.

#include <string>
#include <vector>

#include "db/db.hpp"

namespace jishi::db {

struct TableColumn {
    std::string name;
    ColumnType type;
    int key_position = 0;  // 1, 2 … within the primary key; 0: not part of it
};
struct Table {
    std::string name;
    std::vector<TableColumn> columns;
};

/// Every table of ours in the order of creation, so that a foreign key points at an earlier one.
std::vector<Table> tables_of(Tx& tx);

/// "SELECT a, b FROM t ORDER BY key": the order is the same on both engines, byte by byte.
std::string select_all(const Table& table, Engine engine);

}  // namespace jishi::db
