#pragma once
// From a number back to the people: which filters of the list of members show those behind a value.

#include <optional>
#include <string>
#include <vector>

#include "statistics/columns.hpp"

namespace jishi::statistics {

struct Drill {
    std::string field;               // "education", "mobile"; "joined" and "born" go with from and until
    std::vector<std::string> codes;  // of a flag: "yes" or "no"
    std::optional<Date> from;
    std::optional<Date> until;
};

/// Nothing where the list has no such filter, or for what is not said.
std::optional<Drill> drill(const Columns& columns, const Column& column, std::size_t cell, Date on);

}  // namespace jishi::statistics
