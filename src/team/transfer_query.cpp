#include "team/transfer_query.hpp"

#include <algorithm>
#include <map>

#include "engine/workflow_store.hpp"

namespace jishi::team {
namespace {

using organization::store::Statement;
using platform::Permission;

std::map<CaseId, Letter> letters_of(db::Tx& tx, const std::vector<CaseId>& of)
{
    std::map<CaseId, Letter> letters;
    if (of.empty()) return letters;
    Statement statement;
    statement.add("SELECT id, case_id, organization, issued_on, valid_until, state FROM team_letter WHERE case_id IN " +
                  statement.bind_all(of) + " ORDER BY id");
    tx.for_each<LetterId, CaseId, OrganizationId, Date, Date, std::string>(
        statement.sql(), statement.params(),
        [&](LetterId id, CaseId case_id, OrganizationId organization, Date issued_on, Date until, std::string state) {
            Letter letter;
            letter.id = id;
            letter.of = case_id;
            letter.organization = organization;
            letter.issued_on = issued_on;
            letter.valid_until = until;
            letter.state = std::move(state);
            letters.insert_or_assign(case_id, std::move(letter));
        });
    return letters;
}

}  // namespace

std::vector<TransferLine> list_transfers(db::Tx& tx, const TransferQuestion& question)
{
    const bool out = question.direction == Direction::out;
    Statement statement;
    statement.add(
        "SELECT t.case_id, t.member, t.shard, t.reach, t.from_branch, t.receiver, t.joined_branch, t.bulk, "
        "t.released_on, "
        "t.joined_on FROM team_transfer t JOIN engine_case c ON c.id = t.case_id WHERE c.state ");
    statement.add(question.ended ? "IN (2, 3, 4)" : "IN (0, 1)");
    if (!out) statement.add(" AND t.released_on IS NOT NULL");
    organization::store::add_sight(statement, tx, question.sight, out ? "t.from_branch" : "t.receiver");
    if (question.after) statement.add(" AND t.case_id < " + statement.bind(question.after));
    statement.add(" ORDER BY t.case_id DESC LIMIT " + statement.bind(static_cast<std::int64_t>(question.limit)));
    std::vector<TransferLine> lines;
    std::vector<CaseId> ids;
    tx.for_each<CaseId, MemberId, OrganizationId, std::string, OrganizationId, OrganizationId, OrganizationId,
                std::int64_t, std::optional<Date>, std::optional<Date>>(
        statement.sql(), statement.params(),
        [&](CaseId of, MemberId member, OrganizationId shard, std::string reach, OrganizationId from,
            OrganizationId receiver, OrganizationId joined, std::int64_t bulk, std::optional<Date> released,
            std::optional<Date> joined_on) {
            ids.push_back(of);
            lines.push_back(
                {{of, member, shard, std::move(reach), from, receiver, joined, bulk, released, joined_on}, {}, {}});
        });
    auto rows = engine::store::cases_with_ids(tx, ids);
    auto letters = letters_of(tx, ids);
    for (auto& line : lines) {
        const auto row = std::ranges::find(rows, line.transfer.of, &engine::Case::id);
        if (row != rows.end()) line.row = std::move(*row);
        if (const auto letter = letters.find(line.transfer.of); letter != letters.end())
            line.letter = std::move(letter->second);
    }
    return lines;
}

Result<TransferLine> transfer_line(const Office&, const engine::CaseOffice& cases, db::Tx& tx,
                                   const platform::Actor& actor, CaseId id)
{
    auto transfer = store::find_transfer(tx, id);
    auto row = transfer ? engine::store::find_case(tx, id) : std::nullopt;
    if (!row) return refuse(ErrorKind::not_found, "case.not_found");
    const bool new_side = transfer->released_on && actor.may(Permission::member_change, transfer->receiver);
    if (!new_side && !engine::may_see(cases, tx, actor, *row)) return refuse(ErrorKind::not_found, "case.not_found");
    TransferLine line{*std::move(transfer), *std::move(row), {}};
    auto letters = letters_of(tx, {id});
    if (const auto letter = letters.find(id); letter != letters.end()) line.letter = std::move(letter->second);
    return line;
}

}  // namespace jishi::team
