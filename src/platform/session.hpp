#pragma once
// Sessions: a random token in a cookie, of which only the hash is stored. All live sessions are in memory, so that
// a request costs one look-up and no SQL; whatever changes an account swaps what its sessions may do in the same
// commit, before the change is answered.

#include <atomic>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "db/db.hpp"
#include "platform/actor.hpp"
#include "platform/role.hpp"
#include "platform/setting.hpp"
#include "platform/wiring.hpp"

namespace jishi::platform {

inline constexpr std::string_view session_cookie = "jishi_session";

/// What a request shows of itself.
struct Presented {
    std::string_view token;  // of the cookie; empty: none
    std::string_view csrf;   // of the header X-CSRF-Token
    bool safe = true;        // changes nothing (GET, HEAD), or is the log-in itself
    std::string_view remote;
    std::string_view user_agent;
    std::string_view request_id;
};

/// A session as its owner sees it.
struct SessionInfo {
    SessionId id;
    Instant created_at;
    Instant last_seen_at;
    std::string remote;
    std::string user_agent;
};

/// What a new session is opened for.
struct Origin {
    std::string remote;
    std::string user_agent;
    std::string request_id;
};

class Sessions {
public:
    Sessions(db::Database& database, const Clock& clock, IdGenerator& ids, const Settings& settings,
             const RoleBook& roles, const Wiring& wiring);

    /// Loads what is alive.
    void start(db::Tx& tx);

    /// Who is behind a request: a null pointer when it shows no session.
    /// @errors session.none (unauthenticated: unknown, ended, expired, or shown by another browser),
    ///         session.csrf_wrong (forbidden)
    Result<std::shared_ptr<const Actor>> authenticate(const Presented& presented) const;
    /// The token that writes of this session must show; follows from the session's own and is stored nowhere.
    static std::string csrf_token(std::string_view token);

    /// Opens a session; it is alive when `tx` is durable.
    /// @return its token, for the cookie
    std::string open(db::Tx& tx, AccountId account, const Origin& origin);
    void end(db::Tx& tx, SessionId session);
    /// @param except  stays; none: every session of the account ends
    /// @return        how many ended
    std::size_t end_all(db::Tx& tx, AccountId account, SessionId except = {});
    /// After anything about an account or its grants has changed in `tx`.
    void refresh(db::Tx& tx, AccountId account);

    std::vector<SessionInfo> of_account(AccountId account) const;
    /// As of now, with this session's id; a null pointer when it has ended.
    std::shared_ptr<const Actor> actor_of(SessionId session) const;
    std::size_t size() const;

    /// Drops what has expired and writes down when sessions were last seen; called every second or so.
    void housekeep();
    /// The same for every session, before the end.
    void flush();

private:
    struct Session;
    using Pointer = std::shared_ptr<Session>;
    struct TokenHash {
        std::size_t operator()(const std::string& hash) const noexcept;
    };

    bool is_alive(const Session& session, Instant now) const;
    void insert(const Pointer& session);
    void erase(SessionId session);
    void write_last_seen(std::int64_t older_than_us);
    void drop_expired();
    void follow_settings();

    db::Database& database_;
    const Clock& clock_;
    IdGenerator& ids_;
    const Settings& settings_;
    const RoleBook& roles_;
    const Wiring& wiring_;

    std::atomic<std::int64_t> idle_us_{0};
    std::shared_ptr<const PlatformPolicy> policy_;  // that the actors in memory were made by; housekeeping's own
    mutable std::shared_mutex mutex_;
    std::unordered_map<std::string, Pointer, TokenHash> by_token_;
    std::unordered_map<SessionId, Pointer> by_id_;
    std::unordered_map<AccountId, std::vector<Pointer>> by_account_;
};

/// The account as a request would see it, without session; a null pointer when there is none or it is disabled.
std::shared_ptr<const Actor> load_actor(db::Tx& tx, AccountId account, const RoleBook& roles, const Settings& settings,
                                        const Wiring& wiring, Instant now);

}  // namespace jishi::platform
