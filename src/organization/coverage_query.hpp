#pragma once
// The two coverages of a subtree: by sector or by place on a day, and over many days.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "organization/coverage.hpp"
#include "organization/sight.hpp"
#include "organization/unit_query.hpp"

namespace jishi::organization {

struct CoverageRow {
    std::string key;  // code of a sector, id of an organisation
    std::string name;
    CoverageCounts counts;
    std::optional<std::int64_t> missing_to_target = {};  // units, where the place has a target for the sector [ORG-57]
};
struct CoverageTable {
    CoverageCounts total;
    std::vector<CoverageRow> rows;
};

struct CoverageQuestion {
    Sight sight;
    OrganizationId within;  // none: all that is in sight
    Date day;
    std::optional<Instant> known_at;
};

/// Sectors in the order of the pack; those that do not belong into coverage are left out, of the total too.
CoverageTable coverage_by_sector(const Office&, db::Tx&, const CoverageQuestion&);
/// The organisations directly below (without `within`: those at the top of what is in sight) under which units lie, and
/// the one above where units lie in its own area. Where a unit lies is where its area's organisation stands today.
CoverageTable coverage_by_place(const Office&, db::Tx&, const CoverageQuestion&);

struct CoveragePoint {
    Date day;
    CoverageCounts counts;
};
/// @param days    in order
/// @param sector  empty: all
std::vector<CoveragePoint> coverage_over(const Office&, db::Tx&, const Sight&, std::string_view sector,
                                         std::span<const Date> days);

/// [ORG-57] Units that ought to have an organisation and have none.
UnitPage missing_units(const Office&, db::Tx&, const CoverageQuestion&, std::string_view sector, UnitId after,
                       std::size_t limit);

}  // namespace jishi::organization
