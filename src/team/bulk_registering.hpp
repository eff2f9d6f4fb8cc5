#pragma once
// Many members registered at once by one import, and taken back again.

#include <span>
#include <string>
#include <vector>

#include "engine/import_batches.hpp"
#include "team/bulk_store.hpp"
#include "team/member_office.hpp"

namespace jishi::team {

/// Seals and indexes on the cores that there are: what takes long and needs no transaction.
/// @param clear  id number, telephone and address of each, in their one form; as many as members
struct ClearContact {
    std::string id_number;
    std::string phone;
    std::string address;
};
void make_ready(const Office& office, std::span<NewMember> members, std::span<const ClearContact> clear,
                Date known_from);

/// Writes members, states, changes, names, the audit line, the event and the facts of a batch.
/// Whoever calls has checked the rows and asked for the permission.
/// @param names  by what the members are found, sorted
void bulk_register(const Office& office, db::Tx& tx, const platform::Actor& actor, const engine::Batch& batch,
                   std::span<NewMember> members, std::span<const store::NameRow> names);

/// What a batch registered never was. Later changes, participations and accounts stand in the way.
/// @errors access.forbidden, import.changed_since (detail: the names of the first few)
Result<void> withdraw_members(const Office& office, db::Tx& tx, const platform::Actor& actor,
                              const engine::Batch& batch);

namespace store {
/// Which of these blind indexes of id numbers are in the register.
std::vector<std::string> known_id_numbers(db::Tx& tx, std::span<const std::string> indexes);
}  // namespace store

}  // namespace jishi::team
