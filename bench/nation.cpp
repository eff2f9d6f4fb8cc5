#include "nation.hpp"

#include <stdexcept>
#include <unordered_map>

#include <sqlite3.h>

#include "session.hpp"

namespace jishi::bench {

namespace {

std::string text_of(sqlite3_stmt* row, int column)
{
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
    return text ? text : "";
}

}  // namespace

Nation::Nation() : data_(folder_.path() + "/data")
{
    copy_nation_to(data_);
    sqlite3* database = nullptr;
    sqlite3_stmt* rows = nullptr;
    const auto file = data_ + "/jishi.db";
    if (sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK ||
        sqlite3_prepare_v2(database,
                           "SELECT id, parent, name, pinyin, initials, code FROM organization_node ORDER BY path", -1,
                           &rows, nullptr) != SQLITE_OK)
        throw std::runtime_error(sqlite3_errmsg(database));
    std::unordered_map<std::int64_t, std::size_t> place;
    std::string top;
    while (sqlite3_step(rows) == SQLITE_ROW) {
        if (nodes_.empty()) top = text_of(rows, 5);
        NationNode node{sqlite3_column_int64(rows, 0),
                        sqlite3_column_int64(rows, 1),
                        text_of(rows, 2),
                        text_of(rows, 3),
                        text_of(rows, 4),
                        0,
                        1};
        place.emplace(node.id, nodes_.size());
        if (const auto parent = place.find(node.parent); parent != place.end()) ++nodes_[parent->second].children;
        nodes_.push_back(std::move(node));
    }
    sqlite3_finalize(rows);
    sqlite3_close(database);
    for (std::size_t i = nodes_.size(); i-- > 0;)
        if (const auto parent = place.find(nodes_[i].parent); parent != place.end())
            nodes_[parent->second].subtree += nodes_[i].subtree;
    password_ = create_account(data_, username_, "organization_department", top);
}

}  // namespace jishi::bench
