#pragma once
// What a made-up nation has besides its members and organisations, so that its table prints a bulletin: records of the
// year, each as the lines of a form say, and the figures of the year before.

#include <optional>

#include "statistics/form_table.hpp"
#include "statistics/nation_margins.hpp"

namespace jishi::statistics {

/// The lines of a form that a bulletin has figures of.
Form published_part(const Form& form, const Bulletin& bulletin);

/// As many records as the bulletin says of every line, in proportion to the members of the world, strewn over its
/// organisations.
YearRecords made_records(const Form& form, const Bulletin& bulletin, const World& world, const NationRules& rules,
                         std::uint64_t seed);

/// The table of the year before: its totals follow from the growth of this year, its shares are those of its own
/// bulletin.
FormTable made_before(const Form& form, const Bulletin& bulletin, const std::optional<Bulletin>& before,
                      const World& world);

/// The table of a nation: only what the bulletin tells of.
FormTable made_table(const Form& form, const Bulletin& bulletin, const std::optional<Bulletin>& before,
                     const World& world, const NationRules& rules, std::uint64_t seed);

}  // namespace jishi::statistics
