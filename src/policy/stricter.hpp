#pragma once
// What "stricter" means. A rule marks itself, or members of its value, as a minimum, a maximum, fixed, or a list that
// may only be narrowed or extended; a value of a lower layer must keep every mark.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/shape.hpp"
#include "policy/value.hpp"

namespace jishi::policy {

enum class Limit : std::uint8_t {
    none,
    minimum,   // not less; true where it is true
    maximum,   // not more; false where it is false
    fixed,     // the same
    subset,    // a list may be narrowed
    superset,  // a list may be extended
};
std::string_view to_string(Limit limit);
std::optional<Limit> limit_from(std::string_view name);

/// A mark on a value or, by a path such as "years" or "obliged.min_staff", on members of it. A path goes through
/// objects by the names of their members; a list of lines is passed over: "years" of a list of terms is that of the
/// line which fits.
struct Mark {
    std::string path;  // empty: the value itself
    Limit limit = Limit::none;
};

/// Can a value of this shape carry the mark? Nothing when it can, else why not.
std::optional<std::string> misfit(const Shape& shape, const Mark& mark);

/// How a value breaks a mark of the one above it.
struct Looseness {
    std::string where;   // of the part of the lower value to look at
    std::string detail;  // "years (types=branch): 6 instead of at most 5"
};
std::optional<Looseness> looseness(const Shape& shape, const Mark& mark, const Value& upper, const Value& lower);

}  // namespace jishi::policy
