#pragma once
// The guards of the development of members, and what they share with its effects. For development*.cpp.

#include <vector>

#include "engine/workflow_names.hpp"
#include "team/development.hpp"
#include "team/development_rules.hpp"

namespace jishi::team {

void lend_guards(engine::WorkflowNames& names, const DevelopmentDesk& desk);

/// @errors development.applicant_not_found
Result<Applicant> applicant_of(db::Tx& tx, const engine::Facts& facts);
/// The days that a case keeps, with what is known of the person besides.
KeptDays days_of(const Applicant& row, const engine::Form& form);

/// [DEV-24] The members that a field of the form names, one to each name: full members of the branch whose rights are
/// not withheld on the day. Parameters: field, count (contacts, introducers).
/// @errors input.invalid (development.people_count, .member_not_found, .members_of_one_name, .named_twice)
Result<std::vector<MemberId>> members_named(const DevelopmentDesk& desk, db::Tx& tx, const engine::Facts& facts);

}  // namespace jishi::team
