#pragma once
// Rows of members, their dated states, their changes and their index of names. No rules here.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "db/db.hpp"
#include "team/member.hpp"

namespace jishi::team::store {

// ---- columns of fields() -------------------------------------------------------------------------------------
/// "branch, status, …", each with a prefix such as "m.".
std::string field_columns(std::string_view prefix = {});
std::span<const db::ColumnType> field_types();
/// Reads the cells of field_columns().
Attributes attributes_of(std::span<db::Cell> cells);

// ---- today's rows --------------------------------------------------------------------------------------------
/// Columns of a whole row, each with a prefix, and how they are read.
std::string member_columns(std::string_view prefix = {});
std::span<const db::ColumnType> member_types();
Member member_of(std::span<db::Cell> cells);

std::optional<Member> find_member(db::Tx& tx, MemberId id);
std::optional<MemberId> with_id_number(db::Tx& tx, std::string_view index);
void insert_member(db::Tx& tx, const Member& member);
void update_member(db::Tx& tx, const Member& member);
/// Writes the suffixes by which a member is found: of the name, of its pinyin, of its initials.
void index_name(db::Tx& tx, const Member& member);
void forget_name(db::Tx& tx, MemberId id);
void forget_names(db::Tx& tx, std::span<const MemberId> ids);
/// The suffixes themselves, and how a row keeps those of one member together, so that they are found again.
std::vector<std::string> name_suffixes(const Member& member);
std::string joined_suffixes(std::span<const std::string> suffixes);

// ---- dated states --------------------------------------------------------------------------------------------
Timeline timeline_of(db::Tx& tx, MemberId id);
/// As it was known at an instant.
Timeline timeline_known_at(db::Tx& tx, MemberId id, Instant known);
void insert_state(db::Tx& tx, MemberId member, OrganizationId shard, const State& state);
void supersede(db::Tx& tx, StateId id);
struct RecordedState {
    State state;
    Instant recorded_at;
    Instant superseded_at;
};
/// Every state ever known of a member, in order of validity.
std::vector<RecordedState> recorded_states(db::Tx& tx, MemberId id);

/// Who was ever on the roll of these branches, as it is known now; each pair once.
std::vector<std::pair<OrganizationId, MemberId>> belonging_pairs(db::Tx& tx, std::span<const OrganizationId> branches,
                                                                 const std::vector<std::string>& statuses);

// ---- changes -------------------------------------------------------------------------------------------------
void insert_change(db::Tx& tx, const Change& change, OrganizationId shard);
std::optional<Change> find_change(db::Tx& tx, ChangeId id);
/// Newest first.
std::vector<Change> changes_of(db::Tx& tx, MemberId id);
/// What changes of organisations did to members and nothing has put right since.
std::vector<Change> changes_caused_by(db::Tx& tx, std::span<const ChangeId> causes);

// ---- what becomes effective on a day to come -----------------------------------------------------------------------
void plan(db::Tx& tx, Date effective_on, MemberId member, ChangeId change);
void unplan(db::Tx& tx, MemberId member, ChangeId change);
/// At most `limit`, the earliest first.
std::vector<MemberId> planned_until(db::Tx& tx, Date day, int limit);
void forget_planned(db::Tx& tx, MemberId member, Date day);

}  // namespace jishi::team::store
