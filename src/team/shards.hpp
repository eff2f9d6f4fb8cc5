#pragma once
// [style 6] Rows lie in the shard of the city: those of a member where the branch of today is, those of a case with the
// case, all others with their organisation.

#include <array>
#include <span>
#include <string_view>

#include "db/db.hpp"
#include "platform/ids.hpp"

namespace jishi::team {

struct ShardedTable {
    std::string_view name;
    std::string_view rows;  // condition, {} the list of organisations
};
/// Every table of this module that carries `shard`; those on which others ask stand after them.
inline constexpr std::array<ShardedTable, 19> sharded_tables{{
    {"team_state", "member IN (SELECT id FROM team_member WHERE branch IN {})"},
    {"team_change", "member IN (SELECT id FROM team_member WHERE branch IN {})"},
    {"team_member", "branch IN {}"},
    {"team_participation", "organization IN {}"},
    {"team_post", "organization IN {}"},
    {"team_discipline", "organization IN {}"},
    {"team_award", "organization IN {}"},
    {"team_reserve", "organization IN {}"},
    {"team_hardship", "organization IN {}"},
    {"team_applicant_stage", "applicant IN (SELECT id FROM team_applicant WHERE organization IN {})"},
    {"team_applicant", "organization IN {}"},
    {"team_development_plan", "organization IN {}"},
    {"team_transfer", "case_id IN (SELECT id FROM engine_case WHERE organization IN {})"},
    {"team_letter", "case_id IN (SELECT id FROM engine_case WHERE organization IN {})"},
    {"team_arrival", "organization IN {}"},
    {"team_mobile", "organization IN {}"},
    {"team_contact", "organization IN {}"},
    {"team_report_code", "organization IN {}"},
    {"team_bulk", "organization IN {}"},
}};

/// These organisations stand below another city from now on.
void follow_shard(db::Tx& tx, std::span<const OrganizationId> organizations, OrganizationId to);
/// A member went to a branch of another city: states and changes go along.
void follow_shard(db::Tx& tx, MemberId member, OrganizationId to);

}  // namespace jishi::team
