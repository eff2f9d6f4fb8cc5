#pragma once
// Organisations in preorder: a subtree is one range of numbers.

#include <cstdint>
#include <span>
#include <vector>

namespace jishi::statistics {

using Node = std::uint32_t;
constexpr Node node_none = 0xFFFF'FFFF;

class Tree {
public:
    struct Link {
        std::int64_t id;
        std::int64_t parent;  // 0, or one that is not among them: a root
    };
    Tree() = default;
    /// @param links  every organisation once; children keep the order in which they are given. A circle is left out.
    explicit Tree(std::span<const Link> links);
    /// Already in preorder, parents as numbers.
    Tree(std::vector<std::int64_t> ids, std::vector<Node> parents);

    /// The same tree with a few more, each the last child of its parent; whoever is a parent comes first.
    Tree with(std::span<const Link> leaves) const;

    Node size() const { return static_cast<Node>(ids_.size()); }
    Node find(std::int64_t id) const;
    std::int64_t id(Node node) const { return ids_[node]; }
    Node parent(Node node) const { return parents_[node]; }
    /// One past the last of its subtree.
    Node end(Node node) const { return ends_[node]; }
    bool contains(Node root, Node node) const { return root <= node && node < ends_[root]; }
    std::vector<Node> children(Node node) const;
    std::vector<Node> roots() const;
    std::span<const std::int64_t> ids() const { return ids_; }
    std::span<const Node> parents() const { return parents_; }
    std::size_t memory_bytes() const;

private:
    void finish();

    std::vector<std::int64_t> ids_;
    std::vector<Node> parents_;
    std::vector<Node> ends_;
    std::vector<Node> slots_;  // open addressing by id
};

}  // namespace jishi::statistics
