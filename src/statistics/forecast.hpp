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
struct ForecastYear {
    int year = 0;
    std::vector<Retiring> retiring;
    std::int64_t terms = 0;  // that end in it
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
    std::vector<ForecastYear> years;    // this one and those after it
    std::int64_t terms_over = 0;        // ended before this year and not renewed
    std::optional<int> quota;           // of this year, set for the organisation itself [DEV-37]
    std::int64_t used = 0;              // of the quota, as development counts it
    std::int64_t admitted = 0;          // whose day of joining is in this year, by now [DEV-32]
    std::vector<ForecastStage> stages;  // who is on the way, by stage
};

/// Of all that the reader may see there: whoever has no right below an organisation is told of its own roll.
/// @errors access.forbidden, organization.not_found, statistics.being_prepared, statistics.unavailable
Result<Forecast> forecast(const CrosstabOffice& office, db::Tx& tx, const platform::Actor& actor,
                          OrganizationId within);

/// Where an organisation stands in a list of terms: the first to end first.
struct TermKey {
    Date on;
    OrganizationId organization;
    auto operator<=>(const TermKey&) const = default;
};
struct TermsAsked {
    OrganizationId within;
    std::optional<int> year;       // of the forecast; none: that ended before this year and are not renewed
    std::optional<TermKey> after;  // `next` of the page before
    std::size_t limit = 0;
};
struct TermEnding {
    TermKey key;
    std::string name;
};
struct TermPage {
    std::vector<TermEnding> items;
    std::optional<TermKey> next;  // ask after this one; none: that was all
};
/// Which terms a forecast counts, page by page.
/// @errors access.forbidden, input.invalid (year: statistics.date_out_of_range), organization.not_found,
///         statistics.being_prepared, statistics.unavailable
Result<TermPage> terms_ending(const CrosstabOffice& office, db::Tx& tx, const platform::Actor& actor,
                              const TermsAsked& asked);

}  // namespace jishi::statistics
