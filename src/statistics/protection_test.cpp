#include "statistics/protection.hpp"

#include <random>

#include <doctest/doctest.h>

using namespace jishi::statistics;

namespace {

constexpr std::int64_t least = 5;

using Shown = std::vector<std::optional<std::int64_t>>;

Shown protect(std::vector<std::uint64_t> counts, std::vector<std::size_t> shape)
{
    return jishi::statistics::protect(counts, shape, least);
}

struct Bounds {
    std::int64_t low;
    std::int64_t high;
};

/// What somebody knows of a number that was shown, or was not.
Bounds known(const std::optional<std::int64_t>& shown, std::int64_t most)
{
    if (!shown) return {0, most};
    return {std::max<std::int64_t>(0, *shown - least / 2), *shown + least / 2};
}

/// Tightens the bounds of `parts` and `whole` by each other until nothing changes.
void reason(std::vector<Bounds*> parts, Bounds& whole, bool& changed)
{
    std::int64_t low = 0;
    std::int64_t high = 0;
    for (const auto* part : parts) {
        low += part->low;
        high += part->high;
    }
    const auto narrow = [&](Bounds& bounds, std::int64_t from, std::int64_t to) {
        if (from > bounds.low) {
            bounds.low = from;
            changed = true;
        }
        if (to < bounds.high) {
            bounds.high = to;
            changed = true;
        }
    };
    narrow(whole, low, high);
    for (auto* part : parts) narrow(*part, whole.low - (high - part->high), whole.high - (low - part->low));
}

}  // namespace

TEST_CASE("statistics: counts below the least are withheld, empty ones are not [STAT-10]")
{
    CHECK(protect({0, 100, 200}, {3}) == Shown{0, 100, 200});
    CHECK(protect({4, 3, 200}, {3}) == Shown{std::nullopt, std::nullopt, 200});
    CHECK(protect_one(4, least) == std::nullopt);
    CHECK(protect_one(0, least) == 0);
    CHECK(protect_one(103, least) == 105);
}

TEST_CASE("statistics: a line with one gap gets a second one, the smallest that is left [STAT-10]")
{
    CHECK(protect({2, 100, 60}, {3}) == Shown{std::nullopt, 100, std::nullopt});
    // In a table the second gap needs company in its own column.
    const auto shown = protect({2, 100, 60, 80, 90, 70, 50, 40, 30}, {3, 3});
    for (std::size_t line = 0; line < 3; ++line) {
        const auto row = std::count(shown.begin() + static_cast<std::ptrdiff_t>(line * 3),
                                    shown.begin() + static_cast<std::ptrdiff_t>(line * 3 + 3), std::nullopt);
        const auto column = std::ranges::count_if(
            std::vector{0, 1, 2}, [&](int i) { return !shown[static_cast<std::size_t>(i) * 3 + line]; });
        CHECK(row != 1);
        CHECK(column != 1);
    }
}

TEST_CASE("statistics: no small count follows from a table, its margins and its total [STAT-10]")
{
    std::mt19937_64 random(7);
    for (int round = 0; round < 2'000; ++round) {
        const std::size_t rows = 2 + random() % 5;
        const std::size_t columns = 2 + random() % 5;
        std::vector<std::uint64_t> counts(rows * columns);
        for (auto& count : counts) count = random() % 3 == 0 ? random() % 6 : random() % 300;
        const auto shown = jishi::statistics::protect(counts, std::vector{rows, columns}, least);
        std::uint64_t all = 0;
        for (const auto count : counts) all += count;
        const auto most = static_cast<std::int64_t>(all) + least;
        std::vector<Bounds> cells;
        for (const auto& one : shown) cells.push_back(known(one, most));
        // Each margin is asked for as a question of its own.
        std::vector<std::uint64_t> row_sums(rows, 0);
        std::vector<std::uint64_t> column_sums(columns, 0);
        for (std::size_t at = 0; at < counts.size(); ++at) {
            row_sums[at / columns] += counts[at];
            column_sums[at % columns] += counts[at];
        }
        std::vector<Bounds> by_row;
        std::vector<Bounds> by_column;
        for (const auto& one : jishi::statistics::protect(row_sums, std::vector{rows}, least))
            by_row.push_back(known(one, most));
        for (const auto& one : jishi::statistics::protect(column_sums, std::vector{columns}, least))
            by_column.push_back(known(one, most));
        auto total = known(protect_one(all, least), most);
        for (bool changed = true; changed;) {
            changed = false;
            for (std::size_t r = 0; r < rows; ++r) {
                std::vector<Bounds*> line;
                for (std::size_t c = 0; c < columns; ++c) line.push_back(&cells[r * columns + c]);
                reason(line, by_row[r], changed);
            }
            for (std::size_t c = 0; c < columns; ++c) {
                std::vector<Bounds*> line;
                for (std::size_t r = 0; r < rows; ++r) line.push_back(&cells[r * columns + c]);
                reason(line, by_column[c], changed);
            }
            std::vector<Bounds*> sums;
            for (auto& one : by_row) sums.push_back(&one);
            reason(sums, total, changed);
        }
        for (std::size_t at = 0; at < counts.size(); ++at) {
            if (counts[at] == 0 || counts[at] >= static_cast<std::uint64_t>(least)) continue;
            CAPTURE(round);
            CHECK_FALSE(shown[at].has_value());
            CHECK(cells[at].high > cells[at].low);
        }
    }
}

TEST_CASE("statistics: the difference of two answers that one person tells apart shows nothing exact [STAT-10]")
{
    // All members of a branch, and all but the one whose record fits a filter.
    for (std::uint64_t all = least; all < 60; ++all) {
        const auto with = protect_one(all, least);
        const auto without = protect_one(all - 1, least);
        if (!with || !without) continue;
        CHECK(*with % least == 0);
        CHECK((*with - *without == 0 || *with - *without == least));
    }
}
