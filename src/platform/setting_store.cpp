#include "platform/setting_store.hpp"

namespace jishi::platform::setting_store {

std::vector<std::tuple<std::string, std::string, std::string>> all(db::Tx& tx)
{
    return tx.query<std::string, std::string, std::string>(
        "SELECT key, kind, value FROM platform_setting ORDER BY key");
}

std::optional<std::string> find(db::Tx& tx, std::string_view key)
{
    auto row = tx.query_one<std::string>("SELECT value FROM platform_setting WHERE key = :key", {{"key", key}});
    if (!row) return std::nullopt;
    return std::get<0>(std::move(*row));
}

void put(db::Tx& tx, std::string_view key, std::string_view kind, std::string_view value, AccountId by)
{
    tx.execute(R"(INSERT INTO platform_setting (key, kind, value, changed_at, changed_by)
                  VALUES (:key, :kind, :value, :changed_at, :changed_by)
                  ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, value = excluded.value,
                      changed_at = excluded.changed_at, changed_by = excluded.changed_by)",
               {{"key", key}, {"kind", kind}, {"value", value}, {"changed_at", tx.recorded_at()}, {"changed_by", by}});
}

}  // namespace jishi::platform::setting_store
