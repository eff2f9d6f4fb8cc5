#pragma once
// Indexes of tables that are about to grow by more than they hold.

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"

namespace jishi::db {

/// On SQLite, takes the indexes of a table away when at least as many rows are to come as it holds; finish() makes them
/// anew, by one sort each instead of a search for every row. All of it is part of the transaction. Uniqueness is
/// checked by finish(), so what reads these tables in between must not rely on it. PostgreSQL keeps its indexes: taking
/// one away would shut out everybody who reads.
class LaterIndexes {
public:
    LaterIndexes(Tx& tx, std::initializer_list<std::string_view> tables, std::size_t rows_to_come);
    ~LaterIndexes();
    LaterIndexes(const LaterIndexes&) = delete;
    LaterIndexes& operator=(const LaterIndexes&) = delete;

    /// Throws ConstraintViolated{unique} when two rows are the same to a unique index.
    void finish();

private:
    Tx& tx_;
    std::vector<std::string> statements_;  // that make them
    bool widened_ = false;                 // the connection's memory
};

}  // namespace jishi::db
