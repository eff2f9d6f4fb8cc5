#pragma once
// The workflows of the packs: which are in force where and when, and those under which cases that still run began.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/work_calendar.hpp"
#include "engine/workflow.hpp"
#include "engine/workflow_names.hpp"
#include "platform/document.hpp"
#include "policy/policy.hpp"

namespace jishi::engine {

/// A workflow as it is on a day at a place: figures that name another key are filled in, so that its text says all.
struct Definition {
    Workflow workflow;
    std::string text;    // JSON
    std::string digest;  // of the text
};
using DefinitionPointer = std::shared_ptr<const Definition>;

class WorkflowBook {
public:
    /// Both must outlive this.
    WorkflowBook(const policy::Book& book, const WorkflowNames& names, Date today);

    /// Checks the workflows of all packs, each by the rules of where its pack applies.
    /// @param documents  also the documents that they name; a null pointer: these are left out
    /// @errors policy.invalid, with a field error for each fault that names file and line
    Result<void> check(const platform::document::Library* documents = nullptr) const;

    /// In force at a place on a day: a lower layer that adds replaces what has the same code.
    std::vector<DefinitionPointer> at(const policy::Policy& policy) const;
    /// A null pointer when there is none of that code.
    DefinitionPointer find(std::string_view code, const policy::Policy& policy) const;
    /// One under which a case began. @param text  reads it from where it is kept; called when it is not in memory
    DefinitionPointer kept(const std::string& digest, const std::function<std::string()>& text) const;

    const WorkCalendar& calendar() const { return calendar_; }
    const policy::Book& policies() const { return book_; }

private:
    DefinitionPointer resolve(const policy::Value& item, const policy::Policy& policy) const;
    DefinitionPointer keep(std::string text, std::string place) const;

    policy::Policy policy_of(const policy::Entry& entry) const;

    const policy::Book& book_;
    const WorkflowNames& names_;
    const Date today_;
    const WorkCalendar calendar_;
    mutable std::mutex mutex_;
    mutable std::map<std::string, DefinitionPointer, std::less<>> by_digest_;
    mutable std::map<std::pair<const policy::Value*, std::vector<std::int64_t>>, DefinitionPointer> resolved_;
};

/// The part of the check that looks at documents. Codes: policy.workflow_unknown_document,
/// policy.workflow_document_twice, policy.workflow_unknown_document_field, policy.workflow_unknown_document_value
void check_documents(const policy::Value& workflow, const policy::Policy& at,
                     const platform::document::Library& library, std::vector<FieldError>& problems);

}  // namespace jishi::engine
