#pragma once
// What readers learn of counts who may not see persons. [STAT-10]

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace jishi::statistics {

/// Counts from 1 to below `least` are withheld; so is one more count of every line in which only one would be missing,
/// since the total of the line would give it away. What is left is rounded to multiples of `least`, so that no
/// difference of two answers is exact either.
/// @param shape   how many cells along each dimension; their product is the number of counts
/// @param counts  the last dimension running fastest
std::vector<std::optional<std::int64_t>> protect(std::span<const std::uint64_t> counts,
                                                 std::span<const std::size_t> shape, std::int64_t least);
/// The same for one number.
std::optional<std::int64_t> protect_one(std::uint64_t count, std::int64_t least);

}  // namespace jishi::statistics
