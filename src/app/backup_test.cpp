#include "app/backup.hpp"

#include <fstream>

#include <doctest/doctest.h>

#include "base/crypto.hpp"
#include "database_fixture.hpp"

using namespace jishi;
namespace fs = std::filesystem;

namespace {

struct Folder {
    Folder() : path(fs::temp_directory_path() / ("jishi_backup_" + random_token(9)))
    {
        fs::create_directories(path / "data/files/ab");
    }
    ~Folder() { fs::remove_all(path); }
    fs::path path;
};

std::string content(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("backup: rows, files and keys come back; a changed or missing file is named; nothing is overwritten")
{
    testing::each_database({}, [](db::Database& database) {
        const Folder folder;
        static const FixedClock clock(Date(2026, 1, 1));
        (void)database.write([](db::Tx& tx) -> Result<int> {
            db::publish(tx, "sample.happened", 1, "{}");
            return 0;
        });
        std::ofstream(folder.path / "data/files/ab/abcd") << "a file";
        std::ofstream(folder.path / "data/secret.key") << "a key";
        const auto written = app::write_backup(database, folder.path / "data", folder.path / "backup");
        REQUIRE_MESSAGE(written, written.error().code);
        CHECK(written->rows == 1);
        CHECK((fs::status(folder.path / "backup").permissions() & fs::perms::others_all) == fs::perms::none);

        auto restore = [&](const char* name) {
            auto target =
                db::Database::open({.url = "sqlite:" + (folder.path / (std::string(name) + ".db")).string()}, clock);
            return app::read_backup(*target, db::core_migrations(), folder.path / "backup", folder.path / name);
        };
        REQUIRE(restore("new"));
        CHECK(content(folder.path / "new/files/ab/abcd") == "a file");
        CHECK(content(folder.path / "new/secret.key") == "a key");
        CHECK(restore("new").error().code == "backup.data_not_empty");

        std::ofstream(folder.path / "backup/data/files/ab/abcd") << "another";
        const auto differs = restore("third");
        REQUIRE(!differs);
        CHECK(differs.error().code == "backup.differs");
        CHECK(differs.error().detail == "data/files/ab/abcd");
        fs::remove(folder.path / "backup/SHA256SUMS");
        CHECK(restore("third").error().code == "backup.not_a_backup");
    });
}
