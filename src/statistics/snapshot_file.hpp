#pragma once
// A snapshot in a file: every part with a checksum, so that a damaged file is found and never answered from.

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/date.hpp"
#include "base/result.hpp"
#include "statistics/snapshot.hpp"

namespace jishi::statistics {

/// What belongs to a snapshot besides its rows.
struct SnapshotStamp {
    Date day;              // on which ages are counted
    std::int64_t seq = 0;  // the last event of the outbox that it has in it
    std::string words;     // a digest of the codes that its columns stand for
    bool operator==(const SnapshotStamp&) const = default;
};

/// Writes beside the file first and puts it in its place when it is on disk. Throws std::runtime_error when the disk is
/// full or cannot be written.
void save_snapshot(const std::filesystem::path& file, const Snapshot& snapshot, const SnapshotStamp& stamp);

struct StoredSnapshot {
    Snapshot snapshot;
    SnapshotStamp stamp;
};
/// Without cubes. @errors statistics.file_missing, statistics.file_damaged, statistics.file_of_another_version
Result<StoredSnapshot> load_snapshot(const std::filesystem::path& file);

/// 64 bits over some bytes, as fast as memory: finds damage, proves nothing against intent.
std::uint64_t checksum_of(const void* bytes, std::size_t size);

}  // namespace jishi::statistics
