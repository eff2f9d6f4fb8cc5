#pragma once
// The transfer of a member's formal relation: where both sides stand, and what each step does in the register. The
// steps themselves are pack data (workflow.relations). [REL-01 – REL-20]

#include <string>

#include "engine/workflow_names.hpp"
#include "engine/workflow_service.hpp"
#include "team/member_office.hpp"
#include "team/transfer_rules.hpp"
#include "team/transfer_store.hpp"

namespace jishi::team {

/// The basic committee and the county of an organisation as the tree is today.
Standpoint standpoint_of(const Office& office, OrganizationId place, Date day);

/// The same account with the permissions of a step and no others: the old side has let go and the new side takes, so
/// that neither needs a permission on the other.
platform::Actor lent(const Office& office, const platform::Actor& actor, std::initializer_list<OrganizationId> at);

/// Relations: transfer.old_branch, transfer.old_committee, transfer.old_county, transfer.new_branch,
/// transfer.new_committee. Guards: transfer.may_leave (`reach`), transfer.may_receive (`final`), transfer.refusal
/// (`side`), transfer.in_time. Effects: transfer.own_side, transfer.begin (`reach`), transfer.release,
/// transfer.accept, transfer.give_back, transfer.join (`reason`).
/// Fields of the form: `to`, `branch` (of the receiving side), `refusal`.
/// Everything given must outlive the names.
void lend_transfers(engine::WorkflowNames& names, const Office& office, const engine::CaseOffice& cases);

}  // namespace jishi::team
