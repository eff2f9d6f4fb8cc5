#include "team/own_record.hpp"

#include "platform/account_store.hpp"
#include "platform/json_text.hpp"
#include "team/account_store.hpp"
#include "team/member_store.hpp"

namespace jishi::team {
namespace {

using platform::Permission;

Result<Member> changeable(const Office& office, db::Tx& tx, const platform::Actor& actor, MemberId id)
{
    auto member = visible_member(office, tx, actor, id);
    if (member)
        if (auto may = actor.require(Permission::member_change, member->values.branch); !may)
            return std::unexpected(std::move(may).error());
    return member;
}

}  // namespace

Result<void> link_account(const Office& office, db::Tx& tx, const platform::Actor& actor, MemberId id,
                          std::string_view username)
{
    const auto member = TRY(changeable(office, tx, actor, id));
    const auto found = platform::account_store::find_secrets(tx, platform::username_key(username));
    if (!found || found->account.disabled()) return refuse(ErrorKind::not_found, "account.unknown");
    // An account shows its member everything, so a second pair of eyes says whose it is.
    if (found->account.id == actor.account) return refuse(ErrorKind::rule_refused, "member.own_account", "SEC-05");
    if (store::member_of(tx, found->account.id)) return refuse(ErrorKind::conflict, "member.account_taken");
    if (store::account_of(tx, id)) return refuse(ErrorKind::conflict, "member.has_account");
    store::link_account(tx, found->account.id, id, actor.account);
    office.audit(tx, actor,
                 {"member.account_linked", id, member.values.branch, "",
                  platform::JsonObject{}.add("account", found->account.id).text(), "RIGHT-04"});
    return {};
}

Result<void> unlink_account(const Office& office, db::Tx& tx, const platform::Actor& actor, MemberId id)
{
    const auto member = TRY(changeable(office, tx, actor, id));
    const auto account = store::account_of(tx, id);
    if (!store::unlink_account(tx, id)) return refuse(ErrorKind::conflict, "member.has_no_account");
    office.audit(tx, actor,
                 {"member.account_unlinked", id, member.values.branch,
                  platform::JsonObject{}.add("account", account).text(), "", "RIGHT-04"});
    return {};
}

Result<Member> own_member(db::Tx& tx, const platform::Actor& actor)
{
    const auto id = store::member_of(tx, actor.account);
    auto member = id ? store::find_member(tx, id) : std::nullopt;
    if (!member || member->withdrawn) return refuse(ErrorKind::not_found, "member.no_own_record");
    return *std::move(member);
}

std::vector<Look> looks_at(const Office& office, db::Tx& tx, MemberId id, int limit)
{
    std::vector<Look> looks;
    for (auto& row : office.trail(tx, id, limit))
        looks.push_back({row.recorded_at, std::move(row.username), std::move(row.action), std::move(row.after)});
    return looks;
}

}  // namespace jishi::team
