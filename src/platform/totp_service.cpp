#include "platform/audit.hpp"
#include "platform/lockout.hpp"
#include "platform/password.hpp"
#include "platform/session.hpp"
#include "platform/totp.hpp"

namespace jishi::platform {

namespace {

constexpr std::size_t secret_bytes = 20;  // what HMAC-SHA-1 makes full use of [RFC 4226]

FieldCipher cipher_of(const SecretKey& key)
{
    auto cipher = FieldCipher::create({{"totp1", FieldAlgorithm::xchacha20_poly1305, key.derive("totp secrets")}});
    if (!cipher) throw std::logic_error("totp: " + cipher.error().code);
    return *std::move(cipher);
}

}  // namespace

Totp::Totp(Parts parts, const SecretKey& key) : parts_(parts), cipher_(cipher_of(key)) {}

std::optional<std::int64_t> Totp::verify(const account_store::Secrets& secrets, std::string_view code,
                                         Instant now) const
{
    const auto secret = cipher_.decrypt(secrets.totp_secret, context(secrets.account.id));
    // Another key file than the one that encrypted it: nobody gets in with this factor until it is set up anew.
    if (!secret) return std::nullopt;
    return verify_totp(*secret, code, now, secrets.totp_last_step, parts_.settings.policy()->totp.parameters);
}

/// The password again, then `then` in the transaction that found it right.
Result<void> Totp::prove(const Actor& actor, std::string_view password,
                         const std::function<Result<void>(db::Tx&, const account_store::Secrets&)>& then)
{
    std::optional<account_store::Secrets> before;
    parts_.database.read([&](db::Tx& tx) { before = account_store::find_secrets(tx, actor.account); });
    if (!before) return refuse(ErrorKind::unauthenticated, "session.none");
    TRY(parts_.lockout.check(before->account, parts_.clock.now()));
    const bool right = TRY(parts_.passwords.verify(before->password_hash, password));
    // A refusal that counts must be kept: it is the value of this write, not its error.
    auto outcome = parts_.database.write([&](db::Tx& tx) -> Result<Result<void>> {
        const auto now = account_store::find_secrets(tx, actor.account);
        if (!now || now->account.disabled()) return Result<void>(refuse(ErrorKind::unauthenticated, "session.none"));
        if (auto open = parts_.lockout.check(now->account, tx.recorded_at()); !open) return open;
        if (!right || now->password_hash != before->password_hash) {
            parts_.lockout.count_failure(tx, actor, now->account);
            return Result<void>(refuse(ErrorKind::forbidden, "password.wrong"));
        }
        return then(tx, *now);
    });
    return std::move(*outcome);
}

Result<TotpOffer> Totp::begin(const Actor& actor, std::string_view password)
{
    const auto secret = random_bytes(secret_bytes);
    TRY(prove(actor, password, [&](db::Tx& tx, const account_store::Secrets& secrets) -> Result<void> {
        if (secrets.account.totp_enabled) return refuse(ErrorKind::conflict, "totp.already_enabled");
        account_store::set_totp_pending(tx, actor.account, cipher_.encrypt(secret, context(actor.account)));
        return {};
    }));
    const auto uri = totp_uri("基石", actor.username, secret, parts_.settings.policy()->totp.parameters);
    return TotpOffer{to_base32(secret), uri, qr_svg(uri)};
}

Result<void> Totp::confirm(db::Tx& tx, const Actor& actor, std::string_view code)
{
    const auto secrets = account_store::find_secrets(tx, actor.account);
    if (!secrets || secrets->totp_pending.empty()) return refuse(ErrorKind::conflict, "totp.not_begun");
    auto pending = *secrets;
    pending.totp_secret = secrets->totp_pending;
    pending.totp_last_step = 0;
    const auto step = verify(pending, code, tx.recorded_at());
    if (!step) return refuse(ErrorKind::forbidden, "session.totp_wrong");
    account_store::set_totp(tx, actor.account, pending.totp_secret, *step);
    parts_.audit.record(tx, actor,
                        {.action = "totp.enabled",
                         .subject_kind = "account",
                         .subject = actor.account.str(),
                         .rule = parts_.settings.policy()->totp.rule});
    parts_.sessions.refresh(tx, actor.account);
    return {};
}

Result<void> Totp::remove(const Actor& actor, std::string_view password)
{
    return prove(actor, password, [&](db::Tx& tx, const account_store::Secrets& secrets) -> Result<void> {
        if (!secrets.account.totp_enabled) return refuse(ErrorKind::conflict, "totp.not_enabled");
        account_store::set_totp(tx, actor.account, "", 0);
        parts_.audit.record(tx, actor,
                            {.action = "totp.removed", .subject_kind = "account", .subject = actor.account.str()});
        parts_.sessions.refresh(tx, actor.account);
        return {};
    });
}

}  // namespace jishi::platform
