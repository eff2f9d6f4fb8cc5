#include "organization/past_query.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "organization/amendment.hpp"
#include "organization/organization_store.hpp"

namespace jishi::organization {
namespace {

Listing listing_of(const PastTree& tree, const store::Then& then)
{
    Listing listing{then.id,
                    then.values.parent,
                    then.values.name,
                    then.values.short_name,
                    then.values.code,
                    then.values.type,
                    then.values.sector,
                    Status::active,
                    0,
                    0};
    if (const auto at = tree.find(then.id); at != PastTree::none) {
        listing.child_count = static_cast<std::uint32_t>(tree.children(at).size());
        listing.subtree_count = tree.subtree_count(at);
    }
    return listing;
}

bool is_before(const store::Then& a, const store::Then& b)
{
    if (a.values.sort_order != b.values.sort_order) return a.values.sort_order < b.values.sort_order;
    const auto code = a.values.code.compare(b.values.code);
    return code != 0 ? code < 0 : a.id < b.id;
}

/// From the root down to and with `id`, by the names of that day.
std::vector<PathPart> path_at(db::Tx& tx, const PastTree& tree, OrganizationId id, const Moment& moment)
{
    const auto ids = tree.path_of(id);
    std::unordered_map<OrganizationId, PathPart> parts;
    for (auto& then : store::several_at(tx, ids, moment.day, moment.known()))
        parts.emplace(then.id, PathPart{then.id, std::move(then.values.name), std::move(then.values.type)});
    std::vector<PathPart> path;
    for (const auto one : ids)
        if (const auto part = parts.find(one); part != parts.end()) path.push_back(std::move(part->second));
    return path;
}

}  // namespace

Result<Detail> detail_at(db::Tx& tx, PastTrees& trees, OrganizationId id, const Moment& moment)
{
    const auto timeline = store::timeline_known_at(tx, id, moment.known());
    if (timeline.empty()) return refuse(ErrorKind::not_found, "organization.not_found", {}, id.str());
    Detail detail;
    detail.node.id = id;
    show(detail.node, timeline, moment.day);
    const auto tree = trees.at(tx, moment);
    if (const auto at = tree->find(id); at != PastTree::none) {
        detail.child_count = static_cast<std::uint32_t>(tree->children(at).size());
        detail.subtree_count = tree->subtree_count(at);
    }
    detail.path = path_at(tx, *tree, detail.node.values.parent, moment);
    detail.path.push_back({id, detail.node.values.name, detail.node.values.type});
    detail.extras = all_extras;
    return detail;
}

Directory::Page children_at(db::Tx& tx, PastTrees& trees, OrganizationId parent, const Moment& moment,
                            OrganizationId after, std::size_t limit)
{
    auto all = store::children_at(tx, parent, moment.day, moment.known());
    std::ranges::sort(all, is_before);
    const auto tree = trees.at(tx, moment);
    auto at = all.begin();
    if (after) at = std::ranges::find(all, after, &store::Then::id);
    if (after && at != all.end()) ++at;
    Directory::Page page;
    for (; at != all.end() && page.items.size() < limit; ++at) page.items.push_back(listing_of(*tree, *at));
    if (at != all.end() && !page.items.empty()) page.next = page.items.back().id;
    return page;
}

std::vector<Listing> listings_at(db::Tx& tx, PastTrees& trees, const std::vector<OrganizationId>& ids,
                                 const Moment& moment)
{
    auto found = store::several_at(tx, ids, moment.day, moment.known());
    std::ranges::sort(found, is_before);
    const auto tree = trees.at(tx, moment);
    std::vector<Listing> list;
    for (const auto& then : found) list.push_back(listing_of(*tree, then));
    return list;
}

std::vector<Listing> roots_at(db::Tx& tx, PastTrees& trees, const Moment& moment)
{
    return listings_at(tx, trees, trees.at(tx, moment)->roots(), moment);
}

namespace {

/// The state that held just before, in the knowledge in which this one was recorded.
std::optional<Attributes> state_before(const std::vector<store::RecordedState>& rows, const store::RecordedState& row)
{
    const store::RecordedState* last = nullptr;
    for (const auto& other : rows) {
        if (&other == &row) continue;
        const bool known = other.recorded_at <= row.recorded_at && row.recorded_at < other.superseded_at;
        const bool earlier = other.state.valid_from < row.state.valid_from ||
                             (other.state.valid_from == row.state.valid_from && other.state.change < row.state.change);
        if (known && earlier && (!last || last->state.valid_from <= other.state.valid_from)) last = &other;
    }
    if (!last) return std::nullopt;
    return last->state.values;
}

HistoryEntry entry_of(Change&& change, const std::vector<store::RecordedState>& rows)
{
    HistoryEntry entry;
    const store::RecordedState* shown = nullptr;
    bool still_counts = false;
    for (const auto& row : rows) {
        if (row.state.change != change.id) continue;
        still_counts = still_counts || row.superseded_at == Instant::forever();
        // The row that is known now; of what was superseded, the one that was recorded last.
        if (!shown || row.superseded_at > shown->superseded_at ||
            (row.superseded_at == shown->superseded_at && row.state.id > shown->state.id))
            shown = &row;
    }
    entry.superseded = shown ? !still_counts : change.superseded;
    if (shown) {
        entry.decided = shown->state.decided;
        entry.after = shown->state.values;
        entry.before = state_before(rows, *shown);
    }
    entry.change = std::move(change);
    return entry;
}

}  // namespace

std::vector<HistoryEntry> history_of(db::Tx& tx, OrganizationId id)
{
    const auto rows = store::recorded_states(tx, id);
    std::vector<HistoryEntry> entries;
    for (auto& change : store::changes_of(tx, id)) entries.push_back(entry_of(std::move(change), rows));
    return entries;
}

namespace {

/// Those that count.
std::unordered_set<OrganizationId> subtree_of(const PastTree& tree, OrganizationId root)
{
    std::unordered_set<OrganizationId> ids;
    const auto at = tree.find(root);
    if (at == PastTree::none) return ids;
    tree.walk(at, [&](std::uint32_t one) {
        if (tree.counts(one)) ids.insert(tree.id(one));
    });
    return ids;
}

}  // namespace

Result<Comparison> compare(db::Tx& tx, PastTrees& trees, OrganizationId id, Date from, Date to,
                           std::optional<Instant> known_at)
{
    if (to < from) return bad_field("to", "input.out_of_order", {}, from.str());
    const auto before = trees.at(tx, {from, known_at});
    const auto after = trees.at(tx, {to, known_at});
    const auto opening = subtree_of(*before, id);
    const auto closing = subtree_of(*after, id);
    if (before->find(id) == PastTree::none && after->find(id) == PastTree::none)
        return refuse(ErrorKind::not_found, "organization.not_found", {}, id.str());
    Comparison result;
    result.opening = static_cast<int>(opening.size());
    result.closing = static_cast<int>(closing.size());
    for (const auto one : closing)
        if (!opening.contains(one)) ++(before->find(one) == PastTree::none ? result.founded : result.moved_in);
    for (const auto one : opening)
        if (!closing.contains(one)) ++(after->find(one) == PastTree::none ? result.dissolved : result.moved_out);
    std::vector<Change> changes;
    const auto known = Moment{to, known_at}.known();
    store::each_change_between(tx, from, to, known, [&](Change&& change) {
        const auto concerns = [&](OrganizationId one) { return opening.contains(one) || closing.contains(one); };
        // What was corrected since counts in an answer as it was known then.
        if ((known_at || !change.superseded) && (concerns(change.organization) || concerns(change.related)))
            changes.push_back(std::move(change));
        return changes.size() < Comparison::items_max;
    });
    for (auto& change : changes) {
        const auto rows = store::recorded_states(tx, change.organization);
        result.items.push_back(entry_of(std::move(change), rows));
    }
    return result;
}

}  // namespace jishi::organization
