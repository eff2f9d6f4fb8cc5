#pragma once
// A backup: the archive of the database, the attachments and the keys in one folder, with a list of digests in the
// form that `sha256sum -c` reads.

#include <filesystem>

#include "base/result.hpp"
#include "db/archive.hpp"
#include "db/db.hpp"

namespace jishi::app {

struct BackupCounts {
    std::int64_t rows = 0;
    std::int64_t files = 0;
};

/// Written while the server works; every file is read back and compared before this answers.
/// @errors archive.* of export_to, backup.cannot_copy, backup.differs
Result<BackupCounts> write_backup(db::Database& database, const std::filesystem::path& data,
                                  const std::filesystem::path& folder);

/// @errors backup.not_a_backup, backup.differs (detail: the file), backup.data_not_empty, backup.cannot_copy,
///         archive.* of import_from
Result<BackupCounts> read_backup(db::Database& database, std::span<const db::Migration> migrations,
                                 const std::filesystem::path& folder, const std::filesystem::path& data);

/// Compares every file with the list. @errors backup.not_a_backup, backup.differs
Result<std::int64_t> check_backup(const std::filesystem::path& folder);

}  // namespace jishi::app
