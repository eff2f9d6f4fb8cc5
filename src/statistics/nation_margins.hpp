#pragma once
// How many members of each kind a made-up nation has: a joint distribution whose margins are those of a bulletin.

#include <array>
#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "statistics/bulletin.hpp"
#include "statistics/columns.hpp"

namespace jishi::policy {
class Policy;
}

namespace jishi::statistics {

/// What the packs assume of a made-up nation. (statistics.nation)
struct NationRules {
    struct Occupation {
        std::string group;
        int years_min = 0;
        int years_max = 0;
        std::map<std::string, int> sectors;
    };
    struct Education {
        std::string code;
        int weight = 0;
    };
    std::vector<Occupation> occupations;
    ByCode college_by_age;
    std::vector<Education> educations;
    std::map<std::string, std::string> degrees;
    std::vector<std::string> branch_types;
    std::string full, probationary, status, male, female;
    int joining_years_min = 0;
    int probation_months = 0;
    int years_max = 0;
    ByCode admitted_by_age;                // weights, by age band
    std::vector<std::string> young_bands;  // of new members that a bulletin counts as young
    std::map<std::string, std::vector<std::string>, std::less<>> sectors;  // by what a bulletin calls them
    std::map<std::string, std::string, std::less<>> types;         // of organisations, by what a bulletin calls them
    int places_uncovered = 0;                                      // of ten thousand
    int front_line = 0, mobile = 0, migrant_worker = 0, lost = 0;  // of a thousand
};
NationRules read_nation_rules(const policy::Policy& policy);

/// When somebody joined, besides the period: only where a bulletin tells of new members.
enum class Joined : std::uint8_t { whenever, before_the_year, in_the_year };

/// One kind of member and how many of them there are.
struct Kind {
    bool woman = false;
    bool minority = false;
    bool college = false;
    std::uint8_t age = 0;         // cell of age_band
    std::uint8_t period = 0;      // cell of join_period
    std::uint8_t occupation = 0;  // in NationRules::occupations
    std::uint64_t count = 0;
    Joined joined = Joined::whenever;
    bool front_line = false;  // of new members; of others it is drawn
};

/// The days of birth of an age band, and those of joining of a period, as days since 1970.
struct DayRange {
    std::int64_t first = 0;
    std::int64_t last = 0;
    bool empty() const { return first > last; }
};
DayRange births_of(const Columns& columns, const NationRules& rules, const Kind& kind, Date day);
DayRange joining_of(const Columns& columns, const Kind& kind, Date day);

/// Kinds of which there is at least one, new members among them where the bulletin tells of them, summing to exactly
/// `members`. The margins are the bulletin's, scaled; each is right to a few persons. Empty when no nation has these
/// margins.
std::vector<Kind> kinds_of(const Columns& columns, const NationRules& rules, const Bulletin& bulletin,
                           std::uint64_t members);

/// Splits `whole` by weights so that the parts are whole numbers and sum to it.
std::vector<std::uint64_t> split_by(std::uint64_t whole, const std::vector<double>& weights);

}  // namespace jishi::statistics
