#pragma once
// Signing in and out, and the own password. [SEC-10, SEC-11]

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "db/db.hpp"
#include "platform/account_store.hpp"
#include "platform/actor.hpp"
#include "platform/session.hpp"

namespace jishi::platform {

class Audit;
class Lockout;
class PasswordWork;
class Totp;

struct Credentials {
    std::string username;
    std::string password;
    std::string totp_code;  // empty: none
};

class SignIn {
public:
    struct Parts {
        db::Database& database;
        const Clock& clock;
        Audit& audit;
        const Settings& settings;
        const RoleBook& roles;
        PasswordWork& passwords;
        Lockout& lockout;
        Totp& totp;
        Sessions& sessions;
    };
    explicit SignIn(Parts parts) : parts_(parts) {}

    /// Hashes and writes: never call it inside a transaction. Unknown names take as long as known ones, and lock as
    /// they do.
    /// @return the token of the new session
    /// @errors session.locked, session.busy, session.wrong_credentials, session.disabled, session.totp_needed,
    ///         session.totp_wrong
    Result<std::string> sign_in(const Credentials& credentials, const Origin& origin);
    /// Ends the actor's session.
    void sign_out(db::Tx& tx, const Actor& actor);
    /// Ends one of the actor's own sessions.
    /// @errors session.unknown
    Result<void> end_session(db::Tx& tx, const Actor& actor, SessionId session);

    /// Ends all other sessions of the account. Hashes and writes: never call it inside a transaction.
    /// @errors session.locked, session.busy, password.wrong, those of check_password(), password.reused
    Result<void> change_password(const Actor& actor, std::string_view old_password, std::string_view new_password);

private:
    Result<void> refuse_unknown(const std::string& key, const Credentials& credentials, const Origin& origin);
    Result<std::string> admit(db::Tx& tx, const account_store::Secrets& before, bool right,
                              const Credentials& credentials, const Origin& origin);
    Result<void> check_new_password(const Actor& actor, const account_store::Secrets& secrets,
                                    std::string_view new_password);

    Parts parts_;
};

}  // namespace jishi::platform
