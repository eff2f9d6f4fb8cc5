#pragma once
// The classified fields of units and how they are reached, for statistics.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "organization/coverage.hpp"
#include "organization/past_tree.hpp"

namespace jishi::organization {

struct UnitRow {
    UnitId id;
    OrganizationId area;
    std::string kind;
    std::string sector;
    std::optional<int> staff_count;
    Reach reach = Reach::none;
    Judged judged;
};

/// Every unit that is there on a day.
void each_unit_row(const Office& office, db::Tx& tx, const Moment& moment,
                   const std::function<void(const UnitRow&)>& each);
/// Those of these ids that are there on a day.
void each_unit_row_of(const Office& office, db::Tx& tx, std::span<const UnitId> ids, const Moment& moment,
                      const std::function<void(const UnitRow&)>& each);
/// Those that are in the care of these organisations on a day.
void each_unit_row_at(const Office& office, db::Tx& tx, std::span<const OrganizationId> areas, const Moment& moment,
                      const std::function<void(const UnitRow&)>& each);
/// Units that these organisations reach or once reached.
std::vector<UnitId> units_reached_by(db::Tx& tx, std::span<const OrganizationId> organizations);
/// Names of units, as they are registered today; what is not known is left out.
void each_unit_name(db::Tx& tx, std::span<const UnitId> ids,
                    const std::function<void(UnitId, OrganizationId area, const std::string& name)>& each);

}  // namespace jishi::organization
