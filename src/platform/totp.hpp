#pragma once
// [SEC-10] The second factor: one-time codes of an authenticator app. The secret is stored encrypted with the
// installation's key; a code counts once.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/result.hpp"
#include "db/db.hpp"
#include "platform/account_store.hpp"
#include "platform/actor.hpp"
#include "platform/secret_key.hpp"

namespace jishi::platform {

class Audit;
class Lockout;
class PasswordWork;
class Sessions;
class Settings;

/// A text as a QR code: an SVG picture of black squares with its quiet zone. Throws std::runtime_error when the
/// text is too long.
std::string qr_svg(std::string_view text);

/// What an authenticator app is told; shown once.
struct TotpOffer {
    std::string secret;  // base32
    std::string uri;
    std::string qr_svg;
};

class Totp {
public:
    struct Parts {
        db::Database& database;
        const Clock& clock;
        Audit& audit;
        const Settings& settings;
        PasswordWork& passwords;
        Lockout& lockout;
        Sessions& sessions;
    };
    Totp(Parts parts, const SecretKey& key);

    /// Makes a secret, in force only after confirm(). Hashes: never call it inside a transaction.
    /// @errors session.locked, password.wrong, totp.already_enabled
    Result<TotpOffer> begin(const Actor& actor, std::string_view password);
    /// @errors totp.not_begun, session.totp_wrong
    Result<void> confirm(db::Tx& tx, const Actor& actor, std::string_view code);
    /// Hashes: never call it inside a transaction.
    /// @errors session.locked, password.wrong, totp.not_enabled
    Result<void> remove(const Actor& actor, std::string_view password);

    /// The step of a code that counts now; nothing when it is wrong or was used.
    std::optional<std::int64_t> verify(const account_store::Secrets& secrets, std::string_view code, Instant now) const;

private:
    Result<void> prove(const Actor& actor, std::string_view password,
                       const std::function<Result<void>(db::Tx&, const account_store::Secrets&)>& then);
    std::string context(AccountId account) const { return "platform_account.totp/" + account.str(); }

    Parts parts_;
    FieldCipher cipher_;
};

}  // namespace jishi::platform
