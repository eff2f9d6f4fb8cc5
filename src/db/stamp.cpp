#include "db/stamp.hpp"

#include "db/connection_impl.hpp"

namespace jishi::db {
namespace {

// https://www.sqlite.org/walformat.html, "The WAL-Index Header": two copies of 48 bytes at the beginning of the shared
// memory, of which a commit writes the second first. Every commit counts one of its fields up.
constexpr std::size_t copy_words = sizeof(Stamp::Words) / sizeof(std::uint64_t);
constexpr std::size_t is_ready_at = 12;  // the byte that says whether the rest is filled in
constexpr int region_bytes = 32 * 1024;  // of shared memory, as SQLite cuts it

/// The shared memory of a connection, through SQLite's own handle of it; it stays where it is until the last connection
/// closes. A null pointer where there is none.
const std::uint64_t* shared_of(sqlite3* database)
{
    sqlite3_file* file = nullptr;
    if (sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void*>(&file)) != SQLITE_OK)
        return nullptr;
    if (file == nullptr || file->pMethods == nullptr || file->pMethods->iVersion < 2) return nullptr;
    void volatile* region = nullptr;
    if (file->pMethods->xShmMap(file, 0, region_bytes, 0, &region) != SQLITE_OK) return nullptr;
    return static_cast<const std::uint64_t*>(const_cast<void*>(region));
}

}  // namespace

Stamp stamp(Tx& tx)
{
    auto& connection = tx.connection();
    if (connection.engine() != Engine::sqlite) return {};
    auto& impl = connection.impl();
    if (impl.shared == nullptr) impl.shared = shared_of(sqlite_handle(impl.session));
    if (impl.shared == nullptr) return {};
    Stamp::Words first{};
    Stamp::Words second{};
    for (std::size_t i = 0; i < copy_words; ++i) first[i] = __atomic_load_n(impl.shared + i, __ATOMIC_ACQUIRE);
    for (std::size_t i = 0; i < copy_words; ++i)
        second[i] = __atomic_load_n(impl.shared + copy_words + i, __ATOMIC_ACQUIRE);
    // Two that differ are a commit at this very moment.
    if (first != second || reinterpret_cast<const unsigned char*>(first.data())[is_ready_at] == 0) return {};
    return Stamp(first);
}

}  // namespace jishi::db
