#pragma once
// A made-up nation straight into a snapshot: a test bed of any size, the same for the same numbers.

#include <cstdint>
#include <memory>
#include <vector>

#include "base/result.hpp"
#include "statistics/nation_margins.hpp"
#include "statistics/world.hpp"

namespace jishi::statistics {

struct NationPlan {
    std::uint64_t members = 0;
    std::uint64_t organizations = 0;
    std::uint64_t seed = 1;
    /// Organisations above the branches, parents before children, as numbers of the list; empty: provinces, cities,
    /// counties and towns are made up.
    std::vector<Node> upper;
    /// Type and sector of every organisation are kept, so that organisations can be counted.
    bool with_organizations = false;
};

/// Provinces, cities, counties and towns in proportion to so many organisations, as plan.upper.
std::vector<Node> made_up_areas(std::uint64_t organizations);

/// @errors statistics.bulletin_contradicts (no nation has these margins), statistics.nation_too_small (fewer
///         organisations than are needed), statistics.nation_too_large
Result<std::unique_ptr<World>> make_nation(std::shared_ptr<const Columns> columns, const NationRules& rules,
                                           const Bulletin& bulletin, const NationPlan& plan);

}  // namespace jishi::statistics
