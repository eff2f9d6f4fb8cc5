#include "platform/audit.hpp"

#include <fstream>
#include <thread>

#include <doctest/doctest.h>

#include "database_fixture.hpp"
#include "platform/audit_store.hpp"
#include "platform/platform.hpp"
#include "platform/platform_fixture.hpp"

using namespace jishi;
using namespace jishi::platform;
using namespace jishi::platform::testing;

namespace {

const SecretKey key(std::string(32, 'k'));

struct Trail {
    TemporaryFolder folder;
    db::Database& database;
    Audit audit;

    explicit Trail(db::Database& d, Digest digest = Digest::sm3) : database(d), audit(d, key, folder.path(), digest)
    {
        audit.start();
    }
    void append(int rows, int from = 0)
    {
        for (int i = from; i < from + rows; ++i) {
            const auto stored = database.write([&](db::Tx& tx) -> Result<bool> {
                audit.record(tx, actor_of(100 + i % 3, "user" + std::to_string(i % 3)),
                             {.action = i % 2 ? "account.disabled" : "unit.closed",
                              .subject_kind = "account",
                              .subject = std::to_string(i),
                              .organization = OrganizationId{7},
                              .before = R"({"state":"active"})",
                              .after = R"({"说明":"停用"})",
                              .rule = "SEC-10"});
                return true;
            });
            REQUIRE(stored);
        }
    }
    void tamper(std::initializer_list<std::string_view> statements)
    {
        database.submit_and_wait([&](db::Tx& tx) {
            if (tx.engine() == db::Engine::sqlite) {
                tx.execute("DROP TRIGGER IF EXISTS platform_audit_no_update");
                tx.execute("DROP TRIGGER IF EXISTS platform_audit_no_delete");
            } else {
                tx.execute("ALTER TABLE platform_audit DISABLE TRIGGER ALL");
            }
            for (const auto sql : statements) tx.execute(sql);
            return true;
        });
    }
    void check(std::string_view reason, std::optional<std::int64_t> first_bad)
    {
        const auto verdict = audit.verify();
        CHECK(verdict.reason == reason);
        CHECK(verdict.first_bad == first_bad);
    }
};

void on_each(const std::function<void(Trail&)>& body, Digest digest = Digest::sm3)
{
    jishi::testing::each_database({migrations()}, [&](db::Database& database) {
        Trail trail(database, digest);
        body(trail);
    });
}

}  // namespace

TEST_CASE("audit: an untouched trail verifies, with either digest, also after a restart [SEC-14]")
{
    for (const auto digest : {Digest::sm3, Digest::sha256}) {
        on_each(
            [&](Trail& trail) {
                trail.check("", std::nullopt);
                trail.append(20);
                trail.audit.seal();
                trail.check("", std::nullopt);
                // Configured otherwise meanwhile: an old trail keeps its digest.
                Audit again(trail.database, key, trail.folder.path(), Digest::sha256);
                again.start();
                CHECK(trail.database.write([&](db::Tx& tx) -> Result<bool> {
                    again.record(tx, actor_of(1, "a"), {.action = "x.done", .subject_kind = "x", .subject = "1"});
                    return true;
                }));
                again.seal();
                const auto verdict = again.verify();
                CHECK(verdict.ok());
                CHECK(verdict.rows == 21);
                trail.database.read([&](db::Tx& tx) {
                    const auto newest = again.query(tx, {.limit = 1});
                    CHECK(newest.at(0).hash.starts_with(to_string(digest)));
                });
            },
            digest);
    }
}

TEST_CASE("audit: an edited row is found and named, whichever column was edited [SEC-14]")
{
    for (const std::string change :
         {"after = '{}'", "username = 'nobody'", "account = 999", "recorded_at = recorded_at + 1",
          "remote = '10.0.0.8'", "action = 'account.enabled'", "rule = ''", "organization = 8", "subject = '6'",
          "request_id = 'x'", "before = ''", "subject_kind = 'unit'", "hash = 'sm3:00'", "hash = ''",
          "username = username || action, action = ''"}) {
        CAPTURE(change);
        on_each([&](Trail& trail) {
            trail.append(9);
            trail.audit.seal();
            trail.tamper({"UPDATE platform_audit SET " + change + " WHERE seq = 6"});
            trail.check("audit.row_edited", 6);
        });
    }
}

TEST_CASE("audit: a removed row is found and named, at the beginning, in the middle and at the end [SEC-14]")
{
    for (const auto& [sql, reason, first_bad] :
         {std::tuple{"DELETE FROM platform_audit WHERE seq = 1", "audit.row_removed", 1},
          std::tuple{"DELETE FROM platform_audit WHERE seq = 5", "audit.row_removed", 5},
          std::tuple{"DELETE FROM platform_audit WHERE seq BETWEEN 3 AND 7", "audit.row_removed", 3},
          std::tuple{"DELETE FROM platform_audit WHERE seq = 9", "audit.tail_removed", 9},
          std::tuple{"DELETE FROM platform_audit WHERE seq > 4", "audit.tail_removed", 5},
          std::tuple{"DELETE FROM platform_audit", "audit.tail_removed", 1}}) {
        CAPTURE(sql);
        on_each([&](Trail& trail) {
            trail.append(9);
            trail.audit.seal();
            trail.tamper({sql});
            trail.check(reason, first_bad);
            trail.audit.seal();  // does not cover it up
            trail.check(reason, first_bad);
        });
    }
}

TEST_CASE("audit: a removed row is found though the rows after it were numbered anew")
{
    on_each([&](Trail& trail) {
        trail.append(9);
        trail.audit.seal();
        trail.tamper({"DELETE FROM platform_audit WHERE seq = 5",
                      "UPDATE platform_audit SET seq = seq + 1000 WHERE seq > 5",
                      "UPDATE platform_audit SET seq = seq - 1001 WHERE seq > 1000"});
        trail.check("audit.row_edited", 5);
    });
}

TEST_CASE("audit: re-ordered rows are found and the first of them is named, neighbours and distant ones [SEC-14]")
{
    for (const auto& [first, second] : {std::pair{4, 5}, std::pair{2, 8}, std::pair{1, 2}, std::pair{8, 9}}) {
        CAPTURE(first);
        on_each([&](Trail& trail) {
            trail.append(9);
            trail.audit.seal();
            const auto a = std::to_string(first);
            const auto b = std::to_string(second);
            trail.tamper({"UPDATE platform_audit SET seq = 1000 WHERE seq = " + a,
                          "UPDATE platform_audit SET seq = " + a + " WHERE seq = " + b,
                          "UPDATE platform_audit SET seq = " + b + " WHERE seq = 1000"});
            trail.check("audit.row_moved", first);
        });
    }
}

TEST_CASE("audit: a chain that was computed anew with all its hashes does not fit the seal")
{
    on_each([&](Trail& trail) {
        trail.append(9);
        trail.audit.seal();
        std::vector<AuditRow> rows;
        trail.database.read(
            [&](db::Tx& tx) { audit_store::for_each(tx, [&](AuditRow& row) { rows.push_back(row); }); });
        std::string previous;
        for (auto& row : rows) {
            if (row.seq == 3) row.username = "somebody else";
            row.hash = audit_hash(Digest::sm3, previous, row);
            previous = row.hash;
        }
        trail.tamper({});
        trail.database.submit_and_wait([&](db::Tx& tx) {
            for (const auto& row : rows)
                tx.execute("UPDATE platform_audit SET hash = :hash, username = :username WHERE seq = :seq",
                           {{"hash", row.hash}, {"username", row.username}, {"seq", row.seq}});
            return true;
        });
        trail.check("audit.chain_rewritten", 9);
        trail.append(1, 9);
        trail.audit.seal();
        trail.check("audit.chain_rewritten", 9);
    });
}

TEST_CASE(
    "audit: a seal that is missing, damaged or of another installation is told; a start over rows without one is "
    "recorded")
{
    on_each([&](Trail& trail) {
        trail.append(3);
        trail.audit.seal();
        const auto file = trail.folder.path() / "audit.head";
        std::ofstream(file) << "2 sm3:0000 0000\n";
        trail.check("audit.seal_damaged", std::nullopt);
        trail.audit.reseal(actor_of(1, "console"));
        trail.check("", std::nullopt);
        std::filesystem::remove(file);
        trail.check("audit.seal_missing", std::nullopt);
        trail.audit.start();
        trail.check("", std::nullopt);
        trail.database.read([&](db::Tx& tx) {
            const auto newest = trail.audit.query(tx, {.limit = 1}).at(0);
            CHECK(newest.seq == 5);
            CHECK(newest.action == "audit.resealed");
            CHECK(newest.username == "jishi");
        });
        const Audit other(trail.database, SecretKey(std::string(32, 'x')), trail.folder.path(), Digest::sm3);
        CHECK(other.verify().reason == "audit.seal_damaged");
    });
}

TEST_CASE("audit: the database itself refuses to change or remove rows")
{
    on_each([&](Trail& trail) {
        trail.append(3);
        trail.audit.seal();
        for (const auto* sql : {"UPDATE platform_audit SET after = '' WHERE seq = 2",
                                "DELETE FROM platform_audit WHERE seq = 2", "DELETE FROM platform_audit"}) {
            CAPTURE(sql);
            CHECK_THROWS_AS(trail.database.submit_and_wait([&](db::Tx& tx) {
                tx.execute(sql);
                return true;
            }),
                            db::ConstraintViolated);
        }
        if (trail.database.engine() == db::Engine::postgresql)
            CHECK_THROWS(trail.database.submit_and_wait([&](db::Tx& tx) {
                tx.execute("TRUNCATE platform_audit");
                return true;
            }));
        trail.check("", std::nullopt);
    });
}

TEST_CASE("audit: writes that are refused or fail leave no gap and no broken link, also among others of their group")
{
    on_each([&](Trail& trail) {
        std::vector<std::thread> writers;
        std::atomic<int> kept{0};
        for (int w = 0; w < 4; ++w)
            writers.emplace_back([&, w] {
                for (int i = 0; i < 50; ++i) {
                    const int fate = (w * 50 + i) % 5;
                    try {
                        const auto stored = trail.database.write([&](db::Tx& tx) -> Result<bool> {
                            for (int n = 0; n <= fate % 3; ++n)
                                trail.audit.record(
                                    tx, actor_of(w + 1, "writer"),
                                    {.action = "x.done", .subject_kind = "x", .subject = std::to_string(i)});
                            if (fate == 3) return refuse(ErrorKind::conflict, "x.refused");
                            if (fate == 4) throw std::runtime_error("on purpose");
                            return true;
                        });
                        if (stored) kept += fate % 3 + 1;
                    } catch (const std::runtime_error&) {  // fate 4
                    }
                }
            });
        for (auto& writer : writers) writer.join();
        const auto verdict = trail.audit.verify();
        CHECK(verdict.rows == kept);
        CHECK((verdict.reason == "" || verdict.reason == "audit.seal_missing"));
        trail.audit.seal();
        trail.check("", std::nullopt);
    });
}

TEST_CASE("audit: the trail is asked by account, action, subject and time, newest first, page by page")
{
    on_each([&](Trail& trail) {
        trail.append(30);
        trail.database.read([&](db::Tx& tx) {
            const auto& audit = trail.audit;
            CHECK(audit.query(tx, {}).size() == 30);
            CHECK(audit.query(tx, {.account = AccountId{101}}).size() == 10);
            CHECK(audit.query(tx, {.action = "account.disabled"}).size() == 15);
            CHECK(audit.query(tx, {.action = "account."}).size() == 15);
            CHECK(audit.query(tx, {.action = "account"}).empty());
            CHECK(audit.query(tx, {.subject = "17"}).at(0).seq == 18);
            CHECK(audit.query(tx, {.account = AccountId{101}, .action = "unit.closed", .subject = "4"}).size() == 1);
            const auto page = audit.query(tx, {.limit = 10});
            CHECK(page.front().seq == 30);
            CHECK(page.back().seq == 21);
            CHECK(audit.query(tx, {.before_seq = 21, .limit = 10}).front().seq == 20);
            const auto now = tx.recorded_at();
            CHECK(audit.query(tx, {.from = Instant{now.us + 1'000'000}}).empty());
            CHECK(audit.query(tx, {.until = Instant{now.us + 1'000'000}}).size() == 30);
            CHECK(page.front().after == R"({"说明":"停用"})");
            CHECK(page.front().organization == OrganizationId{7});
            CHECK(page.front().remote == "10.0.0.7");
        });
    });
}
