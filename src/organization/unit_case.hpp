#pragma once
// The frame of a use case on a unit: what each does first and last. For unit_service.cpp and unit_reach.cpp.

#include "organization/unit_service.hpp"
#include "organization/unit_store.hpp"

namespace jishi::organization {

struct UnitCase {
    UnitCase(const Office& office, db::Tx& tx, const platform::Actor& actor, UnitChangeKind kind,
             const UnitPapers& papers);

    /// A unit of the register: permission and version.
    /// @errors unit.not_found, access.forbidden, unit.version_conflict
    Result<void> begin(UnitId id);
    /// A new one.
    void begin_new();
    /// The organisation that looks after the area of `unit` changes to the one of `values`.
    /// @errors organization.not_found, access.forbidden
    Result<void> place(OrganizationId area);
    /// The state on which a change of that day builds. @errors unit.too_early, unit.closed
    Result<const UnitState*> state_on_day() const;
    /// @errors unit.too_early, unit.closed
    Result<void> decide(UnitAttributeSet decided, const UnitAttributes& values);

    /// Writes states, row, record, audit line, event and fact.
    Unit finish();

    const Office& office;
    db::Tx& tx;
    const platform::Actor& actor;
    UnitChange change;
    std::optional<int> version;  // as it was seen
    Unit unit;
    UnitTimeline before;
    UnitTimeline after;
    bool is_new = false;
    OrganizationId organization;  // that comes or goes, for the records
    std::string rule;             // that decided, for the audit trail
};

}  // namespace jishi::organization
