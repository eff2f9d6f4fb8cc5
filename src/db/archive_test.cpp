#include "db/archive.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include "database_fixture.hpp"

using namespace jishi;
namespace fs = std::filesystem;

namespace {

constexpr db::Migration tables[] = {
    {80, "parents", "CREATE TABLE sample_parent (code TEXT PRIMARY KEY, ratio DOUBLE PRECISION)"},
    {81, "children",
     "CREATE TABLE sample_child (id BIGINT PRIMARY KEY, parent TEXT REFERENCES sample_parent (code), note TEXT)"}};

struct Folder {
    Folder() : path(fs::temp_directory_path() / ("jishi_archive_" + std::to_string(::getpid())))
    {
        fs::remove_all(path);
    }
    ~Folder() { fs::remove_all(path); }
    fs::path path;
};

std::string content_of(const fs::path& folder)
{
    std::string all;
    for (const auto& name :
         {"manifest.json", "tables/sample_parent.jsonl", "tables/sample_child.jsonl", "tables/db_outbox.jsonl"}) {
        std::ifstream in(folder / name, std::ios::binary);
        std::ostringstream text;
        text << in.rdbuf();
        all += text.str();
    }
    return all;
}

std::vector<db::Migration> all_migrations()
{
    std::vector<db::Migration> all(db::core_migrations().begin(), db::core_migrations().end());
    all.insert(all.end(), std::begin(tables), std::end(tables));
    return all;
}

void fill(db::Database& database)
{
    (void)database.write([](db::Tx& tx) -> Result<int> {
        for (const char* code : {"b", "A", "村", "a"})
            tx.execute("INSERT INTO sample_parent (code, ratio) VALUES (:code, :ratio)",
                       {{"code", code}, {"ratio", 0.1}});
        for (int i = 1; i <= 50; ++i)
            tx.execute("INSERT INTO sample_child (id, parent, note) VALUES (:id, :parent, :note)",
                       {{"id", std::int64_t{9'000'000'000'000'000'000} + i},
                        {"parent", i % 2 ? "村" : "A"},
                        {"note", i % 3 ? std::optional<std::string>("\"quoted\"\n𠮷\t\\") : std::nullopt}});
        db::publish(tx, "sample.filled", 1, R"({"a":"b"})");
        return 0;
    });
}

}  // namespace

TEST_CASE("archive: what is exported, imported into another database and exported again is the same, byte by byte")
{
    testing::each_database({tables}, [&](db::Database& source) {
        static const FixedClock clock(Date(2026, 1, 1));
        fill(source);
        const Folder first;
        REQUIRE(db::export_to(source, first.path / "a")->total() == 55);
        const auto target_file = first.path / "target.db";
        auto target = db::Database::open({.url = "sqlite:" + target_file.string()}, clock);
        const auto counts = db::import_from(*target, all_migrations(), first.path / "a");
        REQUIRE_MESSAGE(counts, (counts ? "" : counts.error().code + counts.error().detail));
        REQUIRE(db::export_to(*target, first.path / "b"));
        CHECK(content_of(first.path / "a") == content_of(first.path / "b"));
        CHECK(db::import_from(*target, all_migrations(), first.path / "a").error().code ==
              "archive.database_not_empty");
    });
}

TEST_CASE("archive: SQLite's records arrive in PostgreSQL and come back the same")
{
    const Folder folder;
    bool first = true;
    testing::each_database({tables}, [&](db::Database& database) {
        if (first) {
            fill(database);
            REQUIRE(db::export_to(database, folder.path / "a"));
            first = false;
            return;
        }
        // The second engine, empty but migrated.
        REQUIRE(db::import_from(database, all_migrations(), folder.path / "a"));
        REQUIRE(db::export_to(database, folder.path / "b"));
        CHECK(content_of(folder.path / "a") == content_of(folder.path / "b"));
    });
}

TEST_CASE("archive: a changed, cut or missing file is found and nothing is imported")
{
    testing::each_database({tables}, [](db::Database& source) {
        fill(source);
        const Folder folder;
        REQUIRE(db::export_to(source, folder.path / "a"));
        CHECK(db::export_to(source, folder.path / "a").error().code == "archive.folder_exists");
        const auto child = folder.path / "a/tables/sample_child.jsonl";
        const auto whole = fs::file_size(child);
        auto refused_as = [&](const char* code) {
            static const FixedClock clock(Date(2026, 1, 1));
            fs::remove(folder.path / "t.db");
            auto target = db::Database::open({.url = "sqlite:" + (folder.path / "t.db").string()}, clock);
            CHECK(db::import_from(*target, all_migrations(), folder.path / "a").error().code == code);
            target->read([](db::Tx& tx) { CHECK(tx.value<std::int64_t>("SELECT COUNT(*) FROM sample_parent") == 0); });
        };
        fs::resize_file(child, whole / 2);
        refused_as("archive.damaged");
        fs::remove(child);
        refused_as("archive.damaged");
        std::ofstream(folder.path / "a/manifest.json") << "{}";
        static const FixedClock clock(Date(2026, 1, 1));
        auto target = db::Database::open({.url = "sqlite:" + (folder.path / "u.db").string()}, clock);
        CHECK(db::import_from(*target, all_migrations(), folder.path / "a").error().code == "archive.not_an_archive");
    });
}
