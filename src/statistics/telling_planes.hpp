#pragma once
// Which bit planes of a column tell its codes apart: of the codes that occur, some differ in fewer bits than there are.
// Sex has six codes and three planes, two of the codes occur, and one plane tells them apart.

#include <cstdint>
#include <span>
#include <vector>

namespace jishi::statistics {

/// A code and what it counts as.
struct CodeOfCell {
    std::uint32_t code;
    std::uint32_t cell;
};

struct TellingPlanes {
    std::vector<std::uint8_t> bits;  // the planes to read, the lowest first

    /// What those planes say of a row with this code; the lowest plane is bit 0.
    std::uint32_t spelled(std::uint32_t code) const
    {
        std::uint32_t out = 0;
        for (std::size_t i = 0; i < bits.size(); ++i) out |= (code >> bits[i] & 1U) << i;
        return out;
    }
};

/// None of these planes can be left out: without it two codes of different cells would look alike.
/// @param planes  how many the column has
/// @param codes   all that occur, each once; rows with others must not be read
TellingPlanes telling_planes(int planes, std::span<const CodeOfCell> codes);

}  // namespace jishi::statistics
