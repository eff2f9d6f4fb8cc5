#pragma once
// The papers that go along in a PDF: a list of all of them, then a page for each picture. Private to the document
// files.

#include <string>
#include <string_view>
#include <vector>

#include <pango/pangocairo.h>

#include "platform/document_fonts.hpp"

namespace jishi::platform::document {

struct PdfPaper {
    std::string name;
    std::string_view bytes;
};

struct PaperPages {
    int pages = 0;
    int left_out = 0;  // named in the list only: what is neither .jpeg nor .png cannot be drawn here
};

/// Draws on a PDF surface, behind the pages that are there.
/// @param before  how many there are
PaperPages draw_papers(cairo_surface_t* surface, cairo_t* cairo, PangoContext* context, const Fonts& fonts,
                       const std::vector<PdfPaper>& papers, int before);

}  // namespace jishi::platform::document
