#pragma once
// Many members written at once: COPY or one prepared insert, a table after the other.

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "db/db.hpp"
#include "team/member.hpp"

namespace jishi::team {

/// A new member, ready to be written: checked by the rules of single registration, sealed, with what it is found by.
struct NewMember {
    Member member;
    ChangeId change;
    std::vector<std::string> names;  // suffixes, see store::name_suffixes
};

namespace store {

/// A stretch of days on which a new member is as it stands in its row.
struct BulkState {
    const NewMember* of;
    StateId id;
    ChangeId change;
    Date valid_from;
    Date valid_to;
    AttributeSet decided = AttributeSet::all();
    const Attributes* values = nullptr;  // none: those of its row
};

/// Records of changes, one after the other.
class ChangeRows {
public:
    explicit ChangeRows(db::Tx& tx);
    void add(const Change& change, OrganizationId shard);
    void finish() { rows_.finish(); }

private:
    db::BulkInsert rows_;
};

/// @param wait_for  called before the first so many are written, for members that are still being made ready
void bulk_insert_members(db::Tx& tx, std::span<const NewMember> members,
                         const std::function<void(std::size_t count)>& wait_for = {});
void bulk_insert_states(db::Tx& tx, std::span<const BulkState> states);

/// The first eight bytes of a text as a number that is in the order of the texts.
std::uint64_t head_of(std::string_view text);

/// A suffix by which a member is found.
struct NameRow {
    std::uint64_t head;  // its first bytes, by which most are told apart
    std::string_view suffix;
    MemberId member;
    OrganizationId branch;
};
/// In the order of the index, so that the pages of its tree are filled one after the other. The members must outlive
/// it.
std::vector<NameRow> sorted_names(std::span<const NewMember> members);
/// @param names  of these members, sorted
void bulk_index_names(db::Tx& tx, std::span<const NewMember> members, std::span<const NameRow> names);

}  // namespace store

}  // namespace jishi::team
