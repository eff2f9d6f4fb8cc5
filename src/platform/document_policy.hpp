#pragma once
// What the packs say about documents. Private to the document files.

#include <map>
#include <string>
#include <vector>

#include "platform/document.hpp"
#include "platform/document_fonts.hpp"
#include "policy/policy.hpp"

namespace jishi::platform::document {

struct TemplateRule {
    Known known;        // without its content
    std::string place;  // of its item, which stays with it when packs are laid one over the other
    std::string file;
    Fields fields;  // besides those of the subject
};

/// Subjects of all packs; of two with one code the later counts.
std::map<std::string, Fields, std::less<>> read_subjects(const policy::Book& book);
std::vector<TemplateRule> read_templates(const policy::Entry& entry);
std::vector<FontRule> read_fonts(const policy::Book& book);

}  // namespace jishi::platform::document
