#pragma once
// What this module lends to workflows: who decides about an organisation, and founding, terms and dissolving as
// effects.

#include "engine/workflow_names.hpp"
#include "organization/office.hpp"

namespace jishi::organization {

/// Relations: organization.nearest. Guards: organization.may_be_founded. Effects: organization.found,
/// organization.start_term, organization.dissolve. Subject: organization. See docs/modules/workflow.md.
void lend_to_workflows(engine::WorkflowNames& names, const Office& office);

}  // namespace jishi::organization
