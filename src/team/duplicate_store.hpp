#pragma once
// Rows of merges and of pairs that were told apart.

#include <span>
#include <utility>
#include <vector>

#include "db/db.hpp"
#include "team/member.hpp"
#include "team/participation.hpp"

namespace jishi::team::store {

/// Pairs with one name and one day of birth, the smaller id first, of which one belongs to these branches; without
/// those that were told apart.
std::vector<std::pair<MemberId, MemberId>> twins_in(db::Tx& tx, std::span<const OrganizationId> branches,
                                                    std::size_t limit);
void insert_apart(db::Tx& tx, MemberId one, MemberId other, const std::string& reason, AccountId by);

struct Merge {
    ChangeId change;  // of the survivor
    MemberId survivor;
    MemberId merged;
    AccountId account;  // that went over; none
    Instant recorded_at;
    Instant undone_at;
};
void insert_merge(db::Tx& tx, const Merge& merge);
std::optional<Merge> find_merge(db::Tx& tx, ChangeId change);
std::optional<Merge> merge_of(db::Tx& tx, MemberId merged);  // that is in force
void undo_merge(db::Tx& tx, ChangeId change);

/// Remembers a row that a merge changed. @param what  kind of row: its table, "case" …
void keep_row(db::Tx& tx, ChangeId merge, std::string_view what, std::int64_t row);
/// In rising order.
std::vector<std::int64_t> kept_rows(db::Tx& tx, ChangeId merge, std::string_view what);

/// Remembers which dated rows were in force before a merge.
void keep_states(db::Tx& tx, ChangeId merge, const Timeline& timeline);
/// Those of a member that were in force before it, as rows that are still to be stored where they are so no longer.
Timeline kept_timeline(db::Tx& tx, ChangeId merge, MemberId member);

/// The participations of one go over to another: superseded here, recorded there.
void hand_over_participations(db::Tx& tx, IdGenerator& ids, ChangeId merge, MemberId from, MemberId to);
/// And back, as they were when they went over.
void give_back_participations(db::Tx& tx, IdGenerator& ids, ChangeId merge, MemberId to);

/// A participation as a member has it now: the same organisation, kind and first day as in a row of before.
ParticipationId participation_now(db::Tx& tx, ParticipationId row, MemberId member);
/// A row of a table that names members names another one.
void rename_member(db::Tx& tx, std::string_view table, std::string_view key, std::int64_t row, MemberId from,
                   MemberId to);

/// Is anything recorded about a member after a change?
bool changed_after(db::Tx& tx, MemberId member, ChangeId change);

}  // namespace jishi::team::store
