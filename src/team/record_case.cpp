#include "team/record_case.hpp"

namespace jishi::team {

void note(const Office& office, db::Tx& tx, const platform::Actor& actor, const Record& row, const RecordNote& what)
{
    platform::JsonObject json;
    json.add("record", row.record).add("effective_on", what.day.str());
    if (!what.detail.empty()) json.add("what", what.detail);
    office.audit(tx, actor, {what.topic, row.member, row.organization, "", json.text(), what.rule});
    db::publish(
        tx, what.topic, row.record.value,
        platform::JsonObject{}.add("organization", row.organization).add("effective_on", what.day.str()).text());
    db::record_fact(tx, {row.organization.value, what.day, what.topic, 1, row.record.value});
}

Result<void> check_seen(const Record& row, const std::optional<StateId>& seen)
{
    if (seen && *seen != row.id) return refuse(ErrorKind::conflict, "record.version_conflict");
    return {};
}

}  // namespace jishi::team
