#pragma once
// Styles of a .docx and the properties of runs and paragraphs. Private to the document files.

#include <map>
#include <string>
#include <string_view>

#include "platform/document_model.hpp"
#include "platform/document_parts.hpp"

namespace jishi::platform::document {

/// Collects what is outside the subset, each kind once.
class Strangers {
public:
    Strangers(Faults& faults, std::string part) : faults_(&faults), part_(std::move(part)) {}
    void add(pugi::xml_node node, std::string_view what = {});

private:
    Faults* faults_;
    std::string part_;
};

class Styles {
public:
    Styles() = default;
    /// The fonts of a theme are not looked up: such text is set in the usual Song.
    explicit Styles(pugi::xml_node styles);

    /// A paragraph's properties from its defaults, its style and its own; `face` becomes that of its text.
    void apply_paragraph(pugi::xml_node properties, Paragraph& paragraph, Face& face, Strangers& strangers) const;
    /// A run's properties on top of those of its paragraph.
    void apply_run(pugi::xml_node properties, Face& face, Strangers& strangers) const;
    /// The borders and cell margins of a table style; null nodes for an unknown one.
    pugi::xml_node table_properties(std::string_view style) const;

private:
    pugi::xml_node style(std::string_view id) const;
    void apply_style(std::string_view id, Paragraph* paragraph, Face& face, Strangers& strangers, int depth) const;

    std::map<std::string, pugi::xml_node, std::less<>> by_id_;
    std::string default_paragraph_;
    pugi::xml_node default_run_properties_;
    pugi::xml_node default_paragraph_properties_;
};

double points_of_twips(std::string_view text, double otherwise = 0);
Line line_of(pugi::xml_node border);
bool is_on(pugi::xml_node toggle);  // <w:b/>, <w:b w:val="0"/>
std::uint32_t color_of(std::string_view text);

}  // namespace jishi::platform::document
