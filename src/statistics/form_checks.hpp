#pragma once
// Checks between the cells of a form and between years. A failed one names the person or the body to mend. [STAT-06]

#include <vector>

#include "statistics/form_table.hpp"

namespace jishi::statistics {

struct CheckResult {
    const FormCheck* check = nullptr;
    bool ok = true;
    bool known = true;      // false: what it needs is not there (the year before)
    std::int64_t left = 0;  // equal, at_most: both sides; adds_up: what is told and the whole
    std::int64_t right = 0;
    std::vector<std::int64_t> persons;  // members to mend, some of them
    std::vector<std::int64_t> bodies;   // organisations to mend, the lowest in which it fails, some of them
    std::uint64_t to_mend = 0;          // how many there are of the kind that is named
};

constexpr std::size_t named_max = 50;

/// @param before     of the world of a year before
/// @param sensitive  checks over what is withheld are left out
std::vector<CheckResult> check_form(const Form& form, const FormCounter& counter, Node node, const FormCounter* before,
                                    bool sensitive = true);

}  // namespace jishi::statistics
