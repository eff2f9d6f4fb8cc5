#pragma once
// The table of the yearly bulletin, counted in a world and set beside the published figures. [STAT-02]

#include <optional>
#include <string>
#include <vector>

#include "statistics/bulletin.hpp"
#include "statistics/world.hpp"

namespace jishi::policy {
class Policy;
}

namespace jishi::statistics {

struct BulletinRow {
    std::string code;
    std::string name;
    std::string name_en;
    std::uint64_t count = 0;
    std::optional<int> share_bp;            // of its whole, from exact counts [STAT-04]
    std::optional<std::int64_t> published;  // in the unit of the bulletin
    // What it counts, for the way to the people: a value of a column.
    std::string column;
    std::vector<std::string> codes;
    bool of_the_year = false;  // of those who joined in the year
};
struct BulletinSection {
    std::string code;
    std::string name;
    std::string name_en;
    std::vector<BulletinRow> rows;
    /// Rows that should be all of the whole, and are not by so many: whoever has the field unsaid or of another code.
    std::optional<std::uint64_t> missing;
};
struct BulletinTable {
    int year = 0;
    Date day;
    std::int64_t unit = 1;
    std::uint64_t members = 0;
    std::optional<std::uint64_t> members_before;  // a year before [STAT-05]
    std::vector<BulletinSection> sections;
};

/// @param rules      of the day, with the table
/// @param published  the bulletin of the year, where there is one
/// @param counted    statuses of those that count as members
/// @param before     the world of a year before; none: not known
BulletinTable bulletin_table(const World& world, Node node, const policy::Policy& rules,
                             const std::optional<Bulletin>& published, const std::vector<std::string>& counted,
                             const World* before);

/// A count in the unit of the bulletin with one decimal of 万: 99185000 -> "9918.5". [STAT-03]
std::string in_wan(std::uint64_t count);

}  // namespace jishi::statistics
