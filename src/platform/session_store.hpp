#pragma once
// Rows of platform_session.

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "platform/session.hpp"

namespace jishi::platform::session_store {

struct Row {
    SessionId id;
    AccountId account;
    std::string token_hash;  // hexadecimal
    Instant created_at;
    Instant last_seen_at;
    Instant expires_at;
    std::string remote;
    std::string user_agent;
};

std::vector<Row> alive(db::Tx& tx, Instant now);
void insert(db::Tx& tx, const Row& row);
void remove(db::Tx& tx, SessionId id);
void remove_expired(db::Tx& tx, Instant now);
/// @return the ids removed
std::vector<SessionId> remove_all(db::Tx& tx, AccountId account, SessionId except);
std::vector<SessionId> oldest_first(db::Tx& tx, AccountId account);
void set_last_seen(db::Tx& tx, SessionId id, Instant at);

}  // namespace jishi::platform::session_store
