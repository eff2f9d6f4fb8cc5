#include "team/duplicate_store.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "team/id_chunks.hpp"
#include "team/member_store.hpp"

namespace jishi::team::store {

std::vector<std::pair<MemberId, MemberId>> twins_in(db::Tx& tx, std::span<const OrganizationId> branches,
                                                    std::size_t limit)
{
    std::set<std::pair<MemberId, MemberId>> pairs;
    for_each_chunk(branches, [&](IdChunk& chunk) {
        if (pairs.size() >= limit) return;
        auto params = chunk.params();
        params.emplace_back("limit", static_cast<std::int64_t>(limit));
        const auto sql = fmt::format(R"(
            SELECT a.id, b.id FROM team_member a JOIN team_member b ON b.name = a.name AND b.birth_date = a.birth_date AND b.id <> a.id
            WHERE a.branch IN {} AND a.withdrawn = 0 AND b.withdrawn = 0 AND NOT EXISTS (
                SELECT 1 FROM team_apart x WHERE (x.one = a.id AND x.other = b.id) OR (x.one = b.id AND x.other = a.id))
            LIMIT :limit)",
                                     chunk.list());
        tx.for_each<MemberId, MemberId>(sql, params, [&](MemberId a, MemberId b) { pairs.insert(std::minmax(a, b)); });
    });
    return {pairs.begin(), pairs.end()};
}

void insert_apart(db::Tx& tx, MemberId one, MemberId other, const std::string& reason, AccountId by)
{
    tx.execute(R"(
        INSERT INTO team_apart (one, other, reason, recorded_at, recorded_by) VALUES (:one, :other, :reason, :now, :by)
        ON CONFLICT (one, other) DO NOTHING)",
               {{"one", std::min(one, other)},
                {"other", std::max(one, other)},
                {"reason", reason},
                {"now", tx.recorded_at()},
                {"by", by}});
}

void insert_merge(db::Tx& tx, const Merge& merge)
{
    tx.execute(R"(
        INSERT INTO team_merge (change, survivor, merged, account, recorded_at, undone_at)
        VALUES (:change, :survivor, :merged, :account, :recorded_at, 0))",
               {{"change", merge.change},
                {"survivor", merge.survivor},
                {"merged", merge.merged},
                {"account", merge.account},
                {"recorded_at", merge.recorded_at}});
}

namespace {

std::optional<Merge> read_merge(db::Tx& tx, const std::string& where, db::Params params)
{
    std::optional<Merge> found;
    tx.for_each<ChangeId, MemberId, MemberId, AccountId, Instant, Instant>(
        "SELECT change, survivor, merged, account, recorded_at, undone_at FROM team_merge WHERE " + where, params,
        [&](ChangeId change, MemberId survivor, MemberId merged, AccountId account, Instant recorded_at,
            Instant undone_at) { found = Merge{change, survivor, merged, account, recorded_at, undone_at}; });
    return found;
}

}  // namespace

std::optional<Merge> find_merge(db::Tx& tx, ChangeId change)
{
    return read_merge(tx, "change = :change", {{"change", change}});
}

std::optional<Merge> merge_of(db::Tx& tx, MemberId merged)
{
    return read_merge(tx, "merged = :merged AND undone_at = 0", {{"merged", merged}});
}

void undo_merge(db::Tx& tx, ChangeId change)
{
    tx.execute("UPDATE team_merge SET undone_at = :now WHERE change = :change",
               {{"now", tx.recorded_at()}, {"change", change}});
}

void keep_row(db::Tx& tx, ChangeId merge, std::string_view what, std::int64_t row)
{
    tx.execute("INSERT INTO team_merge_row (change, what, row_id) VALUES (:change, :what, :row)",
               {{"change", merge}, {"what", what}, {"row", row}});
}

std::vector<std::int64_t> kept_rows(db::Tx& tx, ChangeId merge, std::string_view what)
{
    std::vector<std::int64_t> rows;
    tx.for_each<std::int64_t>(
        "SELECT row_id FROM team_merge_row WHERE change = :change AND what = :what ORDER BY row_id",
        db::Params{{"change", merge}, {"what", what}}, [&](std::int64_t row) { rows.push_back(row); });
    return rows;
}

namespace {

constexpr std::string_view kept_state = "state";
constexpr std::string_view kept_participation = "participation";
constexpr std::string_view new_participation = "new_participation";

/// Records a row of another member, or of a day gone by, as one that holds now.
void record_again(db::Tx& tx, IdGenerator& ids, std::int64_t row, MemberId member, ChangeId merge)
{
    const auto id = ids.next();
    tx.execute(
        R"(
        INSERT INTO team_participation (id, member, organization, shard, kind, valid_from, valid_to, recorded_at, superseded_at,
                                        recorded_by, recorded_by_name)
        SELECT :id, :member, organization, shard, kind, valid_from, valid_to, :now, :forever, recorded_by, recorded_by_name
        FROM team_participation WHERE id = :row)",
        {{"id", id}, {"member", member}, {"now", tx.recorded_at()}, {"forever", Instant::forever()}, {"row", row}});
    if (merge) keep_row(tx, merge, new_participation, id);
}

void supersede_participation(db::Tx& tx, std::int64_t row)
{
    tx.execute(R"(
        UPDATE team_participation SET superseded_at = CASE WHEN recorded_at > :now THEN recorded_at ELSE :now END
        WHERE id = :row AND superseded_at = :forever)",
               {{"now", tx.recorded_at()}, {"row", row}, {"forever", Instant::forever()}});
}

}  // namespace

void keep_states(db::Tx& tx, ChangeId merge, const Timeline& timeline)
{
    for (const auto& state : timeline.states())
        if (state.id) keep_row(tx, merge, kept_state, state.id.value);
}

Timeline kept_timeline(db::Tx& tx, ChangeId merge, MemberId member)
{
    const auto kept = kept_rows(tx, merge, kept_state);
    std::vector<State> states;
    for (auto& row : recorded_states(tx, member)) {
        if (!std::ranges::binary_search(kept, row.state.id.value)) continue;
        if (row.superseded_at != Instant::forever()) row.state.id = {};
        states.push_back(std::move(row.state));
    }
    return Timeline{std::move(states)};
}

void hand_over_participations(db::Tx& tx, IdGenerator& ids, ChangeId merge, MemberId from, MemberId to)
{
    std::vector<std::int64_t> rows;
    tx.for_each<std::int64_t>(
        "SELECT id FROM team_participation WHERE member = :member AND superseded_at = :forever ORDER BY id",
        db::Params{{"member", from}, {"forever", Instant::forever()}}, [&](std::int64_t row) { rows.push_back(row); });
    for (const auto row : rows) {
        keep_row(tx, merge, kept_participation, row);
        record_again(tx, ids, row, to, merge);
        supersede_participation(tx, row);
    }
}

void give_back_participations(db::Tx& tx, IdGenerator& ids, ChangeId merge, MemberId to)
{
    for (const auto row : kept_rows(tx, merge, new_participation)) supersede_participation(tx, row);
    for (const auto row : kept_rows(tx, merge, kept_participation)) record_again(tx, ids, row, to, {});
}

ParticipationId participation_now(db::Tx& tx, ParticipationId row, MemberId member)
{
    ParticipationId now;
    tx.for_each<ParticipationId>(R"(
        SELECT p.id FROM team_participation p JOIN team_participation o
            ON p.organization = o.organization AND p.kind = o.kind AND p.valid_from = o.valid_from
        WHERE o.id = :row AND p.member = :member AND p.superseded_at = :forever ORDER BY p.id)",
                                 db::Params{{"row", row}, {"member", member}, {"forever", Instant::forever()}},
                                 [&](ParticipationId id) { now = id; });
    return now;
}

void rename_member(db::Tx& tx, std::string_view table, std::string_view key, std::int64_t row, MemberId from,
                   MemberId to)
{
    tx.execute(fmt::format("UPDATE {} SET member = :to WHERE {} = :row AND member = :from", table, key),
               db::Params{{"to", to}, {"row", row}, {"from", from}});
}

bool changed_after(db::Tx& tx, MemberId member, ChangeId change)
{
    return tx.value<std::int64_t>("SELECT COUNT(*) FROM team_change WHERE member = :member AND id > :change",
                                  db::Params{{"member", member}, {"change", change}}) > 0;
}

}  // namespace jishi::team::store
