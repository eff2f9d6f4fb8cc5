#pragma once
// Which rows count: conditions on columns, joined by and, or, not.

#include <cstdint>
#include <vector>

#include "statistics/schema.hpp"

namespace jishi::statistics {

struct Filter {
    enum class Kind : std::uint8_t { everything, all_of, any_of, none_of, in_set, in_range };
    Kind kind = Kind::everything;
    std::size_t column = 0;
    std::vector<std::uint32_t> codes;  // in_set
    Code low = 0;                      // in_range, both included; low > high: nothing
    Code high = 0;
    std::vector<Filter> parts;  // all_of, any_of, none_of

    static Filter set(std::size_t column, std::vector<std::uint32_t> codes)
    {
        return {Kind::in_set, column, std::move(codes), 0, 0, {}};
    }
    static Filter range(std::size_t column, Code low, Code high) { return {Kind::in_range, column, {}, low, high, {}}; }
    static Filter of(Kind kind, std::vector<Filter> parts) { return {kind, 0, {}, 0, 0, std::move(parts)}; }
};

constexpr int filter_depth_max = 8;
/// How many levels of parts it has; everything: 0.
int depth_of(const Filter& filter);

}  // namespace jishi::statistics
