#pragma once
// Many members registered at once by one import, and taken back again.

#include <span>
#include <string>
#include <vector>

#include "engine/import_batches.hpp"
#include "team/member_office.hpp"
#include "team/members_in_making.hpp"

namespace jishi::team {

/// Writes members, states, changes, names, the audit line, the event and the facts of a batch.
/// Whoever calls has checked the rows and asked for the permission.
void bulk_register(const Office& office, db::Tx& tx, const platform::Actor& actor, const engine::Batch& batch,
                   MembersInMaking& making);

/// What a batch registered never was. Later changes, participations and accounts stand in the way.
/// @errors access.forbidden, import.changed_since (detail: the names of the first few)
Result<void> withdraw_members(const Office& office, db::Tx& tx, const platform::Actor& actor,
                              const engine::Batch& batch);

namespace store {
/// Which of these blind indexes of id numbers are in the register.
std::vector<std::string> known_id_numbers(db::Tx& tx, std::span<const std::string> indexes);
}  // namespace store

}  // namespace jishi::team
