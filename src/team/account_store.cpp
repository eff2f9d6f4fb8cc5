#include "team/account_store.hpp"

namespace jishi::team::store {

MemberId member_of(db::Tx& tx, AccountId account)
{
    const auto row =
        tx.query_one<MemberId>("SELECT member FROM team_account WHERE account = :account", {{"account", account}});
    return row ? std::get<0>(*row) : MemberId{};
}

AccountId account_of(db::Tx& tx, MemberId member)
{
    const auto row =
        tx.query_one<AccountId>("SELECT account FROM team_account WHERE member = :member", {{"member", member}});
    return row ? std::get<0>(*row) : AccountId{};
}

void link_account(db::Tx& tx, AccountId account, MemberId member, AccountId by)
{
    tx.execute("INSERT INTO team_account (account, member, linked_at, linked_by) VALUES (:account, :member, :now, :by)",
               db::Params{{"account", account}, {"member", member}, {"now", tx.recorded_at()}, {"by", by}});
}

bool unlink_account(db::Tx& tx, MemberId member)
{
    return tx.execute("DELETE FROM team_account WHERE member = :member", db::Params{{"member", member}}) > 0;
}

}  // namespace jishi::team::store
