#pragma once
// Which bit planes of a column tell its codes apart: of the codes that occur, some differ in fewer bits than there are.
// Sex has six codes and three planes, two of the codes occur, and one plane tells them apart.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "statistics/schema.hpp"

namespace jishi::statistics {

/// A code and what it counts as.
struct CodeOfCell {
    std::uint32_t code;
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
    /// What those planes say of a row with this code; the lowest plane is bit 0.
    std::uint32_t spelled(std::uint32_t code) const
    {
        std::uint32_t out = 0;
        for (std::size_t i = 0; i < count_; ++i) out |= (code >> bits_[i] & 1U) << i;
        return out;
    }

private:
    std::array<std::uint8_t, std::bit_width(planes_cells_max - 1)> bits_{};
    std::size_t count_ = 0;
};

/// None of these planes can be left out: without it two codes of different cells would look alike.
/// @param planes  how many the column has
/// @param codes   all that occur, each once; rows with others must not be read
TellingPlanes telling_planes(int planes, std::span<const CodeOfCell> codes);

}  // namespace jishi::statistics
