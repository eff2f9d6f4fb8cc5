#pragma once
// What every use case of records does first and last: stamping a row, putting it in place of another, writing it down.

#include <string>

#include "platform/json_text.hpp"
#include "team/member_office.hpp"
#include "team/record_store.hpp"

namespace jishi::team {

/// Supersedes `before` (nothing: there was none) and writes `after` as known from now on.
template <class Row>
void put_row(const Office& office, db::Tx& tx, const platform::Actor& actor, const Row* before, Row& after)
{
    after.id = office.ids.next_id<StateTag>();
    if (!after.record) after.record = office.ids.next_id<RecordTag>();
    if (!after.shard) after.shard = organization::shard_of(tx, after.organization);
    after.recorded_at = tx.recorded_at();
    after.superseded_at = Instant::forever();
    after.recorded_by = actor.account;
    after.recorded_by_name = actor.display_name;
    if (before) store::supersede<Row>(tx, before->id);
    store::insert(tx, after);
}

/// What is said of a change of a record in the audit trail, the outbox and the facts. Never personal data.
struct RecordNote {
    std::string topic;   // "post.appointed"
    Date day;            // on which it takes effect
    std::string detail;  // code of the post, the award …; empty where that would tell too much
    std::string rule;
};
void note(const Office& office, db::Tx& tx, const platform::Actor& actor, const Record& row, const RecordNote& what);

/// Has the record changed since it was seen? @errors record.version_conflict
Result<void> check_seen(const Record& row, const std::optional<StateId>& seen);

}  // namespace jishi::team
