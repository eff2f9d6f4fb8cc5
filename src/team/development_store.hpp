#pragma once
// Rows of people who apply, of the stages they came to, and of plans. No rules here.

#include <optional>
#include <string>
#include <vector>

#include "db/db.hpp"
#include "team/development.hpp"

namespace jishi::team::store {

std::optional<Applicant> find_applicant(db::Tx& tx, MemberId id);
std::optional<Applicant> applicant_with_id_number(db::Tx& tx, const std::string& index);
void insert_applicant(db::Tx& tx, const Applicant& row);
/// Writes a row of which `version - 1` was read. @return false: somebody else was first
bool update_applicant(db::Tx& tx, const Applicant& row);
/// The row of `from` and its stages are those of `row.id` from now on.
void rename_applicant(db::Tx& tx, MemberId from, const Applicant& row);
/// One who was written down by mistake: the row and its stages are gone.
void forget_applicant(db::Tx& tx, MemberId id);
/// People who are no members yet, whose way stands with a branch and is not over.
/// Members with open cases of their development at another organisation than their branch of today.
std::vector<std::pair<MemberId, OrganizationId>> left_behind(db::Tx& tx);
std::vector<MemberId> applicants_of(db::Tx& tx, OrganizationId branch);

/// "a.id, a.shard, …" and back, for statements of others.
const std::string& applicant_columns();
std::span<const db::ColumnType> applicant_types();
Applicant applicant_of(std::span<db::Cell> cells);

struct StageRow {
    StateId id;
    MemberId applicant;
    OrganizationId shard;
    OrganizationId organization;
    CaseId case_id;
    std::string stage;
    Date effective_on;
    std::string rule_set;  // [GEN-05]
    Instant recorded_at;
    AccountId recorded_by;
    std::string recorded_by_name;
};
void insert_stage(db::Tx& tx, const StageRow& row);
std::vector<StageRow> stages_of(db::Tx& tx, MemberId applicant);

struct PlanRow {
    StateId id;
    OrganizationId organization;
    OrganizationId shard;
    int year = 0;
    int quota = 0;
    std::string document_no;
    std::string reason;
    Instant recorded_at;
    AccountId recorded_by;
    std::string recorded_by_name;
};
std::optional<PlanRow> find_plan(db::Tx& tx, OrganizationId organization, int year);
/// Supersedes what was there.
void put_plan(db::Tx& tx, const PlanRow& row);
/// The plans in force of a year of several organisations.
std::vector<PlanRow> plans_of(db::Tx& tx, std::span<const OrganizationId> organizations, int year);
std::vector<PlanRow> plan_history(db::Tx& tx, OrganizationId organization, int year);

}  // namespace jishi::team::store
