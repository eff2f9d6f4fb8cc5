#pragma once
// What is to be expected: who reaches the age of retirement, whose term ends, how far the plan of development is used.

#include <optional>
#include <string>
#include <vector>

#include "statistics/crosstab.hpp"

namespace jishi::statistics {

struct Retiring {
    std::string code;  // of statistics.retirement_ages
    std::string name;
    std::string name_en;
    std::string sex;
    int years = 0;
    Date born_from;  // who reach the age in the year
    Date born_until;
    std::int64_t count = 0;
};
struct TermEnding {
    OrganizationId organization;
    std::string name;
    Date on;
};
struct ForecastYear {
    int year = 0;
    std::vector<Retiring> retiring;
    std::int64_t terms = 0;
    std::vector<TermEnding> terms_named;  // the first of them
};
struct ForecastStage {
    std::string code;
    std::string name;
    std::string name_en;
    std::int64_t count = 0;
};
struct Forecast {
    Date day;
    std::int64_t members = 0;
    std::vector<ForecastYear> years;  // this one and those after it
    std::int64_t terms_over = 0;      // ended before this year and not renewed
    std::vector<TermEnding> terms_over_named;
    std::optional<int> quota;  // of this year, set for the organisation itself [DEV-37]
    std::int64_t admitted = 0;
    std::vector<ForecastStage> stages;  // who is on the way, by stage
};

/// Of all that the reader may see there: whoever has no right below an organisation is told of its own roll.
/// @errors access.forbidden, organization.not_found, statistics.being_prepared, statistics.unavailable
Result<Forecast> forecast(const CrosstabOffice& office, db::Tx& tx, const platform::Actor& actor,
                          OrganizationId within);

}  // namespace jishi::statistics
