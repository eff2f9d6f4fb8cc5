#pragma once
// The made-up leading teams of a demo world, with a few vacancies, awards and the rest, so that its lists are not
// empty.

#include "team/member_office.hpp"

namespace jishi::team {

struct DemoPosts {
    std::int64_t posts = 0;
    std::int64_t records = 0;  // awards, discipline, reserve, hardship
};

/// For the branches and committees of today whose members are in the register, in one transaction; the same for the
/// same register and day.
Result<DemoPosts> load_demo_posts(db::Database& database, const Office& office, const platform::Actor& actor);

}  // namespace jishi::team
