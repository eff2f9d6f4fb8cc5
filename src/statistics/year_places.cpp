#include "statistics/year_places.hpp"

#include <algorithm>

namespace jishi::statistics {
namespace {

constexpr int levels_max = 64;  // a circle in the records ends here

}  // namespace

YearPlaces::YearPlaces(const std::vector<organization::ParentRow>& rows, std::shared_ptr<const Tree> tree,
                       Date day_before, Date last)
    : tree_(std::move(tree))
{
    for (const auto& row : rows) {
        if (movers_.empty() || movers_.back().id != row.id)
            movers_.push_back({row.id, tree_->find(row.id.value), none, {}, {}});
        movers_.back().rows.push_back(row);
    }
    for (std::uint32_t at = 0; at < movers_.size(); ++at)
        if (movers_[at].node != node_none) movers_by_node_.emplace_back(movers_[at].node, at);
    std::ranges::sort(movers_by_node_);
    std::vector<std::uint32_t> open;
    for (const auto& [node, at] : movers_by_node_) {
        while (!open.empty() && !is_within(movers_[open.back()], node)) open.pop_back();
        if (!open.empty()) movers_[at].within = open.back();
        open.push_back(at);
    }
    for (std::uint32_t at = 0; at < movers_.size(); ++at) draw_lines(at, day_before, last);
}

std::uint32_t YearPlaces::mover_at(OrganizationId organization) const
{
    const auto found = std::ranges::lower_bound(movers_, organization, {}, &Mover::id);
    return found == movers_.end() || found->id != organization ? none
                                                               : static_cast<std::uint32_t>(found - movers_.begin());
}

/// The lowest of those that were moved that has a node below it or is it.
std::uint32_t YearPlaces::mover_around(Node node) const
{
    const auto after = std::ranges::upper_bound(movers_by_node_, node, {}, &std::pair<Node, std::uint32_t>::first);
    if (after == movers_by_node_.begin()) return none;
    auto at = std::prev(after)->second;
    while (at != none && !is_within(movers_[at], node)) at = movers_[at].within;
    return at;
}

const YearPlaces::Mover* YearPlaces::mover_of(OrganizationId organization) const
{
    if (movers_.empty()) return nullptr;
    if (const auto at = mover_at(organization); at != none) return &movers_[at];
    const auto node = tree_->find(organization.value);
    const auto at = node == node_none ? none : mover_around(node);
    return at == none ? nullptr : &movers_[at];
}

void YearPlaces::draw_lines(std::uint32_t mover, Date day_before, Date last)
{
    const auto begin = static_cast<std::uint32_t>(lines_.size());
    for (auto day = day_before; day <= last;) {
        std::vector<Node> above;
        const auto until = go_up(mover, day, above);
        std::ranges::sort(above);
        if (lines_.size() == begin || lines_.back().above != above) lines_.push_back({mover, day, std::move(above)});
        day = until;
    }
    movers_[mover].lines = {begin, static_cast<std::uint32_t>(lines_.size())};
}

/// Whom it stood below on a day. @return the first day on which that may be different
Date YearPlaces::go_up(std::uint32_t mover, Date day, std::vector<Node>& above) const
{
    auto until = Date::forever();
    for (int level = 0; level < levels_max && mover != none; ++level) {
        const auto& rows = movers_[mover].rows;
        // Where it is not there any more, it is told of where it was last; before it was there, of where it was first.
        auto row = std::ranges::find_if(rows, [&](const auto& one) { return day < one.to; });
        if (row != rows.end() && day < row->from && row != rows.begin()) {
            until = std::min(until, row->from);
            --row;
        } else if (row == rows.end()) {
            --row;
        } else {
            until = std::min(until, row->to);
        }
        const auto parent = row->parent;
        if (!parent) break;
        mover = mover_at(parent);
        auto node = tree_->find(parent.value);
        if (mover == none && node != node_none) {
            mover = mover_around(node);
            const auto top = mover == none ? node_none : movers_[mover].node;
            for (; node != top; node = tree_->parent(node)) above.push_back(node);
        }
        if (node != node_none) above.push_back(node);
    }
    return until;
}

YearPlaces::Place YearPlaces::on(OrganizationId organization, Date day) const
{
    Place place{tree_->find(organization.value), none};
    const auto* mover = mover_of(organization);
    if (mover == nullptr) return place;
    place.line = mover->lines.first;
    while (place.line + 1 < mover->lines.second && lines_[place.line + 1].from <= day) ++place.line;
    return place;
}

bool YearPlaces::is_below(const Place& place, Node root) const
{
    if (place.line == none) return place.node != node_none && tree_->contains(root, place.node);
    const auto& line = lines_[place.line];
    if (is_within(movers_[line.mover], root)) return place.node != node_none && tree_->contains(root, place.node);
    return std::ranges::binary_search(line.above, root);
}

int YearPlaces::brings(std::uint32_t line, Node root) const
{
    const auto is = [&](std::uint32_t one) { return std::ranges::binary_search(lines_[one].above, root) ? 1 : 0; };
    return is(line) - is(line - 1);
}

void YearPlaces::add_own(const Mover& mover, std::vector<OrganizationId>& to) const
{
    to.push_back(mover.id);
    if (mover.node == node_none) return;
    for (auto node = mover.node + 1; node < tree_->end(mover.node);) {
        const auto at = mover_at(OrganizationId{tree_->id(node)});
        if (at == none) to.emplace_back(tree_->id(node));
        node = at == none ? node + 1 : tree_->end(node);
    }
}

std::vector<OrganizationId> YearPlaces::moved() const
{
    std::vector<OrganizationId> list;
    for (const auto& mover : movers_)
        if (mover.lines.second - mover.lines.first > 1) add_own(mover, list);
    return list;
}

void YearPlaces::add_once_below(Node root, std::vector<OrganizationId>& to) const
{
    for (const auto& mover : movers_) {
        if (mover.node != node_none && tree_->contains(root, mover.node)) continue;
        for (auto line = mover.lines.first; line < mover.lines.second; ++line)
            if (std::ranges::binary_search(lines_[line].above, root)) {
                add_own(mover, to);
                break;
            }
    }
}

}  // namespace jishi::statistics
