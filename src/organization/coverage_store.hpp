#pragma once
// Reading what reaches units, for any days and as known at any instant. No rules but those of the types of
// organisations.

#include <functional>
#include <span>
#include <vector>

#include "organization/coverage.hpp"
#include "organization/sight.hpp"

namespace jishi::organization::store {

/// A state of a unit that holds on some day of a period.
struct UnitSpan {
    UnitId unit;
    UnitAttributes values;  // area, kind, sector and staff only
    Date from;
    Date to;
};

/// In order of unit.
void each_span(db::Tx& tx, const Sight& sight, const Period& period, const std::function<void(const UnitSpan&)>& each);

/// What reaches the units in sight.
std::vector<Cover> covers_in(db::Tx& tx, const OrganizationPolicy& policy, const Sight& sight, const Period& period);
/// What reaches these units.
std::vector<Cover> covers_of(db::Tx& tx, const OrganizationPolicy& policy, std::span<const UnitId> units,
                             const Period& period);

/// " AND [NOT] EXISTS …": units (by `column`) that an organisation covers.
void add_covered(Statement& statement, const OrganizationPolicy& policy, const std::string& column,
                 const Period& period, bool covered);

}  // namespace jishi::organization::store
