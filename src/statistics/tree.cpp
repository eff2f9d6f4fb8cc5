#include "statistics/tree.hpp"

#include <algorithm>
#include <unordered_map>

namespace jishi::statistics {
namespace {

/// Where an id is looked for first; any number of slots will do.
std::size_t slot_of(std::int64_t id, std::size_t slots)
{
    auto mixed = static_cast<std::uint64_t>(id) * 0x9E37'79B9'7F4A'7C15ULL;
    mixed ^= mixed >> 29;
    mixed *= 0xBF58'476D'1CE4'E5B9ULL;
    return static_cast<std::size_t>(static_cast<unsigned __int128>(mixed) * slots >> 64);
}

std::size_t next_slot(std::size_t slot, std::size_t slots) { return slot + 1 == slots ? 0 : slot + 1; }

}  // namespace

Tree::Tree(std::span<const Link> links)
{
    std::unordered_map<std::int64_t, Node> place;
    place.reserve(links.size());
    for (const auto& link : links) place.emplace(link.id, static_cast<Node>(place.size()));
    // Children as linked lists, in the order given.
    std::vector<Node> first(links.size(), node_none);
    std::vector<Node> next(links.size(), node_none);
    Node first_root = node_none;
    for (Node at = static_cast<Node>(links.size()); at-- > 0;) {
        const auto parent = links[at].parent == 0 ? place.end() : place.find(links[at].parent);
        Node& head = parent == place.end() ? first_root : first[parent->second];
        next[at] = head;
        head = at;
    }
    ids_.reserve(links.size());
    parents_.reserve(links.size());
    struct Open {
        Node at;      // in links, still to be placed
        Node parent;  // as placed
    };
    std::vector<Open> open;
    if (first_root != node_none) open.push_back({first_root, node_none});
    while (!open.empty()) {
        const auto [at, parent] = open.back();
        open.pop_back();
        const auto placed = static_cast<Node>(ids_.size());
        ids_.push_back(links[at].id);
        parents_.push_back(parent);
        if (next[at] != node_none) open.push_back({next[at], parent});
        if (first[at] != node_none) open.push_back({first[at], placed});
    }
    finish();
}

Tree::Tree(std::vector<std::int64_t> ids, std::vector<Node> parents)
    : ids_(std::move(ids)), parents_(std::move(parents))
{
    finish();
}

Tree Tree::with(std::span<const Link> leaves) const
{
    auto ids = ids_;
    auto parents = parents_;
    auto ends = ends_;
    for (const auto& leaf : leaves) {
        Node parent = node_none;
        if (leaf.parent != 0) {
            parent = find(leaf.parent);
            // The numbers have moved since; a parent that is new itself stands where it was put.
            if (parent == node_none || ids[parent] != leaf.parent)
                parent = static_cast<Node>(std::ranges::find(ids, leaf.parent) - ids.begin());
        }
        const Node at = parent == node_none ? static_cast<Node>(ids.size()) : ends[parent];
        ids.insert(ids.begin() + at, leaf.id);
        parents.insert(parents.begin() + at, parent);
        ends.insert(ends.begin() + at, at);
        for (Node node = 0; node < ids.size(); ++node) {
            if (node > at && parents[node] != node_none && parents[node] >= at) ++parents[node];
            if (ends[node] > at) ++ends[node];
        }
        ends[at] = at + 1;
        for (Node above = parent; above != node_none; above = parents[above])
            if (ends[above] < at + 1) ends[above] = at + 1;
    }
    return {std::move(ids), std::move(parents)};
}

void Tree::finish()
{
    ends_.resize(ids_.size());
    for (Node node = size(); node-- > 0;) {
        if (ends_[node] <= node) ends_[node] = node + 1;
        const Node parent = parents_[node];
        if (parent != node_none && ends_[parent] < ends_[node]) ends_[parent] = ends_[node];
    }
    slots_.assign(ids_.size() + ids_.size() / 4 + 2, node_none);
    for (Node node = 0; node < size(); ++node) {
        auto slot = slot_of(ids_[node], slots_.size());
        while (slots_[slot] != node_none) slot = next_slot(slot, slots_.size());
        slots_[slot] = node;
    }
}

Node Tree::find(std::int64_t id) const
{
    if (slots_.empty()) return node_none;
    auto slot = slot_of(id, slots_.size());
    while (slots_[slot] != node_none && ids_[slots_[slot]] != id) slot = next_slot(slot, slots_.size());
    return slots_[slot];
}

std::vector<Node> Tree::children(Node node) const
{
    std::vector<Node> list;
    for (Node child = node + 1; child < ends_[node]; child = ends_[child]) list.push_back(child);
    return list;
}

std::vector<Node> Tree::roots() const
{
    std::vector<Node> list;
    for (Node root = 0; root < size(); root = ends_[root]) list.push_back(root);
    return list;
}

std::size_t Tree::memory_bytes() const
{
    return ids_.capacity() * sizeof(std::int64_t) +
           (parents_.capacity() + ends_.capacity() + slots_.capacity()) * sizeof(Node);
}

}  // namespace jishi::statistics
