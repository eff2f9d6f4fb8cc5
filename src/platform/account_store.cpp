#include "platform/account_store.hpp"

#include "base/text.hpp"

namespace jishi::platform::account_store {

namespace {

constexpr std::string_view account_columns = R"(id, username, display_name, must_change_password,
    CASE WHEN totp_secret = '' THEN 0 ELSE 1 END, failures, locked_until, disabled_at, password_changed_at,
    last_login_at, created_at)";

Account account_of(AccountId id, std::string username, std::string display_name, bool must_change, bool totp,
                   int failures, Instant locked_until, Instant disabled_at, Instant password_changed_at,
                   Instant last_login_at, Instant created_at)
{
    return {id,           std::move(username), std::move(display_name), must_change,   totp,      failures,
            locked_until, disabled_at,         password_changed_at,     last_login_at, created_at};
}

template <class Each>
void accounts(db::Tx& tx, const std::string& sql, std::span<const db::Param> params, Each&& each)
{
    tx.for_each<AccountId, std::string, std::string, bool, bool, int, Instant, Instant, Instant, Instant, Instant>(
        sql, params, [&](auto... columns) { each(account_of(std::move(columns)...)); });
}

std::optional<Secrets> find_where(db::Tx& tx, std::string_view condition, const db::Param& param)
{
    std::optional<Secrets> found;
    const auto sql = "SELECT password_hash, totp_secret, totp_pending, totp_last_step, " +
                     std::string(account_columns) + " FROM platform_account WHERE " + std::string(condition);
    const std::vector<db::Param> params{param};
    tx.for_each<std::string, std::string, std::string, std::int64_t, AccountId, std::string, std::string, bool, bool,
                int, Instant, Instant, Instant, Instant, Instant>(
        sql, params,
        [&](std::string hash, std::string secret, std::string pending, std::int64_t step, auto... columns) {
            found = Secrets{account_of(std::move(columns)...), std::move(hash), std::move(secret), std::move(pending),
                            step};
        });
    return found;
}

/// `%` and `_` of the user stand for themselves.
std::string like_pattern(std::string_view search)
{
    std::string pattern = "%";
    for (const char c : fold_for_search(search)) {
        if (c == '%' || c == '_' || c == '!') pattern += '!';
        pattern += c;
    }
    return pattern += '%';
}

}  // namespace

std::optional<Account> find(db::Tx& tx, AccountId id)
{
    std::optional<Account> found;
    const std::vector<db::Param> params{{"id", id}};
    accounts(tx, "SELECT " + std::string(account_columns) + " FROM platform_account WHERE id = :id", params,
             [&](Account account) { found = std::move(account); });
    return found;
}

std::optional<Secrets> find_secrets(db::Tx& tx, AccountId id) { return find_where(tx, "id = :id", {"id", id}); }

std::optional<Secrets> find_secrets(db::Tx& tx, std::string_view username_key)
{
    return find_where(tx, "username_key = :key", {"key", username_key});
}

bool exists(db::Tx& tx, std::string_view username_key)
{
    return tx.query_one<AccountId>("SELECT id FROM platform_account WHERE username_key = :key", {{"key", username_key}})
        .has_value();
}

std::vector<Account> page(db::Tx& tx, const AccountFilter& filter)
{
    std::string sql = "SELECT " + std::string(account_columns) + " FROM platform_account WHERE username_key > :after";
    std::vector<db::Param> params{{"after", filter.after}};
    if (!filter.search.empty()) {
        sql += " AND search LIKE :pattern ESCAPE '!'";
        params.emplace_back("pattern", like_pattern(filter.search));
    }
    sql += " ORDER BY username_key LIMIT :row_limit";
    params.emplace_back("row_limit", filter.limit + 1);
    std::vector<Account> found;
    accounts(tx, sql, params, [&](Account account) { found.push_back(std::move(account)); });
    return found;
}

void insert(db::Tx& tx, const NewRow& row)
{
    tx.execute(R"(INSERT INTO platform_account (id, username, username_key, display_name, search, password_hash,
                                                password_changed_at, must_change_password, created_at, created_by)
                  VALUES (:id, :username, :username_key, :display_name, :search, :password_hash, :now, :must_change,
                          :now, :created_by))",
               {{"id", row.id},
                {"username", row.username},
                {"username_key", row.username_key},
                {"display_name", row.display_name},
                {"search", row.search},
                {"password_hash", row.password_hash},
                {"now", tx.recorded_at()},
                {"must_change", row.must_change_password},
                {"created_by", row.created_by}});
}

void set_password(db::Tx& tx, AccountId id, std::string_view hash, bool must_change)
{
    tx.execute(R"(INSERT INTO platform_old_password (account, replaced_at, password_hash)
                  SELECT id, CAST(:now AS BIGINT), password_hash FROM platform_account WHERE id = :id
                  ON CONFLICT (account, replaced_at) DO NOTHING)",
               {{"now", tx.recorded_at()}, {"id", id}});
    tx.execute(R"(UPDATE platform_account
                     SET password_hash = :hash, password_changed_at = :now, must_change_password = :must_change,
                         failures = 0, locked_until = 0
                   WHERE id = :id)",
               {{"hash", hash}, {"now", tx.recorded_at()}, {"must_change", must_change}, {"id", id}});
}

void set_password_hash(db::Tx& tx, AccountId id, std::string_view hash)
{
    tx.execute("UPDATE platform_account SET password_hash = :hash WHERE id = :id", {{"hash", hash}, {"id", id}});
}

std::vector<std::string> old_passwords(db::Tx& tx, AccountId id, int count)
{
    std::vector<std::string> hashes;
    for (auto& [hash] : tx.query<std::string>(R"(SELECT password_hash FROM platform_old_password WHERE account = :id
                                                 ORDER BY replaced_at DESC LIMIT :row_limit)",
                                              {{"id", id}, {"row_limit", count}}))
        hashes.push_back(std::move(hash));
    return hashes;
}

void set_failures(db::Tx& tx, AccountId id, int failures, Instant locked_until)
{
    tx.execute("UPDATE platform_account SET failures = :failures, locked_until = :locked_until WHERE id = :id",
               {{"failures", failures}, {"locked_until", locked_until}, {"id", id}});
}

void set_signed_in(db::Tx& tx, AccountId id, std::int64_t totp_last_step)
{
    tx.execute(R"(UPDATE platform_account
                     SET failures = 0, locked_until = 0, last_login_at = :now, totp_last_step = :step
                   WHERE id = :id)",
               {{"now", tx.recorded_at()}, {"step", totp_last_step}, {"id", id}});
}

void set_disabled(db::Tx& tx, AccountId id, Instant disabled_at)
{
    tx.execute("UPDATE platform_account SET disabled_at = :disabled_at WHERE id = :id",
               {{"disabled_at", disabled_at}, {"id", id}});
}

void set_totp_pending(db::Tx& tx, AccountId id, std::string_view encrypted)
{
    tx.execute("UPDATE platform_account SET totp_pending = :secret WHERE id = :id",
               {{"secret", encrypted}, {"id", id}});
}

void set_totp(db::Tx& tx, AccountId id, std::string_view encrypted, std::int64_t last_step)
{
    tx.execute(R"(UPDATE platform_account SET totp_secret = :secret, totp_pending = '', totp_last_step = :step
                   WHERE id = :id)",
               {{"secret", encrypted}, {"step", last_step}, {"id", id}});
}

}  // namespace jishi::platform::account_store
