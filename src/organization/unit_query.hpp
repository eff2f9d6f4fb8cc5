#pragma once
// Questions about units: lists, one unit, how units are reached, what coverage comes to.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "organization/coverage.hpp"
#include "organization/sight.hpp"

namespace jishi::organization {

/// A unit as it was on a day.
struct UnitOnDay {
    UnitId id;
    UnitAttributes values;
    Date opened_on;
    Date closed_on = Date::forever();
    int version = 1;
    Reach reach = Reach::none;
    OrganizationId organization;  // that reaches it
    std::string guide;            // who looks after it, if anybody
    Date guide_from;
    bool obliged = false;
};

struct UnitFilter {
    Sight sight;
    std::string search;           // words; each in name, pinyin, initials or credit code
    std::string sector;           // empty: any
    std::optional<bool> covered;  // by an organisation
    std::optional<bool> obliged;
    bool in_coverage = false;  // sectors that belong into coverage only
    Date day;
    std::optional<Instant> known_at;
};

struct UnitPage {
    std::vector<UnitOnDay> items;
    UnitId next;  // ask after this one; none: that was all
};

/// Units that are there on the day, in order of registration.
UnitPage find_units(const Office&, db::Tx&, const UnitFilter&, UnitId after, std::size_t limit);
/// One unit: as of a day, or (no day) as it is shown today, even before its first and after its last day.
std::optional<UnitOnDay> unit_on(const Office&, db::Tx&, UnitId, std::optional<Date> day);
/// Does the actor see the unit: through its area, or through an organisation that reaches it?
bool may_see(db::Tx&, const platform::Actor&, const UnitOnDay&);

}  // namespace jishi::organization
