#pragma once
// How an entry that adds (`add: true`) goes together with what stands above it.

#include "policy/shape.hpp"
#include "policy/value.hpp"

namespace jishi::policy {

/// Objects and maps member by member; items of tables in the place of those with the same code, new ones at the end;
/// lines of which the first that fits counts in front of the others; items of other lists at the end, unless they are
/// there. Anything else is replaced.
Value added(const Shape& shape, const Value& upper, const Value& lower);

}  // namespace jishi::policy
