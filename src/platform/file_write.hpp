#pragma once
// Files that are there whole or not at all, also after a power cut.

#include <filesystem>
#include <string_view>

namespace jishi::platform {

enum class FileMode : unsigned { shared = 0640, secret = 0600 };

/// Writes beside, syncs, renames, syncs the folder. Throws std::runtime_error naming the file.
void write_whole_file(const std::filesystem::path& path, std::string_view bytes, FileMode mode);

}  // namespace jishi::platform
