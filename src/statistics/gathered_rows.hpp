#pragma once
// Rows that count, put together from blocks where few do: what their planes say stands side by side, and becomes planes
// again when a block of them is full.

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "statistics/ahead.hpp"
#include "statistics/block_filter.hpp"
#include "statistics/kernel.hpp"

namespace jishi::statistics {

class GatheredRows {
public:
    static constexpr std::size_t rows_max = block_words * 64;

    /// None, of so many planes. Memory is kept from one use to the next. @param kernel  one that gathers
    void begin(const Kernel& kernel, std::size_t planes);
    /// 0: it has not begun.
    std::size_t planes() const { return planes_.size(); }
    std::size_t rows() const { return rows_; }
    /// @param planes  of the block that `rows` are of
    /// @param ahead   asked for meanwhile
    void add(const Block& rows, std::span<const std::uint64_t* const> planes, std::size_t words, Ahead& ahead);

    struct Planes {
        const std::uint64_t* const* planes;
        std::size_t words;
    };
    /// As planes, all rows from the first on; `chosen` gets which of the words' rows there are. Then there are none.
    Planes spread(Block& chosen);

    void end()
    {
        planes_.clear();
        rows_ = 0;
    }

private:
    /// Bits of eight planes side by side, a line for each word of theirs, and one more; see Kernel::gather.
    static constexpr std::size_t planes_at_once = 8;
    struct alignas(64) Gathered {
        std::array<std::uint64_t, (block_words + 2) * planes_at_once> lines;
    };
    /// One plane of them. A line longer than it has to be: planes must not stand a power of two apart.
    struct alignas(64) Spread {
        std::array<std::uint64_t, block_words + 8> words;
    };

    void clear();

    const Kernel* kernel_ = nullptr;
    std::unique_ptr<Gathered[]> gathered_;  // of eight planes each
    std::unique_ptr<Spread[]> spread_;
    std::size_t room_ = 0;  // for so many times eight planes
    std::vector<const std::uint64_t*> planes_;
    std::size_t rows_ = 0;
};

}  // namespace jishi::statistics
