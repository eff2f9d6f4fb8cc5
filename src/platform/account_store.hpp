#pragma once
// Rows of platform_account and platform_old_password.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/account.hpp"

namespace jishi::platform::account_store {

/// An account with what signing in needs.
struct Secrets {
    Account account;
    std::string password_hash;
    std::string totp_secret;   // encrypted; empty: none
    std::string totp_pending;  // shown, not yet confirmed
    std::int64_t totp_last_step = 0;
};

std::optional<Account> find(db::Tx& tx, AccountId id);
std::optional<Secrets> find_secrets(db::Tx& tx, AccountId id);
std::optional<Secrets> find_secrets(db::Tx& tx, std::string_view username_key);
bool exists(db::Tx& tx, std::string_view username_key);
std::vector<Account> page(db::Tx& tx, const AccountFilter& filter);

struct NewRow {
    AccountId id;
    std::string username;
    std::string username_key;
    std::string display_name;
    std::string search;
    std::string password_hash;
    bool must_change_password = true;
    AccountId created_by;
};
void insert(db::Tx& tx, const NewRow& row);

/// Keeps the old hash in the history, opens a lock.
void set_password(db::Tx& tx, AccountId id, std::string_view hash, bool must_change);
/// The same password, hashed anew.
void set_password_hash(db::Tx& tx, AccountId id, std::string_view hash);
std::vector<std::string> old_passwords(db::Tx& tx, AccountId id, int count);

void set_failures(db::Tx& tx, AccountId id, int failures, Instant locked_until);
void set_signed_in(db::Tx& tx, AccountId id, std::int64_t totp_last_step);
void set_disabled(db::Tx& tx, AccountId id, Instant disabled_at);
void set_totp_pending(db::Tx& tx, AccountId id, std::string_view encrypted);
void set_totp(db::Tx& tx, AccountId id, std::string_view encrypted, std::int64_t last_step);

}  // namespace jishi::platform::account_store
