#pragma once
// What the development of members lends to workflows. [DEV-01 – DEV-38]

#include "engine/workflow_names.hpp"
#include "team/development.hpp"
#include "team/development_rules.hpp"

namespace jishi::team {

/// Subject: applicant. Relations: development.branch, .committee, .addressed. Guards, effects and limits:
/// docs/modules/team-development.md. The desk must outlive the names.
void lend_development(engine::WorkflowNames& names, const DevelopmentDesk& desk);

/// The days that a case keeps in its form.
KeptDays kept_days(const engine::Form& form);

}  // namespace jishi::team
