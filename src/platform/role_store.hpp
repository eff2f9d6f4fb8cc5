#pragma once
// Rows of platform_grant.

#include <functional>
#include <optional>
#include <vector>

#include "platform/role.hpp"

namespace jishi::platform::role_store {

std::vector<GrantRow> held_by(db::Tx& tx, AccountId account);
std::optional<GrantRow> find_held(db::Tx& tx, AccountId account, GrantId id);
void insert(db::Tx& tx, const GrantRow& row);
void take(db::Tx& tx, GrantId id, AccountId by);
/// Held grants of the accounts with usernames from `first` to `last`, for a page of a list.
std::vector<GrantRow> held_between(db::Tx& tx, std::string_view first_key, std::string_view last_key);
/// How many enabled accounts hold this role, besides this one?
std::int64_t other_holders(db::Tx& tx, std::string_view role, AccountId besides);

}  // namespace jishi::platform::role_store
