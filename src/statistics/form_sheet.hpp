#pragma once
// A counted form as a sheet in its own layout: sections below each other, each with its head; as .xlsx, .csv and PDF.

#include <array>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "platform/document.hpp"
#include "platform/spreadsheet.hpp"
#include "statistics/form_words.hpp"

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
/// .xlsx or .csv; an .xlsx has the form in words on a second sheet, where there are any.
std::string sheet_of(const FormTable& table, const SheetWords& words, platform::SheetFormat format,
                     const std::vector<WordsParagraph>& paragraphs = {});
/// The template that has enough columns for the form; empty: none has. Named by what packs call them.
std::string template_for(const FormTable& table);
/// What the templates of a form take.
platform::document::Value document_values(const FormTable& table, const std::vector<WordsParagraph>& paragraphs,
                                          const SheetWords& words);
/// On paper: in words where the form has any, then its tables; as .docx the words alone, where there are any.
/// @errors statistics.form_too_wide, document.unknown, document.too_large
Result<platform::document::File> paper_of(const platform::document::Library& library, const policy::Policy& rules,
                                          const Form& form, const FormTable& table, const SheetWords& words,
                                          platform::document::Format format, Instant now);

}  // namespace jishi::statistics
