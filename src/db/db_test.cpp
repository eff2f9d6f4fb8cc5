#include "db/db.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <set>
#include <thread>

#include <doctest/doctest.h>

#include "database_fixture.hpp"
#include "db/later_indexes.hpp"
#include "db/stamp.hpp"

using namespace jishi;

namespace {

constexpr db::Migration sample[] = {{90, "sample", R"(
    CREATE TABLE sample (id BIGINT PRIMARY KEY, name TEXT, day TEXT, amount DOUBLE PRECISION);
    CREATE UNIQUE INDEX sample_by_name ON sample (name))"}};

void insert(db::Tx& tx, std::int64_t id, std::optional<std::string> name)
{
    tx.execute("INSERT INTO sample (id, name, day, amount) VALUES (:id, :name, :day, :amount)",
               {{"id", id}, {"name", name}, {"day", Date(2026, 3, 5)}, {"amount", 1.5}});
}

std::int64_t rows_of(db::Database& database)
{
    std::int64_t count = 0;
    database.read([&](db::Tx& tx) { count = tx.value<std::int64_t>("SELECT COUNT(*) FROM sample"); });
    return count;
}

}  // namespace

TEST_CASE("db: values of every type, nulls and any text come back as they were written")
{
    testing::each_database({sample}, [](db::Database& database) {
        const std::string odd = "滨河镇'; DROP TABLE sample; -- \"𬱖\" \\ \t\n:name ::x";
        const auto written = database.write([&](db::Tx& tx) -> Result<int> {
            insert(tx, 9'000'000'000'000'000'001, odd);
            insert(tx, 2, std::nullopt);
            return 0;
        });
        REQUIRE(written);
        database.read([&](db::Tx& tx) {
            const auto rows = tx.query<std::int64_t, std::optional<std::string>, Date, double>(
                "SELECT id, name, day, amount FROM sample ORDER BY id");
            REQUIRE(rows.size() == 2);
            CHECK(rows[0] == std::tuple{2, std::nullopt, Date(2026, 3, 5), 1.5});
            CHECK(rows[1] == std::tuple{9'000'000'000'000'000'001, odd, Date(2026, 3, 5), 1.5});
            CHECK(!tx.query_one<std::int64_t>("SELECT id FROM sample WHERE name = :name", {{"name", "none"}}));
        });
    });
}

TEST_CASE("db: a query may run inside the rows of the same query")
{
    testing::each_database({sample}, [](db::Database& database) {
        (void)database.write([&](db::Tx& tx) -> Result<int> {
            for (int i = 1; i <= 3; ++i) insert(tx, i, std::to_string(i));
            return 0;
        });
        database.read([&](db::Tx& tx) {
            constexpr auto sql = "SELECT id FROM sample ORDER BY id";
            int pairs = 0;
            tx.for_each<std::int64_t>(sql, db::Params{}, [&](std::int64_t) {
                tx.for_each<std::int64_t>(sql, db::Params{}, [&](std::int64_t) { ++pairs; });
            });
            CHECK(pairs == 9);
        });
    });
}

TEST_CASE("db: a write that answers an error leaves nothing, and its after_commit does not run")
{
    testing::each_database({sample}, [](db::Database& database) {
        bool ran = false;
        const auto refused = database.write([&](db::Tx& tx) -> Result<int> {
            insert(tx, 1, "one");
            tx.after_commit([&] { ran = true; });
            return refuse(ErrorKind::rule_refused, "sample.refused");
        });
        CHECK(refused.error().code == "sample.refused");
        CHECK(rows_of(database) == 0);
        CHECK(!ran);
    });
}

TEST_CASE("db: a broken constraint is named by its kind and does not spoil the rest of the group")
{
    testing::each_database({sample}, [](db::Database& database) {
        std::atomic<int> kept{0};
        std::atomic<int> refused{0};
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&, i] {
                for (int k = 0; k < 50; ++k) {
                    try {
                        // Each name is written by two threads: one of them must lose.
                        (void)database.write([&](db::Tx& tx) -> Result<int> {
                            insert(tx, i * 1000 + k + 1, "n" + std::to_string((i / 2) * 1000 + k));
                            return 0;
                        });
                        ++kept;
                    } catch (const db::ConstraintViolated& error) {
                        CHECK(error.kind() == db::ConstraintViolated::Kind::unique);
                        ++refused;
                    }
                }
            });
        threads.clear();
        CHECK(kept == 200);
        CHECK(refused == 200);
        CHECK(rows_of(database) == 200);
    });
}

TEST_CASE("db: a statement that was refused works the next time, and its columns are still its own")
{
    testing::each_database({sample}, [](db::Database& database) {
        std::vector<std::pair<std::int64_t, std::string>> rows;
        const auto put = [&](std::int64_t id, const std::string& name) {
            return database.write([&](db::Tx& tx) -> Result<int> {
                tx.for_each<std::int64_t, std::string>(
                    "INSERT INTO sample (id, name) VALUES (:id, :name) RETURNING id, name",
                    {{"id", id}, {"name", name}},
                    [&](std::int64_t kept, std::string said) { rows.emplace_back(kept, said); });
                return 0;
            });
        };
        (void)put(1, "one");
        CHECK_THROWS_AS((void)put(1, "again"), db::ConstraintViolated);
        CHECK_THROWS_AS((void)put(1, "and again"), db::ConstraintViolated);
        (void)put(2, "two");
        CHECK(rows == std::vector<std::pair<std::int64_t, std::string>>{{1, "one"}, {2, "two"}});
    });
}

TEST_CASE("db: what is remembered after commit follows the order of commits")
{
    testing::each_database({sample}, [](db::Database& database) {
        std::vector<std::int64_t> order;  // touched by the writer's thread only, until the threads have joined
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int k = 0; k < 50; ++k)
                    (void)database.write([&](db::Tx& tx) -> Result<int> {
                        const auto seq = db::publish(tx, "sample.written", 1, "{}");
                        tx.after_commit([&order, seq] { order.push_back(seq); });
                        return 0;
                    });
            });
        threads.clear();
        REQUIRE(order.size() == 200);
        for (std::size_t i = 0; i < order.size(); ++i) CHECK(order[i] == static_cast<std::int64_t>(i + 1));
    });
}

TEST_CASE("db: bulk insert writes every row, and a duplicate is a unique violation")
{
    testing::each_database({sample}, [](db::Database& database) {
        auto fill = [&](int first) {
            return database.write([&](db::Tx& tx) -> Result<std::int64_t> {
                db::BulkInsert bulk(tx, "sample", {"id", "name", "day"});
                for (int i = first; i < first + 1000; ++i) {
                    bulk.integer(i);
                    if (i % 10 == 0) bulk.null();
                    else bulk.text("村\t" + std::to_string(i) + "\\N\n");
                    bulk.text("2026-01-01").end_row();
                }
                return bulk.finish();
            });
        };
        CHECK(*fill(1) == 1000);
        CHECK(rows_of(database) == 1000);
        CHECK_THROWS_AS((void)fill(500), db::ConstraintViolated);
        CHECK(rows_of(database) == 1000);
        database.read([&](db::Tx& tx) {
            CHECK(tx.value<std::string>("SELECT name FROM sample WHERE id = 7") == "村\t7\\N\n");
            CHECK(!tx.value<std::optional<std::string>>("SELECT name FROM sample WHERE id = 10"));
        });
    });
}

TEST_CASE("db: indexes taken away for many rows are made again, keep out twins, and come back when all is undone")
{
    testing::each_database({sample}, [](db::Database& database) {
        const auto indexes = [&] {
            std::set<std::string> names;
            database.read([&](db::Tx& tx) {
                const auto* sql = tx.engine() == db::Engine::sqlite
                                      ? "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'sample'"
                                      : "SELECT indexname::text FROM pg_indexes WHERE tablename = 'sample'";
                tx.for_each<std::string>(sql, db::Params{}, [&](std::string name) { names.insert(std::move(name)); });
            });
            return names;
        };
        const auto fill = [&](int first, int count, const std::string& prefix) {
            return database.write([&](db::Tx& tx) -> Result<std::int64_t> {
                db::LaterIndexes later(tx, {"sample"}, static_cast<std::size_t>(count));
                db::BulkInsert bulk(tx, "sample", {"id", "name", "day"});
                for (int i = first; i < first + count; ++i) {
                    bulk.integer(i).text(prefix + std::to_string(i % 400)).text("2026-01-01");
                    bulk.end_row();
                }
                const auto rows = bulk.finish();
                later.finish();
                return rows;
            });
        };
        REQUIRE(database
                    .write([](db::Tx& tx) -> Result<void> {
                        tx.execute("CREATE INDEX sample_by_day ON sample (day)");
                        return {};
                    })
                    .has_value());
        const auto before = indexes();
        CHECK(before.contains("sample_by_name"));
        CHECK(*fill(1, 400, "a") == 400);
        CHECK(indexes() == before);
        CHECK(*fill(1'001, 10, "b") == 10);  // fewer than there are: nothing is taken away
        CHECK_THROWS_AS((void)fill(2'001, 500, "c"), db::ConstraintViolated);
        CHECK(rows_of(database) == 410);
        CHECK(indexes() == before);
        database.read([&](db::Tx& tx) { CHECK(tx.value<int>("SELECT id FROM sample WHERE name = 'a7'") == 7); });
    });
}

TEST_CASE("db: what SQLite has committed moves from its journal into the database file, which no write waits for")
{
    std::string folder = (std::filesystem::temp_directory_path() / "jishi-test-XXXXXX").string();
    REQUIRE(mkdtemp(folder.data()));
    const auto file = folder + "/jishi.db";
    {
        SystemClock clock;
        const auto database = db::Database::open({.url = "sqlite:" + file}, clock);
        REQUIRE(db::migrate(*database, sample).has_value());
        constexpr int rows = 1'200;
        const std::string text(16'384, 'x');
        const auto size = [&] { return std::filesystem::file_size(file); };
        for (int i = 1; i <= rows; ++i)
            REQUIRE(database
                        ->write([&](db::Tx& tx) -> Result<void> {
                            insert(tx, i, std::to_string(i) + text);
                            return {};
                        })
                        .has_value());
        // 1,200 x 16 KB: the journal has been due more than once. The rest of it comes with the next commit or the end.
        for (int waited = 0; size() < rows / 2 * text.size() && waited < 1'000; ++waited)
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        CHECK(size() >= rows / 2 * text.size());
        CHECK(rows_of(*database) == rows);
    }
    CHECK(!std::filesystem::exists(file + "-wal"));
    std::filesystem::remove_all(folder);
}

TEST_CASE("db: a migration runs once, an edited one stops the start, and so does a newer schema")
{
    testing::each_database({sample}, [](db::Database& database) {
        std::vector<db::Migration> all(db::core_migrations().begin(), db::core_migrations().end());
        all.push_back(sample[0]);
        CHECK(*db::migrate(database, all) == 0);
        all.back().sqlite = "CREATE TABLE other (id BIGINT)";
        CHECK(db::migrate(database, all).error().code == "db.migration_changed");
        all.pop_back();
        CHECK(db::migrate(database, all).error().code == "db.schema_newer");
    });
}

TEST_CASE("db: facts of one record add up and a reader cannot write")
{
    testing::each_database({sample}, [](db::Database& database) {
        (void)database.write([&](db::Tx& tx) -> Result<int> {
            db::record_fact(tx, {1, Date(2026, 1, 2), "visit.households", 2, 77});
            db::record_fact(tx, {1, Date(2026, 1, 2), "visit.households", 3, 77});
            return 0;
        });
        database.read(
            [&](db::Tx& tx) { CHECK(tx.value<std::int64_t>("SELECT value FROM db_fact WHERE record = 77") == 5); });
        CHECK_THROWS_AS(database.read([](db::Tx& tx) { tx.execute("DELETE FROM db_fact"); }), db::DatabaseFailed);
    });
}

TEST_CASE("db: a stamp stays the same while nothing is committed and changes with every commit, whoever commits")
{
    testing::each_database({sample}, [](db::Database& database) {
        const auto look = [&] {
            db::Stamp stamp;
            database.read([&](db::Tx& tx) { stamp = db::stamp(tx); });
            return stamp;
        };
        const auto add = [](db::Database& to, std::int64_t id, bool keep) {
            to.submit_and_wait([id, keep](db::Tx& tx) {
                insert(tx, id, std::to_string(id));
                return keep;
            });
        };
        add(database, 1, true);
        (void)rows_of(database);
        const auto first = look();
        if (database.engine() == db::Engine::postgresql) {
            CHECK_FALSE(first.known());  // it has to be asked
            return;
        }
        REQUIRE(first.known());
        (void)rows_of(database);
        CHECK(look().same_as(first));
        add(database, 2, false);
        CHECK(look().same_as(first));
        add(database, 3, true);
        const auto second = look();
        CHECK_FALSE(second.same_as(first));

        // Another process on the same file, as far as SQLite can tell.
        std::string file;
        database.read([&](db::Tx& tx) {
            file = tx.value<std::string>("SELECT file FROM pragma_database_list WHERE name = 'main'");
        });
        const SystemClock clock;
        const auto other = db::Database::open({"sqlite:" + file}, clock);
        add(*other, 4, true);
        CHECK_FALSE(look().same_as(second));
        CHECK(rows_of(database) == 3);

        // A transaction that began before sees what it saw; the stamp is of now.
        database.read([&](db::Tx& tx) {
            const auto before = db::stamp(tx);
            CHECK(tx.value<std::int64_t>("SELECT COUNT(*) FROM sample") == 3);
            add(*other, 5, true);
            CHECK_FALSE(db::stamp(tx).same_as(before));
            CHECK(tx.value<std::int64_t>("SELECT COUNT(*) FROM sample") == 3);
        });
        CHECK_FALSE(db::Stamp{}.same_as(db::Stamp{}));
    });
}
