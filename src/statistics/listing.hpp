#pragma once
// The way back from a count: who or what is behind it.

#include <string>
#include <vector>

#include "statistics/crosstab.hpp"

namespace jishi::statistics {

struct Listed {
    std::int64_t id = 0;
    std::string name;
    OrganizationId organization;  // on whose roll, where it stands below, or which looks after the place
    std::string organization_name;
};
struct Listing {
    Date date;
    std::vector<Listed> items;  // in the order of their ids
    std::int64_t next = 0;      // ask after this one; 0: that was all
};

/// What a question without dimensions counts, one by one. Members are for those who may see them: whoever only gets
/// protected counts is refused.
/// @errors as of crosstab(), access.forbidden
Result<Listing> list_counted(const CrosstabOffice& office, db::Tx& tx, const platform::Actor& actor,
                             const CrosstabQuestion& question, std::int64_t after, std::size_t limit);

}  // namespace jishi::statistics
