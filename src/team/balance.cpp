#include "team/balance.hpp"

#include <algorithm>
#include <unordered_set>
#include <vector>

#include <fmt/format.h>

#include "team/id_chunks.hpp"

namespace jishi::team {
namespace {

using Ids = std::vector<OrganizationId>;
using Set = std::unordered_set<OrganizationId>;

/// What a balance needs of a state.
struct Step {
    MemberId member;
    Date from;
    OrganizationId branch;
    std::string status;
    std::string entry;
};

std::int64_t count_on(db::Tx& tx, const Ids& branches, Date day, const std::vector<std::string>& counted)
{
    std::int64_t count = 0;
    store::for_each_chunk(std::span<const OrganizationId>(branches), [&](store::IdChunk& chunk) {
        auto params = chunk.params();
        params.emplace_back("day", day);
        params.emplace_back("forever", Instant::forever());
        const auto sql = fmt::format(R"(
            SELECT COUNT(*) FROM team_state WHERE branch IN {} AND superseded_at = :forever AND active = 1
              AND valid_from <= :day AND valid_to > :day AND status IN {})",
                                     chunk.list(), store::text_list(counted, params));
        tx.for_each<std::int64_t>(sql, params, [&](std::int64_t n) { count += n; });
    });
    return count;
}

/// Who began or ceased to be somewhere in these branches on a day of (from, to].
std::vector<MemberId> touched(db::Tx& tx, const Ids& branches, Date from, Date to)
{
    std::vector<MemberId> members;
    store::for_each_chunk(std::span<const OrganizationId>(branches), [&](store::IdChunk& chunk) {
        auto params = chunk.params();
        params.emplace_back("from", from);
        params.emplace_back("to", to);
        params.emplace_back("forever", Instant::forever());
        const auto sql = fmt::format(R"(
            SELECT DISTINCT member FROM team_state
            WHERE branch IN {} AND superseded_at = :forever AND valid_from < valid_to
              AND ((valid_from > :from AND valid_from <= :to) OR (valid_to > :from AND valid_to <= :to)))",
                                     chunk.list());
        tx.for_each<MemberId>(sql, params, [&](MemberId id) { members.push_back(id); });
    });
    std::ranges::sort(members);
    members.erase(std::ranges::unique(members).begin(), members.end());
    return members;
}

template <class Each>
void each_step(db::Tx& tx, const std::vector<MemberId>& members, Each&& each)
{
    store::for_each_chunk(std::span<const MemberId>(members), [&](store::IdChunk& chunk) {
        auto params = chunk.params();
        params.emplace_back("forever", Instant::forever());
        const auto sql = fmt::format(R"(
            SELECT member, valid_from, branch, status, entry FROM team_state
            WHERE member IN {} AND superseded_at = :forever AND valid_from < valid_to AND active = 1
            ORDER BY member, valid_from)",
                                     chunk.list());
        tx.for_each<MemberId, Date, OrganizationId, std::string, std::string>(
            sql, params, [&](MemberId member, Date from, OrganizationId branch, std::string status, std::string entry) {
                each(Step{member, from, branch, std::move(status), std::move(entry)});
            });
    });
}

/// The subtree on a day, whether it is today or not; empty when it did not exist.
Ids subtree_on_day(const Office& office, db::Tx& tx, OrganizationId root, Date day)
{
    const auto tree = office.past_trees.at(tx, {day, {}});
    Ids ids;
    if (const auto at = tree->find(root); at != organization::PastTree::none)
        tree->walk(at, [&](std::uint32_t node) { ids.push_back(tree->id(node)); });
    return ids;
}

Ids minus(const Ids& all, const Set& without)
{
    Ids rest;
    for (const auto id : all)
        if (!without.contains(id)) rest.push_back(id);
    return rest;
}

struct Days {
    Date from;
    Date to;
};

/// Organisations of the subtree that were founded and dissolved in between belong to it too: whoever went there and
/// back has not left. They are met where members were.
void add_passing(const Office& office, db::Tx& tx, const MemberPolicy& rules, OrganizationId root, const Days& days,
                 Set& in_sight, Ids& sight)
{
    const auto opening = office.past_trees.at(tx, {days.from, {}});
    const auto closing = office.past_trees.at(tx, {days.to, {}});
    Set looked_at;
    Ids fresh = sight;
    while (!fresh.empty()) {
        std::vector<std::pair<OrganizationId, Date>> met;
        each_step(tx, touched(tx, fresh, days.from, days.to), [&](Step&& step) {
            // Who is off the roll may still name a branch that is long gone.
            const bool between = step.from > days.from && step.from <= days.to && rules.counted(step.status);
            if (between && !in_sight.contains(step.branch) && looked_at.insert(step.branch).second)
                met.emplace_back(step.branch, step.from);
        });
        fresh.clear();
        for (const auto& [branch, day] : met) {
            constexpr auto none = organization::PastTree::none;
            if (opening->find(branch) != none || closing->find(branch) != none) continue;
            const auto then = office.past_trees.at(tx, {day, {}});
            const auto at = then->find(branch);
            const auto above = then->find(root);
            if (at == none || above == none || !then->is_below(at, above)) continue;
            in_sight.insert(branch);
            sight.push_back(branch);
            fresh.push_back(branch);
        }
    }
}

}  // namespace

Result<Balance> balance_of(const Office& office, db::Tx& tx, OrganizationId organization, Date from, Date to)
{
    if (to < from) return bad_field("to", "input.not_one_of", {}, from.str() + " …");
    const auto opening_tree = subtree_on_day(office, tx, organization, from);
    const auto closing_tree = subtree_on_day(office, tx, organization, to);
    if (opening_tree.empty() && closing_tree.empty())
        return refuse(ErrorKind::not_found, "organization.not_found", {}, organization.str());
    // What was dissolved in between stays in sight: its members went elsewhere by changes of their own.
    Ids sight = closing_tree;
    Set in_sight(sight.begin(), sight.end());
    const auto all_at_close = office.past_trees.at(tx, {to, {}});
    for (const auto id : opening_tree)
        if (all_at_close->find(id) == organization::PastTree::none && in_sight.insert(id).second) sight.push_back(id);

    const auto rules = office.rules(organization, to);
    const auto counted = rules->statuses_counted();
    add_passing(office, tx, *rules, organization, {from, to}, in_sight, sight);
    const Set at_opening(opening_tree.begin(), opening_tree.end());
    Balance balance;
    balance.opening = count_on(tx, opening_tree, from, counted);
    balance.closing = count_on(tx, closing_tree, to, counted);
    balance.organizations_in = count_on(tx, minus(sight, at_opening), from, counted);
    balance.organizations_out = count_on(tx, minus(opening_tree, in_sight), from, counted);
    Step last;
    each_step(tx, touched(tx, sight, from, to), [&](Step&& step) {
        const bool known_before = last.member == step.member;
        const bool was = known_before && rules->counted(last.status) && in_sight.contains(last.branch);
        const bool now = rules->counted(step.status) && in_sight.contains(step.branch);
        if (was != now && step.from > from && step.from <= to) {
            const bool by_standing = !known_before || last.status != step.status || last.entry != step.entry;
            ++(now ? balance.gained : balance.lost)[by_standing ? step.entry : "moved"];
        }
        last = std::move(step);
    });
    return balance;
}

}  // namespace jishi::team
