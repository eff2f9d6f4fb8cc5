#pragma once
// Accounts: who may sign in. One person, one account [SEC-10]; accounts are disabled, never deleted, because the
// audit trail speaks of them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "db/db.hpp"
#include "platform/actor.hpp"

namespace jishi::platform {

class Audit;
class PasswordWork;
class Roles;
class Sessions;
class Settings;

/// Everything about an account but its secrets.
struct Account {
    AccountId id;
    std::string username;
    std::string display_name;
    bool must_change_password = false;
    bool totp_enabled = false;
    int failures = 0;      // wrong passwords in a row
    Instant locked_until;  // 0: not locked
    Instant disabled_at;   // 0: enabled
    Instant password_changed_at;
    Instant last_login_at;  // 0: never
    Instant created_at;

    bool disabled() const { return disabled_at.us != 0; }
    bool locked(Instant now) const { return locked_until > now; }
};

struct NewAccount {
    std::string username;      // 2..64 of a-z A-Z 0-9 . _ - @, beginning with a letter or digit
    std::string display_name;  // 1..100 characters
};

/// An account that was just made or reset, with the password to hand over: shown once, stored nowhere.
struct FreshAccount {
    AccountId id;
    std::string initial_password;
};

struct AccountFilter {
    std::string search{};
    std::string after{};  // cursor: the username key of the last row
    int limit = 50;
};

class Accounts {
public:
    struct Parts {
        db::Database& database;
        const Clock& clock;
        IdGenerator& ids;
        Audit& audit;
        Settings& settings;
        PasswordWork& passwords;
        Roles& roles;
        Sessions& sessions;
    };
    explicit Accounts(Parts parts) : parts_(parts) {}

    // These hash and write by themselves: never call them inside a transaction.

    /// @errors access.forbidden, input.invalid (username: account.username_form; display_name: input.too_short,
    ///         input.too_long), account.username_taken
    Result<FreshAccount> create(const Actor& actor, const NewAccount& account);
    /// The same with a password that is known, and need not be changed: demo accounts.
    /// @errors those of create() and of check_password()
    Result<AccountId> create_with_password(const Actor& actor, const NewAccount& account, std::string_view password);
    /// A new initial password; ends the sessions, opens a lock. The second factor stays, so that one administrator
    /// alone cannot take an account over.
    /// @errors access.forbidden, account.unknown, account.own_account
    Result<FreshAccount> reset_password(const Actor& actor, AccountId account);

    /// @errors access.forbidden, account.unknown, account.own_account, role.last_administrator
    Result<void> disable(db::Tx& tx, const Actor& actor, AccountId account);
    /// @errors access.forbidden, account.unknown
    Result<void> enable(db::Tx& tx, const Actor& actor, AccountId account);
    Result<void> unlock(db::Tx& tx, const Actor& actor, AccountId account);
    /// For a lost phone; the security administrator's, while passwords are the system administrator's.
    /// @errors access.forbidden, account.unknown, account.own_account
    Result<void> remove_totp(db::Tx& tx, const Actor& actor, AccountId account);

    /// @errors access.forbidden, account.unknown
    Result<Account> find(db::Tx& tx, const Actor& actor, AccountId account) const;
    /// In order of username; one row more than `limit` when there are more.
    /// @errors access.forbidden
    Result<std::vector<Account>> page(db::Tx& tx, const Actor& actor, const AccountFilter& filter) const;

private:
    struct Fresh;
    Result<AccountId> insert(const Actor& actor, const NewAccount& account, std::string_view password,
                             bool must_change);

    Parts parts_;
};

/// Lower case, one form: what usernames are told apart by.
std::string username_key(std::string_view username);

}  // namespace jishi::platform
