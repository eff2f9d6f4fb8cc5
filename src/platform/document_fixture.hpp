#pragma once
// .docx files put together by hand for tests, and what stands in those that were made.

#include <string>

#include "platform/document_template.hpp"
#include "platform/spreadsheet_fixture.hpp"

namespace jishi::testing {

/// The parts of a .docx whose body is this XML.
inline Parts docx_parts(const std::string& body, const std::string& styles = {})
{
    const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    const std::string ns = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    const std::string rels = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
    const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    return {
        {"[Content_Types].xml", head + "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                                       "<Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"},
        {"_rels/.rels", head + rels + "<Relationship Id=\"r1\" Type=\"" + office +
                            "officeDocument\" Target=\"word/document.xml\"/></Relationships>"},
        {"word/document.xml", head + "<w:document " + ns + "><w:body>" + body + "</w:body></w:document>"},
        {"word/_rels/document.xml.rels",
         head + rels + "<Relationship Id=\"r1\" Type=\"" + office + "styles\" Target=\"styles.xml\"/></Relationships>"},
        {"word/styles.xml", head + "<w:styles " + ns + ">" + styles + "</w:styles>"}};
}

inline std::string docx(const std::string& body) { return zipped(docx_parts(body)); }

inline std::string run(const std::string& text, const std::string& properties = {})
{
    return "<w:r>" + (properties.empty() ? "" : "<w:rPr>" + properties + "</w:rPr>") + "<w:t xml:space=\"preserve\">" +
           text + "</w:t></w:r>";
}
inline std::string paragraph(const std::string& text) { return "<w:p>" + run(text) + "</w:p>"; }
inline std::string cell(const std::string& text) { return "<w:tc>" + paragraph(text) + "</w:tc>"; }

/// The text of an XML tree: | after a cell, a line after a paragraph or row, # for a picture.
inline void add_text(pugi::xml_node node, std::string& text)
{
    const std::string_view name = node.name();
    if (name == "w:t") text += node.text().get();
    if (name == "w:br") text += "/";
    if (name == "w:drawing") text += "#";
    for (const auto one : node.children()) add_text(one, text);
    if (name == "w:p" && std::string_view(node.parent().name()) != "w:tc") text += "\n";
    if (name == "w:tc") text += "|";
    if (name == "w:tr") text += "\n";
}
inline std::string text_of_xml(const std::string& xml)
{
    pugi::xml_document tree;
    tree.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata);
    std::string text;
    add_text(tree, text);
    return text;
}

}  // namespace jishi::testing
