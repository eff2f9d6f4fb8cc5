#pragma once
// What this module lends to workflows: the member as subject and as the one who asks, and a correction as an effect.
// [RIGHT-04]

#include "engine/workflow_names.hpp"
#include "engine/workflow_service.hpp"
#include "policy/reading.hpp"
#include "team/member_office.hpp"
#include "team/record_vocabulary.hpp"

namespace jishi::team {

/// Relations: member.self, member.branch. Guard: member.may_be_corrected. Effect: member.correct. Subject: member.
/// Fields of the form: `field` (an item of the record), `value` (as people say it), `why`.
/// And what transfers, mobile members and leaving need (transfer.hpp).
/// Everything given must outlive the names.
void lend_to_workflows(engine::WorkflowNames& names, const Office& office,
                       const policy::Readings<RecordVocabulary>& words, const engine::CaseOffice& cases);

}  // namespace jishi::team
