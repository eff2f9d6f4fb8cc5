#pragma once
// What the use cases that change how one stands have in common.

#include <optional>
#include <string>

#include "team/member_case.hpp"

namespace jishi::team {

/// @errors member.document_needed, member.reason_needed
Result<void> check_standing_papers(const StandingRule& rule, const Papers& papers);
/// Puts into the attributes what the change makes of them.
/// @param joined_on  of those who join anew; the day itself when it is not said
void take_standing(const StandingRule& rule, Date on, std::optional<Date> joined_on, Attributes& values);
/// How one stands on a day, and since when.
Standing standing_of(const Timeline& timeline, const State& state);
/// A change of standing of somebody who is in the register. The case has begun.
Result<Outcome> come_back(MemberCase& use, const StandingChange& asked);

}  // namespace jishi::team
