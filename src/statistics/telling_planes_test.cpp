#include "statistics/telling_planes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

using namespace jishi::statistics;

namespace {

bool told_apart(const TellingPlanes& planes, const std::vector<CodeOfCell>& codes)
{
    std::map<std::uint32_t, std::uint32_t> cells;
    for (const auto& item : codes)
        if (!cells.emplace(planes.spelled(item.spelled), item.cell).second &&
            cells[planes.spelled(item.spelled)] != item.cell)
            return false;
    return true;
}

/// A column with so many planes, one for each bit of a code.
ColumnShape of_planes(int planes) { return {"", Storage::planes, std::uint32_t{1} << planes}; }

ColumnShape plane_for_each(std::uint32_t cells) { return {"", Storage::planes, cells, false, true}; }

}  // namespace

TEST_CASE("statistics: two codes that differ in one bit are told apart by one plane")
{
    const std::vector<CodeOfCell> codes{{2, 0}, {3, 1}};
    const auto planes = telling_planes(of_planes(3), codes);
    CHECK(std::ranges::equal(planes.bits(), std::vector{0}));
    CHECK(planes.spelled(2) == 0);
    CHECK(planes.spelled(3) == 1);
}

TEST_CASE("statistics: the codes one to eight need three planes, since nothing is spelled with none but the eighth")
{
    std::vector<CodeOfCell> codes;
    for (std::uint32_t code = 1; code <= 8; ++code) codes.push_back({code, code});
    CHECK(std::ranges::equal(telling_planes(of_planes(4), codes).bits(), std::vector{0, 1, 2}));
}

TEST_CASE("statistics: no plane is read where all codes are of one cell, or where there is none")
{
    CHECK(telling_planes(of_planes(4), std::vector<CodeOfCell>{{1, 7}, {2, 7}, {9, 7}}).bits().empty());
    CHECK(telling_planes(of_planes(4), {}).bits().empty());
}

TEST_CASE("statistics: any codes of any cells are told apart, and no plane could be left out")
{
    std::mt19937_64 random(5);
    for (int round = 0; round < 2'000; ++round) {
        const int planes = 1 + static_cast<int>(random() % 6);
        std::vector<CodeOfCell> codes;
        for (std::uint32_t code = 0; code < 1U << planes; ++code)
            if (random() % 3 == 0) codes.push_back({code, static_cast<std::uint32_t>(random() % 5)});
        const auto found = telling_planes(of_planes(planes), codes);
        REQUIRE(told_apart(found, codes));
        std::uint32_t mask = 0;
        for (const auto bit : found.bits()) mask |= 1U << bit;
        for (const auto bit : found.bits()) REQUIRE_FALSE(told_apart(TellingPlanes(mask & ~(1U << bit)), codes));
    }
}

TEST_CASE("statistics: with a plane for each code, one code is told from the others by one plane, whichever it is")
{
    const auto shape = plane_for_each(10);
    for (std::uint32_t one = 1; one < shape.cells; ++one) {
        std::vector<CodeOfCell> codes;
        for (std::uint32_t code = 1; code < shape.cells; ++code)
            codes.push_back({shape.spelled(code), code == one ? 1U : 0U});
        CHECK(std::ranges::equal(telling_planes(shape, codes).bits(), std::vector{one - 1}));
    }
}

TEST_CASE("statistics: of two codes with a plane each, the one that is asked for is read, not the other")
{
    const auto shape = plane_for_each(10);
    CHECK(std::ranges::equal(
        telling_planes(shape, std::vector<CodeOfCell>{{shape.spelled(3), 1}, {shape.spelled(7), 0}}).bits(),
        std::vector{2}));
}

TEST_CASE("statistics: with a plane for each code, any codes of any cells are told apart")
{
    std::mt19937_64 random(6);
    for (int round = 0; round < 2'000; ++round) {
        const auto shape = plane_for_each(2 + static_cast<std::uint32_t>(random() % (plane_each_cells_max - 1)));
        std::vector<CodeOfCell> codes;
        for (std::uint32_t code = 0; code < shape.cells; ++code)
            if (random() % 3 != 0) codes.push_back({shape.spelled(code), static_cast<std::uint32_t>(random() % 5)});
        REQUIRE(told_apart(telling_planes(shape, codes), codes));
    }
}
