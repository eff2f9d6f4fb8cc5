#include "statistics/telling_planes.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace jishi::statistics {
namespace {

/// Whether codes that have the same bits in these planes are of one cell.
bool tell_apart(std::uint32_t mask, std::span<const CodeOfCell> codes)
{
    constexpr std::uint32_t nobody = 0xFFFF'FFFF;
    std::array<std::uint32_t, planes_cells_max> cell_of;
    cell_of.fill(nobody);
    return std::ranges::all_of(codes, [&](const CodeOfCell& item) {
        auto& cell = cell_of[item.spelled & mask];
        if (cell == nobody) cell = item.cell;
        return cell == item.cell;
    });
}

/// With a plane for each code, one cell needs none: that of the code without planes, or whichever has the most codes,
/// of several the first.
std::uint32_t planes_of_other_cells(std::span<const CodeOfCell> codes)
{
    const auto of = [&](std::uint32_t cell) { return std::ranges::count(codes, cell, &CodeOfCell::cell); };
    const auto bare = std::ranges::find(codes, 0U, &CodeOfCell::spelled);
    const auto rest = bare != codes.end() ? bare : std::ranges::max_element(codes, {}, [&](const CodeOfCell& item) {
        return std::pair(of(item.cell), ~item.cell);
    });
    std::uint32_t mask = 0;
    for (const auto& item : codes)
        if (item.cell != rest->cell) mask |= item.spelled;
    return mask;
}

}  // namespace

TellingPlanes telling_planes(const ColumnShape& shape, std::span<const CodeOfCell> codes)
{
    if (shape.plane_each) return TellingPlanes(planes_of_other_cells(codes));
    std::uint32_t kept = (1U << shape.planes()) - 1;
    for (int bit = shape.planes(); bit-- > 0;)
        if (tell_apart(kept & ~(1U << bit), codes)) kept &= ~(1U << bit);
    return TellingPlanes(kept);
}

}  // namespace jishi::statistics
