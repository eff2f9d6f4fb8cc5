#pragma once
// Counterpart bodies (群团组织: 工会、共青团、妇联) beside an organisation: use cases and questions. [ORG-J]

#include <optional>
#include <string>
#include <vector>

#include "organization/office.hpp"
#include "organization/sight.hpp"

namespace jishi::organization {

using CounterpartId = Id<struct CounterpartTag>;

struct Counterpart {
    CounterpartId id;
    OrganizationId organization;
    std::string kind;  // code of the policy pack
    std::string name;
    Date founded_on;
    Date closed_on = Date::forever();
};

/// @errors organization.not_found, access.forbidden (unit.change on the organisation), organization.dissolved,
///         counterpart.kind_unknown, counterpart.exists (one of this kind and name is open)
Result<Counterpart> add_counterpart(const Office&, db::Tx&, const platform::Actor&, const Counterpart&);

/// @errors access.forbidden, counterpart.not_found, counterpart.closed, counterpart.too_early
Result<Counterpart> close_counterpart(const Office&, db::Tx&, const platform::Actor&, OrganizationId, CounterpartId,
                                      Date on);

/// Of an organisation, by kind and age. @param day  none: those that were closed too
std::vector<Counterpart> counterparts_of(db::Tx&, OrganizationId, std::optional<Date> day);

/// How many of the organisations in sight have a counterpart of a kind on a day.
struct CounterpartShare {
    std::string kind;
    std::int64_t counterparts = 0;
    std::int64_t organizations = 0;  // that have one
};
struct CounterpartCoverage {
    std::int64_t organizations = 0;      // that count in statistics on that day
    std::vector<CounterpartShare> rows;  // in the order of the pack
};
CounterpartCoverage counterpart_coverage(const Office&, db::Tx&, const Sight&, Date day);

}  // namespace jishi::organization
