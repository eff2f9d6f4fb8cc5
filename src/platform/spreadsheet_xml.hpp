#pragma once
// Small XML parts as trees; names are compared without their prefix. Private to the spreadsheet files.

#include <string>
#include <string_view>

#include <pugixml.hpp>

#include "platform/spreadsheet_package.hpp"

namespace jishi::platform::package {

std::string_view local_name(std::string_view name);
/// @errors spreadsheet.broken, spreadsheet.unpacks_too_large
Result<pugi::xml_document> small_document(Package& package, const std::string& part);
pugi::xml_node child_of(pugi::xml_node node, std::string_view name);
std::string attribute_of(pugi::xml_node node, std::string_view name);
/// Adds an element with the prefix of its parent.
pugi::xml_node add_child(pugi::xml_node node, std::string_view name);
std::string text_of(const pugi::xml_document& document);

}  // namespace jishi::platform::package
