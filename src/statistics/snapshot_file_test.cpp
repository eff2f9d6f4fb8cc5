#include "statistics/snapshot_file.hpp"

#include <unistd.h>

#include <fstream>

#include <doctest/doctest.h>

#include "statistics/columns_fixture.hpp"

using namespace jishi;
using namespace jishi::statistics;
using namespace jishi::statistics::test;

namespace {

struct TemporaryFile {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("jishi_snapshot_" + std::to_string(::getpid()));
    ~TemporaryFile() { std::filesystem::remove(path); }
};

std::string bytes_of(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const std::filesystem::path& path, const std::string& bytes)
{
    std::ofstream(path, std::ios::binary) << bytes;
}

std::string code_of(const Result<StoredSnapshot>& result) { return result ? "" : result.error().code; }

}  // namespace

TEST_CASE("statistics: a snapshot comes back from its file as it was")
{
    auto world = random_world(61, 300, 9'000);
    const auto snapshot = build(world);
    const TemporaryFile file;
    const SnapshotStamp stamp{Date{2026, 3, 5}, 4711, "words"};
    save_snapshot(file.path, snapshot, stamp);
    const auto loaded = load_snapshot(file.path);
    REQUIRE(loaded.has_value());
    CHECK(loaded->stamp == stamp);
    CHECK(loaded->snapshot.schema() == snapshot.schema());
    CHECK(loaded->snapshot.rows() == snapshot.rows());
    CHECK(loaded->snapshot.totals() == snapshot.totals());
    for (const auto& [id, row] : world.rows) {
        const auto place = loaded->snapshot.find(snapshot.tree().find(row.node), id);
        REQUIRE(place != row_none);
        CHECK(loaded->snapshot.id_of(place) == id);
        CHECK(loaded->snapshot.find_anywhere(id) == place);
    }
    for (int i = 0; i < 50; ++i) {
        const auto node = static_cast<Node>(world.pick(snapshot.tree().size()));
        const auto dimensions = random_dimensions(world);
        const auto filter = random_filter(world, 2);
        CHECK(scan(loaded->snapshot, {dimensions, filter, {{loaded->snapshot.rows_below(node)}}}) ==
              count_plainly(world, snapshot.tree(), node, dimensions, filter));
    }
}

TEST_CASE("statistics: a file that lacks a byte, or has one wrong, is found")
{
    auto world = random_world(62, 50, 1'000);
    const auto snapshot = build(world);
    const TemporaryFile file;
    CHECK(code_of(load_snapshot(file.path)) == "statistics.file_missing");
    save_snapshot(file.path, snapshot, {Date{2026, 3, 5}, 1, ""});
    const auto good = bytes_of(file.path);
    for (int i = 0; i < 200; ++i) {
        auto bad = good;
        // Mostly near the beginning, where the numbers stand that say how long the rest is.
        const auto at = world.pick(i % 2 == 0 ? 2'000 : bad.size());
        if (i % 4 == 3) bad.resize(at);
        else bad[at] = static_cast<char>(bad[at] ^ (1 << world.pick(8)));
        write(file.path, bad);
        CAPTURE(at);
        const auto code = code_of(load_snapshot(file.path));
        CHECK((code == "statistics.file_damaged" || code == "statistics.file_of_another_version"));
    }
    write(file.path, good + "x");
    CHECK(code_of(load_snapshot(file.path)) == "statistics.file_damaged");
}
