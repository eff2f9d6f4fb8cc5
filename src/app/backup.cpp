#include "app/backup.hpp"

#include <algorithm>
#include <fstream>
#include <vector>

#include "base/crypto.hpp"

namespace jishi::app {

namespace fs = std::filesystem;

namespace {

constexpr auto list_name = "SHA256SUMS";
constexpr const char* kept[] = {"files", "secret.key", "seal.key",
                                "audit.head"};  // of the data folder, besides the database

Result<std::string> digest_of_file(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) return refuse(ErrorKind::unavailable, "backup.cannot_copy", {}, file.string());
    Hasher hasher(Digest::sha256);
    std::vector<char> buffer(1 << 20);
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0)
        hasher.update({buffer.data(), static_cast<std::size_t>(in.gcount())});
    return hasher.finish_hex();
}

std::vector<fs::path> files_below(const fs::path& folder)
{
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && entry.path().filename() != list_name)
            files.push_back(fs::relative(entry.path(), folder));
    std::ranges::sort(files);
    return files;
}

Result<void> copy_over(const fs::path& from, const fs::path& to)
{
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    fs::copy(from, to, fs::copy_options::recursive, error);
    if (error) return refuse(ErrorKind::unavailable, "backup.cannot_copy", {}, from.string() + ": " + error.message());
    return {};
}

}  // namespace

Result<BackupCounts> write_backup(db::Database& database, const fs::path& data, const fs::path& folder)
{
    // Rows first: a file is on disk before the row that names it, so every file of these rows is there to be copied.
    BackupCounts counts;
    counts.rows = TRY(db::export_to(database, folder / "database")).total();
    for (const auto* name : kept)
        if (fs::exists(data / name)) TRY(copy_over(data / name, folder / "data" / name));
    std::ofstream list(folder / list_name, std::ios::binary);
    for (const auto& file : files_below(folder)) {
        list << TRY(digest_of_file(folder / file)) << "  " << file.generic_string() << "\n";
        ++counts.files;
    }
    list.flush();
    if (!list) return refuse(ErrorKind::unavailable, "backup.cannot_copy", {}, list_name);
    fs::permissions(folder, fs::perms::owner_all);  // it holds the keys
    TRY(check_backup(folder));
    return counts;
}

Result<std::int64_t> check_backup(const fs::path& folder)
{
    std::ifstream list(folder / list_name, std::ios::binary);
    if (!list) return refuse(ErrorKind::invalid_input, "backup.not_a_backup", {}, folder.string());
    std::int64_t files = 0;
    for (std::string line; std::getline(list, line); ++files) {
        if (line.size() < 67) return refuse(ErrorKind::invalid_input, "backup.not_a_backup", {}, list_name);
        const auto name = line.substr(66);
        const auto digest = digest_of_file(folder / name);
        if (!digest || *digest != line.substr(0, 64))
            return refuse(ErrorKind::invalid_input, "backup.differs", {}, name);
    }
    if (files == 0) return refuse(ErrorKind::invalid_input, "backup.not_a_backup", {}, list_name);
    return files;
}

Result<BackupCounts> read_backup(db::Database& database, std::span<const db::Migration> migrations,
                                 const fs::path& folder, const fs::path& data)
{
    BackupCounts counts;
    counts.files = TRY(check_backup(folder));
    for (const auto* name : kept)
        if (fs::exists(data / name)) return refuse(ErrorKind::conflict, "backup.data_not_empty", {}, name);
    counts.rows = TRY(db::import_from(database, migrations, folder / "database")).total();
    for (const auto* name : kept)
        if (fs::exists(folder / "data" / name)) TRY(copy_over(folder / "data" / name, data / name));
    return counts;
}

}  // namespace jishi::app
