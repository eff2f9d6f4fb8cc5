#pragma once
// Dense counts over the cubed columns for nodes of many rows, kept up with every change.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "statistics/arena.hpp"
#include "statistics/schema.hpp"
#include "statistics/tree.hpp"

namespace jishi::statistics {

class Snapshot;

/// The columns of a cube and how a cell is found. There is a place for the codes that occurred when it was made: a cube
/// of all codes would be twenty times as large, and nearly empty.
struct CubeShape {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    static constexpr std::uint64_t absent = std::uint64_t{1} << 40;

    std::vector<std::size_t> columns;               // of the schema, the outermost first
    std::vector<std::uint32_t> cells;               // codes of each, as the schema has them
    std::vector<std::vector<std::uint32_t>> codes;  // by place: those that occurred
    std::vector<std::size_t> strides;
    std::vector<std::size_t> offsets_from;  // by column, among
    std::vector<std::uint64_t> offsets;     // by code: how far its place is into the cube, or absent
    std::size_t size = 1;

    explicit CubeShape(const Snapshot& snapshot);
    std::uint64_t offset(std::size_t column, std::uint32_t code) const { return offsets[offsets_from[column] + code]; }
    /// None when a code has no place.
    std::size_t cell(Codes row) const
    {
        std::uint64_t at = 0;
        for (std::size_t i = 0; i < columns.size(); ++i) at += offset(i, row[columns[i]]);
        return at < absent ? at : none;
    }
    /// As if every code had a place.
    std::uint64_t wide_cell(Codes row) const
    {
        std::uint64_t at = 0;
        for (std::size_t i = 0; i < columns.size(); ++i) at = at * cells[i] + row[columns[i]];
        return at;
    }
};

/// What a cube is asked: the columns to keep and, for each column of the cube, the codes that count.
struct CubeQuestion {
    std::vector<std::size_t> kept;                    // places in CubeShape::columns, in the order of the answer
    std::vector<std::vector<std::uint32_t>> allowed;  // by place; empty: all codes
};

class CubeSet {
public:
    CubeSet(const Snapshot& snapshot, std::uint64_t rows_min);

    const CubeShape& shape() const { return shape_; }
    std::uint64_t rows_min() const { return rows_min_; }
    bool has(Node node) const { return find(node) != none; }
    std::size_t size() const { return cubes_.size(); }
    /// @param out  one number for each cell of the kept columns, the last one running fastest; added to
    void ask(Node node, const CubeQuestion& question, std::uint64_t* out) const;
    void add(const Tree& tree, Node node, Codes codes, int by);
    /// One fewer there, one more here. What is around both is left alone when the codes are the same.
    void move(const Tree& tree, Node from, Codes before, Node to, Codes now);
    /// Asks the memory for what add() is going to touch, so that it comes while other things are done.
    void fetch(const Tree& tree, Node node, Codes codes) const;
    /// Nodes have other numbers: from, to, for each that has a cube.
    void renumber(const std::vector<std::pair<Node, Node>>& numbers);
    std::size_t memory_bytes() const;
    std::span<const std::uint32_t> cube(Node node) const { return cubes_[find(node)].cells; }

private:
    static constexpr std::size_t none = CubeShape::none;
    struct Cube {
        Node node;
        std::size_t above;  // the next larger one around it, or none
        std::span<std::uint32_t> cells;
        std::unordered_map<std::uint64_t, std::uint32_t> rest;  // of codes that came later, by CubeShape::wide_cell()

        void add(std::size_t cell, std::uint64_t wide, int by);
    };
    void ask_rest(const Cube& cube, const CubeQuestion& question, std::uint64_t* out) const;
    std::size_t find(Node node) const;
    /// The smallest cube around a node, or none.
    std::size_t around(const Tree& tree, Node node) const;

    CubeShape shape_;
    std::uint64_t rows_min_;
    std::vector<Cube> cubes_;  // in the order of the tree
    std::unique_ptr<Arena> memory_;
};

}  // namespace jishi::statistics
