#pragma once
// Cross tables: how many rows of some ranges, let through by a filter, have which codes in up to five columns.

#include <cstdint>
#include <vector>

#include "statistics/filter.hpp"
#include "statistics/kernel.hpp"
#include "statistics/snapshot.hpp"

namespace jishi::statistics {

constexpr std::size_t dimensions_max = 5;
constexpr std::uint64_t cells_max = 4'000'000;  // of all groups of one answer

struct Question {
    std::vector<std::size_t> dimensions;  // columns of planes or bytes, at most dimensions_max, none twice
    Filter filter;
    /// Each group is answered on its own: disjoint ranges.
    std::vector<std::vector<RowRange>> groups;
};

struct ScanOptions {
    const Kernel* kernel = nullptr;             // none: the best
    bool two_threads = true;                    // for large scans, when the helper is free
    std::uint32_t helped_rows_min = 1'000'000;  // fewer are not worth waking it
};

/// Cells of one group.
std::uint64_t cells_of(const Schema& schema, const std::vector<std::size_t>& dimensions);

/// @return  for each group its cells, the last dimension running fastest. The question is right: columns exist, codes
///          are below their cells, and groups times cells are at most cells_max.
std::vector<std::uint64_t> scan(const Snapshot& snapshot, const Question& question, const ScanOptions& options = {});

/// From the cubes, where they have the answer: one node, columns that are cubed, a filter that is a list of sets.
bool ask_cubes(const Snapshot& snapshot, Node node, const std::vector<std::size_t>& dimensions, const Filter& filter,
               std::vector<std::uint64_t>& out);

}  // namespace jishi::statistics
