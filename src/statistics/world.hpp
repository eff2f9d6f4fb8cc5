#pragma once
// Everybody on a roll on one day, ready to be counted: the rows in the order of the tree, and the axes of ages.

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "statistics/columns.hpp"
#include "statistics/snapshot.hpp"

namespace jishi::statistics {

struct NodeInfo {
    std::int64_t id = 0;
    std::int64_t parent = 0;
    bool active = true;
    std::string type;
    std::string sector;
};

class World {
public:
    /// @param on  the day on which ages are counted
    World(std::shared_ptr<const Columns> columns, Date on, Snapshot members, std::vector<NodeInfo> infos = {})
        : columns_(std::move(columns)), on_(on), members_(std::move(members)), infos_(std::move(infos))
    {
    }

    const Columns& columns() const { return *columns_; }
    std::shared_ptr<const Columns> shared_columns() const { return columns_; }
    Date on() const { return on_; }
    const Snapshot& members() const { return members_; }
    Snapshot& members() { return members_; }
    /// By node; empty for a nation that is made up.
    const std::vector<NodeInfo>& infos() const { return infos_; }
    std::vector<NodeInfo>& infos() { return infos_; }
    Axis axis(const Column& column) const;
    /// Another day begins: everybody is older.
    void turn_to(Date on);

private:
    std::shared_ptr<const Columns> columns_;
    Date on_;
    Snapshot members_;
    std::vector<NodeInfo> infos_;
    // Axes of ages are tables of 64 K days: made once for a day.
    mutable std::mutex axes_mutex_;
    mutable std::map<const Column*, Axis> axes_;
};

/// The fields of members, as statistics.member_columns names them.
SourceNames member_fields();

/// Nodes with a cube, so that any question about them is a look-up. Below, a scan is as fast.
constexpr std::uint64_t cube_rows_min = 1'000'000;

}  // namespace jishi::statistics
