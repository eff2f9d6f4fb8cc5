#pragma once
// Files that imports and exports make: templates and tables.

#include <filesystem>
#include <string>
#include <string_view>

#include "engine/import_policy.hpp"
#include "platform/spreadsheet.hpp"

namespace jishi::engine {

/// A file that was made for somebody.
struct MadeFile {
    std::string name;
    std::string type;
    std::string bytes;
};

/// A folder for one file on its way; gone when this goes.
class ScratchFolder {
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    std::string file(std::string_view name) const { return (path_ / name).string(); }
    std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

std::string read_whole(const std::string& file);

/// The columns of a kind of rows ("units") as a document to write, with drop-downs when `choices`.
platform::SheetDocument document_of(const ImportPolicy& policy, std::string_view kind, Language language, bool choices);
MadeFile make_template(const ImportPolicy& policy, std::string_view kind, Language language);

}  // namespace jishi::engine
