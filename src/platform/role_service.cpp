#include <algorithm>

#include "platform/account_store.hpp"
#include "platform/audit.hpp"
#include "platform/json_text.hpp"
#include "platform/role.hpp"
#include "platform/role_store.hpp"
#include "platform/session.hpp"
#include "platform/wiring.hpp"

namespace jishi::platform {

namespace {

std::string described(const GrantRow& grant)
{
    return JsonObject{}
        .add("grant", grant.id)
        .add("role", grant.role)
        .add("organization", grant.organization)
        .add("subtree", grant.subtree)
        .text();
}

}  // namespace

Roles::Roles(const RoleBook& book, const Wiring& wiring, IdGenerator& ids, Audit& audit, Sessions& sessions)
    : book_(book), wiring_(wiring), ids_(ids), audit_(audit), sessions_(sessions)
{
}

Result<void> Roles::check_place(const Role& role, const NewGrant& grant) const
{
    if (!role.on_organization) {
        if (grant.organization) return refuse(ErrorKind::rule_refused, "role.organization_not_allowed", book_.rule());
        return {};
    }
    if (!grant.organization) return refuse(ErrorKind::rule_refused, "role.organization_needed", book_.rule());
    if (wiring_.organization_name && !wiring_.organization_name(grant.organization))
        return refuse(ErrorKind::not_found, "role.organization_unknown");
    return {};
}

Result<void> Roles::check_separation(db::Tx& tx, AccountId account, const Role& role, const NewGrant& grant) const
{
    for (const auto& held : role_store::held_by(tx, account)) {
        if (held.role == role.code && held.organization == grant.organization)
            return refuse(ErrorKind::conflict, "grant.exists");
        const auto* other = book_.find(held.role);
        if (other && book_.exclude_each_other(role, *other))
            return refuse(ErrorKind::rule_refused, "role.separation_of_duties", book_.rule(), other->code);
    }
    return {};
}

Result<GrantRow> Roles::give(db::Tx& tx, const Actor& actor, AccountId account, const NewGrant& grant)
{
    TRY(actor.require(Permission::grant_change));
    if (actor.account == account) return refuse(ErrorKind::forbidden, "role.own_grant", book_.rule());
    if (!account_store::find(tx, account)) return refuse(ErrorKind::not_found, "account.unknown");
    const auto* role = book_.find(grant.role);
    if (!role) return refuse(ErrorKind::not_found, "role.unknown");
    TRY(check_place(*role, grant));
    TRY(check_separation(tx, account, *role, grant));
    const GrantRow row{
        ids_.next_id<GrantTag>(), account,      role->code, grant.organization, grant.subtree || !role->on_organization,
        tx.recorded_at(),         actor.account};
    role_store::insert(tx, row);
    audit_.record(tx, actor,
                  {.action = "grant.given",
                   .subject_kind = "account",
                   .subject = account.str(),
                   .organization = grant.organization,
                   .after = described(row),
                   .rule = book_.rule()});
    sessions_.refresh(tx, account);
    return row;
}

Result<void> Roles::take(db::Tx& tx, const Actor& actor, AccountId account, GrantId grant)
{
    TRY(actor.require(Permission::grant_change));
    if (actor.account == account) return refuse(ErrorKind::forbidden, "role.own_grant", book_.rule());
    const auto row = role_store::find_held(tx, account, grant);
    if (!row) return refuse(ErrorKind::not_found, "grant.unknown");
    TRY(check_not_last(tx, account, row->role));
    role_store::take(tx, grant, actor.account);
    audit_.record(tx, actor,
                  {.action = "grant.taken",
                   .subject_kind = "account",
                   .subject = account.str(),
                   .organization = row->organization,
                   .before = described(*row),
                   .rule = book_.rule()});
    sessions_.refresh(tx, account);
    return {};
}

Result<void> Roles::check_not_last(db::Tx& tx, AccountId account, std::string_view role_code) const
{
    const auto* role = book_.find(role_code);
    if (!role || !role->administrator) return {};
    const auto row = account_store::find(tx, account);
    if (!row || row->disabled()) return {};  // whoever cannot sign in is not missed
    if (role_store::other_holders(tx, role_code, account) > 0) return {};
    return refuse(ErrorKind::rule_refused, "role.last_administrator", book_.rule(), std::string(role_code));
}

Result<void> Roles::check_dispensable(db::Tx& tx, AccountId account) const
{
    for (const auto& held : role_store::held_by(tx, account)) TRY(check_not_last(tx, account, held.role));
    return {};
}

}  // namespace jishi::platform
