#pragma once
// What hangs on a record besides itself, when two records of one person are made one: posts, awards, discipline, the
// reserve, hardship, cases and attachments.

#include "team/duplicate_store.hpp"
#include "team/member_office.hpp"

namespace jishi::team {

/// Everything known of `from` is known of `to` from now on; what both had alike stays once.
void hand_over_records(const Office& office, db::Tx& tx, ChangeId merge, MemberId from, MemberId to);
/// Puts it back as it was. Before anything of the two timelines is put back, from which the end of posts follows.
/// @errors member.has_later_changes (what went over has been changed since by somebody)
Result<void> give_back_records(const Office& office, db::Tx& tx, const store::Merge& merge);

}  // namespace jishi::team
