#pragma once
// A filter worked out for one block of a chunk.

#include <array>

#include "statistics/filter.hpp"
#include "statistics/kernel.hpp"
#include "statistics/snapshot.hpp"

namespace jishi::statistics {

constexpr std::size_t block_words = 128;  // 8 K rows: what a block needs stays in the nearest cache
using Block = std::array<std::uint64_t, block_words>;

class BlockFilter {
public:
    BlockFilter(const Snapshot& snapshot, const Filter& filter, const Kernel& kernel);

    bool lets_all_through() const { return filter_.kind == Filter::Kind::everything; }
    /// rows &= filter, for words [from, from + words) of the chunk. @return whether anything is left
    bool narrow(const Chunk& chunk, std::size_t from, std::size_t words, std::uint64_t* rows);

private:
    void work_out(const Filter& filter, std::size_t& leaf, const Chunk& chunk, std::size_t from, std::size_t words,
                  int depth, std::uint64_t* out);
    void match_set(const Filter& filter, const std::array<std::uint8_t, 256>& table, const Chunk& chunk,
                   std::size_t from, std::size_t words, std::uint64_t* out);
    void prepare(const Filter& filter);

    const Snapshot& snapshot_;
    const Filter& filter_;
    const Kernel& kernel_;
    std::vector<std::array<std::uint8_t, 256>> tables_;  // of the sets, in the order in which they are met
    std::vector<Block> buffers_;                         // one for each depth
};

}  // namespace jishi::statistics
