#include "platform/document_papers.hpp"

#include <algorithm>
#include <memory>
#include <optional>

#include <cairo/cairo-pdf.h>
#include <fmt/format.h>

#include "platform/document_cairo.hpp"
#include "platform/document_layout.hpp"
#include "platform/document_scan.hpp"

namespace jishi::platform::document {
namespace {

// Points.
constexpr double long_side = 842;
constexpr double short_side = 595;
constexpr double margin = 57;
constexpr double caption_size = 10.5;
constexpr double title_size = 16;
constexpr double row_gap = 6;
constexpr double pixel = 72.0 / 96;  // a small picture is not blown up

using LayoutPtr = std::unique_ptr<PangoLayout, Unref>;

struct Paper {
    const PdfPaper* file;
    std::optional<Scan> scan;  // none: it is only named
};

/// A .jpeg goes into the PDF as it is: the surface lends its size, and nobody looks at its dots.
SurfacePtr picture_of(const Scan& scan)
{
    SurfacePtr image;
    if (scan.kind == Scan::Kind::png) {
        image = surface_of_png(scan.bytes);
    } else {
        image.reset(cairo_image_surface_create(CAIRO_FORMAT_RGB24, scan.width, scan.height));
        auto* kept = new std::string(scan.bytes);
        const auto drop = [](void* data) { delete static_cast<std::string*>(data); };
        if (cairo_surface_set_mime_data(image.get(), CAIRO_MIME_TYPE_JPEG,
                                        reinterpret_cast<const unsigned char*>(kept->data()), kept->size(), drop,
                                        kept) != CAIRO_STATUS_SUCCESS) {
            drop(kept);
            return nullptr;
        }
    }
    if (cairo_surface_status(image.get()) != CAIRO_STATUS_SUCCESS) return nullptr;
    return image;
}

LayoutPtr words(PangoContext* context, const std::string& families, double size, const std::string& text, double width)
{
    LayoutPtr layout(pango_layout_new(context));
    auto* font = pango_font_description_new();
    pango_font_description_set_family(font, families.c_str());
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_layout_set_font_description(layout.get(), font);
    pango_font_description_free(font);
    pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    return layout;
}

double height_of(const LayoutPtr& layout)
{
    int height = 0;
    pango_layout_get_size(layout.get(), nullptr, &height);
    return static_cast<double>(height) / PANGO_SCALE;
}

class Pages {
public:
    Pages(cairo_surface_t* surface, cairo_t* cairo, PangoContext* context, const Fonts& fonts, int before)
        : surface_(surface), cairo_(cairo), context_(context), families_(fonts.families("仿宋_GB2312")), page_(before)
    {
    }

    void list(const std::vector<Paper>& papers)
    {
        // The numbers of pages that stand in it depend on how long it is: it is measured before it is drawn.
        const int first = page_ + count(papers);
        begin(short_side, long_side, "附件目录");
        double y = margin;
        y += put(words(context_, families_, title_size, "附件目录", short_side - 2 * margin), margin, y) + 2 * row_gap;
        int next = first;
        for (const auto& paper : papers) {
            const double height = row_height(paper);
            if (y + height > long_side - margin) {
                end();
                begin(short_side, long_side, {});
                y = margin;
            }
            put(row_of(paper, paper.scan ? ++next : 0), margin, y);
            y += height + row_gap;
        }
        end();
    }

    void show(const PdfPaper& file, const Scan& scan)
    {
        const double wide = scan.lies() ? scan.height : scan.width;
        const double high = scan.lies() ? scan.width : scan.height;
        const double width = wide > high ? long_side : short_side;
        const double height = wide > high ? short_side : long_side;
        begin(width, height, file.name);
        const auto caption = words(context_, families_, caption_size, file.name, width - 2 * margin);
        const double top = margin / 2 + put(caption, margin, margin / 2) + row_gap;
        const double scale = std::min({(width - margin) / wide, (height - top - margin / 2) / high, pixel});
        cairo_save(cairo_);
        cairo_translate(cairo_, (width - wide * scale) / 2, top);
        cairo_scale(cairo_, scale, scale);
        const auto upright = turned(scan);
        // Kept until the page is done: Cairo would copy what it still needs, all dots of it.
        const auto picture = picture_of(scan);
        cairo_transform(cairo_, &upright);
        cairo_set_source_surface(cairo_, picture.get(), 0, 0);
        cairo_paint(cairo_);
        cairo_restore(cairo_);
        end();
    }

    int page() const { return page_; }

private:
    /// How a point of the stored picture comes to stand in the upright one.
    static cairo_matrix_t turned(const Scan& scan)
    {
        const double w = scan.width;
        const double h = scan.height;
        switch (scan.orientation) {
            case 2: return {-1, 0, 0, 1, w, 0};
            case 3: return {-1, 0, 0, -1, w, h};
            case 4: return {1, 0, 0, -1, 0, h};
            case 5: return {0, 1, 1, 0, 0, 0};
            case 6: return {0, 1, -1, 0, h, 0};
            case 7: return {0, -1, -1, 0, h, w};
            case 8: return {0, -1, 1, 0, 0, w};
            default: return {1, 0, 0, 1, 0, 0};
        }
    }

    LayoutPtr row_of(const Paper& paper, int page) const
    {
        const auto where = paper.scan ? fmt::format("见第 {} 页", page) : "不能印在这里，请取压缩包中的原件";
        return words(context_, families_, caption_size, paper.file->name + "　" + where, short_side - 2 * margin);
    }

    /// With the longest number that it may have.
    double row_height(const Paper& paper) const { return height_of(row_of(paper, 9999)); }

    /// Pages of the list.
    int count(const std::vector<Paper>& papers) const
    {
        double y = margin + height_of(words(context_, families_, title_size, "附件目录", short_side)) + 2 * row_gap;
        int pages = 1;
        for (const auto& paper : papers) {
            const double height = row_height(paper);
            if (y + height > long_side - margin) {
                ++pages;
                y = margin;
            }
            y += height + row_gap;
        }
        return pages;
    }

    void begin(double width, double height, const std::string& bookmark)
    {
        cairo_pdf_surface_set_size(surface_, width, height);
        ++page_;
        if (!bookmark.empty())
            cairo_pdf_surface_add_outline(surface_, CAIRO_PDF_OUTLINE_ROOT, bookmark.c_str(),
                                          fmt::format("page={} pos=[0 0]", page_).c_str(), CAIRO_PDF_OUTLINE_FLAG_OPEN);
    }
    double put(const LayoutPtr& layout, double x, double y)
    {
        cairo_set_source_rgb(cairo_, 0, 0, 0);
        cairo_move_to(cairo_, x, y);
        pango_cairo_show_layout(cairo_, layout.get());
        return height_of(layout);
    }
    void end() { cairo_show_page(cairo_); }

    cairo_surface_t* surface_;
    cairo_t* cairo_;
    PangoContext* context_;
    const std::string families_;
    int page_;
};

}  // namespace

PaperPages draw_papers(cairo_surface_t* surface, cairo_t* cairo, PangoContext* context, const Fonts& fonts,
                       const std::vector<PdfPaper>& files, int before)
{
    if (files.empty()) return {};
    std::vector<Paper> papers;
    PaperPages drawn;
    for (const auto& file : files) {
        auto& paper = papers.emplace_back(Paper{&file, scan_of(file.bytes)});
        if (paper.scan && !picture_of(*paper.scan)) paper.scan.reset();  // a broken one
        if (!paper.scan) ++drawn.left_out;
    }
    Pages pages(surface, cairo, context, fonts, before);
    pages.list(papers);
    for (const auto& paper : papers)
        if (paper.scan) pages.show(*paper.file, *paper.scan);
    drawn.pages = pages.page() - before;
    return drawn;
}

}  // namespace jishi::platform::document
