#include "engine/workflow_book.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "engine/workflow_json.hpp"
#include "policy/keys.hpp"
#include "policy/readers.hpp"

namespace jishi::engine {
namespace {

/// One for each field of work; together they are the workflows of a place.
constexpr std::string_view keys[] = {"workflow.definitions", "workflow.development", "workflow.relations"};

using policy::Value;

/// Calls `see` with every wait that takes its figure from another key, in the order of the text.
void each_borrowed(const Value& workflow, const std::function<void(const Value& wait, const std::string& from)>& see)
{
    for (const auto& step : workflow.at("steps").items())
        for (const auto* const name : {"min_wait", "max_wait"})
            if (const auto* const wait = step.find(name))
                if (const auto* const from = wait->find("key")) see(*wait, from->text());
}

/// The same wait with its figure; rule and source of the entry it comes from unless it names its own.
Value filled_in(const Value& wait, const policy::Policy& policy)
{
    const auto* const from = wait.find("key");
    if (!from) return wait;
    const auto* const entry = policy.entry(from->text());
    Value::Map members;
    members.push_back({"count", Value(policy.integer(from->text()), wait.where())});
    for (const auto& member : wait.members())
        if (member.name != "key") members.push_back(member);
    if (!wait.find("rule")) members.push_back({"rule", Value(entry->rule, wait.where())});
    if (!wait.find("source")) members.push_back({"source", Value(entry->source, wait.where())});
    return Value(std::move(members), wait.where());
}

Value filled_in_step(const Value& step, const policy::Policy& policy)
{
    Value::Map members;
    for (const auto& member : step.members()) {
        const bool wait = member.name == "min_wait" || member.name == "max_wait";
        members.push_back({member.name, wait ? filled_in(member.value, policy) : member.value});
    }
    return Value(std::move(members), step.where());
}

Value filled_in_workflow(const Value& workflow, const policy::Policy& policy)
{
    Value::Map members;
    for (const auto& member : workflow.members()) {
        if (member.name != "steps") {
            members.push_back(member);
            continue;
        }
        Value::List steps;
        for (const auto& step : member.value.items()) steps.push_back(filled_in_step(step, policy));
        members.push_back({"steps", Value(std::move(steps), member.value.where())});
    }
    return Value(std::move(members), workflow.where());
}

}  // namespace

WorkflowBook::WorkflowBook(const policy::Book& book, const WorkflowNames& names, Date today)
    : book_(book), names_(names), today_(today), calendar_(policy::work_calendar(book.at(today)))
{
}

/// The rules where the pack of an entry applies, today or on the day of its time that is nearest.
policy::Policy WorkflowBook::policy_of(const policy::Entry& entry) const
{
    const auto day = std::clamp(today_, entry.from, entry.until);
    if (entry.pack->applies_to.empty()) return book_.at(day);
    const std::vector<std::string> areas{entry.pack->applies_to};
    return book_.at(areas, day);
}

Result<void> WorkflowBook::check(const platform::document::Library* documents) const
{
    std::vector<FieldError> problems;
    const auto& shape = policy::find_key(keys[0])->shape;  // the same for all
    std::map<std::string, std::string, std::less<>> key_of;
    for (const auto* const entry : book_.entries()) {
        if (std::ranges::find(keys, entry->key) == std::end(keys)) continue;
        const auto policy = policy_of(*entry);
        for (const auto& workflow : entry->value.items()) {
            // An entry that adds may leave something out of what it adds to; a workflow is whole all the same.
            const auto before = problems.size();
            std::vector<policy::Mention> mentions;
            policy::check(*shape.item, workflow, problems, mentions);
            if (problems.size() != before) continue;
            const auto& code = workflow.at("code").text();
            if (key_of.try_emplace(code, entry->key).first->second != entry->key)
                problems.push_back({workflow.where(), "policy.duplicate_code", code});
            check_graph(workflow, problems);
            names_.check(workflow, problems);
            if (documents) check_documents(workflow, policy, *documents, problems);
            each_borrowed(workflow, [&](const Value& wait, const std::string& from) {
                const auto* const figure = policy.find(from);
                if (!figure || figure->kind() != Value::Kind::integer)
                    problems.push_back({wait.where(), "policy.unknown_key", from});
            });
        }
    }
    if (problems.empty()) return {};
    std::string lines;
    for (const auto& problem : problems) lines += problem.field + ": " + problem.code + ": " + problem.detail + "\n";
    return std::unexpected(
        Error{ErrorKind::invalid_input, "policy.invalid", {}, std::move(lines), std::move(problems)});
}

DefinitionPointer WorkflowBook::keep(std::string text, std::string place) const
{
    auto digest = digest_hex(Digest::sha256, text);
    const std::scoped_lock lock(mutex_);
    auto& slot = by_digest_[digest];
    if (!slot) {
        auto fresh = std::make_shared<Definition>();
        fresh->workflow = workflow_of(value_of_json(text));
        fresh->workflow.place = std::move(place);
        fresh->text = std::move(text);
        fresh->digest = std::move(digest);
        slot = std::move(fresh);
    }
    return slot;
}

DefinitionPointer WorkflowBook::resolve(const Value& item, const policy::Policy& policy) const
{
    std::vector<std::int64_t> figures;
    each_borrowed(item, [&](const Value&, const std::string& from) { figures.push_back(policy.integer(from)); });
    const auto mark = std::pair{&item, std::move(figures)};
    {
        const std::scoped_lock lock(mutex_);
        if (const auto known = resolved_.find(mark); known != resolved_.end()) return known->second;
    }
    auto made = keep(json_of(filled_in_workflow(item, policy)), item.where());
    const std::scoped_lock lock(mutex_);
    return resolved_.emplace(mark, std::move(made)).first->second;
}

std::vector<DefinitionPointer> WorkflowBook::at(const policy::Policy& policy) const
{
    std::vector<DefinitionPointer> found;
    for (const auto key : keys)
        if (const auto* const list = policy.find(key))
            for (const auto& item : list->items()) found.push_back(resolve(item, policy));
    return found;
}

DefinitionPointer WorkflowBook::find(std::string_view code, const policy::Policy& policy) const
{
    for (const auto key : keys) {
        const auto* const list = policy.find(key);
        const auto* const item = list ? list->item_with_code(code) : nullptr;
        if (item) return resolve(*item, policy);
    }
    return nullptr;
}

DefinitionPointer WorkflowBook::kept(const std::string& digest, const std::function<std::string()>& text) const
{
    {
        const std::scoped_lock lock(mutex_);
        if (const auto known = by_digest_.find(digest); known != by_digest_.end()) return known->second;
    }
    return keep(text(), {});
}

}  // namespace jishi::engine
