#pragma once
// A filled document (or a compiled template) -> what is laid out. The one description of the subset that the PDF knows:
// whatever it does not know is a fault. Private to the document files.

#include <map>

#include "platform/document_model.hpp"
#include "platform/document_template.hpp"

namespace jishi::platform::document {

/// @param trees   the main part first, then headers and footers
/// @param media   what filling added
/// @param faults  receives pack.document_outside_subset and pack.document_not_docx
Model read_model(const Parts& parts, const std::vector<Tree>& trees, const std::vector<Media>& media, Faults& faults);

/// Does a template keep to the subset? Placeholders stand as their own text.
void check_subset(const Template& checked, Faults& faults);

}  // namespace jishi::platform::document
