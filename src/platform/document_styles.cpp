#include "platform/document_styles.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace jishi::platform::document {
namespace {

using Node = pugi::xml_node;

constexpr int based_on_max = 20;
constexpr double twips = 20;  // in a point

double number_of(std::string_view text, double otherwise)
{
    double number = otherwise;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    // What is no number of a page is none at all.
    return error == std::errc{} && number > -1e6 && number < 1e6 ? number : otherwise;
}

/// Properties that change nothing of what the PDF shows.
bool is_silent_run_property(std::string_view name)
{
    constexpr std::array names{"bCs",        "iCs", "szCs", "lang",      "kern",   "noProof",
                               "snapToGrid", "cs",  "rtl",  "webHidden", "rStyle", "eastAsianLayout"};
    return std::ranges::find(names, name) != names.end();
}

bool is_silent_paragraph_property(std::string_view name)
{
    constexpr std::array names{"pStyle",
                               "rPr",
                               "widowControl",
                               "snapToGrid",
                               "adjustRightInd",
                               "autoSpaceDE",
                               "autoSpaceDN",
                               "kinsoku",
                               "wordWrap",
                               "overflowPunct",
                               "topLinePunct",
                               "textAlignment",
                               "outlineLvl",
                               "contextualSpacing",
                               "suppressAutoHyphens",
                               "suppressLineNumbers",
                               "mirrorIndents",
                               "cnfStyle",
                               "bidi"};
    return std::ranges::find(names, name) != names.end();
}

Align align_of(std::string_view text)
{
    if (text == "center") return Align::center;
    if (text == "right" || text == "end") return Align::right;
    if (text == "both") return Align::both;
    if (text == "distribute") return Align::distribute;
    return Align::left;
}

void apply_fonts(Node fonts, Face& face)
{
    if (const auto ascii = attribute(fonts, "ascii"); !ascii.empty()) face.ascii = ascii;
    if (const auto asia = attribute(fonts, "eastAsia"); !asia.empty()) face.east_asia = asia;
}

void apply_run_property(Node one, Face& face, Strangers& strangers)
{
    const auto name = name_of(one);
    const auto value = attribute(one, "val");
    if (name == "rFonts") apply_fonts(one, face);
    else if (name == "b") face.bold = is_on(one);
    else if (name == "i") face.italic = is_on(one);
    else if (name == "strike") face.strike = is_on(one);
    else if (name == "sz") face.size = std::clamp(number_of(value, face.size * 2) / 2, 1.0, 400.0);
    else if (name == "color") face.color = color_of(value);
    else if (name == "spacing") face.spacing = std::clamp(points_of_twips(value), -20.0, 100.0);
    else if (name == "u") face.underline = value != "none";
    else if (name == "vertAlign") face.raised = value == "superscript" ? 1 : value == "subscript" ? -1 : 0;
    else if (!is_silent_run_property(name)) strangers.add(one);
}

void apply_spacing(Node spacing, Paragraph& paragraph)
{
    constexpr double line_units = 240;
    paragraph.space_before = points_of_twips(attribute(spacing, "before"), paragraph.space_before);
    paragraph.space_after = points_of_twips(attribute(spacing, "after"), paragraph.space_after);
    const auto line = attribute(spacing, "line");
    if (line.empty()) return;
    const auto rule = attribute(spacing, "lineRule");
    paragraph.pitch = rule == "exact" ? Pitch::exact : rule == "atLeast" ? Pitch::at_least : Pitch::automatic;
    paragraph.line = paragraph.pitch == Pitch::automatic
                         ? std::clamp(number_of(line, line_units) / line_units, 0.1, 20.0)
                         : std::clamp(points_of_twips(line, 12), 1.0, 1000.0);
}

/// Characters count before lengths: that is how indents follow the size of the text.
double indent_of(Node node, std::string_view length, std::string_view characters, const Face& face, double otherwise)
{
    constexpr double hundredths = 100;
    if (const auto count = attribute(node, characters); !count.empty() && number_of(count, 0) != 0)
        return number_of(count, 0) / hundredths * (face.size + face.spacing);
    return points_of_twips(attribute(node, length), otherwise);
}

void apply_indents(Node node, const Face& face, Paragraph& paragraph)
{
    const auto left = attribute(node, "left").empty() ? "start" : "left";
    const auto right = attribute(node, "right").empty() ? "end" : "right";
    paragraph.indent_left = indent_of(node, left, "leftChars", face, paragraph.indent_left);
    paragraph.indent_right = indent_of(node, right, "rightChars", face, paragraph.indent_right);
    const auto hanging = indent_of(node, "hanging", "hangingChars", face, 0);
    paragraph.indent_first =
        hanging != 0 ? -hanging : indent_of(node, "firstLine", "firstLineChars", face, paragraph.indent_first);
}

void apply_tabs(Node tabs, Paragraph& paragraph, Strangers& strangers)
{
    for (const auto one : tabs.children()) {
        const auto kind = attribute(one, "val");
        const auto at = points_of_twips(attribute(one, "pos"));
        std::erase_if(paragraph.tabs, [&](const Tab& tab) { return tab.at == at; });
        if (kind == "left" || kind == "center" || kind == "right") paragraph.tabs.push_back({at, align_of(kind)});
        else if (kind != "clear") strangers.add(one, kind);
    }
    std::ranges::sort(paragraph.tabs, {}, &Tab::at);
}

void apply_borders(Node borders, Paragraph& paragraph, Strangers& strangers)
{
    for (const auto one : borders.children()) {
        const auto name = name_of(one);
        if (name == "top") paragraph.border_top = line_of(one);
        else if (name == "bottom") paragraph.border_bottom = line_of(one);
        else if (line_of(one).width > 0) strangers.add(one);
    }
}

/// Run properties are needed before indents in characters can be counted.
void apply_paragraph_property(Node one, const Face& face, Paragraph& paragraph, Strangers& strangers)
{
    const auto name = name_of(one);
    if (name == "jc") paragraph.align = align_of(attribute(one, "val"));
    else if (name == "ind") apply_indents(one, face, paragraph);
    else if (name == "spacing") apply_spacing(one, paragraph);
    else if (name == "keepNext") paragraph.keep_next = is_on(one);
    else if (name == "keepLines") paragraph.keep_lines = is_on(one);
    else if (name == "pageBreakBefore") paragraph.page_break_before = is_on(one);
    else if (name == "pBdr") apply_borders(one, paragraph, strangers);
    else if (name == "tabs") apply_tabs(one, paragraph, strangers);
    else if (name == "numPr" && value_of(one, "numId") == "0") return;
    else if (!is_silent_paragraph_property(name)) strangers.add(one);
}

}  // namespace

double points_of_twips(std::string_view text, double otherwise)
{
    if (text.empty()) return otherwise;
    const auto number = number_of(text, otherwise * twips);
    return text.ends_with("pt") ? number : number / twips;
}

bool is_on(pugi::xml_node toggle)
{
    const auto value = attribute(toggle, "val");
    return value != "0" && value != "false" && value != "off";
}

std::uint32_t color_of(std::string_view text)
{
    std::uint32_t color = 0;
    if (text.size() == 6) std::from_chars(text.data(), text.data() + 6, color, 16);
    return color;
}

Line line_of(pugi::xml_node border)
{
    constexpr double eighths = 8;
    const auto form = attribute(border, "val");
    if (!border || form.empty() || form == "nil" || form == "none") return {};
    Line line;
    line.width = std::clamp(number_of(attribute(border, "sz"), 4) / eighths, 0.25, 12.0);
    line.color = color_of(attribute(border, "color"));
    if (form == "double") line.form = Line::Form::twofold;
    else if (form.starts_with("dash") || form.starts_with("dot")) line.form = Line::Form::dashed;
    return line;
}

void Strangers::add(pugi::xml_node node, std::string_view what)
{
    const auto detail = what.empty() ? std::string(node.name()) : fmt::format("{}={}", node.name(), what);
    const bool known =
        std::ranges::any_of(*faults_, [&](const Fault& f) { return f.where == part_ && f.detail == detail; });
    if (!known) faults_->push_back({part_, "pack.document_outside_subset", detail});
}

Styles::Styles(pugi::xml_node styles)
{
    for (const auto one : styles.children()) {
        if (name_of(one) == "docDefaults") {
            default_run_properties_ = child(child(one, "rPrDefault"), "rPr");
            default_paragraph_properties_ = child(child(one, "pPrDefault"), "pPr");
        }
        if (name_of(one) != "style") continue;
        const std::string id(attribute(one, "styleId"));
        by_id_.emplace(id, one);
        if (attribute(one, "type") == "paragraph" && attribute(one, "default") == "1") default_paragraph_ = id;
    }
}

pugi::xml_node Styles::style(std::string_view id) const
{
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? pugi::xml_node{} : found->second;
}

pugi::xml_node Styles::table_properties(std::string_view id) const { return child(style(id), "tblPr"); }

void Styles::apply_style(std::string_view id, Paragraph* paragraph, Face& face, Strangers& strangers, int depth) const
{
    const auto found = style(id);
    if (!found || depth > based_on_max) return;
    apply_style(value_of(found, "basedOn"), paragraph, face, strangers, depth + 1);
    for (const auto one : child(found, "rPr").children()) apply_run_property(one, face, strangers);
    if (!paragraph) return;
    for (const auto one : child(found, "pPr").children()) apply_paragraph_property(one, face, *paragraph, strangers);
}

void Styles::apply_paragraph(pugi::xml_node properties, Paragraph& paragraph, Face& face, Strangers& strangers) const
{
    for (const auto one : default_run_properties_.children()) apply_run_property(one, face, strangers);
    for (const auto one : default_paragraph_properties_.children())
        apply_paragraph_property(one, face, paragraph, strangers);
    const auto named = value_of(properties, "pStyle");
    apply_style(named.empty() ? default_paragraph_ : named, &paragraph, face, strangers, 0);
    for (const auto one : properties.children()) {
        if (name_of(one) != "sectPr") apply_paragraph_property(one, face, paragraph, strangers);
        else strangers.add(one, "a second section");
    }
    paragraph.mark = face;
    for (const auto one : child(properties, "rPr").children()) apply_run_property(one, paragraph.mark, strangers);
}

void Styles::apply_run(pugi::xml_node properties, Face& face, Strangers& strangers) const
{
    if (const auto named = value_of(properties, "rStyle"); !named.empty())
        apply_style(named, nullptr, face, strangers, 0);
    for (const auto one : properties.children()) apply_run_property(one, face, strangers);
}

}  // namespace jishi::platform::document
