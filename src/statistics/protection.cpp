#include "statistics/protection.hpp"

#include <numeric>

namespace jishi::statistics {
namespace {

std::int64_t rounded(std::uint64_t count, std::int64_t least)
{
    return (static_cast<std::int64_t>(count) + least / 2) / least * least;
}

/// Withholds one more where a line has exactly one gap. @return whether anything was done
bool close_lines(std::span<const std::uint64_t> counts, std::span<const std::size_t> shape, std::size_t dimension,
                 std::vector<char>& withheld)
{
    const std::size_t step = std::accumulate(shape.begin() + static_cast<std::ptrdiff_t>(dimension) + 1, shape.end(),
                                             std::size_t{1}, std::multiplies<>{});
    const std::size_t length = shape[dimension];
    bool done = false;
    for (std::size_t first = 0; first < counts.size(); ++first) {
        if (first / step % length != 0) continue;
        std::size_t gaps = 0;
        std::size_t next = counts.size();  // the smallest that is still shown; an empty one only for want of another
        for (std::size_t i = 0; i < length; ++i) {
            const auto at = first + i * step;
            if (withheld[at] != 0) {
                ++gaps;
                continue;
            }
            const auto better = next == counts.size() || (counts[next] == 0 && counts[at] != 0) ||
                                (counts[at] != 0 && counts[at] < counts[next]);
            if (better) next = at;
        }
        if (gaps != 1 || next == counts.size()) continue;
        withheld[next] = 1;
        done = true;
    }
    return done;
}

}  // namespace

std::optional<std::int64_t> protect_one(std::uint64_t count, std::int64_t least)
{
    if (count > 0 && static_cast<std::int64_t>(count) < least) return std::nullopt;
    return rounded(count, least);
}

std::vector<std::optional<std::int64_t>> protect(std::span<const std::uint64_t> counts,
                                                 std::span<const std::size_t> shape, std::int64_t least)
{
    std::vector<char> withheld(counts.size(), 0);
    for (std::size_t at = 0; at < counts.size(); ++at)
        withheld[at] = counts[at] > 0 && static_cast<std::int64_t>(counts[at]) < least ? 1 : 0;
    for (bool again = true; again;) {
        again = false;
        for (std::size_t dimension = 0; dimension < shape.size(); ++dimension)
            again = close_lines(counts, shape, dimension, withheld) || again;
    }
    std::vector<std::optional<std::int64_t>> shown(counts.size());
    for (std::size_t at = 0; at < counts.size(); ++at)
        if (withheld[at] == 0) shown[at] = rounded(counts[at], least);
    return shown;
}

}  // namespace jishi::statistics
