#include "database_fixture.hpp"

#include <atomic>
#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>
#include <unistd.h>

namespace jishi::testing {

namespace {

std::atomic<int> counter{0};

std::string unique_name() { return "jishi_test_" + std::to_string(::getpid()) + "_" + std::to_string(++counter); }

void migrate_all(db::Database& database, std::initializer_list<std::span<const db::Migration>> lists)
{
    std::vector<db::Migration> all(db::core_migrations().begin(), db::core_migrations().end());
    for (const auto& list : lists) all.insert(all.end(), list.begin(), list.end());
    const auto applied = db::migrate(database, all);
    REQUIRE_MESSAGE(applied.has_value(), (applied ? "" : applied.error().code + " " + applied.error().detail));
}

void on_sqlite(std::initializer_list<std::span<const db::Migration>> lists, const Clock& clock,
               const std::function<void(db::Database&)>& body)
{
    const auto folder = std::filesystem::temp_directory_path() / unique_name();
    std::filesystem::create_directories(folder);
    {
        auto database = db::Database::open({.url = "sqlite:" + (folder / "test.db").string()}, clock);
        migrate_all(*database, lists);
        INFO("on SQLite");
        body(*database);
    }
    std::filesystem::remove_all(folder);
}

void on_postgresql(const std::string& url, std::initializer_list<std::span<const db::Migration>> lists,
                   const Clock& clock, const std::function<void(db::Database&)>& body)
{
    const auto name = unique_name();
    auto admin = db::Database::open({.url = url, .readers = 1}, clock);
    auto run = [&](const std::string& sql) {
        admin->submit_and_wait([&](db::Tx& tx) {
            tx.execute(sql);
            return true;
        });
    };
    run("CREATE SCHEMA " + name);
    {
        const auto separator = url.find('?') == std::string::npos ? "?" : "&";
        auto database = db::Database::open({.url = url + separator + "options=-csearch_path%3D" + name}, clock);
        migrate_all(*database, lists);
        INFO("on PostgreSQL");
        body(*database);
    }
    run("DROP SCHEMA " + name + " CASCADE");
}

}  // namespace

void each_database(std::initializer_list<std::span<const db::Migration>> migrations, const Clock& clock,
                   const std::function<void(db::Database&)>& body)
{
    on_sqlite(migrations, clock, body);
    if (const char* url = std::getenv("JISHI_TEST_POSTGRES"); url && *url) on_postgresql(url, migrations, clock, body);
}

void each_database(std::initializer_list<std::span<const db::Migration>> migrations,
                   const std::function<void(db::Database&)>& body)
{
    static const SystemClock clock;
    each_database(migrations, clock, body);
}

}  // namespace jishi::testing
