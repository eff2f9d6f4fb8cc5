#include "engine/workflow_names.hpp"

#include <stdexcept>

namespace jishi::engine {
namespace {

template <class T>
const T& registered(const std::map<std::string, T, std::less<>>& all, std::string_view name)
{
    const auto found = all.find(name);
    if (found == all.end()) throw std::logic_error("workflow: nobody registered " + std::string(name));
    return found->second;
}

template <class T>
void check_name(const std::map<std::string, T, std::less<>>& all, const policy::Value& item, std::string_view member,
                const char* code, std::vector<FieldError>& problems)
{
    const auto& name = item.at(member);
    if (!all.contains(name.text())) problems.push_back({name.where(), code, name.text()});
}

}  // namespace

const Relation& WorkflowNames::relation(std::string_view name) const { return registered(relations_, name); }
const Guard& WorkflowNames::guard(std::string_view name) const { return registered(guards_, name); }
const Effect& WorkflowNames::effect(std::string_view name) const { return registered(effects_, name); }

const SubjectKind* WorkflowNames::subject(std::string_view kind) const
{
    const auto found = subjects_.find(kind);
    return found == subjects_.end() ? nullptr : &found->second;
}

std::span<const DocumentSource> WorkflowNames::documents(std::string_view kind) const
{
    const auto found = documents_.find(kind);
    return found == documents_.end() ? std::span<const DocumentSource>{} : std::span(found->second);
}

void WorkflowNames::check(const policy::Value& workflow, std::vector<FieldError>& problems) const
{
    const auto actor = [&](const policy::Value& item) {
        check_name(relations_, item, "relation", "policy.workflow_unknown_relation", problems);
    };
    const auto each = [](const policy::Value& item, std::string_view list, auto&& see) {
        if (const auto* const items = item.find(list))
            for (const auto& one : items->items()) see(one);
    };
    if (const auto* const kind = workflow.find("subject"); kind && !subjects_.contains(kind->text()))
        problems.push_back({kind->where(), "policy.workflow_unknown_subject", kind->text()});
    for (const auto* const way : {"withdraw", "suspend", "take_over"})
        if (const auto* const item = workflow.find(way)) actor(item->at("actor"));
    for (const auto& step : workflow.at("steps").items()) {
        actor(step.at("actor"));
        each(step, "guards",
             [&](const auto& one) { check_name(guards_, one, "name", "policy.workflow_unknown_guard", problems); });
        each(step, "effects",
             [&](const auto& one) { check_name(effects_, one, "name", "policy.workflow_unknown_effect", problems); });
        each(step, "notices", [&](const auto& one) { actor(one.at("to")); });
        if (const auto* const wait = step.find("max_wait"))
            each(*wait, "escalations", [&](const auto& one) { actor(one.at("to")); });
    }
}

}  // namespace jishi::engine
