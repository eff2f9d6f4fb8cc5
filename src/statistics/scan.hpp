#pragma once
// Cross tables: how many rows of some ranges, let through by a filter, have which codes in up to five columns.

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "statistics/filter.hpp"
#include "statistics/kernel.hpp"
#include "statistics/snapshot.hpp"

namespace jishi::statistics {

constexpr std::size_t dimensions_max = 5;
constexpr std::uint64_t cells_max = 4'000'000;  // of all groups of one answer

/// One dimension of a table: a column, or what its codes are put together to.
struct Axis {
    std::size_t column = 0;
    std::shared_ptr<const std::vector<std::uint8_t>> groups;  // by code; none: the codes themselves
    std::uint32_t cells = 0;                                  // of the groups; 0: of the column

    Axis() = default;
    Axis(std::size_t c) : column(c) {}  // NOLINT: a column is an axis
    Axis(std::size_t c, std::shared_ptr<const std::vector<std::uint8_t>> g, std::uint32_t n)
        : column(c), groups(std::move(g)), cells(n)
    {
    }
};
using Axes = std::vector<Axis>;

struct Question {
    Axes dimensions;  // at most dimensions_max; days only as groups
    Filter filter;
    /// Each group is answered on its own: disjoint ranges.
    std::vector<std::vector<RowRange>> groups;
};

struct ScanOptions {
    const Kernel* kernel = nullptr;             // none: the best
    bool two_threads = true;                    // for large scans, when the helper is free
    std::uint32_t helped_rows_min = 1'000'000;  // fewer are not worth waking it
};

std::uint32_t cells_of(const Schema& schema, const Axis& axis);
/// Cells of one group of ranges.
std::uint64_t cells_of(const Schema& schema, const Axes& dimensions);

/// @return  for each group its cells, the last dimension running fastest. The question is right: columns exist, codes
///          are below their cells, and groups times cells are at most cells_max.
std::vector<std::uint64_t> scan(const Snapshot& snapshot, const Question& question, const ScanOptions& options = {});

/// The bit planes that a scan for this reads.
struct PlanesRead {
    bool taken = false;  // the one of taken rows
    std::vector<PlaneOfColumn> planes;

    std::size_t size() const { return planes.size() + (taken ? 1 : 0); }
};
PlanesRead planes_read(const Snapshot& snapshot, const Question& question);

/// From the cubes, where they have the answer: one node, columns that are cubed, a filter that is a list of sets.
bool ask_cubes(const Snapshot& snapshot, Node node, const Axes& dimensions, const Filter& filter,
               std::vector<std::uint64_t>& out);

}  // namespace jishi::statistics
