#pragma once
// Which account is whose. An account is of at most one member, a member has at most one account.

#include "db/db.hpp"
#include "platform/ids.hpp"

namespace jishi::team::store {

MemberId member_of(db::Tx& tx, AccountId account);
AccountId account_of(db::Tx& tx, MemberId member);
void link_account(db::Tx& tx, AccountId account, MemberId member, AccountId by);
/// @return whether there was one
bool unlink_account(db::Tx& tx, MemberId member);

}  // namespace jishi::team::store
