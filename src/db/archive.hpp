#pragma once
// Everything in open formats: one folder with a manifest and a file of JSON lines for each table. The same
// records give the same bytes on SQLite and PostgreSQL, so an archive is also the road from one to the other.

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "db/db.hpp"

namespace jishi::db {

struct ArchiveCounts {
    std::map<std::string, std::int64_t> rows;  // by table
    std::int64_t total() const;
};

/// Writes one consistent moment of the database while it goes on working. The folder must not exist.
/// @errors archive.folder_exists, archive.cannot_write
Result<ArchiveCounts> export_to(Database& database, const std::filesystem::path& folder);

/// Fills an empty database in one transaction. The schema is first brought to where the archive stood, and
/// after the rows are in, to where the program stands.
/// @errors archive.not_an_archive, archive.damaged (detail: file and line), archive.newer_than_program,
///         archive.database_not_empty, and those of migrate()
Result<ArchiveCounts> import_from(Database& database, std::span<const Migration> migrations,
                                  const std::filesystem::path& folder);

}  // namespace jishi::db
