#pragma once
// The writers behind write_sheet. Private to the spreadsheet files.

#include <memory>
#include <string>

#include "platform/spreadsheet.hpp"

namespace jishi::platform {

std::unique_ptr<SheetWriter> write_ods(const std::string& path, SheetDocument document);
std::unique_ptr<SheetWriter> write_csv(const std::string& path, SheetDocument document);

/// Text as XML content or attribute value.
void append_xml(std::string& out, std::string_view text);

}  // namespace jishi::platform
