#pragma once
// Rows of platform_audit.

#include <functional>
#include <string>
#include <vector>

#include "platform/audit.hpp"

namespace jishi::platform::audit_store {

/// Appends `row` if the last row of the table has this hash ("" for an empty table). @return whether it did
bool append_after(db::Tx& tx, const AuditRow& row, std::string_view previous);
void for_each(db::Tx& tx, const std::function<void(AuditRow&)>& each);
void for_each_hash(db::Tx& tx, const std::function<void(std::int64_t seq, const std::string& hash)>& each);
std::optional<std::pair<std::int64_t, std::string>> last(db::Tx& tx);
std::optional<std::string> hash_of(db::Tx& tx, std::int64_t seq);
std::vector<AuditRow> query(db::Tx& tx, const AuditFilter& filter);

}  // namespace jishi::platform::audit_store
