#pragma once
// Rows of platform_setting.

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "db/db.hpp"
#include "platform/ids.hpp"

namespace jishi::platform::setting_store {

/// key, kind, value
std::vector<std::tuple<std::string, std::string, std::string>> all(db::Tx& tx);
std::optional<std::string> find(db::Tx& tx, std::string_view key);
void put(db::Tx& tx, std::string_view key, std::string_view kind, std::string_view value, AccountId by);

}  // namespace jishi::platform::setting_store
