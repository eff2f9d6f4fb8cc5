#pragma once
// What this module lends to workflows: who decides about an organisation, and founding, terms and dissolving as
// effects.

#include "engine/workflow_names.hpp"
#include "organization/office.hpp"

namespace jishi::organization {

/// Relations: organization.nearest. Guards: organization.may_be_founded. Effects: organization.found,
/// organization.start_term, organization.dissolve. Subject and documents: organization. See docs/modules/workflow.md.
void lend_to_workflows(engine::WorkflowNames& names, const Office& office);

/// Below which a founding would put it: what the form says; else whoever applies, if such a thing may stand below it;
/// else the one above it.
OrganizationId founded_below(const Office& office, const engine::Facts& facts);

}  // namespace jishi::organization
