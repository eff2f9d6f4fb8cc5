#include "organization/past_tree.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace jishi::organization {
namespace {

constexpr std::size_t kept_max = 4;

/// The highest id in the snapshot: ids are given in the order of writing.
std::int64_t mark_of(db::Tx& tx)
{
    return tx.value<std::int64_t>(R"(
        SELECT CASE WHEN s > c THEN s ELSE c END
        FROM (SELECT (SELECT COALESCE(MAX(id), 0) FROM organization_state) AS s,
                     (SELECT COALESCE(MAX(id), 0) FROM organization_change) AS c) AS marks)");
}

}  // namespace

PastTree::PastTree(std::vector<Link> links)
{
    if (!std::ranges::is_sorted(links, {}, &Link::id)) std::ranges::sort(links, {}, &Link::id);
    const auto count = static_cast<std::uint32_t>(links.size());
    ids_.reserve(count);
    for (const auto& link : links) ids_.push_back(link.id.value);
    parents_.resize(count, none);
    starts_.assign(count + 1, 0);
    counts_.resize(count);
    std::uint32_t last = none;  // siblings mostly stand side by side
    for (std::uint32_t at = 0; at < count; ++at) {
        const auto parent = links[at].parent;
        if (!parent) continue;
        if (last == none || ids_[last] != parent.value) last = find(parent);
        parents_[at] = last;
        if (last != none) ++starts_[last + 1];
    }
    std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
    children_.resize(starts_.back());
    auto next = starts_;
    for (std::uint32_t at = 0; at < count; ++at)
        if (parents_[at] != none) children_[next[parents_[at]]++] = at;

    std::vector<std::uint32_t> order;  // parents before children
    order.reserve(count);
    for (std::uint32_t at = 0; at < count; ++at)
        if (parents_[at] == none) order.push_back(at);
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto below = children(order[i]);
        order.insert(order.end(), below.begin(), below.end());
    }
    for (auto i = order.size(); i-- > 0;) {
        counts_[order[i]] += links[order[i]].counts ? 1 : 0;
        if (parents_[order[i]] != none) counts_[parents_[order[i]]] += counts_[order[i]];
    }
}

std::uint32_t PastTree::find(OrganizationId id) const
{
    const auto place = std::ranges::lower_bound(ids_, id.value);
    return place != ids_.end() && *place == id.value ? static_cast<std::uint32_t>(place - ids_.begin()) : none;
}

bool PastTree::counts(std::uint32_t at) const
{
    auto below = counts_[at];
    for (const auto child : children(at)) below -= counts_[child];
    return below != 0;
}

bool PastTree::is_below(std::uint32_t at, std::uint32_t root) const
{
    for (; at != none; at = parents_[at])
        if (at == root) return true;
    return false;
}

std::vector<OrganizationId> PastTree::path_of(OrganizationId id) const
{
    std::vector<OrganizationId> path;
    for (auto at = find(id); at != none; at = parents_[at]) path.push_back(this->id(at));
    std::ranges::reverse(path);
    return path;
}

std::vector<OrganizationId> PastTree::roots() const
{
    std::vector<OrganizationId> list;
    for (std::uint32_t at = 0; at < parents_.size(); ++at)
        if (parents_[at] == none) list.push_back(id(at));
    return list;
}

void PastTree::walk(std::uint32_t root, const std::function<void(std::uint32_t)>& visit) const
{
    std::vector<std::uint32_t> open{root};
    while (!open.empty()) {
        const auto at = open.back();
        open.pop_back();
        visit(at);
        const auto below = children(at);
        open.insert(open.end(), below.rbegin(), below.rend());
    }
}

std::shared_ptr<const PastTree> PastTrees::kept(const Moment& moment)
{
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(kept_, moment, &Kept::moment);
    if (found == kept_.end()) return nullptr;
    kept_.splice(kept_.begin(), kept_, found);
    return kept_.front().tree;
}

std::shared_ptr<const PastTree> PastTrees::at(db::Tx& tx, const Moment& moment)
{
    if (auto tree = kept(moment)) return tree;
    const std::lock_guard one(building_);
    if (auto tree = kept(moment)) return tree;
    auto tree = build(tx, moment);
    const auto seen = mark_of(tx);
    const std::lock_guard lock(mutex_);
    // The snapshot of this transaction may be older than what was written and forgotten meanwhile.
    if (!moment.known_at && seen < mark_) return tree;
    kept_.push_front({moment, tree});
    if (kept_.size() > kept_max) kept_.pop_back();
    return tree;
}

void PastTrees::forget_from(Date day, std::int64_t mark)
{
    const std::lock_guard lock(mutex_);
    mark_ = std::max(mark_, mark);
    std::erase_if(kept_, [&](const Kept& one) { return !one.moment.known_at && one.moment.day >= day; });
}

std::shared_ptr<const PastTree> PastTrees::build(db::Tx& tx, const Moment& moment) const
{
    std::vector<PastTree::Link> links;
    std::map<std::string, bool, std::less<>> counted;
    tx.for_each<OrganizationId, OrganizationId, std::string>(
        R"(
        SELECT organization, parent, type FROM organization_state
        WHERE valid_from <= :day AND valid_to > :day AND recorded_at <= :known AND superseded_at > :known AND active = 1)",
        db::Params{{"day", moment.day}, {"known", moment.known()}},
        [&](OrganizationId id, OrganizationId parent, std::string type) {
            auto known = counted.find(type);
            if (known == counted.end()) known = counted.emplace(type, counted_(type)).first;
            links.push_back({id, parent, known->second});
        });
    return std::make_shared<const PastTree>(std::move(links));
}

}  // namespace jishi::organization
