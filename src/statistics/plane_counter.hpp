#pragma once
// Counts the rows of a block in every cell of a cross table, from bit planes alone.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "statistics/ahead.hpp"
#include "statistics/block_filter.hpp"
#include "statistics/gathered_rows.hpp"
#include "statistics/telling_planes.hpp"

namespace jishi::statistics {

/// One dimension of a table: the planes that tell its cells apart, and what they say of a row of each.
struct PlaneDimension {
    std::size_t column = 0;
    TellingPlanes telling;
    std::vector<std::uint32_t> spelled;       // of the first cell, of the next and so on; each once
    std::vector<std::uint32_t> spelled_from;  // where those of each cell begin, and the end

    std::size_t cells() const { return spelled_from.size() - 1; }
    /// Every cell is spelled in one way only.
    bool nested() const { return spelled.size() == cells(); }
};

/// A nested dimension is not counted cell by cell: rows are counted that have *at least* the planes set that a cell is
/// spelled with, and those of the cells spelled with more are taken off at the end. So a plane is its own mask, none
/// has to be turned round, and one cell is all rows.
///
/// Where few rows of a block count, their bits are first put side by side, so that a block of those alone is counted.
class PlaneCounter {
public:
    /// @param dimensions  the outermost first; at least one, each of at least one cell
    PlaneCounter(const Kernel& kernel, std::vector<PlaneDimension> dimensions);
    PlaneCounter(const PlaneCounter&) = delete;
    PlaneCounter& operator=(const PlaneCounter&) = delete;
    ~PlaneCounter();

    std::size_t cells() const { return cells_; }
    /// @param rows   of the block; the others do not count
    /// @param ahead  asked for meanwhile
    void count(const Chunk& chunk, std::size_t word, std::size_t words, const Block& rows, Ahead& ahead);
    /// What was counted since the last time, the last dimension running fastest.
    void take(std::vector<std::uint64_t>& out);

private:
    /// To be summed up: one cell.
    struct alignas(64) Lanes {
        std::array<std::uint64_t, 8> sums{};
    };
    /// What a thread keeps from one count to the next: a small count would take as long to get memory as to count.
    struct Space {
        std::unique_ptr<Block[]> blocks;
        std::size_t block_count = 0;
        std::vector<Lanes> lanes;  // of every cell; clear between counts
        GatheredRows gathered;
    };
    static thread_local std::unique_ptr<Space> kept_;

    bool worth_gathering(std::uint64_t rows, std::size_t words) const;
    void count_gathered(Ahead* ahead);
    void count_planes(const std::uint64_t* const* planes, const std::uint64_t* rows, std::size_t words, Ahead* ahead);
    void make_masks(const std::uint64_t* const* planes, std::size_t words);
    const std::uint64_t* nested_mask(std::span<const std::uint64_t* const> planes, std::uint32_t spelled,
                                     std::size_t words, Block& space);
    const std::uint64_t* all_rows() const { return space_->blocks[dimensions_.size() + 1].data(); }
    void descend(std::size_t level, const std::uint64_t* rows, std::size_t words, std::size_t cell);

    const Kernel& kernel_;
    std::vector<PlaneDimension> dimensions_;
    std::size_t cells_ = 1;
    // Blocks: what is left at each level, a spare one, all rows, and masks that are no planes.
    std::unique_ptr<Space> space_;
    std::vector<std::vector<const std::uint64_t*>> masks_;  // by dimension and cell
    std::vector<const std::uint64_t*> planes_;              // of the block, dimension by dimension
    Ahead* ahead_ = nullptr;
};

}  // namespace jishi::statistics
