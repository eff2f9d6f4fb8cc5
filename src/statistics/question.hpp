#pragma once
// A question in words, turned into what the scan understands.

#include "statistics/crosstab.hpp"

namespace jishi::statistics {

/// The columns of the dimensions. @errors as of crosstab()
Result<std::vector<const Column*>> dimensions_of(const World& world, const CrosstabQuestion& question);
/// @param counted  statuses of those that count as members; empty: everybody on a roll
Result<Filter> filter_of(const World& world, const CrosstabQuestion& question, const std::vector<std::string>& counted);

}  // namespace jishi::statistics
