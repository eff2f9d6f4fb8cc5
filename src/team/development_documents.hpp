#pragma once
// What fills the documents of the development of members, besides what was said in the case.

#include "engine/workflow_names.hpp"
#include "policy/reading.hpp"
#include "team/development.hpp"
#include "team/record_vocabulary.hpp"

namespace jishi::team {

/// Both arguments must outlive the names.
void lend_development_documents(engine::WorkflowNames& names, const DevelopmentDesk& desk,
                                const policy::Readings<RecordVocabulary>& words);

}  // namespace jishi::team
