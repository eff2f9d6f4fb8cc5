#pragma once
// Rows of cases, their steps and their deadlines. No rules here.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "db/db.hpp"
#include "db/statement.hpp"
#include "engine/workflow_board.hpp"
#include "engine/workflow_case.hpp"

namespace jishi::engine::store {

void keep_definition(db::Tx& tx, const std::string& digest, const std::string& workflow, const std::string& text);
/// Throws db::DatabaseFailed when it is not there.
std::string definition_text(db::Tx& tx, const std::string& digest);

std::optional<Case> find_case(db::Tx& tx, CaseId id);
/// What was said in a case so far, and the day of its last step: kept beside it, so that a step costs the same
/// however many came before it.
struct SoFar {
    Form form;
    Date last_day;
};
SoFar so_far(db::Tx& tx, CaseId id);
void insert_case(db::Tx& tx, const Case& row, const SoFar& so_far);
/// Writes a case of which `version - 1` was read. @return false: somebody else was first
bool update_case(db::Tx& tx, const Case& row, const SoFar& so_far);

/// " AND …" conditions on alias c, then order and limit. @return the cases
std::vector<Case> select_cases(db::Tx& tx, const db::Statement& statement);
/// How such a statement begins: SELECT … FROM engine_case c WHERE 1 = 1
std::string_view select_cases_sql();
std::vector<Case> cases_with_ids(db::Tx& tx, std::span<const CaseId> ids);
/// Cases that are not over and concern a subject.
std::int64_t count_open_about(db::Tx& tx, std::string_view kind, std::int64_t subject, CaseId except);

/// Open cases that are done for an organisation or wait for it, the oldest first.
std::vector<Case> open_cases_at(db::Tx& tx, OrganizationId organization);
/// Cases about a subject, open or over.
std::int64_t count_about(db::Tx& tx, std::string_view kind, std::int64_t subject);
/// Those that are open, the oldest first.
std::vector<Case> open_cases_about(db::Tx& tx, std::string_view kind, std::int64_t subject, CaseId except);

void insert_step(db::Tx& tx, const StepDone& step, OrganizationId shard);
/// @param from  the first that is wanted, by its number
std::vector<StepDone> steps_of(db::Tx& tx, CaseId id, int from = 1);
/// The day on which a step was done last; nothing: never.
std::optional<Date> day_done(db::Tx& tx, CaseId id, const std::string& step);

void replace_deadlines(db::Tx& tx, CaseId id, OrganizationId shard, std::span<const Deadline> deadlines);
/// Notices of a case that still stand in lists on a day.
std::vector<Deadline> notices_of(db::Tx& tx, CaseId id, Date today);
void each_deadline(db::Tx& tx, const std::function<void(Deadline&&)>& each);

}  // namespace jishi::engine::store
