#pragma once
// The columns of a spreadsheet of cases of development: who each person is, as a pack says, and what stands in the
// steps, as it follows from the steps and the workflow of the packs.

#include <string>
#include <vector>

#include "engine/import_policy.hpp"
#include "engine/workflow_book.hpp"

namespace jishi::team {

/// What a step has in the table. Columns are named by their codes; an empty one is not there.
struct StepColumns {
    struct Field {
        const engine::FieldRule* rule = nullptr;
        std::string column;
    };
    const engine::StepRule* step = nullptr;
    const engine::ActionRule* onward = nullptr;  // what its day says was done
    const engine::ActionRule* again = nullptr;   // done any number of times before; none: a null pointer
    std::string title;                           // of the step, as it is counted
    std::string title_en;
    std::string day;
    std::string again_days;
    std::string document;
    std::vector<Field> fields;
};

struct CaseColumns {
    engine::DefinitionPointer definition;  // what `steps` point into
    engine::ImportPolicy policy;
    std::vector<StepColumns> steps;  // the straight way from the first to the last
    int rows_max = 0;

    const StepColumns* of(std::string_view step) const;
};

/// @param kind  of rows, as development.imports.columns has it: "cases"
CaseColumns case_columns(const engine::WorkflowBook& book, const policy::Policy& policy, std::string_view kind);

}  // namespace jishi::team
