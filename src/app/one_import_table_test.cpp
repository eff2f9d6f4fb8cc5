#include <algorithm>
#include <array>

#include <doctest/doctest.h>

#include "app/installation.hpp"
#include "database_fixture.hpp"

using namespace jishi;

namespace {

/// The schema as it was before the batches of all modules came into one table.
std::vector<db::Migration> before()
{
    auto all = app::all_migrations();
    std::erase_if(all, [](const db::Migration& one) { return one.number >= 902; });
    return all;
}

void insert_batch(db::Tx& tx, const std::string& table, std::int64_t id, std::string_view kind)
{
    tx.execute(
        "INSERT INTO " + table +
            R"( (id, kind, target, attachment, file_name, effective_on, mode, dry_run, language, state, row_count, stored,
                        refused, report, change, created_at, created_by, created_by_name, undone_at, undone_by, undone_by_name)
               VALUES (:id, :kind, 3, 4, '名册.xlsx', '2026-03-01', 'valid_rows', 0, 'zh-CN', 'done', 12, 10, 2, 5, 6,
                       1000, 7, '测试员', 2000, 8, '另一人'))",
        {{"id", id}, {"kind", kind}});
}

}  // namespace

TEST_CASE(
    "app: the batches that each module kept for itself are in one table, with every column and what was said of titles")
{
    testing::each_database({}, [](db::Database& database) {
        REQUIRE(db::migrate(database, before()));
        REQUIRE(database.write([](db::Tx& tx) -> Result<void> {
            insert_batch(tx, "organization_import", 1, "units");
            insert_batch(tx, "team_import", 2, "members");
            insert_batch(tx, "team_development_import", 3, "cases");
            tx.execute("INSERT INTO team_import_title VALUES (7, 'members', '人员姓名', 'name')", {});
            tx.execute("INSERT INTO team_development_import_title VALUES (7, 'cases', '人员姓名', '')", {});
            return {};
        }));
        REQUIRE(*db::migrate(database, app::all_migrations()) >= 1);
        database.read([](db::Tx& tx) {
            std::vector<std::string> rows;
            for (const auto& [id, kind, file, day, stored, by, undone] :
                 tx.query<std::int64_t, std::string, std::string, std::string, std::int64_t, std::string, std::int64_t>(
                     "SELECT id, kind, file_name, effective_on, stored, undone_by_name, undone_at FROM engine_import "
                     "WHERE refused = 2 AND change = 6 ORDER BY id"))
                rows.push_back(std::to_string(id) + kind + file + day + std::to_string(stored) + by +
                               std::to_string(undone));
            CHECK(rows == std::vector<std::string>{"1units名册.xlsx2026-03-0110另一人2000",
                                                   "2members名册.xlsx2026-03-0110另一人2000",
                                                   "3cases名册.xlsx2026-03-0110另一人2000"});
            CHECK(tx.value<std::string>("SELECT meaning FROM engine_import_title WHERE kind = 'members'") == "name");
            CHECK(tx.value<std::int64_t>("SELECT COUNT(*) FROM engine_import_title WHERE account = 7") == 2);
        });
    });
}
