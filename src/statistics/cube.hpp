#pragma once
// Dense counts over the cubed columns for nodes of many rows, kept up with every change.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "statistics/schema.hpp"
#include "statistics/tree.hpp"

namespace jishi::statistics {

class Snapshot;

/// The columns of a cube and how a cell is found.
struct CubeShape {
    std::vector<std::size_t> columns;  // of the schema, the outermost first
    std::vector<std::uint32_t> cells;  // codes of each
    std::vector<std::size_t> strides;
    std::size_t size = 1;

    explicit CubeShape(const Schema& schema);
    std::size_t cell(Codes codes) const
    {
        std::size_t at = 0;
        for (std::size_t i = 0; i < columns.size(); ++i) at += codes[columns[i]] * strides[i];
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
    bool has(Node node) const { return cubes_.contains(node); }
    std::size_t size() const { return cubes_.size(); }
    /// @param out  one number for each cell of the kept columns, the last one running fastest; added to
    void ask(Node node, const CubeQuestion& question, std::uint64_t* out) const;
    void add(const Tree& tree, Node node, Codes codes, int by);
    std::size_t memory_bytes() const { return cubes_.size() * shape_.size * sizeof(std::uint32_t); }
    const std::vector<std::uint32_t>& cube(Node node) const { return cubes_.at(node); }

private:
    CubeShape shape_;
    std::uint64_t rows_min_;
    std::unordered_map<Node, std::vector<std::uint32_t>> cubes_;
};

}  // namespace jishi::statistics
