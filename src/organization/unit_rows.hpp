#pragma once
// Units as they were on a day and how each was reached, for statistics. [ORG-56, ORG-57]

#include <functional>
#include <string>

#include "organization/organizations.hpp"

namespace jishi::organization {

struct UnitRow {
    OrganizationId area;
    std::string kind;
    std::string sector;
    bool counted = false;  // the sector belongs into coverage
    bool obliged = false;  // it ought to have an organisation
    bool covered = false;  // by an organisation
    bool reached = false;  // by an organisation or by work
};

/// Everywhere, in order of unit.
void each_unit_row_on(const Office& office, db::Tx& tx, const Moment& moment,
                      const std::function<void(const UnitRow&)>& each);

}  // namespace jishi::organization
