#include "team/roster.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "team/id_chunks.hpp"

namespace jishi::team {

namespace store {
namespace {

using db::Column;
using db::ColumnType;

/// Rows of members on the roll of some branches at a moment: today's from today's table.
struct Source {
    std::string from;  // "FROM … WHERE …" without the branches
    std::string id;
};
Source source_of(bool today)
{
    if (today) return {"FROM team_member r WHERE r.withdrawn = 0 AND r.known_from <= :day", "id"};
    return {
        "FROM team_state r WHERE r.active = 1 AND r.valid_from <= :day AND r.valid_to > :day"
        " AND r.recorded_at <= :known AND r.superseded_at > :known",
        "member"};
}

void bind_moment(std::vector<db::Param>& params, bool today, const organization::Moment& moment)
{
    params.emplace_back("day", moment.day);
    if (!today) params.emplace_back("known", moment.known());
}

}  // namespace

std::string line_columns(std::string_view alias, std::string_view id)
{
    std::string list;
    for (const std::string_view name :
         {id, std::string_view("branch"), std::string_view("status"), std::string_view("category"),
          std::string_view("name"), std::string_view("sex"), std::string_view("birth_date"),
          std::string_view("ethnicity"), std::string_view("education"), std::string_view("occupation"),
          std::string_view("joined_on"), std::string_view("full_on"), std::string_view("mobile"),
          std::string_view("lost_since")})
        list += fmt::format("{}{}.{}", list.empty() ? "" : ", ", alias, name);
    return list;
}

std::span<const ColumnType> line_types()
{
    static constexpr auto i = ColumnType::integer;
    static constexpr auto t = ColumnType::text;
    static constexpr std::array types{i, i, t, t, t, t, t, t, t, t, t, t, i, t};
    return types;
}

MemberLine line_of(std::span<db::Cell> cells)
{
    using MaybeDate = std::optional<Date>;
    MemberLine line;
    line.id = Column<MemberId>::get(cells[0]);
    line.branch = Column<OrganizationId>::get(cells[1]);
    line.status = std::move(cells[2].text);
    line.category = std::move(cells[3].text);
    line.name = std::move(cells[4].text);
    line.sex = std::move(cells[5].text);
    line.birth_date = Column<MaybeDate>::get(cells[6]);
    line.ethnicity = std::move(cells[7].text);
    line.education = std::move(cells[8].text);
    line.occupation = std::move(cells[9].text);
    line.joined_on = Column<MaybeDate>::get(cells[10]);
    line.full_on = Column<MaybeDate>::get(cells[11]);
    line.mobile = Column<bool>::get(cells[12]);
    line.lost_since = Column<MaybeDate>::get(cells[13]);
    return line;
}

namespace {

void add_lines(db::Tx& tx, IdChunk& chunk, const MemberPolicy& rules, bool today, const organization::Moment& moment,
               std::vector<MemberLine>& lines)
{
    const auto source = source_of(today);
    auto params = chunk.params();
    bind_moment(params, today, moment);
    const auto sql = fmt::format("SELECT {} {} AND r.branch IN {} AND r.status IN {}", line_columns("r", source.id),
                                 source.from, chunk.list(), text_list(rules.statuses_on_roll(), params));
    tx.for_each_row(sql, params, line_types(), [&](std::span<db::Cell> cells) { lines.push_back(line_of(cells)); });
}

void add_counts(db::Tx& tx, IdChunk& chunk, const MemberPolicy& rules, bool today, const organization::Moment& moment,
                RosterCounts& counts)
{
    const auto source = source_of(today);
    auto params = chunk.params();
    bind_moment(params, today, moment);
    const auto sql = fmt::format(
        "SELECT r.status, r.category, COUNT(*) {} AND r.branch IN {} AND r.status IN {} GROUP BY r.status, r.category",
        source.from, chunk.list(), text_list(rules.statuses_on_roll(), params));
    tx.for_each<std::string, std::string, std::int64_t>(
        sql, params, [&](const std::string& status, const std::string& category, std::int64_t n) {
            counts.on_roll += n;
            counts.by_status[status] += n;
            if (!rules.counted(status)) return;
            counts.counted += n;
            counts.by_category[category] += n;
        });
}

}  // namespace
}  // namespace store

bool is_today(const Office& office, const organization::Moment& moment)
{
    return !moment.known_at && moment.day == office.clock.today();
}

Result<std::vector<OrganizationId>> subtree_on(const Office& office, db::Tx& tx, OrganizationId root,
                                               const organization::Moment& moment)
{
    std::vector<OrganizationId> ids;
    if (is_today(office, moment)) {
        // The directory still knows organisations that are gone: on this day they are not there, as on any other.
        const auto node = office.directory.find(root);
        if (node && node->status == organization::Status::active) ids = office.directory.subtree(root);
    } else {
        const auto tree = office.past_trees.at(tx, moment);
        const auto at = tree->find(root);
        if (at != organization::PastTree::none)
            tree->walk(at, [&](std::uint32_t node) { ids.push_back(tree->id(node)); });
    }
    if (ids.empty()) return refuse(ErrorKind::not_found, "organization.not_found", {}, root.str());
    return ids;
}

void withhold_rights(const Office& office, db::Tx& tx, const organization::Moment& moment,
                     std::vector<MemberLine>& lines)
{
    if (office.rights.empty() || lines.empty()) return;
    std::vector<MemberId> ids;
    for (const auto& line : lines)
        if (line.may_vote) ids.push_back(line.id);
    std::unordered_set<MemberId> withheld;
    for (const auto& question : office.rights)
        for (const auto id : question(tx, ids, moment)) withheld.insert(id);
    for (auto& line : lines)
        if (withheld.contains(line.id)) line.may_vote = false;
}

Result<Roster> roster_of(const Office& office, db::Tx& tx, const RosterQuestion& question)
{
    const auto& moment = question.moment;
    const bool today = is_today(office, moment);
    const auto rules = office.rules(question.organization, moment.day);
    const auto branches = TRY(subtree_on(office, tx, question.organization, moment));
    std::unordered_map<OrganizationId, std::size_t> place;
    place.reserve(branches.size());
    for (std::size_t i = 0; i < branches.size(); ++i) place.emplace(branches[i], i);

    std::size_t from = 0;
    if (question.after_branch)
        if (const auto known = place.find(question.after_branch); known != place.end()) from = known->second;
    Roster roster;
    bool passed = !question.after;
    const auto rest = std::span<const OrganizationId>(branches).subspan(from);
    bool full = false;
    for (std::size_t at = 0; at < rest.size() && !full; at += store::IdChunk::size) {
        std::vector<MemberLine> lines;
        store::for_each_chunk(
            rest.subspan(at, std::min(store::IdChunk::size, rest.size() - at)),
            [&](store::IdChunk& chunk) { store::add_lines(tx, chunk, *rules, today, moment, lines); });
        const auto order = [&](const MemberLine& line) {
            return std::tuple{place.at(line.branch), line.joined_on.value_or(Date::forever()), line.id};
        };
        std::ranges::sort(lines, {}, order);
        for (auto& line : lines) line.may_vote = rules->may_vote(line.status, line.category);
        withhold_rights(office, tx, moment, lines);
        for (auto& line : lines) {
            const auto id = line.id;
            if (passed && (!question.voters_only || line.may_vote)) {
                if (roster.items.size() == question.limit) {
                    roster.more = full = true;
                    break;
                }
                roster.items.push_back(std::move(line));
            }
            if (id == question.after) passed = true;
        }
    }
    return roster;
}

Result<RosterCounts> count_roster(const Office& office, db::Tx& tx, OrganizationId organization,
                                  const organization::Moment& moment)
{
    const bool today = is_today(office, moment);
    const auto rules = office.rules(organization, moment.day);
    const auto branches = TRY(subtree_on(office, tx, organization, moment));
    RosterCounts counts;
    store::for_each_chunk(std::span<const OrganizationId>(branches),
                          [&](store::IdChunk& chunk) { store::add_counts(tx, chunk, *rules, today, moment, counts); });
    return counts;
}

}  // namespace jishi::team
