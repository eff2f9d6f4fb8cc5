#pragma once
// The member on the other side: whose account it is, and who looked at the record and why. [RIGHT-04, SEC-05, SEC-06]

#include <string>
#include <vector>

#include "team/member_office.hpp"
#include "team/member_service.hpp"

namespace jishi::team {

/// An account is of one member, a member has one account.
/// @errors member.not_found, access.forbidden, account.unknown, member.own_account, member.account_taken,
/// member.has_account
Result<void> link_account(const Office&, db::Tx&, const platform::Actor&, MemberId, std::string_view username);
/// @errors member.not_found, access.forbidden, member.has_no_account
Result<void> unlink_account(const Office&, db::Tx&, const platform::Actor&, MemberId);

/// The member of the actor's own account. @errors member.no_own_record
Result<Member> own_member(db::Tx&, const platform::Actor&);

/// A line of the audit trail about one member, as that member may read it.
struct Look {
    Instant at;
    std::string by;      // user name
    std::string action;  // member.viewed, member.revealed …
    std::string note;    // JSON object with the field that was revealed and the reason, or empty
};
/// The newest first.
std::vector<Look> looks_at(const Office&, db::Tx&, MemberId, int limit);

}  // namespace jishi::team
