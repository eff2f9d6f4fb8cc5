#pragma once
// A question in words, turned into what the scan understands.

#include "statistics/crosstab.hpp"

namespace jishi::statistics {

/// How much of a subtree an account may see.
enum class Reach : std::uint8_t { nothing, node, subtree };
Reach reach_of(const platform::Actor& actor, platform::Permission permission, OrganizationId node);

struct Place {
    Node node;
    Reach reach;
    RowRange rows_of(const Snapshot& rows) const
    {
        return reach == Reach::subtree ? rows.rows_below(node) : rows.rows_at(node);
    }
};

/// A question that may be asked.
struct Prepared {
    const Register* rows = nullptr;
    std::vector<Place> places;  // each once and none below another: whoever stands below two is counted once
    std::vector<const Column*> dimensions;
    Filter filter;
    bool is_protected = false;  // small counts are not for the one who asks
};
/// @errors as of crosstab()
Result<Prepared> prepare(const CrosstabOffice& office, const World& world, const platform::Actor& actor,
                         const CrosstabQuestion& question);

/// The columns of the dimensions. @errors as of crosstab()
Result<std::vector<const Column*>> dimensions_of(const Register& rows, const CrosstabQuestion& question);
/// @param counted  which rows count when nobody says otherwise; no codes: all
Result<Filter> filter_of(const Register& rows, const CrosstabQuestion& question, const Condition& counted);
/// Of members; @param statuses  of those that count
Result<Filter> filter_of_members(const World& world, const CrosstabQuestion& question,
                                 const std::vector<std::string>& statuses);
/// Which members count: those that have one of these statuses.
Condition counted_members(std::vector<std::string> statuses);

}  // namespace jishi::statistics
