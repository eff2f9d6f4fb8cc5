#include "team/shards.hpp"

#include <fmt/format.h>

#include "team/id_chunks.hpp"

namespace jishi::team {

void follow_shard(db::Tx& tx, std::span<const OrganizationId> organizations, OrganizationId to)
{
    store::for_each_chunk(organizations, [&](store::IdChunk& chunk) {
        auto params = chunk.params();
        params.emplace_back("to", to);
        for (const auto& table : sharded_tables)
            tx.execute(fmt::format("UPDATE {} SET shard = :to WHERE {}", table.name,
                                   fmt::format(fmt::runtime(table.rows), chunk.list())),
                       params);
    });
}

void follow_shard(db::Tx& tx, MemberId member, OrganizationId to)
{
    for (const std::string_view sql : {"UPDATE team_state SET shard = :to WHERE member = :member",
                                       "UPDATE team_change SET shard = :to WHERE member = :member"})
        tx.execute(sql, db::Params{{"to", to}, {"member", member}});
}

}  // namespace jishi::team
