#pragma once
// Lines of text, cut to pages. Lengths in points from the upper left corner of the paper. Private to the document
// files.

#include <memory>
#include <vector>

#include <pango/pangocairo.h>

#include "base/result.hpp"
#include "platform/document_fonts.hpp"
#include "platform/document_model.hpp"

namespace jishi::platform::document {

struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
};

/// A line of a paragraph, or the empty one of an empty paragraph.
struct LineBox {
    std::shared_ptr<PangoLayout> layout;  // owns the line
    PangoLayoutLine* line = nullptr;
    double x = 0;      // of the text, from the left of the column
    double above = 0;  // space before the paragraph
    double height = 0;
    double below = 0;       // space after it
    double baseline = 0;    // from the top of the line
    bool new_page = false;  // it begins one
    Line border_top = {};
    Line border_bottom = {};
    double border_from = 0;
    double border_to = 0;

    double total() const { return above + height + below; }
};

/// @param number  page number and count, for headers and footers; nothing in the text
struct PageNumber {
    int number = 0;
    int count = 0;
};

/// Breaks a paragraph into lines. The paragraph must outlive the lines: pictures are drawn from it.
class LineBreaker {
public:
    LineBreaker(const Fonts& fonts, PangoContext* context) : fonts_(fonts), context_(context) {}
    std::vector<LineBox> lines_of(const Paragraph& paragraph, double width, PageNumber page = {});
    int unknown_characters() const { return unknown_; }

private:
    void add_chunk(std::vector<LineBox>& lines, const Paragraph& paragraph, double width, std::size_t from,
                   std::size_t to, PageNumber page);

    const Fonts& fonts_;
    PangoContext* context_;
    int unknown_ = 0;
};

/// What is drawn on one page.
struct Sheet {
    struct Text {
        double x, baseline;
        std::shared_ptr<PangoLayout> layout;
        PangoLayoutLine* line;
    };
    struct Fill {
        double x, y, width, height;
        std::uint32_t color;
    };
    struct Stroke {
        double x1, y1, x2, y2;
        Line line;
    };
    std::vector<Fill> fills;
    std::vector<Text> texts;
    std::vector<Stroke> strokes;
};

/// @errors document.too_large (more pages than anybody prints)
Result<std::vector<Sheet>> lay_out(const Model& model, LineBreaker& breaker);

}  // namespace jishi::platform::document
