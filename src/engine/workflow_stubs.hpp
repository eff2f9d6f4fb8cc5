#pragma once
// For tests: the national pack has workflows of modules that a test does not know. Their names, with nothing behind.

#include "engine/workflow_names.hpp"
#include "policy/policy.hpp"

namespace jishi::engine::testing {

/// Registers what workflows of the national pack name and nobody has registered yet.
inline void lend_what_others_do(WorkflowNames& names, const policy::Book& book)
{
    std::vector<FieldError> missing;
    for (const auto* const entry : book.entries())
        if (entry->pack->layer == policy::Layer::national && entry->key.starts_with("workflow."))
            for (const auto& workflow : entry->value.items()) names.check(workflow, missing);
    for (const auto& one : missing) {
        if (one.code == "policy.workflow_unknown_relation")
            names.add_relation(one.detail, [](db::Tx&, const Facts&) -> Result<Party> {
                return refuse(ErrorKind::rule_refused, "case.nobody_to_act");
            });
        else if (one.code == "policy.workflow_unknown_guard")
            names.add_guard(one.detail, [](db::Tx&, const Facts&) -> Result<void> { return {}; });
        else if (one.code == "policy.workflow_unknown_effect")
            names.add_effect(one.detail, [](db::Tx&, const platform::Actor&, const Facts&) -> Result<Effected> {
                return Effected{};
            });
        else if (one.code == "policy.workflow_unknown_subject") names.add_subject(one.detail, {});
    }
}

}  // namespace jishi::engine::testing
