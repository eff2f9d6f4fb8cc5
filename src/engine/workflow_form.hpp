#pragma once
// Is a form filled in as the pack asks?

#include <functional>

#include "base/result.hpp"
#include "engine/workflow.hpp"
#include "engine/workflow_case.hpp"

namespace jishi::engine {

/// What the form check asks others.
struct FormQuestions {
    std::function<bool(const std::string& key, const std::string& code)> is_choice;
    std::function<bool(OrganizationId)> is_organization;
    std::function<bool(AttachmentId)> is_attachment;  // that the actor may attach
};

/// The form as it is kept: texts cleaned, nothing that was not asked for.
/// @param outline  what is left empty is not asked for
/// @errors input.invalid, each field as form/CODE: input.required, input.unknown_field, input.expected_text,
/// input.too_long,
///         input.expected_integer, input.out_of_range, input.expected_date, input.expected_boolean, input.expected_id,
///         input.expected_array, input.too_many_items, input.not_one_of, organization.not_found, attachment.unknown,
///         those of clean_text
Result<Form> check_form(const StepRule& step, const ActionRule& action, const Form& given, const FormQuestions& ask,
                        bool outline = false);

}  // namespace jishi::engine
