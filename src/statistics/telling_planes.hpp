#pragma once
// Which bit planes of a column tell its codes apart: of the codes that occur, some differ in fewer bits than there are.
// Sex has six codes and three planes, two of the codes occur, and one plane tells them apart.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "statistics/schema.hpp"

namespace jishi::statistics {

/// A code and what it counts as.
struct CodeOfCell {
    std::uint32_t spelled;  // the planes of its column that are set, see ColumnShape
    std::uint32_t cell;
};

class TellingPlanes {
public:
    TellingPlanes() = default;
    /// @param mask  the planes to read; bit 0: the lowest
    explicit TellingPlanes(std::uint32_t mask)
    {
        for (std::uint8_t bit = 0; mask != 0; ++bit, mask >>= 1)
            if ((mask & 1U) != 0) bits_[count_++] = bit;
    }

    /// The lowest first.
    std::span<const std::uint8_t> bits() const { return {bits_.data(), count_}; }
    /// What is left of a code's planes; the lowest of those that are read is bit 0.
    std::uint32_t spelled(std::uint32_t all) const
    {
        std::uint32_t out = 0;
        for (std::size_t i = 0; i < count_; ++i) out |= (all >> bits_[i] & 1U) << i;
        return out;
    }

private:
    std::array<std::uint8_t, planes_max> bits_{};
    std::size_t count_ = 0;
};

/// None of these planes can be left out: without it two codes of different cells would look alike.
/// @param codes  all that occur, each once; rows with others must not be read
TellingPlanes telling_planes(const ColumnShape& shape, std::span<const CodeOfCell> codes);

}  // namespace jishi::statistics
