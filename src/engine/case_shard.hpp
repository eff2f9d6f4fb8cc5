#pragma once
// Cases lie in the shard of their organisation, with their steps and deadlines.

#include <array>
#include <span>
#include <string_view>

#include "db/db.hpp"
#include "engine/workflow_case.hpp"

namespace jishi::engine {

/// Every table of this module that carries `shard`.
inline constexpr std::array<std::string_view, 3> sharded_tables{"engine_case", "engine_step", "engine_deadline"};

/// The cases of these organisations lie in another shard from now on.
void follow_shard(db::Tx& tx, std::span<const OrganizationId> organizations, OrganizationId to);
/// What belongs to one case goes where it went.
void follow_shard(db::Tx& tx, CaseId id, OrganizationId to);

}  // namespace jishi::engine
