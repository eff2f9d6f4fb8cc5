#include "platform/job.hpp"

#include <future>

#include <doctest/doctest.h>

#include "database_fixture.hpp"
#include "platform/platform.hpp"
#include "platform/platform_fixture.hpp"

using namespace jishi;
using namespace jishi::platform;
using namespace std::chrono_literals;

namespace {

/// A database with one account, which asks for the jobs.
struct World {
    explicit World(db::Database& database_) : database(database_)
    {
        database.submit_and_wait([](db::Tx& tx) {
            tx.execute(platform::testing::insert_account, {{"id", 7}, {"username", "clerk"}});
            return true;
        });
    }
    JobId enqueue(Jobs& jobs, std::string_view kind, std::string_view parameters = "{}")
    {
        return *database.write([&](db::Tx& tx) -> Result<JobId> {
            return jobs.enqueue(tx, platform::testing::actor_of(7, "clerk"), kind, "A title", parameters);
        });
    }
    Job job(Jobs& jobs, JobId id)
    {
        Result<Job> found;
        database.read([&](db::Tx& tx) { found = jobs.find(tx, id); });
        return *found;
    }
    /// Waits by watching, as the web application does.
    Job ended(Jobs& jobs, JobId id)
    {
        auto promise = std::make_shared<std::promise<Job>>();
        jobs.watch(id, [promise](const Job& now) {
            if (now.ended()) promise->set_value(now);
            return !now.ended();
        });
        auto future = promise->get_future();
        REQUIRE(future.wait_for(20s) == std::future_status::ready);
        return future.get();
    }

    db::Database& database;
    IdGenerator ids;
    SystemClock clock;
};

}  // namespace

TEST_CASE("job: it runs after its transaction, tells its progress and keeps its result")
{
    jishi::testing::each_database({migrations()}, [](db::Database& database) {
        World world(database);
        Jobs jobs(database, world.ids, world.clock);
        std::promise<void> watched;
        jobs.add_kind({"sample.count", true, [&](JobContext& context) -> Result<void> {
                           watched.get_future().wait();
                           for (int i = 1; i <= 3; ++i) context.progress(i, 3, "sample.counting");
                           CHECK(context.actor().account == AccountId{7});
                           context.set_result(context.job().parameters);
                           return {};
                       }});
        jobs.start();
        const auto id = world.enqueue(jobs, "sample.count", R"({"x":1})");
        std::vector<std::int64_t> seen;
        std::promise<Job> over;
        jobs.watch(id, [&](const Job& now) {
            seen.push_back(now.progress_done);
            if (now.ended()) over.set_value(now);
            return !now.ended();
        });
        watched.set_value();
        const auto job = over.get_future().get();
        CHECK(job.state == JobState::done);
        CHECK(job.result == R"({"x":1})");
        CHECK(std::ranges::is_sorted(seen));
        CHECK(seen.back() == 3);
        const auto row = world.job(jobs, id);
        CHECK(row.state == JobState::done);
        CHECK(row.progress_total == 3);
        CHECK(row.message == "sample.counting");
        // Whoever begins to watch after the end is told at once.
        CHECK(world.ended(jobs, id).state == JobState::done);
    });
}

TEST_CASE("job: a refusal and a crash end it as failed, with a code")
{
    jishi::testing::each_database({migrations()}, [](db::Database& database) {
        World world(database);
        Jobs jobs(database, world.ids, world.clock);
        jobs.add_kind({"sample.refuse", true, [](JobContext&) -> Result<void> {
                           return refuse(ErrorKind::rule_refused, "sample.no", {}, "why");
                       }});
        jobs.add_kind({"sample.crash", true, [](JobContext&) -> Result<void> { throw std::runtime_error("boom"); }});
        jobs.start();
        const auto refused = world.ended(jobs, world.enqueue(jobs, "sample.refuse"));
        CHECK(refused.state == JobState::failed);
        CHECK(refused.error_code == "sample.no");
        CHECK(refused.error_detail == "why");
        CHECK(world.ended(jobs, world.enqueue(jobs, "sample.crash")).error_code == "job.crashed");
        CHECK(world.ended(jobs, world.enqueue(jobs, "sample.none")).error_code == "job.unknown_kind");
        CHECK_THROWS_AS(jobs.add_kind({"sample.crash", true, nullptr}), std::logic_error);
    });
}

TEST_CASE("job: a queued one is cancelled at once, a running one when it notices, an ended one not at all")
{
    jishi::testing::each_database({migrations()}, [](db::Database& database) {
        World world(database);
        Jobs jobs(database, world.ids, world.clock, 1);
        std::promise<void> begun;
        jobs.add_kind({"sample.wait", true, [&](JobContext& context) -> Result<void> {
                           begun.set_value();
                           while (!context.cancelled()) std::this_thread::yield();
                           return refuse(ErrorKind::conflict, "job.cancelled");
                       }});
        jobs.start();
        const auto running = world.enqueue(jobs, "sample.wait");
        begun.get_future().wait();
        const auto queued = world.enqueue(jobs, "sample.wait");
        auto cancel = [&](JobId id) { return database.write([&](db::Tx& tx) { return jobs.cancel(tx, id); }); };
        CHECK(cancel(queued)->state == JobState::cancelled);
        CHECK(cancel(running));
        CHECK(world.ended(jobs, running).state == JobState::cancelled);
        CHECK(cancel(running).error().code == "job.ended");
        CHECK(cancel(JobId{12345}).error().code == "job.unknown");
        CHECK(world.job(jobs, queued).attempts == 0);
    });
}

TEST_CASE("job: after a restart queued and restartable ones run, others are marked as interrupted")
{
    jishi::testing::each_database({migrations()}, [](db::Database& database) {
        World world(database);
        JobId restartable;
        JobId single;
        JobId waiting;
        {
            Jobs jobs(database, world.ids, world.clock, 2);
            std::promise<void> both[2];
            auto hang = [&](int which) {
                return [&, which](JobContext& context) -> Result<void> {
                    both[which].set_value();
                    while (!context.cancelled()) std::this_thread::yield();
                    return refuse(ErrorKind::conflict, "job.cancelled");
                };
            };
            jobs.add_kind({"sample.again", true, hang(0)});
            jobs.add_kind({"sample.once", false, hang(1)});
            jobs.start();
            restartable = world.enqueue(jobs, "sample.again");
            single = world.enqueue(jobs, "sample.once");
            both[0].get_future().wait();
            both[1].get_future().wait();
            waiting = world.enqueue(jobs, "sample.once");
            jobs.stop();
        }
        Jobs jobs(database, world.ids, world.clock, 2);
        jobs.add_kind({"sample.again", true, [](JobContext&) -> Result<void> { return {}; }});
        jobs.add_kind({"sample.once", false, [](JobContext&) -> Result<void> { return {}; }});
        jobs.start();
        CHECK(world.ended(jobs, restartable).state == JobState::done);
        CHECK(world.ended(jobs, waiting).state == JobState::done);
        CHECK(world.job(jobs, restartable).attempts == 2);
        CHECK(world.job(jobs, single).error_code == "job.interrupted");
    });
}

TEST_CASE("job: what was asked for before the start runs once, however long it takes")
{
    jishi::testing::each_database({migrations()}, [](db::Database& database) {
        World world(database);
        std::atomic<int> runs{0};
        std::promise<void> gate;
        Jobs jobs(database, world.ids, world.clock, 2);
        jobs.add_kind({"sample.long", false, [&](JobContext&) -> Result<void> {
                           if (++runs == 1) gate.get_future().wait_for(20s);
                           return {};
                       }});
        jobs.add_kind({"sample.short", false, [](JobContext&) -> Result<void> { return {}; }});
        const auto early = world.enqueue(jobs, "sample.long");
        jobs.start();
        // The other thread comes to this one when it is through with whatever stands before it.
        CHECK(world.ended(jobs, world.enqueue(jobs, "sample.short")).state == JobState::done);
        CHECK(runs <= 1);
        gate.set_value();
        CHECK(world.ended(jobs, early).state == JobState::done);
        CHECK(runs == 1);
        CHECK(world.job(jobs, early).attempts == 1);
    });
}

TEST_CASE("job: what was interrupted three times is not tried a fourth time")
{
    jishi::testing::each_database({migrations()}, [](db::Database& database) {
        World world(database);
        std::atomic<int> runs{0};
        const auto kind = JobKind{"sample.restartable", true, [&](JobContext&) -> Result<void> {
                                      ++runs;
                                      return {};
                                  }};
        JobId id;
        {
            Jobs jobs(database, world.ids, world.clock);
            jobs.add_kind(kind);
            id = world.enqueue(jobs, "sample.restartable");
        }
        const auto interrupted = [&](int attempts) {
            database.submit_and_wait([&](db::Tx& tx) {
                tx.execute("UPDATE platform_job SET state = 'running', attempts = :attempts WHERE id = :id",
                           {{"attempts", attempts}, {"id", id}});
                return true;
            });
            Jobs jobs(database, world.ids, world.clock);
            jobs.add_kind(kind);
            jobs.start();
            if (attempts < 3) world.ended(jobs, id);
            return world.job(jobs, id);
        };
        CHECK(interrupted(3).error_code == "job.interrupted");
        CHECK(runs == 0);
        CHECK(interrupted(2).state == JobState::done);
        CHECK(runs == 1);
    });
}
