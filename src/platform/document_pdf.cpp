#include "platform/document_pdf.hpp"

#include <cstring>
#include <memory>
#include <stdexcept>

#include <cairo/cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

#include "platform/document_cairo.hpp"
#include "platform/document_layout.hpp"
#include "platform/document_read.hpp"

namespace jishi::platform::document {
namespace {

struct Destroy {
    void operator()(cairo_t* context) const { cairo_destroy(context); }
    void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};
using ContextPtr = std::unique_ptr<PangoContext, Unref>;

cairo_status_t append(void* to, const unsigned char* data, unsigned int size)
{
    static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), size);
    return CAIRO_STATUS_SUCCESS;
}

/// Measures as on paper: nothing is fitted to the dots of a screen.
ContextPtr text_context()
{
    const std::unique_ptr<cairo_font_options_t, Destroy> options(cairo_font_options_create());
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
    ContextPtr context(pango_font_map_create_context(pango_cairo_font_map_get_default()));  // of this thread
    pango_cairo_context_set_font_options(context.get(), options.get());
    constexpr double points_per_inch = 72;
    pango_cairo_context_set_resolution(context.get(), points_per_inch);
    pango_context_set_round_glyph_positions(context.get(), FALSE);
    pango_context_set_language(context.get(), pango_language_from_string("zh-cn"));
    pango_context_set_base_dir(context.get(), PANGO_DIRECTION_LTR);
    return context;
}

void draw_picture(cairo_t* cairo, PangoAttrShape* shape, gboolean only_path, gpointer)
{
    const auto* picture = static_cast<const Picture*>(shape->data);
    if (only_path || !picture || !picture->png) return;
    const auto image = surface_of_png(*picture->png);
    const int width = cairo_image_surface_get_width(image.get());
    const int height = cairo_image_surface_get_height(image.get());
    if (cairo_surface_status(image.get()) != CAIRO_STATUS_SUCCESS || width <= 0 || height <= 0) return;
    double x = 0;
    double y = 0;
    cairo_get_current_point(cairo, &x, &y);
    cairo_save(cairo);
    cairo_translate(cairo, x, y - picture->height);
    cairo_scale(cairo, picture->width / width, picture->height / height);
    cairo_set_source_surface(cairo, image.get(), 0, 0);
    // The squares of a QR code stay sharp.
    if (width < 200) cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_NEAREST);
    cairo_paint(cairo);
    cairo_restore(cairo);
}

void set_color(cairo_t* cairo, std::uint32_t color)
{
    constexpr double full = 255;
    cairo_set_source_rgb(cairo, (color >> 16 & 0xFF) / full, (color >> 8 & 0xFF) / full, (color & 0xFF) / full);
}

void draw_stroke(cairo_t* cairo, const Sheet::Stroke& stroke)
{
    set_color(cairo, stroke.line.color);
    const auto draw = [&](double width, double shift) {
        const bool flat = stroke.y1 == stroke.y2;
        cairo_set_line_width(cairo, width);
        cairo_move_to(cairo, stroke.x1 + (flat ? 0 : shift), stroke.y1 + (flat ? shift : 0));
        cairo_line_to(cairo, stroke.x2 + (flat ? 0 : shift), stroke.y2 + (flat ? shift : 0));
        cairo_stroke(cairo);
    };
    constexpr double dashes[] = {3, 2};
    cairo_set_dash(cairo, dashes, stroke.line.form == Line::Form::dashed ? 2 : 0, 0);
    if (stroke.line.form == Line::Form::twofold) {
        draw(stroke.line.width, -stroke.line.width);
        draw(stroke.line.width, stroke.line.width);
    } else {
        draw(stroke.line.width, 0);
    }
}

void draw(cairo_t* cairo, const Sheet& sheet)
{
    for (const auto& fill : sheet.fills) {
        set_color(cairo, fill.color);
        cairo_rectangle(cairo, fill.x, fill.y, fill.width, fill.height);
        cairo_fill(cairo);
    }
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_SQUARE);
    for (const auto& stroke : sheet.strokes) draw_stroke(cairo, stroke);
    for (const auto& text : sheet.texts) {
        set_color(cairo, 0);
        cairo_move_to(cairo, text.x, text.baseline);
        pango_cairo_show_layout_line(cairo, text.line);
    }
}

/// A title in the PDF is written for its reader's list of contents.
void set_metadata(cairo_surface_t* surface, const std::string& title, Instant made_at)
{
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title.c_str());
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Jishi");
    const auto at = made_at.str().substr(0, 19) + "Z";
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, at.c_str());
}

}  // namespace

Result<Pdf> pdf_of(const std::vector<PdfDocument>& documents, const std::vector<PdfPaper>& papers, const Fonts& fonts,
                   Instant made_at)
{
    Pdf pdf;
    const auto context = text_context();
    pango_cairo_context_set_shape_renderer(context.get(), draw_picture, nullptr, nullptr);
    SurfacePtr surface(cairo_pdf_surface_create_for_stream(append, &pdf.bytes, 595, 842));
    set_metadata(surface.get(), documents.empty() ? papers.front().name : documents.front().title, made_at);
    {
        const std::unique_ptr<cairo_t, Destroy> cairo(cairo_create(surface.get()));
        for (const auto& document : documents) {
            Faults none;  // the template was checked; values add nothing that is outside the subset
            const auto model =
                read_model(document.filled->made_from->parts(), document.filled->trees, document.filled->media, none);
            LineBreaker breaker(fonts, context.get());
            const auto sheets = TRY(lay_out(model, breaker));
            pdf.unknown_characters += breaker.unknown_characters();
            if (documents.size() + papers.size() > 1)
                cairo_pdf_surface_add_outline(surface.get(), CAIRO_PDF_OUTLINE_ROOT, document.title.c_str(),
                                              fmt::format("page={} pos=[0 0]", pdf.pages + 1).c_str(),
                                              CAIRO_PDF_OUTLINE_FLAG_OPEN);
            for (const auto& sheet : sheets) {
                cairo_pdf_surface_set_size(surface.get(), model.page.width, model.page.height);
                draw(cairo.get(), sheet);
                cairo_show_page(cairo.get());
                ++pdf.pages;
            }
        }
        const auto drawn = draw_papers(surface.get(), cairo.get(), context.get(), fonts, papers, pdf.pages);
        pdf.pages += drawn.pages;
        pdf.papers_left_out = drawn.left_out;
        if (cairo_status(cairo.get()) != CAIRO_STATUS_SUCCESS)
            throw std::runtime_error(std::string("document: ") + cairo_status_to_string(cairo_status(cairo.get())));
    }
    cairo_surface_finish(surface.get());
    if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error("document: the PDF could not be written");
    return pdf;
}

std::string qr_png(std::string_view text)
{
    constexpr int quiet = 4;  // modules of white around, which readers need
    const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
        QRcode_encodeString8bit(std::string(text).c_str(), 0, QR_ECLEVEL_M), &QRcode_free);
    if (!code) throw std::runtime_error("qr: the text does not fit");
    const int size = code->width + 2 * quiet;
    const SurfacePtr image(cairo_image_surface_create(CAIRO_FORMAT_RGB24, size, size));
    cairo_surface_flush(image.get());
    auto* pixels = cairo_image_surface_get_data(image.get());
    const auto stride = cairo_image_surface_get_stride(image.get());
    std::memset(pixels, 0xFF, static_cast<std::size_t>(stride) * static_cast<std::size_t>(size));
    for (int y = 0; y < code->width; ++y)
        for (int x = 0; x < code->width; ++x)
            if (code->data[y * code->width + x] & 1) std::memset(pixels + (y + quiet) * stride + (x + quiet) * 4, 0, 4);
    cairo_surface_mark_dirty(image.get());
    std::string png;
    if (cairo_surface_write_to_png_stream(image.get(), append, &png) != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error("qr: no picture");
    return png;
}

}  // namespace jishi::platform::document
