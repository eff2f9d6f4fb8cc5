#pragma once
// [RIGHT-04, SEC-05] Who looked at a member and who changed what, out of the audit trail: read by the member, and by
// those who keep the record.

#include <optional>
#include <string>
#include <vector>

#include "platform/audit.hpp"
#include "team/member_office.hpp"

namespace jishi::team {

struct RecordAccess {
    std::int64_t seq = 0;
    Instant at;
    std::string action;   // "member.viewed"
    std::string who;      // display name of the account; empty: the platform itself
    std::string details;  // JSON object, or empty: what was revealed, and the reason
};

struct AccessPage {
    std::vector<RecordAccess> items;  // newest first
    bool more = false;
    std::int64_t last_seq = 0;  // of what was looked through, listed or not
};

/// @param except      an account whose own looks are left out; none: nobody's
/// @param before_seq  0: from the newest
AccessPage accesses_of(const platform::Audit& audit, db::Tx& tx, MemberId member, AccountId except,
                       std::int64_t before_seq, int limit);

}  // namespace jishi::team
