#include "engine/case_shard.hpp"

#include <algorithm>

#include "db/statement.hpp"

namespace jishi::engine {
namespace {

constexpr std::size_t at_once = 500;

}  // namespace

void follow_shard(db::Tx& tx, std::span<const OrganizationId> organizations, OrganizationId to)
{
    for (std::size_t at = 0; at < organizations.size(); at += at_once) {
        const auto some = organizations.subspan(at, std::min(at_once, organizations.size() - at));
        for (const auto table : sharded_tables) {
            db::Statement statement;
            statement.add("UPDATE ").add(table).add(" SET shard = " + statement.bind(to));
            if (table == "engine_case") statement.add(" WHERE organization IN " + statement.bind_all(some));
            else
                statement.add(" WHERE case_id IN (SELECT id FROM engine_case WHERE organization IN " +
                              statement.bind_all(some) + ")");
            tx.execute(statement.sql(), statement.params());
        }
    }
}

void follow_shard(db::Tx& tx, CaseId id, OrganizationId to)
{
    for (const std::string_view sql : {"UPDATE engine_step SET shard = :to WHERE case_id = :id",
                                       "UPDATE engine_deadline SET shard = :to WHERE case_id = :id"})
        tx.execute(sql, db::Params{{"to", to}, {"id", id}});
}

}  // namespace jishi::engine
