#include "platform/session_store.hpp"

namespace jishi::platform::session_store {

std::vector<Row> alive(db::Tx& tx, Instant now)
{
    std::vector<Row> rows;
    tx.for_each<SessionId, AccountId, std::string, Instant, Instant, Instant, std::string, std::string>(
        R"(SELECT id, account, token_hash, created_at, last_seen_at, expires_at, remote, user_agent
             FROM platform_session WHERE expires_at > :now ORDER BY id)",
        {{"now", now}}, [&](auto... columns) { rows.push_back(Row{std::move(columns)...}); });
    return rows;
}

void insert(db::Tx& tx, const Row& row)
{
    tx.execute(R"(INSERT INTO platform_session (id, account, token_hash, created_at, last_seen_at, expires_at, remote,
                                                user_agent)
                  VALUES (:id, :account, :token_hash, :created_at, :last_seen_at, :expires_at, :remote, :user_agent))",
               {{"id", row.id},
                {"account", row.account},
                {"token_hash", row.token_hash},
                {"created_at", row.created_at},
                {"last_seen_at", row.last_seen_at},
                {"expires_at", row.expires_at},
                {"remote", row.remote},
                {"user_agent", row.user_agent}});
}

void remove(db::Tx& tx, SessionId id) { tx.execute("DELETE FROM platform_session WHERE id = :id", {{"id", id}}); }

void remove_expired(db::Tx& tx, Instant now)
{
    tx.execute("DELETE FROM platform_session WHERE expires_at <= :now", {{"now", now}});
}

std::vector<SessionId> remove_all(db::Tx& tx, AccountId account, SessionId except)
{
    std::vector<SessionId> ids;
    tx.for_each<SessionId>("SELECT id FROM platform_session WHERE account = :account AND id <> :except",
                           {{"account", account}, {"except", except}}, [&](SessionId id) { ids.push_back(id); });
    tx.execute("DELETE FROM platform_session WHERE account = :account AND id <> :except",
               {{"account", account}, {"except", except}});
    return ids;
}

std::vector<SessionId> oldest_first(db::Tx& tx, AccountId account)
{
    std::vector<SessionId> ids;
    tx.for_each<SessionId>("SELECT id FROM platform_session WHERE account = :account ORDER BY id",
                           {{"account", account}}, [&](SessionId id) { ids.push_back(id); });
    return ids;
}

void set_last_seen(db::Tx& tx, SessionId id, Instant at)
{
    tx.execute("UPDATE platform_session SET last_seen_at = :at WHERE id = :id", {{"at", at}, {"id", id}});
}

}  // namespace jishi::platform::session_store
