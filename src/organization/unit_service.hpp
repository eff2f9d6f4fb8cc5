#pragma once
// The use cases on host units: permission, load, decide, store, audit. Each runs in the caller's transaction and needs
// `unit.change` on the organisation that looks after the unit's area.

#include <optional>
#include <string>
#include <vector>

#include "organization/office.hpp"
#include "organization/unit.hpp"

namespace jishi::organization {

/// What whoever records a change of a unit says about it.
struct UnitPapers {
    Date effective_on;  // past, today or to come
    std::string document_no;
    std::optional<int> version;  // of the unit as it was seen; refused when it has changed since
};

struct Registering {
    UnitAttributes values;  // existence is not looked at; without a sector the usual one of the kind is taken
    Date opened_on;         // its first day in the register; not in the future
    std::string document_no;
};
/// @errors organization.not_found, access.forbidden (on the area), unit.opened_in_future, unit.kind_unknown,
///         organization.sector_unknown, unit.credit_code_wrong [DATA-52], organization.dissolved (the area),
///         unit.credit_code_taken
Result<Unit> register_unit(const Office&, db::Tx&, const platform::Actor&, const Registering&);

struct UnitUpdate {
    std::optional<std::string> name;
    std::optional<std::string> credit_code;  // empty: not known
    std::optional<std::string> kind;
    std::optional<std::string> sector;
    std::optional<std::string> region_code;
    std::optional<int> staff_count;
    std::optional<OrganizationId> area;
    std::optional<Date> opened_on;  // puts the first day right
    UnitPapers papers;
};
/// @errors unit.not_found, access.forbidden (on the area, on the new area), unit.version_conflict,
/// organization.not_found,
///         unit.opened_in_future, unit.too_early, unit.closed, unit.kind_unknown, organization.sector_unknown,
///         unit.credit_code_wrong, unit.nothing_changed, organization.dissolved, unit.credit_code_taken
Result<Unit> update_unit(const Office&, db::Tx&, const platform::Actor&, UnitId, const UnitUpdate&);

/// From this day on the unit is no longer there; it leaves its organisations and its guide.
/// @errors unit.not_found, access.forbidden, unit.version_conflict, unit.too_early, unit.closed
Result<Unit> close_unit(const Office&, db::Tx&, const platform::Actor&, UnitId, const UnitPapers&);

/// [ORG-55] An organisation that exists stands in the unit from this day on: as its own, or as a joint one, by its
/// type.
/// @errors unit.not_found, access.forbidden (on the area, on the organisation), unit.version_conflict,
/// organization.not_found,
///         unit.too_early, unit.closed, organization.too_early, organization.dissolved, unit.already_attached
Result<Unit> attach_unit(const Office&, db::Tx&, const platform::Actor&, UnitId, OrganizationId, const UnitPapers&);
/// @errors as above; unit.not_attached, organization.units_needed (the last unit of a joint organisation)
Result<Unit> detach_unit(const Office&, db::Tx&, const platform::Actor&, UnitId, OrganizationId, const UnitPapers&);

/// [ORG-56] Somebody (党建指导员) looks after the unit from this day on, until the next one who is already recorded.
/// @errors unit.not_found, access.forbidden, unit.version_conflict, unit.too_early, unit.closed
Result<Unit> guide_unit(const Office&, db::Tx&, const platform::Actor&, UnitId, const std::string& name,
                        const UnitPapers&);
/// @errors as above; unit.no_guide
Result<Unit> end_guide(const Office&, db::Tx&, const platform::Actor&, UnitId, const UnitPapers&);

/// Lets what was planned for a day until `today` show in the register. @return units looked at
std::size_t roll_units_to(db::Tx&, Date today);

}  // namespace jishi::organization
