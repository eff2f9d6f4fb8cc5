#pragma once
// The public bulletin of a year as a pack has it: figures in its unit, what was not published left out. [STAT-01,
// STAT-03]

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"

namespace jishi::policy {
class Policy;
}

namespace jishi::statistics {

using ByCode = std::map<std::string, std::int64_t, std::less<>>;

struct BulletinPeople {
    std::int64_t total = 0;
    std::optional<std::int64_t> women;
    std::optional<std::int64_t> minority;
    std::optional<std::int64_t> college;
    std::optional<std::int64_t> up_to_35;
    std::optional<std::int64_t> front_line;
    std::optional<std::int64_t> net_growth;
    ByCode age_bands;
    ByCode join_periods;
    ByCode occupation_groups;
};

struct Bulletin {
    int year = 0;
    std::int64_t unit = 1;  // persons in one of the figures
    BulletinPeople members;
    std::optional<BulletinPeople> admitted;
    ByCode organizations;  // total, committees …
    ByCode sectors;
    ByCode places;
    ByCode commended;
    ByCode applicants;

    Date day() const;  // on which it counts [STAT-01]
};

/// The bulletin of a year.
/// @errors statistics.no_bulletin, statistics.bulletin_sums (detail: which parts do not add up; figures are rounded, so
///         each part may be half a unit off)
Result<Bulletin> bulletin_of(const policy::Policy& rules_of_the_day, int year);
/// A figure by its part and its name there, in the unit of the bulletin: ("members", "age_bands.up_to_30").
std::optional<std::int64_t> figure_of(const Bulletin& bulletin, const std::string& part, const std::string& name);
/// The same by its path ("members.age_bands.up_to_30") in persons, bodies or places.
std::optional<std::int64_t> figure_in_ones(const Bulletin& bulletin, const std::string& path);
/// The same for a value that is not in force yet: what the tests hand in.
Result<void> check_sums(const Bulletin& bulletin);

}  // namespace jishi::statistics
