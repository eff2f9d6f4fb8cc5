#pragma once
// A question about how many, checked and answered: where, on which day, by what, of whom.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/actor.hpp"
#include "statistics/live.hpp"

namespace jishi::statistics {

/// Something that a row may be. What is said of it must hold together.
struct Condition {
    std::string column;
    std::vector<std::string> codes;  // one of these; for columns of codes
    std::optional<Date> from;        // for days
    std::optional<Date> until;       // included
    std::optional<int> years_min;    // full years since the day, on the day of the question
    std::optional<int> years_max;
    bool except = false;  // not that
};
/// One of these must hold. All clauses of a question must.
struct Clause {
    std::vector<Condition> any;
};

struct CrosstabQuestion {
    Counted of = Counted::members;
    std::vector<OrganizationId> within;  // each with all below; none: all roots of today
    std::optional<Date> date;            // none: today
    bool by_child = false;               // a row for each organisation directly below the one in `within`
    bool everybody = false;              // those too that do not count: suspended members, bodies beside the tree
    std::vector<std::string> dimensions;
    std::vector<Clause> filter;
};

/// Words that stand in the columns, or among the names of the organisations below; see CrosstabAnswer::words.
struct ValueAnswer {
    std::string_view code;
    std::string_view name;
    std::string_view name_en;
};
struct AxisAnswer {
    std::string_view code;  // "child" for the organisations below
    std::string_view name;
    std::string_view name_en;
    std::vector<ValueAnswer> values;
};

/// What the words of an answer stand in, kept for as long as it is.
struct AnswerWords {
    std::shared_ptr<const Columns> columns;
    std::shared_ptr<const std::vector<Value>> children;
};

struct CrosstabAnswer {
    Date date;
    AnswerWords words;
    std::vector<AxisAnswer> axes;
    std::vector<std::optional<std::int64_t>> counts;  // the last axis running fastest; none: withheld
    std::optional<std::int64_t> total;
    bool is_protected = false;
    Standing standing;  // of an answer about today
};

struct CrosstabOffice {
    Live& live;
    const organization::Organizations& organizations;
    const team::Team& team;
    const Clock& clock;
};

/// Gives the thread of the connection back when so many rows are a matter of milliseconds (base/elsewhere.hpp).
void before_looking_at(std::uint64_t rows);

/// @errors access.forbidden, organization.not_found, input.invalid (statistics.unknown_column, statistics.unknown_code,
///         statistics.not_a_dimension, statistics.too_many_dimensions, statistics.too_many_cells,
///         statistics.condition_does_not_fit, statistics.one_organization, statistics.date_out_of_range,
///         statistics.dimension_twice, statistics.not_for_protected), statistics.being_prepared,
///         statistics.memory_short, statistics.unavailable
Result<CrosstabAnswer> crosstab(const CrosstabOffice& office, db::Tx& tx, const platform::Actor& actor,
                                const CrosstabQuestion& question);

}  // namespace jishi::statistics
