#pragma once
// What the register of people offers to the documents of cases: a member, and the leading team of an organisation.

#include "engine/workflow_names.hpp"
#include "policy/reading.hpp"
#include "team/member_office.hpp"
#include "team/record_vocabulary.hpp"

namespace jishi::team {

/// Documents: member, organization (leaders). Id number, telephone and address are masked unless the actor may see them
/// in clear or is the member. [SEC-05] Both arguments must outlive the names.
void lend_to_documents(engine::WorkflowNames& names, const Office& office,
                       const policy::Readings<RecordVocabulary>& words);

}  // namespace jishi::team
