#pragma once
// What fills the documents of a case. Private to the workflow_document*.cpp.

#include <optional>
#include <string_view>
#include <vector>

#include "engine/workflow_run.hpp"
#include "platform/document.hpp"

namespace jishi::engine {

/// A value as a field of a document takes it: its kind is the field's, or it is missing. A text becomes a list by its
/// lines; a list of records has a line for each, its fields in their order between blanks.
platform::document::Value as_field(const platform::document::Value& value, const platform::document::Field& field);

/// A case as it was read, for its documents.
struct CaseText {
    Case row;
    DefinitionPointer definition;
    std::vector<StepDone> steps;

    /// The last time that a step was done with an action to which something belongs; a null pointer: never.
    const StepDone* done(const StepRule& step, const std::vector<std::string>& actions) const;
    /// Does it stand at this step, and can something that belongs to these actions still come?
    bool stands_at(const StepRule& step) const { return !is_over(row.state) && row.step == step.code; }
};

class DocumentFiller {
public:
    DocumentFiller(const CaseOffice& office, db::Tx& tx, const platform::Actor& actor, const CaseText& text);

    /// All that is known for a document of a step. @param until  the last step that counts; none: all that were done
    Result<platform::document::Value> values(const DocumentRule& rule, const platform::document::Known& known,
                                             const StepDone* until) const;

private:
    Form form_until(const StepDone* until) const;
    platform::document::Value said(const Form& form, std::string_view field) const;
    Result<platform::document::Value> offered(std::string_view kind, const Case& about, const Form& form) const;
    Result<platform::document::Value> from(std::string_view path, const Form& form) const;
    platform::document::Value of_case(std::string_view what) const;
    platform::document::Value of_step(std::string_view step, std::string_view what) const;

    const CaseOffice& office_;
    db::Tx& tx_;
    const platform::Actor& actor_;
    const CaseText& text_;
    policy::Policy rules_;  // of the day on which it began
};

}  // namespace jishi::engine
