#pragma once
// The parts of an .xlsx that a check report touches. Private to the spreadsheet files.

#include <map>
#include <string>
#include <string_view>

#include "platform/spreadsheet_check.hpp"
#include "platform/spreadsheet_xml.hpp"

namespace jishi::platform::package {

/// styles.xml, to which a red twin of any cell style can be added.
class Styles {
public:
    Result<void> load(Package& package, const std::string& part);
    /// The style that looks like `style` but red.
    std::size_t red(std::size_t style);
    void save(Package& package, const std::string& part);

private:
    pugi::xml_document document_;
    pugi::xml_node formats_;
    std::size_t fill_ = 0;
    std::map<std::size_t, std::size_t> twins_;
};

/// One comment to add.
struct Comment {
    std::uint32_t row_number;
    std::size_t column;
    std::string text;
};

/// Adds comments to a sheet: its comments part, the drawing that shows them, relationships and content types.
/// @return the relationship id that <legacyDrawing> has to name; empty when the sheet names one already
Result<std::string> add_comments(Package& package, const std::string& sheet_part, const std::string& legacy_id,
                                 const std::string& author, const std::vector<Comment>& comments);

}  // namespace jishi::platform::package
