#include "team/bulk_registering.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_set>

#include "db/later_indexes.hpp"
#include "platform/json_text.hpp"
#include "team/member_store.hpp"

namespace jishi::team {
namespace {

struct Recorded {
    ChangeId id;
    MemberId member;
    OrganizationId shard;
    OrganizationId branch;
    ChangeId corrects;
};

void write_changes(db::Tx& tx, const platform::Actor& actor, const engine::Batch& batch, ChangeKind kind,
                   const std::string& payload, std::span<const Recorded> changes)
{
    store::ChangeRows rows(tx);
    Change change;
    change.kind = kind;
    change.effective_on = batch.effective_on;
    change.payload = payload;
    change.recorded_at = tx.recorded_at();
    change.recorded_by = actor.account;
    change.recorded_by_name = actor.display_name;
    for (const auto& one : changes) {
        change.id = one.id;
        change.member = one.member;
        change.organization = one.branch;
        change.corrects = one.corrects;
        rows.add(change, one.shard);
    }
    rows.finish();
}

void write_batch(db::Tx& tx, engine::ImportId batch, std::span<const NewMember> members)
{
    db::BulkInsert rows(tx, "team_import_member", {"batch", "member", "change"});
    for (const auto& one : members) {
        rows.integer(batch.value).integer(one.member.id.value).integer(one.change.value);
        rows.end_row();
    }
    rows.finish();
}

void record_facts(db::Tx& tx, const engine::Batch& batch, const std::map<OrganizationId, std::int64_t>& by_branch,
                  int sign)
{
    const auto kind = "member." + std::string(code_of(ChangeKind::imported));
    for (const auto& [branch, count] : by_branch)
        db::record_fact(tx, {branch.value, batch.effective_on, kind, sign * count, batch.id.value});
}

void tell(const Office& office, db::Tx& tx, const platform::Actor& actor, const engine::Batch& batch,
          const std::string& topic, std::size_t members)
{
    const auto payload = platform::JsonObject{}
                             .add("batch", batch.id)
                             .add("effective_on", batch.effective_on.str())
                             .add("members", static_cast<std::int64_t>(members))
                             .text();
    office.audit(tx, actor, {topic, {}, batch.target, "", payload, "DATA-02"});
    db::publish(tx, topic, batch.target.value, payload);
}

}  // namespace

void bulk_register(const Office& office, db::Tx& tx, const platform::Actor& actor, const engine::Batch& batch,
                   MembersInMaking& making)
{
    const auto members = making.all();
    std::map<OrganizationId, OrganizationId> shards;
    std::map<OrganizationId, std::int64_t> by_branch;
    std::vector<Recorded> changes;
    std::vector<store::BulkState> states;
    changes.reserve(members.size());
    states.reserve(members.size());
    for (auto& one : members) {
        const auto branch = one.member.values.branch;
        const auto [shard, is_new] = shards.try_emplace(branch);
        if (is_new) shard->second = organization::shard_of(tx, branch);
        one.member.shard = shard->second;
        ++by_branch[branch];
        changes.push_back({one.change, one.member.id, shard->second, branch, {}});
        states.push_back({&one, office.ids.next_id<StateTag>(), one.change, one.member.known_from, Date::forever()});
    }
    // First what needs no names and nothing sealed.
    db::LaterIndexes dated(tx, {"team_state", "team_change"}, members.size());
    store::bulk_insert_states(tx, states);
    write_changes(tx, actor, batch, ChangeKind::imported, platform::JsonObject{}.add("batch", batch.id).text(),
                  changes);
    dated.finish();
    write_batch(tx, batch.id, members);
    store::bulk_index_names(tx, members, making.names());
    db::LaterIndexes present(tx, {"team_member"}, members.size());
    store::bulk_insert_members(tx, members, [&](std::size_t count) { making.wait_until_sealed(count); });
    present.finish();
    record_facts(tx, batch, by_branch, 1);
    tell(office, tx, actor, batch, "member.imported", members.size());
}

namespace {

constexpr std::string_view of_batch = "(SELECT member FROM team_import_member WHERE batch = :batch)";

/// The first few members of a batch on which something stands that came later.
std::string standing_on(db::Tx& tx, engine::ImportId batch)
{
    constexpr int named_max = 5;
    std::string names;
    tx.for_each<std::string>(R"(
        SELECT name FROM team_member WHERE id IN (
            SELECT b.member FROM team_import_member b JOIN team_change c ON c.member = b.member AND c.id <> b.change WHERE b.batch = :batch
            UNION SELECT p.member FROM team_participation p JOIN team_import_member b ON b.member = p.member WHERE b.batch = :batch
            UNION SELECT a.member FROM team_account a JOIN team_import_member b ON b.member = a.member WHERE b.batch = :batch)
        ORDER BY id LIMIT :limit)",
                             db::Params{{"batch", batch}, {"limit", named_max}},
                             [&](std::string name) { names += (names.empty() ? "" : "、") + name; });
    return names;
}

}  // namespace

Result<void> withdraw_members(const Office& office, db::Tx& tx, const platform::Actor& actor,
                              const engine::Batch& batch)
{
    TRY(actor.require(platform::Permission::member_import, batch.target));
    if (auto names = standing_on(tx, batch.id); !names.empty())
        return refuse(ErrorKind::conflict, "import.changed_since", {}, std::move(names));
    std::map<OrganizationId, std::int64_t> by_branch;
    std::vector<Recorded> changes;
    tx.for_each<MemberId, ChangeId, OrganizationId, OrganizationId>(
        "SELECT b.member, b.change, m.shard, m.branch FROM team_import_member b JOIN team_member m ON m.id = b.member "
        "WHERE b.batch = :batch",
        db::Params{{"batch", batch.id}},
        [&](MemberId member, ChangeId change, OrganizationId shard, OrganizationId branch) {
            changes.push_back({office.ids.next_id<ChangeTag>(), member, shard, branch, change});
            ++by_branch[branch];
        });
    const std::string members(of_batch);
    tx.execute(
        "UPDATE team_state SET superseded_at = CASE WHEN recorded_at > :now THEN recorded_at ELSE :now END"
        " WHERE superseded_at = :forever AND member IN " +
            members,
        {{"now", tx.recorded_at()}, {"forever", Instant::forever()}, {"batch", batch.id}});
    std::vector<MemberId> ids;
    for (const auto& one : changes) ids.push_back(one.member);
    store::forget_names(tx, ids);
    // Who never was has no id number that stands in another's way.
    tx.execute(
        "UPDATE team_member SET withdrawn = 1, branch = 0, id_number = '', id_number_index = '', phone = '', "
        "phone_index = '',"
        " address = '', version = version + 1 WHERE id IN " +
            members,
        {{"batch", batch.id}});
    write_changes(tx, actor, batch, ChangeKind::corrected,
                  platform::JsonObject{}
                      .add("kind", code_of(ChangeKind::imported))
                      .add("withdrawn", true)
                      .add("batch", batch.id)
                      .text(),
                  changes);
    record_facts(tx, batch, by_branch, -1);
    tell(office, tx, actor, batch, "member.import_withdrawn", changes.size());
    return {};
}

namespace store {

std::vector<std::string> known_id_numbers(db::Tx& tx, std::span<const std::string> indexes)
{
    constexpr std::size_t at_once = 500;
    static const auto names = [] {
        std::array<std::string, at_once> made;
        for (std::size_t i = 0; i < at_once; ++i) made[i] = "i" + std::to_string(i);
        return made;
    }();
    static const auto sql = [] {
        std::string list;
        for (const auto& name : names) list += (list.empty() ? ":" : ", :") + name;
        return "SELECT id_number_index FROM team_member WHERE id_number_index <> '' AND id_number_index IN (" + list +
               ")";
    }();
    std::vector<std::string> known;
    const auto smaller =
        tx.value<std::int64_t>("SELECT COUNT(*) FROM (SELECT 1 FROM team_member LIMIT :rows) AS first_rows",
                               {{"rows", static_cast<std::int64_t>(indexes.size())}}) <
        static_cast<std::int64_t>(indexes.size());
    if (smaller) {  // one walk along the register instead of a search for each
        std::unordered_set<std::string> there;
        tx.for_each<std::string>("SELECT id_number_index FROM team_member WHERE id_number_index <> ''", db::Params{},
                                 [&](std::string index) { there.insert(std::move(index)); });
        for (const auto& index : indexes)
            if (there.contains(index)) known.push_back(index);
        return known;
    }
    for (std::size_t at = 0; at < indexes.size(); at += at_once) {
        std::vector<db::Param> params;
        for (std::size_t i = 0; i < at_once; ++i)
            params.emplace_back(names[i], indexes[std::min(at + i, indexes.size() - 1)]);
        tx.for_each<std::string>(sql, params, [&](std::string index) { known.push_back(std::move(index)); });
    }
    return known;
}

}  // namespace store

}  // namespace jishi::team
