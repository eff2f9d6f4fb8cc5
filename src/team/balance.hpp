#pragma once
// [DATA-41] How the members of a subtree changed from the end of one day to the end of another.

#include <map>
#include <string>

#include "team/member_office.hpp"

namespace jishi::team {

/// opening + organizations_in + Σ gained = organizations_out + Σ lost + closing, each counted by itself. Moves within
/// the subtree cancel out.
struct Balance {
    std::int64_t opening = 0;
    std::int64_t organizations_in = 0;           // members, at the opening, of organisations that came into the subtree
    std::int64_t organizations_out = 0;          // and of those that left it
    std::map<std::string, std::int64_t> gained;  // by standing change [DATA-37], or "moved"
    std::map<std::string, std::int64_t> lost;    // by standing change [DATA-38], or "moved"
    std::int64_t closing = 0;
};

/// @errors input.invalid (from after to), organization.not_found (it existed on neither day)
Result<Balance> balance_of(const Office& office, db::Tx& tx, OrganizationId organization, Date from, Date to);

}  // namespace jishi::team
