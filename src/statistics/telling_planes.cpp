#include "statistics/telling_planes.hpp"

#include <algorithm>
#include <array>

namespace jishi::statistics {
namespace {

/// Whether codes that have the same bits in these planes are of one cell.
bool tell_apart(std::uint32_t mask, std::span<const CodeOfCell> codes)
{
    constexpr std::uint32_t nobody = 0xFFFF'FFFF;
    std::array<std::uint32_t, planes_cells_max> cell_of;
    cell_of.fill(nobody);
    return std::ranges::all_of(codes, [&](const CodeOfCell& item) {
        auto& cell = cell_of[item.code & mask];
        if (cell == nobody) cell = item.cell;
        return cell == item.cell;
    });
}

}  // namespace

TellingPlanes telling_planes(int planes, std::span<const CodeOfCell> codes)
{
    std::uint32_t kept = (1U << planes) - 1;
    for (int bit = planes; bit-- > 0;)
        if (tell_apart(kept & ~(1U << bit), codes)) kept &= ~(1U << bit);
    return TellingPlanes(kept);
}

}  // namespace jishi::statistics
