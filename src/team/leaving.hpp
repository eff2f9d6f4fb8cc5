#pragma once
// What workflows of lost contact, leaving and disposal do in the register. The steps are pack data
// (workflow.relations). [REL-30 – REL-48]

#include "engine/workflow_names.hpp"
#include "team/member_office.hpp"

namespace jishi::team {

/// Guards: standing.may_change (`change`, `ground`), leaving.meeting, leaving.ground (`kind`), leaving.term,
/// leaving.term_over,
/// leaving.not_punished, leaving.left, lost.long_enough. Effects: standing.change (`change`, `ground`,
/// `restores_contact`), leaving.dispose, leaving.start_term, lost.note, leaving.own_side. Fields of the form:
/// `entitled`, `present`, `yes`; `ground`; `months`; `last_attended_on`, `last_paid_on`, `last_worked_on`,
/// `proper_reason`; `lost_since`, `lost_reason`.
void lend_leaving(engine::WorkflowNames& names, const Office& office);

}  // namespace jishi::team
