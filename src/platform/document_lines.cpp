// One paragraph -> lines, by Pango: itemising, shaping and the line breaking rules of Chinese are its.

#include <algorithm>
#include <cmath>

#include "platform/document_layout.hpp"

namespace jishi::platform::document {
namespace {

constexpr double single_pitch = 1.3;  // of the size: the usual single line of Chinese fonts
constexpr double ascent = 0.88;       // of the size: where the square of a Chinese character stands on the baseline
constexpr double raised_size = 0.65;
constexpr double default_tab = 21;  // two characters of 10.5 points

int units(double points) { return static_cast<int>(std::lround(points * PANGO_SCALE)); }

struct Stretch {
    std::size_t from, to;  // bytes of the text
    const Piece* piece;
};

char32_t next_character(std::string_view text, std::size_t& at)
{
    const auto* p = text.data() + at;
    const auto c = g_utf8_get_char(p);
    at = static_cast<std::size_t>(g_utf8_next_char(p) - text.data());
    return c;
}

/// Set in the Chinese face, as office programs do with Chinese text: also quotes and dashes, which the Latin face has
/// in another width.
bool is_east_asian(char32_t c)
{
    return c >= 0x2E80 || (c >= 0x2010 && c <= 0x2027) || (c >= 0x2030 && c <= 0x205E) ||
           (c >= 0x2100 && c <= 0x27BF) || c == 0xB7 || c == 0xD7 || c == 0xF7;
}

class Attributes {
public:
    Attributes() : list_(pango_attr_list_new()) {}
    ~Attributes() { pango_attr_list_unref(list_); }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;
    PangoAttrList* get() const { return list_; }

    void add(PangoAttribute* attribute, std::size_t from, std::size_t to)
    {
        attribute->start_index = static_cast<guint>(from);
        attribute->end_index = static_cast<guint>(to);
        pango_attr_list_insert(list_, attribute);
    }

private:
    PangoAttrList* list_;
};

void add_font(Attributes& attributes, const Face& face, const std::string& families, std::size_t from, std::size_t to)
{
    auto* font = pango_font_description_new();
    pango_font_description_set_family(font, families.c_str());
    pango_font_description_set_absolute_size(font, units(face.size * (face.raised != 0 ? raised_size : 1)));
    pango_font_description_set_weight(font, face.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_style(font, face.italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
    attributes.add(pango_attr_font_desc_new(font), from, to);
    pango_font_description_free(font);
}

void add_look(Attributes& attributes, const Face& face, std::size_t from, std::size_t to)
{
    constexpr guint16 byte_to_word = 0x101;
    if (face.spacing != 0) attributes.add(pango_attr_letter_spacing_new(units(face.spacing)), from, to);
    if (face.underline) attributes.add(pango_attr_underline_new(PANGO_UNDERLINE_SINGLE), from, to);
    if (face.strike) attributes.add(pango_attr_strikethrough_new(TRUE), from, to);
    if (face.raised != 0)
        attributes.add(pango_attr_rise_new(units(face.size * (face.raised > 0 ? 0.35 : -0.15))), from, to);
    if (face.color != 0)
        attributes.add(pango_attr_foreground_new(static_cast<guint16>((face.color >> 16 & 0xFF) * byte_to_word),
                                                 static_cast<guint16>((face.color >> 8 & 0xFF) * byte_to_word),
                                                 static_cast<guint16>((face.color & 0xFF) * byte_to_word)),
                       from, to);
}

std::string text_of(const Piece& piece, PageNumber page)
{
    switch (piece.kind) {
        case Piece::Kind::text: return piece.text;
        case Piece::Kind::line_break: return "\u2028";
        case Piece::Kind::tab: return "\t";
        case Piece::Kind::page_number: return std::to_string(page.number);
        case Piece::Kind::page_count: return std::to_string(page.count);
        case Piece::Kind::picture: return "\uFFFC";
        case Piece::Kind::page_break: break;
    }
    return {};
}

void set_alignment(PangoLayout* layout, Align align)
{
    pango_layout_set_alignment(layout, align == Align::center  ? PANGO_ALIGN_CENTER
                                       : align == Align::right ? PANGO_ALIGN_RIGHT
                                                               : PANGO_ALIGN_LEFT);
    pango_layout_set_justify(layout, align == Align::both || align == Align::distribute);
    pango_layout_set_justify_last_line(layout, align == Align::distribute);
}

void set_tabs(PangoLayout* layout, const Paragraph& paragraph, double left)
{
    auto* tabs = pango_tab_array_new(0, FALSE);
    int n = 0;
    for (const auto& tab : paragraph.tabs) {
        const auto how = tab.align == Align::right    ? PANGO_TAB_RIGHT
                         : tab.align == Align::center ? PANGO_TAB_CENTER
                                                      : PANGO_TAB_LEFT;
        if (tab.at > left) pango_tab_array_set_tab(tabs, n++, how, units(tab.at - left));
    }
    if (n == 0) pango_tab_array_set_tab(tabs, 0, PANGO_TAB_LEFT, units(default_tab));
    pango_layout_set_tabs(layout, tabs);
    pango_tab_array_free(tabs);
}

struct Heights {
    double size;     // of the largest text
    double picture;  // of the highest picture
};

Heights heights_of(const std::vector<Stretch>& stretches, const PangoLayoutLine* line, const Face& mark)
{
    const auto from = static_cast<std::size_t>(line->start_index);
    const auto to = from + static_cast<std::size_t>(line->length);
    Heights heights{0, 0};
    for (const auto& stretch : stretches) {
        if (stretch.to <= from || stretch.from >= to) continue;
        if (stretch.piece->kind == Piece::Kind::picture)
            heights.picture = std::max(heights.picture, stretch.piece->picture.height);
        else heights.size = std::max(heights.size, stretch.piece->face.size);
    }
    if (heights.size == 0) heights.size = mark.size;
    return heights;
}

void set_height(LineBox& box, const Paragraph& paragraph, Heights heights)
{
    double pitch = heights.size * single_pitch;
    if (paragraph.pitch == Pitch::automatic) pitch *= paragraph.line;
    else pitch = paragraph.pitch == Pitch::exact ? paragraph.line : std::max(pitch, paragraph.line);
    box.height = std::max(pitch, heights.picture);
    box.baseline = heights.picture > pitch ? heights.picture
                                           : box.height - pitch + (pitch - heights.size) / 2 + ascent * heights.size;
}

}  // namespace

std::vector<LineBox> LineBreaker::lines_of(const Paragraph& paragraph, double width, PageNumber page)
{
    std::vector<LineBox> lines;
    std::size_t from = 0;
    for (std::size_t i = 0; i <= paragraph.pieces.size(); ++i) {
        if (i < paragraph.pieces.size() && paragraph.pieces[i].kind != Piece::Kind::page_break) continue;
        // What follows a page break at the end of a paragraph is nothing, not an empty line.
        if (from > 0 && from == i) {
            if (!lines.empty()) lines.emplace_back().new_page = true;
            break;
        }
        const auto first = lines.size();
        add_chunk(lines, paragraph, width, from, i, page);
        if (from > 0 && first < lines.size()) lines[first].new_page = true;
        from = i + 1;
    }
    lines.front().above = paragraph.space_before;
    lines.back().below = paragraph.space_after;
    lines.front().border_top = paragraph.border_top;
    lines.back().border_bottom = paragraph.border_bottom;
    for (auto* line : {&lines.front(), &lines.back()}) {
        line->border_from = paragraph.indent_left;
        line->border_to = width - paragraph.indent_right;
    }
    return lines;
}

void LineBreaker::add_chunk(std::vector<LineBox>& lines, const Paragraph& paragraph, double width, std::size_t from,
                            std::size_t to, PageNumber page)
{
    constexpr double narrowest = 12;
    std::string text;
    std::vector<Stretch> stretches;
    Attributes attributes;
    for (std::size_t i = from; i < to; ++i) {
        const auto& piece = paragraph.pieces[i];
        const auto start = text.size();
        text += text_of(piece, page);
        if (start == text.size()) continue;
        stretches.push_back({start, text.size(), &piece});
        if (piece.kind == Piece::Kind::picture) {
            const PangoRectangle box{0, units(-piece.picture.height), units(piece.picture.width),
                                     units(piece.picture.height)};
            attributes.add(
                pango_attr_shape_new_with_data(&box, &box, const_cast<Picture*>(&piece.picture), nullptr, nullptr),
                start, text.size());
            continue;
        }
        for (std::size_t at = start; at < text.size();) {
            const auto begin = at;
            const bool asian = is_east_asian(next_character(text, at));
            while (at < text.size()) {
                auto next = at;
                if (is_east_asian(next_character(text, next)) != asian) break;
                at = next;
            }
            add_font(attributes, piece.face, fonts_.families(asian ? piece.face.east_asia : piece.face.ascii), begin,
                     at);
        }
        add_look(attributes, piece.face, start, text.size());
    }
    const double hanging = std::min(paragraph.indent_first, 0.0);
    const double left = paragraph.indent_left + hanging;
    const std::shared_ptr<PangoLayout> layout(pango_layout_new(context_), Unref{});
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    pango_layout_set_attributes(layout.get(), attributes.get());
    pango_layout_set_width(layout.get(), units(std::max(width - left - paragraph.indent_right, narrowest)));
    pango_layout_set_indent(layout.get(), from == 0 ? units(paragraph.indent_first) : 0);
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    set_alignment(layout.get(), paragraph.align);
    set_tabs(layout.get(), paragraph, left);
    unknown_ += pango_layout_get_unknown_glyphs_count(layout.get());
    auto* iterator = pango_layout_get_iter(layout.get());
    do {
        LineBox box;
        box.layout = layout;
        box.line = pango_layout_iter_get_line_readonly(iterator);
        PangoRectangle extents;
        pango_layout_iter_get_line_extents(iterator, nullptr, &extents);
        box.x = left + static_cast<double>(extents.x) / PANGO_SCALE;
        set_height(box, paragraph, heights_of(stretches, box.line, paragraph.mark));
        lines.push_back(std::move(box));
    } while (pango_layout_iter_next_line(iterator));
    pango_layout_iter_free(iterator);
}

}  // namespace jishi::platform::document
