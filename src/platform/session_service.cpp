#include <algorithm>
#include <cstring>

#include "base/crypto.hpp"
#include "platform/account_store.hpp"
#include "platform/role_store.hpp"
#include "platform/session.hpp"
#include "platform/session_store.hpp"

namespace jishi::platform {

namespace {

constexpr std::size_t token_length = 43;              // 32 bytes in base64url
constexpr std::size_t sessions_per_account_max = 20;  // the oldest makes room: nobody fills the memory by logging in
constexpr std::size_t user_agent_length_max = 300;
constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t flush_after_us = 60 * second_us;

std::string hash_of(std::string_view token) { return digest_of(Digest::sha256, token); }

bool needs_totp(const PlatformPolicy::Totp& rules, bool administrator)
{
    return rules.required_for_all || (administrator && rules.required_for_administrators);
}

}  // namespace

struct Sessions::Session {
    SessionId id;
    AccountId account;
    std::string token_hash;  // 32 bytes
    Instant created_at;
    Instant expires_at;
    std::string remote;
    std::string user_agent;
    std::atomic<std::int64_t> last_seen_us{0};
    std::int64_t flushed_us = 0;         // of the housekeeping thread alone
    std::shared_ptr<const Actor> actor;  // swapped under the lock
};

std::size_t Sessions::TokenHash::operator()(const std::string& hash) const noexcept
{
    std::size_t value = 0;  // any eight bytes of a digest are as good as any other
    std::memcpy(&value, hash.data(), std::min(sizeof value, hash.size()));
    return value;
}

std::shared_ptr<const Actor> load_actor(db::Tx& tx, AccountId account, const RoleBook& roles, const Settings& settings,
                                        const Wiring& wiring, Instant now)
{
    const auto row = account_store::find(tx, account);
    if (!row || row->disabled()) return nullptr;
    auto actor = std::make_shared<Actor>();
    actor->account = account;
    actor->username = row->username;
    actor->display_name = row->display_name;
    actor->scope = wiring.scope;
    bool administrator = false;
    std::vector<Grant> grants;
    for (auto& held : role_store::held_by(tx, account)) {
        const auto* role = roles.find(held.role);
        if (!role) continue;  // the packs know it no longer: it allows nothing
        administrator = administrator || role->administrator;
        grants.push_back({held.id, std::move(held.role), held.organization, held.subtree, role->permissions});
    }
    const auto policy = settings.policy();
    const auto age_us = std::int64_t{policy->password.age_days_max} * 86'400 * second_us;
    if (row->must_change_password || (age_us > 0 && now.us - row->password_changed_at.us >= age_us))
        actor->blocked = "session.password_change_needed";
    else if (!row->totp_enabled && needs_totp(policy->totp, administrator))
        actor->blocked = "session.totp_setup_needed";
    // Who is blocked has no grants: a forgotten check of `blocked` opens nothing.
    if (actor->blocked.empty()) actor->grants = Grants(std::move(grants));
    return actor;
}

Sessions::Sessions(db::Database& database, const Clock& clock, IdGenerator& ids, const Settings& settings,
                   const RoleBook& roles, const Wiring& wiring)
    : database_(database), clock_(clock), ids_(ids), settings_(settings), roles_(roles), wiring_(wiring)
{
}

void Sessions::start(db::Tx& tx)
{
    policy_ = settings_.policy();
    idle_us_ = policy_->session.idle_minutes * 60 * second_us;
    const auto now = clock_.now();
    std::unordered_map<AccountId, std::shared_ptr<const Actor>> actors;
    const std::unique_lock lock(mutex_);
    by_token_.clear();
    by_id_.clear();
    by_account_.clear();
    for (auto& row : session_store::alive(tx, now)) {
        auto [known, first] = actors.try_emplace(row.account);
        if (first) known->second = load_actor(tx, row.account, roles_, settings_, wiring_, now);
        const auto hash = from_hex(row.token_hash);
        if (!known->second || !hash) continue;
        auto session = std::make_shared<Session>();
        session->id = row.id;
        session->account = row.account;
        session->token_hash = *hash;
        session->created_at = row.created_at;
        session->expires_at = row.expires_at;
        session->remote = std::move(row.remote);
        session->user_agent = std::move(row.user_agent);
        session->last_seen_us = session->flushed_us = row.last_seen_at.us;
        session->actor = known->second;
        insert(session);
    }
}

bool Sessions::is_alive(const Session& session, Instant now) const
{
    return session.expires_at > now && now.us - session.last_seen_us.load(std::memory_order_relaxed) < idle_us_.load();
}

std::string Sessions::csrf_token(std::string_view token)
{
    // Behind another prefix than the stored hash: whoever reads the table learns nothing of it.
    std::string message = "jishi csrf ";
    message += token;
    return to_base64url(digest_of(Digest::sha256, message));
}

Result<std::shared_ptr<const Actor>> Sessions::authenticate(const Presented& presented) const
{
    if (presented.token.empty()) return std::shared_ptr<const Actor>{};
    const auto none = [] { return refuse(ErrorKind::unauthenticated, "session.none"); };
    if (presented.token.size() != token_length) return none();
    const auto now = clock_.now();
    const auto hash = hash_of(presented.token);
    Pointer session;
    std::shared_ptr<const Actor> known;
    {
        const std::shared_lock lock(mutex_);
        const auto found = by_token_.find(hash);
        if (found == by_token_.end()) return none();
        session = found->second;
        known = session->actor;
    }
    // [SEC-11] Bound to the browser that logged in: a stolen cookie alone is not enough.
    if (!is_alive(*session, now) || presented.user_agent.substr(0, user_agent_length_max) != session->user_agent)
        return none();
    if (!presented.safe && !equal_in_constant_time(presented.csrf, csrf_token(presented.token)))
        return refuse(ErrorKind::forbidden, "session.csrf_wrong");
    session->last_seen_us.store(now.us, std::memory_order_relaxed);
    auto actor = std::make_shared<Actor>(*known);
    actor->session = session->id;
    actor->remote = presented.remote;
    actor->request_id = presented.request_id;
    return actor;
}

std::string Sessions::open(db::Tx& tx, AccountId account, const Origin& origin)
{
    auto token = random_token();
    const auto now = tx.recorded_at();
    auto session = std::make_shared<Session>();
    session->id = ids_.next_id<SessionTag>();
    session->account = account;
    session->token_hash = hash_of(token);
    session->created_at = now;
    session->expires_at = Instant{now.us + std::int64_t{settings_.policy()->session.hours_max} * 3'600 * second_us};
    session->remote = origin.remote;
    session->user_agent = origin.user_agent.substr(0, user_agent_length_max);
    session->last_seen_us = session->flushed_us = now.us;
    const auto open_now = session_store::oldest_first(tx, account);
    for (std::size_t i = 0; i + sessions_per_account_max <= open_now.size(); ++i) end(tx, open_now[i]);
    session_store::insert(tx, {session->id, account, to_hex(session->token_hash), now, now, session->expires_at,
                               session->remote, session->user_agent});
    session->actor = load_actor(tx, account, roles_, settings_, wiring_, now);
    tx.after_commit([this, session] {
        const std::unique_lock lock(mutex_);
        if (session->actor) insert(session);
    });
    return token;
}

void Sessions::end(db::Tx& tx, SessionId session)
{
    session_store::remove(tx, session);
    tx.after_commit([this, session] { erase(session); });
}

std::size_t Sessions::end_all(db::Tx& tx, AccountId account, SessionId except)
{
    const auto ended = session_store::remove_all(tx, account, except);
    tx.after_commit([this, ended] {
        for (const auto id : ended) erase(id);
    });
    return ended.size();
}

void Sessions::refresh(db::Tx& tx, AccountId account)
{
    auto actor = load_actor(tx, account, roles_, settings_, wiring_, tx.recorded_at());
    if (!actor) {
        end_all(tx, account);
        return;
    }
    tx.after_commit([this, account, actor] {
        const std::unique_lock lock(mutex_);
        const auto found = by_account_.find(account);
        if (found == by_account_.end()) return;
        for (const auto& session : found->second) session->actor = actor;
    });
}

// ---- memory -----------------------------------------------------------------------------------------------

void Sessions::insert(const Pointer& session)
{
    by_token_[session->token_hash] = session;
    by_id_[session->id] = session;
    auto& siblings = by_account_[session->account];
    siblings.push_back(session);
    // The newest knows what the account may do now.
    for (const auto& sibling : siblings) sibling->actor = session->actor;
}

void Sessions::erase(SessionId id)
{
    const std::unique_lock lock(mutex_);
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return;
    const auto session = found->second;
    by_id_.erase(found);
    by_token_.erase(session->token_hash);
    auto& siblings = by_account_[session->account];
    std::erase(siblings, session);
    if (siblings.empty()) by_account_.erase(session->account);
}

std::vector<SessionInfo> Sessions::of_account(AccountId account) const
{
    std::vector<SessionInfo> infos;
    const auto now = clock_.now();
    const std::shared_lock lock(mutex_);
    const auto found = by_account_.find(account);
    if (found == by_account_.end()) return infos;
    for (const auto& session : found->second)
        if (is_alive(*session, now))
            infos.push_back({session->id, session->created_at, Instant{session->last_seen_us.load()}, session->remote,
                             session->user_agent});
    return infos;
}

std::shared_ptr<const Actor> Sessions::actor_of(SessionId id) const
{
    const std::shared_lock lock(mutex_);
    const auto found = by_id_.find(id);
    if (found == by_id_.end() || !is_alive(*found->second, clock_.now())) return nullptr;
    auto actor = std::make_shared<Actor>(*found->second->actor);
    actor->session = id;
    return actor;
}

std::size_t Sessions::size() const
{
    const std::shared_lock lock(mutex_);
    return by_id_.size();
}

void Sessions::housekeep()
{
    follow_settings();
    drop_expired();
    write_last_seen(flush_after_us);
}

void Sessions::follow_settings()
{
    const auto policy = settings_.policy();
    if (policy == policy_) return;
    idle_us_ = policy->session.idle_minutes * 60 * second_us;
    std::vector<AccountId> accounts;
    {
        const std::shared_lock lock(mutex_);
        for (const auto& [account, sessions] : by_account_) accounts.push_back(account);
    }
    // As a write, though nothing is written: only there is the order of commits known, so that a right that is taken
    // at this moment is not given back by what was read a moment before.
    (void)database_.write([&](db::Tx& tx) -> Result<bool> {
        for (const auto account : accounts) refresh(tx, account);
        return true;
    });
    policy_ = policy;
}

void Sessions::flush() { write_last_seen(1); }

void Sessions::write_last_seen(std::int64_t older_than_us)
{
    std::vector<std::pair<Pointer, std::int64_t>> seen;
    {
        const std::shared_lock lock(mutex_);
        for (const auto& [id, session] : by_id_)
            if (const auto at = session->last_seen_us.load(); at - session->flushed_us >= older_than_us)
                seen.emplace_back(session, at);
    }
    if (seen.empty()) return;
    (void)database_.write([&](db::Tx& tx) -> Result<bool> {
        for (const auto& [session, at] : seen) session_store::set_last_seen(tx, session->id, Instant{at});
        return true;
    });
    for (const auto& [session, at] : seen) session->flushed_us = at;
}

void Sessions::drop_expired()
{
    const auto now = clock_.now();
    std::vector<SessionId> expired;
    {
        const std::shared_lock lock(mutex_);
        for (const auto& [id, session] : by_id_)
            if (!is_alive(*session, now)) expired.push_back(id);
    }
    if (expired.empty()) return;
    (void)database_.write([&](db::Tx& tx) -> Result<bool> {
        for (const auto id : expired) end(tx, id);
        session_store::remove_expired(tx, now);
        return true;
    });
}

}  // namespace jishi::platform
