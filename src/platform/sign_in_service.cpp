#include <algorithm>

#include "platform/audit.hpp"
#include "platform/lockout.hpp"
#include "platform/password.hpp"
#include "platform/role_store.hpp"
#include "platform/session_store.hpp"
#include "platform/sign_in.hpp"
#include "platform/totp.hpp"

namespace jishi::platform {

namespace {

/// Whoever knocks, for the trail: the account is known by name only, nobody is signed in yet.
Actor stranger(const Origin& origin)
{
    Actor actor;
    actor.remote = origin.remote;
    actor.request_id = origin.request_id;
    return actor;
}

Actor known(const Origin& origin, const Account& account)
{
    auto actor = stranger(origin);
    actor.account = account.id;
    actor.username = account.username;
    return actor;
}

}  // namespace

Result<void> SignIn::refuse_unknown(const std::string& key, const Credentials& credentials, const Origin& origin)
{
    TRY(parts_.lockout.check_unknown(key, parts_.clock.now()));
    TRY(parts_.passwords.verify(parts_.passwords.nobody(), credentials.password));
    parts_.lockout.count_unknown(key, parts_.clock.now());
    (void)parts_.database.write([&](db::Tx& tx) -> Result<bool> {
        // Not the name: people type their password there.
        parts_.audit.record(tx, stranger(origin),
                            {.action = "session.sign_in_failed", .subject_kind = "account", .subject = "unknown"});
        return true;
    });
    return refuse(ErrorKind::unauthenticated, "session.wrong_credentials");
}

Result<std::string> SignIn::sign_in(const Credentials& credentials, const Origin& origin)
{
    const auto key = username_key(credentials.username);
    std::optional<account_store::Secrets> secrets;
    parts_.database.read([&](db::Tx& tx) { secrets = account_store::find_secrets(tx, key); });
    if (!secrets) return std::unexpected(refuse_unknown(key, credentials, origin).error());
    TRY(parts_.lockout.check(secrets->account, parts_.clock.now()));
    const bool right = TRY(parts_.passwords.verify(secrets->password_hash, credentials.password));
    std::string rehashed;
    if (right && parts_.passwords.needs_rehash(secrets->password_hash))
        rehashed = TRY(parts_.passwords.hash(credentials.password));
    // A refusal is counted, so it is the value of this write, not its error.
    auto outcome = parts_.database.write([&](db::Tx& tx) -> Result<Result<std::string>> {
        auto token = admit(tx, *secrets, right, credentials, origin);
        if (token && !rehashed.empty()) account_store::set_password_hash(tx, secrets->account.id, rehashed);
        return token;
    });
    return std::move(*outcome);
}

/// Decides on the account as it is now: while the password was hashed, others may have guessed, locked or disabled.
Result<std::string> SignIn::admit(db::Tx& tx, const account_store::Secrets& before, bool right,
                                  const Credentials& credentials, const Origin& origin)
{
    const auto now = account_store::find_secrets(tx, before.account.id);
    if (!now) return refuse(ErrorKind::unauthenticated, "session.wrong_credentials");
    const auto who = known(origin, now->account);
    TRY(parts_.lockout.check(now->account, tx.recorded_at()));
    if (!right || now->password_hash != before.password_hash) {
        parts_.lockout.count_failure(tx, who, now->account);
        return refuse(ErrorKind::unauthenticated, "session.wrong_credentials");
    }
    if (now->account.disabled()) return refuse(ErrorKind::forbidden, "session.disabled");
    auto step = now->totp_last_step;
    if (now->account.totp_enabled) {
        if (credentials.totp_code.empty()) return refuse(ErrorKind::unauthenticated, "session.totp_needed");
        const auto found = parts_.totp.verify(*now, credentials.totp_code, tx.recorded_at());
        if (!found) {
            parts_.lockout.count_failure(tx, who, now->account);
            return refuse(ErrorKind::unauthenticated, "session.totp_wrong");
        }
        step = *found;
    }
    account_store::set_signed_in(tx, now->account.id, step);
    parts_.audit.record(tx, who,
                        {.action = "session.signed_in", .subject_kind = "account", .subject = now->account.id.str()});
    return parts_.sessions.open(tx, now->account.id, origin);
}

void SignIn::sign_out(db::Tx& tx, const Actor& actor)
{
    parts_.sessions.end(tx, actor.session);
    parts_.audit.record(tx, actor,
                        {.action = "session.signed_out", .subject_kind = "account", .subject = actor.account.str()});
}

Result<void> SignIn::end_session(db::Tx& tx, const Actor& actor, SessionId session)
{
    const auto own = session_store::oldest_first(tx, actor.account);
    if (std::ranges::find(own, session) == own.end()) return refuse(ErrorKind::not_found, "session.unknown");
    parts_.sessions.end(tx, session);
    parts_.audit.record(tx, actor, {.action = "session.ended", .subject_kind = "session", .subject = session.str()});
    return {};
}

Result<void> SignIn::check_new_password(const Actor& actor, const account_store::Secrets& secrets,
                                        std::string_view new_password)
{
    const auto rules = parts_.settings.policy()->password;
    std::vector<std::string> used;
    bool administrator = false;
    parts_.database.read([&](db::Tx& tx) {
        for (const auto& grant : role_store::held_by(tx, actor.account)) {
            const auto* role = parts_.roles.find(grant.role);
            administrator = administrator || (role && role->administrator);
        }
        used = account_store::old_passwords(tx, actor.account, std::max(0, rules.history - 1));
    });
    TRY(check_password(rules, administrator ? PasswordFor::administrator : PasswordFor::anybody, actor.username,
                       new_password));
    // The one in force is always the first of the last passwords.
    used.insert(used.begin(), secrets.password_hash);
    for (const auto& hash : used)
        if (TRY(parts_.passwords.verify(hash, new_password)))
            return refuse(ErrorKind::rule_refused, "password.reused", rules.rule, std::to_string(rules.history));
    return {};
}

Result<void> SignIn::change_password(const Actor& actor, std::string_view old_password, std::string_view new_password)
{
    std::optional<account_store::Secrets> before;
    parts_.database.read([&](db::Tx& tx) { before = account_store::find_secrets(tx, actor.account); });
    if (!before) return refuse(ErrorKind::unauthenticated, "session.none");
    TRY(parts_.lockout.check(before->account, parts_.clock.now()));
    const bool right = TRY(parts_.passwords.verify(before->password_hash, old_password));
    std::string hash;
    if (right) {
        TRY(check_new_password(actor, *before, new_password));
        hash = TRY(parts_.passwords.hash(new_password));
    }
    auto outcome = parts_.database.write([&](db::Tx& tx) -> Result<Result<void>> {
        const auto now = account_store::find_secrets(tx, actor.account);
        if (!now || now->account.disabled()) return Result<void>(refuse(ErrorKind::unauthenticated, "session.none"));
        if (auto open = parts_.lockout.check(now->account, tx.recorded_at()); !open) return open;
        if (!right || now->password_hash != before->password_hash) {
            parts_.lockout.count_failure(tx, actor, now->account);
            return Result<void>(refuse(ErrorKind::forbidden, "password.wrong"));
        }
        account_store::set_password(tx, actor.account, hash, false);
        parts_.sessions.end_all(tx, actor.account, actor.session);
        parts_.sessions.refresh(tx, actor.account);
        parts_.audit.record(tx, actor,
                            {.action = "password.changed",
                             .subject_kind = "account",
                             .subject = actor.account.str(),
                             .rule = parts_.settings.policy()->password.rule});
        return Result<void>{};
    });
    return std::move(*outcome);
}

}  // namespace jishi::platform
