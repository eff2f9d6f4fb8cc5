#include <algorithm>

#include "base/text.hpp"
#include "platform/account_store.hpp"
#include "platform/audit.hpp"
#include "platform/json_text.hpp"
#include "platform/password.hpp"
#include "platform/role.hpp"
#include "platform/role_store.hpp"
#include "platform/session.hpp"

namespace jishi::platform {

namespace {

bool is_username(std::string_view name)
{
    const auto is_alphanumeric = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    if (name.size() < 2 || name.size() > 64 || !is_alphanumeric(name.front())) return false;
    return std::ranges::all_of(name,
                               [&](char c) { return is_alphanumeric(c) || std::string_view("._-@").contains(c); });
}

Result<NewAccount> cleaned(const NewAccount& account)
{
    if (!is_username(account.username)) return bad_field("username", "account.username_form");
    auto name = clean_text(account.display_name);
    if (!name) return bad_field("display_name", name.error().code);
    if (name->empty()) return bad_field("display_name", "input.too_short", {}, "1");
    if (length_of(*name) > Name::max) return bad_field("display_name", "input.too_long", {}, std::to_string(Name::max));
    return NewAccount{account.username, *std::move(name)};
}

Result<Account> known(db::Tx& tx, AccountId id)
{
    auto account = account_store::find(tx, id);
    if (!account) return refuse(ErrorKind::not_found, "account.unknown");
    return *std::move(account);
}

Result<void> not_own(const Actor& actor, AccountId account)
{
    if (actor.account == account) return refuse(ErrorKind::forbidden, "account.own_account");
    return {};
}

AuditRecord about(std::string_view action, AccountId account)
{
    return {.action = action, .subject_kind = "account", .subject = account.str()};
}

}  // namespace

std::string username_key(std::string_view username) { return fold_for_search(username); }

Result<AccountId> Accounts::insert(const Actor& actor, const NewAccount& account, std::string_view password,
                                   bool must_change)
{
    const auto key = username_key(account.username);
    const auto hash = TRY(parts_.passwords.hash(password));
    return parts_.database.write([&](db::Tx& tx) -> Result<AccountId> {
        if (account_store::exists(tx, key)) return refuse(ErrorKind::conflict, "account.username_taken");
        const auto id = parts_.ids.next_id<AccountTag>();
        const auto pinyin = pinyin_of(account.display_name);
        account_store::insert(
            tx, {id, account.username, key, account.display_name,
                 key + ' ' + fold_for_search(account.display_name) + ' ' + pinyin.full + ' ' + pinyin.initials, hash,
                 must_change, actor.account});
        auto record = about("account.created", id);
        record.after = JsonObject{}.add("username", account.username).add("display_name", account.display_name).text();
        parts_.audit.record(tx, actor, record);
        return id;
    });
}

Result<FreshAccount> Accounts::create(const Actor& actor, const NewAccount& account)
{
    TRY(actor.require(Permission::account_change));
    const auto clean = TRY(cleaned(account));
    // Whoever it is for may become an administrator before the first log-in: the stricter rules for all.
    const auto password =
        initial_password(parts_.settings.policy()->password, PasswordFor::administrator, clean.username);
    const auto id = TRY(insert(actor, clean, password, true));
    return FreshAccount{id, password};
}

Result<AccountId> Accounts::create_with_password(const Actor& actor, const NewAccount& account,
                                                 std::string_view password)
{
    TRY(actor.require(Permission::account_change));
    const auto clean = TRY(cleaned(account));
    TRY(check_password(parts_.settings.policy()->password, PasswordFor::anybody, clean.username, password));
    return insert(actor, clean, password, false);
}

Result<FreshAccount> Accounts::reset_password(const Actor& actor, AccountId account)
{
    TRY(actor.require(Permission::account_change));
    TRY(not_own(actor, account));
    std::optional<Account> before;
    parts_.database.read([&](db::Tx& tx) { before = account_store::find(tx, account); });
    if (!before) return refuse(ErrorKind::not_found, "account.unknown");
    const auto password =
        initial_password(parts_.settings.policy()->password, PasswordFor::administrator, before->username);
    const auto hash = TRY(parts_.passwords.hash(password));
    return parts_.database.write([&](db::Tx& tx) -> Result<FreshAccount> {
        account_store::set_password(tx, account, hash, true);
        parts_.sessions.end_all(tx, account);
        parts_.audit.record(tx, actor, about("account.password_reset", account));
        return FreshAccount{account, password};
    });
}

Result<void> Accounts::disable(db::Tx& tx, const Actor& actor, AccountId account)
{
    TRY(actor.require(Permission::account_change));
    const auto row = TRY(known(tx, account));
    TRY(not_own(actor, account));
    if (row.disabled()) return {};
    TRY(parts_.roles.check_dispensable(tx, account));
    account_store::set_disabled(tx, account, tx.recorded_at());
    parts_.sessions.end_all(tx, account);
    parts_.audit.record(tx, actor, about("account.disabled", account));
    return {};
}

Result<void> Accounts::enable(db::Tx& tx, const Actor& actor, AccountId account)
{
    TRY(actor.require(Permission::account_change));
    const auto row = TRY(known(tx, account));
    if (!row.disabled()) return {};
    account_store::set_disabled(tx, account, Instant{});
    parts_.audit.record(tx, actor, about("account.enabled", account));
    return {};
}

Result<void> Accounts::unlock(db::Tx& tx, const Actor& actor, AccountId account)
{
    TRY(actor.require(Permission::account_change));
    TRY(known(tx, account));
    account_store::set_failures(tx, account, 0, Instant{});
    parts_.audit.record(tx, actor, about("account.unlocked", account));
    return {};
}

Result<void> Accounts::remove_totp(db::Tx& tx, const Actor& actor, AccountId account)
{
    TRY(actor.require(Permission::grant_change));
    TRY(known(tx, account));
    TRY(not_own(actor, account));
    account_store::set_totp(tx, account, "", 0);
    parts_.sessions.end_all(tx, account);
    parts_.audit.record(tx, actor, about("account.totp_removed", account));
    return {};
}

Result<Account> Accounts::find(db::Tx& tx, const Actor& actor, AccountId account) const
{
    TRY(actor.require(Permission::account_read));
    return known(tx, account);
}

Result<std::vector<Account>> Accounts::page(db::Tx& tx, const Actor& actor, const AccountFilter& filter) const
{
    TRY(actor.require(Permission::account_read));
    return account_store::page(tx, filter);
}

}  // namespace jishi::platform
