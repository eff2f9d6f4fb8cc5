#include "engine/workflow_notices.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "db/statement.hpp"
#include "engine/workflow_run.hpp"

namespace jishi::engine {
namespace {

struct Told {
    NoticeKey key;
    Date on;
};

std::vector<Told> told_to(const CaseOffice& office, const platform::Actor& actor)
{
    std::vector<Told> told;
    office.board.visit(actor, {}, office.clock.today(), [&](const Deadline& deadline) {
        if (deadline.kind == DeadlineKind::notice) told.push_back({{deadline.of, deadline.level}, deadline.shown_from});
    });
    return told;
}

struct DoneStep {
    std::string step;
    std::string action;
};

/// The steps that told: by case and number.
std::map<std::pair<CaseId, int>, DoneStep> steps_that_told(db::Tx& tx, std::span<const CaseId> ids)
{
    std::map<std::pair<CaseId, int>, DoneStep> found;
    if (ids.empty()) return found;
    db::Statement statement;
    statement.add("SELECT case_id, number, step, action FROM engine_step WHERE case_id IN ")
        .add(statement.bind_all(ids));
    tx.for_each<CaseId, int, std::string, std::string>(
        statement.sql(), statement.params(), [&](CaseId id, int number, std::string step, std::string action) {
            found[{id, number}] = {std::move(step), std::move(action)};
        });
    return found;
}

}  // namespace

std::optional<NoticeKey> NoticeKey::parse(std::string_view text)
{
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto id = CaseId::parse(text.substr(0, dash));
    const auto rest = text.substr(dash + 1);
    int level = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), level);
    if (!id || error != std::errc{} || end != rest.data() + rest.size()) return std::nullopt;
    return NoticeKey{*id, level};
}

std::vector<NoticeKey> notices_read(db::Tx& tx, AccountId account)
{
    std::vector<NoticeKey> keys;
    tx.for_each<CaseId, int>(
        "SELECT case_id, level FROM engine_notice_read WHERE account = :account ORDER BY case_id, level",
        db::Params{{"account", account}}, [&](CaseId id, int level) {
            keys.push_back({id, level});
        });
    return keys;
}

NoticeList notices_for(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor, std::size_t limit)
{
    auto told = told_to(office, actor);
    const auto read = notices_read(tx, actor.account);
    const auto is_read = [&](const NoticeKey& key) { return std::ranges::binary_search(read, key); };
    NoticeList list;
    list.unread = std::ranges::count_if(told, [&](const Told& one) { return !is_read(one.key); });
    const auto kept = std::min(limit, told.size());
    std::ranges::partial_sort(told, told.begin() + static_cast<std::ptrdiff_t>(kept), std::ranges::greater{},
                              [](const Told& one) {
                                  return std::tuple{one.on, one.key};
                              });
    told.resize(kept);
    std::vector<CaseId> ids;
    for (const auto& one : told) ids.push_back(one.key.of);
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    std::map<CaseId, Case> rows;
    for (auto& row : store::cases_with_ids(tx, ids)) rows.emplace(row.id, std::move(row));
    const auto steps = steps_that_told(tx, ids);
    for (const auto& [key, on] : told) {
        const auto row = rows.find(key.of);
        if (row == rows.end()) continue;
        Notice notice{key, row->second, office.definition_of(tx, row->second), {}, {}, on, is_read(key)};
        if (const auto step = steps.find({key.of, step_that_told(key.level)}); step != steps.end()) {
            notice.step = step->second.step;
            notice.action = step->second.action;
        }
        list.items.push_back(std::move(notice));
    }
    return list;
}

void read_notices(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor,
                  const std::vector<NoticeKey>& keys)
{
    const std::set<NoticeKey> wanted(keys.begin(), keys.end());
    const auto read = notices_read(tx, actor.account);
    std::set<NoticeKey> fresh;
    for (const auto& one : told_to(office, actor))
        if ((keys.empty() || wanted.contains(one.key)) && !std::ranges::binary_search(read, one.key))
            fresh.insert(one.key);
    db::BulkInsert rows(tx, "engine_notice_read", {"account", "case_id", "level", "read_at"});
    for (const auto& key : fresh) {
        rows.integer(actor.account.value).integer(key.of.value).integer(key.level);
        rows.integer(tx.recorded_at().us).end_row();
    }
    rows.finish();
}

void forget_old_notices(const CaseOffice& office, db::Tx& tx)
{
    const auto today = office.clock.today();
    const auto notice = static_cast<int>(DeadlineKind::notice);
    tx.execute("DELETE FROM engine_deadline WHERE kind = :notice AND shown_until < :today",
               {{"notice", notice}, {"today", today}});
    tx.execute(R"(
        DELETE FROM engine_notice_read
        WHERE NOT EXISTS (SELECT 1 FROM engine_deadline d
                          WHERE d.case_id = engine_notice_read.case_id AND d.level = engine_notice_read.level))");
    tx.after_commit([&board = office.board, today] { board.forget_notices_before(today); });
}

}  // namespace jishi::engine
