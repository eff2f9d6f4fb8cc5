#pragma once
// A counted form as a sheet in its own layout: sections below each other, each with its head; as .xlsx, .csv and PDF.

#include <array>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "platform/document.hpp"
#include "platform/spreadsheet.hpp"
#include "statistics/form_table.hpp"

namespace jishi::statistics {

using SheetGrid = std::vector<std::vector<std::string>>;

struct SheetWords {
    bool english = false;
    std::string place;   // name of the organisation
    std::string sealed;  // what is said of the seal; empty: not sealed
};

/// Every cell as text; the first row is the title. Counts are whole numbers, shares have one decimal. [STAT-03,
/// STAT-04]
SheetGrid grid_of(const FormTable& table, const SheetWords& words);
/// .xlsx or .csv.
std::string sheet_of(const FormTable& table, const SheetWords& words, platform::SheetFormat format);
/// The template that has enough columns for the form; empty: none has. Named by what packs call them.
std::string template_for(const FormTable& table);
/// What the template of a form takes.
platform::document::Value document_values(const FormTable& table, const SheetWords& words);

}  // namespace jishi::statistics
