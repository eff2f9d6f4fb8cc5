#pragma once
// Rows of units, their dated states, their changes and who guides them. No rules here.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"
#include "organization/unit.hpp"

namespace jishi::organization::store {

// ---- today's rows --------------------------------------------------------------------------------------------
std::optional<Unit> find_unit(db::Tx& tx, UnitId id);
void insert_unit(db::Tx& tx, const Unit& unit);
void update_unit(db::Tx& tx, const Unit& unit);
/// Gives a unit and its history to another shard.
void reshard_unit(db::Tx& tx, UnitId id, OrganizationId to);

// ---- dated states --------------------------------------------------------------------------------------------
UnitTimeline unit_timeline_of(db::Tx& tx, UnitId id);
void insert_unit_state(db::Tx& tx, UnitId unit, OrganizationId shard, const UnitState& state);
void supersede_unit_state(db::Tx& tx, StateId id);
/// Another unit that carries this credit code on some day from `from` on.
std::optional<UnitId> holder_of_credit_code(db::Tx& tx, std::string_view code, Date from, UnitId except);

// ---- changes -------------------------------------------------------------------------------------------------
void insert_unit_change(db::Tx& tx, const UnitChange& change, OrganizationId shard);
/// The newest first.
std::vector<UnitChange> unit_changes_of(db::Tx& tx, UnitId unit);

// ---- what takes effect on a day to come ------------------------------------------------------------------------
void plan_unit(db::Tx& tx, Date effective_on, UnitId unit);
std::vector<UnitId> units_planned_until(db::Tx& tx, Date day);
void forget_units_planned_until(db::Tx& tx, Date day);

// ---- work coverage [ORG-56] -----------------------------------------------------------------------------------
/// Who looks after a unit that has no organisation (党建指导员), and when.
struct Guide {
    Id<struct GuideTag> id;
    UnitId unit;
    std::string name;
    Date valid_from;
    Date valid_to = Date::forever();
};
/// Guides of a unit that are known now, by first day; without those that were never there.
std::vector<Guide> guides_of(db::Tx& tx, UnitId unit);
void insert_guide(db::Tx& tx, IdGenerator& ids, Guide guide);
void supersede_guide(db::Tx& tx, const Guide& guide);

}  // namespace jishi::organization::store
