#include "platform/role_store.hpp"

namespace jishi::platform::role_store {

namespace {

constexpr std::string_view columns =
    "g.id, g.account, g.role, g.organization, g.subtree, g.given_at, g.given_by, g.taken_at";

std::vector<GrantRow> rows(db::Tx& tx, std::string_view rest, std::span<const db::Param> params)
{
    std::vector<GrantRow> found;
    const auto sql = "SELECT " + std::string(columns) + " FROM platform_grant g " + std::string(rest);
    tx.for_each<GrantId, AccountId, std::string, OrganizationId, bool, Instant, AccountId, Instant>(
        sql, params, [&](auto... values) { found.push_back(GrantRow{std::move(values)...}); });
    return found;
}

}  // namespace

std::vector<GrantRow> held_by(db::Tx& tx, AccountId account)
{
    const std::vector<db::Param> params{{"account", account}, {"held", Instant::forever()}};
    return rows(tx, "WHERE g.account = :account AND g.taken_at = :held ORDER BY g.id", params);
}

std::optional<GrantRow> find_held(db::Tx& tx, AccountId account, GrantId id)
{
    const std::vector<db::Param> params{{"account", account}, {"id", id}, {"held", Instant::forever()}};
    auto found = rows(tx, "WHERE g.id = :id AND g.account = :account AND g.taken_at = :held", params);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

void insert(db::Tx& tx, const GrantRow& row)
{
    tx.execute(R"(INSERT INTO platform_grant (id, account, role, organization, subtree, given_at, given_by, taken_at)
                  VALUES (:id, :account, :role, :organization, :subtree, :given_at, :given_by, :taken_at))",
               {{"id", row.id},
                {"account", row.account},
                {"role", row.role},
                {"organization", row.organization},
                {"subtree", row.subtree},
                {"given_at", row.given_at},
                {"given_by", row.given_by},
                {"taken_at", row.taken_at}});
}

void take(db::Tx& tx, GrantId id, AccountId by)
{
    tx.execute("UPDATE platform_grant SET taken_at = :now, taken_by = :taken_by WHERE id = :id",
               {{"now", tx.recorded_at()}, {"taken_by", by}, {"id", id}});
}

std::vector<GrantRow> held_between(db::Tx& tx, std::string_view first_key, std::string_view last_key)
{
    const std::vector<db::Param> params{{"first_key", first_key}, {"last_key", last_key}, {"held", Instant::forever()}};
    return rows(tx,
                R"(JOIN platform_account a ON a.id = g.account
                   WHERE a.username_key >= :first_key AND a.username_key <= :last_key AND g.taken_at = :held
                   ORDER BY g.id)",
                params);
}

std::int64_t other_holders(db::Tx& tx, std::string_view role, AccountId besides)
{
    return tx.value<std::int64_t>(R"(SELECT count(DISTINCT g.account) FROM platform_grant g
                                       JOIN platform_account a ON a.id = g.account
                                      WHERE g.role = :role AND g.taken_at = :held AND g.account <> :besides
                                        AND a.disabled_at = 0)",
                                  {{"role", role}, {"held", Instant::forever()}, {"besides", besides}});
}

}  // namespace jishi::platform::role_store
