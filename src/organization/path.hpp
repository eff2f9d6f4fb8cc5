#pragma once
// Paths of organisation_node: one segment of six characters for each organisation from the root down, so that a subtree
// is one range of paths in any database. [ORG-53] The code of people (3 digits a level) is another thing: it is full
// at 999 children and says what an organisation was called when it was coded.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace jishi::organization {

constexpr std::size_t segment_size = 6;

/// The segment of the n-th organisation ever founded here. Digits and capitals sort alike in every collation.
inline std::string path_segment(std::int64_t number)
{
    constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
    std::string segment(segment_size, '0');
    for (std::size_t i = segment_size; i-- > 0; number >>= 5)
        segment[i] = digits[static_cast<std::size_t>(number & 31)];
    return segment;
}

/// What every path of the subtree is less than: Z comes after all digits of segments.
inline std::string path_end(std::string_view path) { return std::string(path) + "Z"; }

}  // namespace jishi::organization
