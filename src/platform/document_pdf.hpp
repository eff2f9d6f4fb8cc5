#pragma once
// Filled documents -> one PDF. Private to the document files.

#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "platform/document_fonts.hpp"
#include "platform/document_papers.hpp"
#include "platform/document_template.hpp"

namespace jishi::platform::document {

struct PdfDocument {
    const Filled* filled;
    std::string title;
};

struct Pdf {
    std::string bytes;
    int pages = 0;
    int unknown_characters = 0;
    int papers_left_out = 0;
};

/// Every document begins on a new page and counts its own pages; with several, each has a bookmark. Papers come last: a
/// list of them, then the pictures. Neither may be empty when the other is.
/// @errors document.too_large
Result<Pdf> pdf_of(const std::vector<PdfDocument>& documents, const std::vector<PdfPaper>& papers, const Fonts& fonts,
                   Instant made_at);

}  // namespace jishi::platform::document
