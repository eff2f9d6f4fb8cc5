#pragma once
// A .docx as parts: taken apart under limits, put together again. Private to the document files.

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

#include "base/result.hpp"

namespace jishi::platform::document {

/// A fault of a template: where in the file, a code (pack.document_…), and what.
struct Fault {
    std::string where;
    std::string code;
    std::string detail;
};
using Faults = std::vector<Fault>;

struct PartBytes {
    std::string name;  // "word/document.xml"
    std::string bytes;
};

/// A .docx that may be a template: all its parts, and the trees of those that matter.
struct Parts {
    std::vector<PartBytes> all;  // in the order of the file
    std::string document;        // name of the main part
    std::string styles;          // may be empty, like the next
    std::string settings;
    std::map<std::string, std::string> headers_and_footers;  // relationship id to part
    std::map<std::string, std::string> pictures;             // of the main part: relationship id to part

    const std::string* find(std::string_view name) const;
};

/// @param faults  receives what is wrong; the result is of use only when nothing was added
Parts take_apart(std::string_view docx, Faults& faults);

/// Reads an XML part: UTF-8, no document type, not too deep.
bool read_tree(const std::string& part, std::string_view bytes, pugi::xml_document& tree, Faults& faults);
std::string text_of(const pugi::xml_document& tree);

/// The bytes of a zip archive. The same parts give the same bytes, whenever it is made.
std::string zip_of(const std::vector<PartBytes>& parts);

// Names without their prefix: what a producer calls a namespace does not matter.
std::string_view name_of(pugi::xml_node node);
pugi::xml_node child(pugi::xml_node node, std::string_view name);
/// An attribute's text; empty when there is none.
std::string_view attribute(pugi::xml_node node, std::string_view name);
/// The text of `val` of a child; empty when there is none.
std::string_view value_of(pugi::xml_node node, std::string_view child_name);

}  // namespace jishi::platform::document
