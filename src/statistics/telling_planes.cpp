#include "statistics/telling_planes.hpp"

#include <algorithm>
#include <array>

#include "statistics/schema.hpp"

namespace jishi::statistics {
namespace {

/// Whether codes that these planes spell alike are of one cell.
bool tell_apart(const TellingPlanes& planes, std::span<const CodeOfCell> codes)
{
    constexpr std::uint32_t nobody = 0xFFFF'FFFF;
    std::array<std::uint32_t, planes_cells_max> cell_of;
    cell_of.fill(nobody);
    return std::ranges::all_of(codes, [&](const CodeOfCell& item) {
        auto& cell = cell_of[planes.spelled(item.code)];
        if (cell == nobody) cell = item.cell;
        return cell == item.cell;
    });
}

}  // namespace

TellingPlanes telling_planes(int planes, std::span<const CodeOfCell> codes)
{
    TellingPlanes kept;
    for (int bit = 0; bit < planes; ++bit) kept.bits.push_back(static_cast<std::uint8_t>(bit));
    for (int bit = planes; bit-- > 0;) {
        auto fewer = kept;
        std::erase(fewer.bits, static_cast<std::uint8_t>(bit));
        if (tell_apart(fewer, codes)) kept = std::move(fewer);
    }
    return kept;
}

}  // namespace jishi::statistics
