#pragma once
// A filter worked out for one block of a chunk.

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "statistics/filter.hpp"
#include "statistics/kernel.hpp"
#include "statistics/snapshot.hpp"
#include "statistics/telling_planes.hpp"

namespace jishi::statistics {

constexpr std::size_t block_words = 128;  // 8 K rows: what a block needs stays in the nearest cache
/// One bit for each row of a block, in whole lines of memory.
struct alignas(64) Block : std::array<std::uint64_t, block_words> {};

class BlockFilter {
public:
    BlockFilter(const Snapshot& snapshot, const Filter& filter, const Kernel& kernel);

    /// Whether it looks which rows are taken: it need not where no free row can pass.
    bool reads_taken() const { return may_pass_free_rows_; }
    /// The planes that it reads.
    std::vector<PlaneOfColumn> reads() const;
    /// rows = those of words [from, from + words) of the chunk that are taken and pass. @return whether there may be
    /// any
    bool choose(const Chunk& chunk, std::size_t from, std::size_t words, std::uint64_t* rows);

private:
    /// A set of codes: what the planes that tell it apart say of the rows in it, or of the others, when those are
    /// fewer.
    struct Set {
        std::size_t column = 0;
        std::array<std::uint8_t, 256> table{};  // by code, for columns of bytes
        TellingPlanes telling;
        std::vector<std::uint32_t> spelled;
        bool turned = false;
    };

    void work_out(const Filter& filter, std::size_t& leaf, const Chunk& chunk, std::size_t from, std::size_t words,
                  int depth, std::uint64_t* out);
    bool narrow_by(const Filter& part, std::size_t& leaf, const Chunk& chunk, std::size_t from, std::size_t words,
                   std::uint64_t* rows);
    void match_set(const Set& set, const Chunk& chunk, std::size_t from, std::size_t words, std::uint64_t* out);
    /// @return whether a free row may pass
    bool prepare(const Filter& filter);
    bool prepare_set(const Filter& filter);

    const Snapshot& snapshot_;
    const Filter& filter_;
    const Kernel& kernel_;
    std::vector<Set> sets_;             // in the order in which they are met
    std::unique_ptr<Block[]> buffers_;  // one for each depth
    bool may_pass_free_rows_ = true;
};

}  // namespace jishi::statistics
