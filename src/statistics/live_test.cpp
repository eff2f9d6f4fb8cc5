// The world of today keeps up: imports, merges and everything else that is about many at once, and what goes wrong.
#include "statistics/live.hpp"

#include <unistd.h>

#include <filesystem>

#include <doctest/doctest.h>

#include "base/elsewhere.hpp"
#include "statistics/crosstab.hpp"
#include "statistics/plain_count.hpp"
#include "statistics/statistics_fixture.hpp"
#include "team/bulk_registering.hpp"
#include "team/duplicates.hpp"

using namespace jishi;
using namespace jishi::statistics;
using namespace jishi::statistics::testing;

namespace {

CrosstabQuestion everybody(Installation& world)
{
    CrosstabQuestion question;
    question.within = {world.county};
    question.by_child = true;
    question.dimensions = {"sex", "education", "sector"};
    return question;
}

void check_all(Installation& world)
{
    const auto question = everybody(world);
    const auto rules = world.organizations.policy_at({}, world.clock.today());
    std::map<std::string, std::int64_t> plain;
    world.database.read([&](db::Tx& tx) { plain = PlainCount(rules, world.clock.today()).count(tx, question, false); });
    const auto answer = world.ask(question);
    REQUIRE(answer.has_value());
    CHECK(as_map(*answer) == plain);
    CHECK(answer->standing.behind == 0);
}

engine::Batch batch_of(Installation& world)
{
    engine::Batch batch;
    batch.id = world.ids.next_id<engine::ImportTag>();
    batch.kind = "members";
    batch.target = world.county;
    batch.effective_on = world.clock.today();
    return batch;
}

/// Many members at once, as an import writes them.
void import(Installation& world, const engine::Batch& batch, int count)
{
    std::vector<team::NewMember> members;
    std::vector<team::ClearContact> clear;
    for (int i = 0; i < count; ++i) {
        team::NewMember one;
        one.member.id = world.ids.next_id<MemberTag>();
        one.change = world.ids.next_id<ChangeTag>();
        auto& values = one.member.values;
        world.random_particulars(values);
        values.exists = true;
        values.branch = world.one_of(world.branches);
        values.status = "normal";
        values.name = "某某";
        values.sex = world.pick(2) == 0 ? "1" : "2";
        values.category = "1";
        values.birth_date = Date{1960, 1, 1}.plus_days(static_cast<std::int64_t>(world.pick(10'000)));
        values.joined_on = values.birth_date->plus_months(12 * 20);
        members.push_back(std::move(one));
        clear.push_back({world.id_number(*members.back().member.values.birth_date, values.sex == "2"), "", ""});
    }
    team::MembersInMaking making(world.team.office(), std::move(members), std::move(clear), batch.effective_on);
    const auto done = world.database.write([&](db::Tx& tx) -> Result<void> {
        team::bulk_register(world.team.office(), tx, world.actor, batch, making);
        return {};
    });
    REQUIRE(done.has_value());
}

}  // namespace

TEST_CASE("statistics: an import is taken over in bulk, and so is taking it back; nothing is built anew")
{
    each_installation(31, [](Installation& world) {
        for (int i = 0; i < 40; ++i) world.add(world.one_of(world.branches));
        check_all(world);
        const auto batch = batch_of(world);
        import(world, batch, 900);
        check_all(world);
        CHECK(world.statistics.live().built() == 1);
        CHECK(world.statistics.live().applied() >= 900);
        auto importer = world.actor;
        auto grants = std::vector(importer.grants.begin(), importer.grants.end());
        grants.front().permissions.add(platform::Permission::member_import);
        importer.grants = platform::Grants(grants);
        const auto undone = world.database.write(
            [&](db::Tx& tx) { return team::withdraw_members(world.team.office(), tx, importer, batch); });
        REQUIRE_MESSAGE(undone.has_value(), (undone ? "" : undone.error().code));
        check_all(world);
        CHECK(world.statistics.live().built() == 1);
    });
}

TEST_CASE("statistics: two records merged into one count once, and two when it is taken back; nothing is built anew")
{
    each_installation(32, [](Installation& world) {
        for (int i = 0; i < 30; ++i) world.add(world.one_of(world.branches));
        check_all(world);
        const auto before = *world.ask(everybody(world))->total;
        team::Merging asked;
        asked.survivor = world.members[3];
        asked.merged = world.members[17];
        asked.survivor_version = asked.merged_version = 1;
        asked.papers = world.papers(world.clock.today());
        const auto merged = world.database.write(
            [&](db::Tx& tx) { return team::merge_members(world.team.office(), tx, world.actor, asked); });
        REQUIRE_MESSAGE(merged.has_value(), (merged ? "" : merged.error().code + merged.error().detail));
        check_all(world);
        CHECK(world.ask(everybody(world))->total == before - 1);
        const auto back = world.database.write([&](db::Tx& tx) {
            return team::unmerge_members(world.team.office(), tx, world.actor, merged->change.id,
                                         world.papers(world.clock.today()));
        });
        REQUIRE_MESSAGE(back.has_value(), (back ? "" : back.error().code + back.error().detail));
        check_all(world);
        CHECK(world.ask(everybody(world))->total == before);
        CHECK(world.statistics.live().built() == 1);
    });
}

TEST_CASE(
    "statistics: organisations founded one by one and moved leave the rows of others where they are, and nothing is "
    "built anew")
{
    each_installation(33, [](Installation& world) {
        for (int i = 0; i < 40; ++i) world.add(world.one_of(world.branches));
        check_all(world);
        for (int i = 0; i < 12; ++i) {
            world.branches.push_back(
                world.found(world.one_of(world.committees), "再设" + std::to_string(i) + "支部", "branch"));
            world.add(world.branches.back());
            if (i % 3 == 0) {
                organization::Moving move;
                move.parent = world.one_of(world.committees);
                move.papers = {world.clock.today(), "组发〔2026〕9号", "区划调整", "", {}, false};
                (void)world.database.write([&](db::Tx& tx) {
                    return organization::move(world.organizations.office(), tx, world.actor,
                                              world.one_of(world.branches), move);
                });
            }
            check_all(world);
        }
        CHECK(world.statistics.live().built() == 1);
    });
}

TEST_CASE("statistics: a change is taken over in the background before anybody asks")
{
    each_installation(34, [](Installation& world) {
        world.add(world.branches.front());
        auto& live = world.statistics.live();
        live.start();
        while (live.built() == 0) ::usleep(1'000);
        const auto applied = live.applied();
        world.add(world.branches.front());
        while (live.applied() == applied) ::usleep(1'000);  // for ever, if it is not
        check_all(world);
        live.stop();
        CHECK(live.built() == 1);
    });
}

TEST_CASE(
    "statistics: while everything is built anew the answers before it say that they are behind, and no other is wrong")
{
    each_installation(35, [](Installation& world) {
        for (int i = 0; i < 40; ++i) world.add(world.one_of(world.branches));
        auto& live = world.statistics.live();
        live.start();
        while (live.built() == 0) ::usleep(1'000);
        const auto question = everybody(world);
        const auto before = *world.ask(question)->total;
        for (int round = 0; round < 5; ++round) {
            // Nobody says who it was: everybody is read again.
            (void)world.database.write([&](db::Tx& tx) -> Result<void> {
                db::publish(tx, "member.demo_made", world.county.value, "{}");
                return {};
            });
            world.add(world.branches.front());
            bool done = false;
            while (!done) {
                const auto answer = world.ask(question);
                if (!answer) {
                    REQUIRE(answer.error().code == "statistics.being_prepared");
                    continue;
                }
                done = answer->standing.behind == 0;
                const bool is_old = answer->total == before + round;
                const bool is_new = answer->total == before + round + 1;
                CHECK((done ? is_new : is_old));
            }
        }
        check_all(world);
        live.stop();
        CHECK(live.built() >= 2);
    });
}

TEST_CASE("statistics: where memory is short nobody gets an answer, and everybody one when there is more")
{
    each_installation(36, [](Installation& world) {
        for (int i = 0; i < 20; ++i) world.add(world.one_of(world.branches));
        limit_snapshot_memory(snapshot_memory() + 1'000);
        const auto refused = world.ask(everybody(world));
        auto past = everybody(world);
        past.date = Date{2025, 12, 31};
        const auto of_the_past = world.ask(past);
        limit_snapshot_memory(0);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == "statistics.memory_short");
        CHECK(refused.error().kind == ErrorKind::unavailable);
        REQUIRE_FALSE(of_the_past.has_value());
        CHECK(of_the_past.error().code == "statistics.memory_short");
        check_all(world);
        // A world that is there answers on when a larger one does not fit.
        limit_snapshot_memory(snapshot_memory() + 1'000);
        world.add(world.branches.front());
        check_all(world);
        limit_snapshot_memory(0);
    });
}

TEST_CASE(
    "statistics: what would wait or take long leaves the thread of the connection; what is there is answered on it")
{
    each_installation(37, [](Installation& world) {
        for (int i = 0; i < 20; ++i) world.add(world.one_of(world.branches));
        auto past = everybody(world);
        past.date = Date{2025, 12, 31};
        const auto on_connection = [&](const CrosstabQuestion& question) {
            const OnConnection here;
            return world.ask(question);
        };
        CHECK_THROWS_AS((void)on_connection(everybody(world)), Elsewhere);
        CHECK_THROWS_AS((void)on_connection(past), Elsewhere);
        CHECK(world.ask(everybody(world)).has_value());
        CHECK(world.ask(past).has_value());
        CHECK(on_connection(past).has_value());
        world.add(world.branches.front());  // one change is taken over at once
        CHECK(on_connection(everybody(world)).has_value());
    });
}

TEST_CASE("statistics: what another process commits is in the next answer, however often nothing was new before")
{
    each_installation(38, [](Installation& world) {
        if (world.database.engine() != db::Engine::sqlite) return;  // PostgreSQL is asked every time
        for (int i = 0; i < 10; ++i) world.add(world.one_of(world.branches));
        std::string file;
        world.database.read([&](db::Tx& tx) {
            file = tx.value<std::string>("SELECT file FROM pragma_database_list WHERE name = 'main'");
        });
        const auto other = db::Database::open({"sqlite:" + file}, world.clock);
        for (int round = 0; round < 3; ++round) {
            const auto before = world.ask(everybody(world));
            REQUIRE(before.has_value());
            for (int again = 0; again < 2; ++again)
                CHECK(world.ask(everybody(world))->standing.position == before->standing.position);
            std::int64_t seq = 0;
            other->submit_and_wait([&](db::Tx& tx) {
                seq = db::publish(tx, "member.changed", world.members.front().value, "{}");
                return true;
            });
            CHECK(seq > before->standing.position);
            CHECK(world.ask(everybody(world))->standing.position == seq);
        }
        check_all(world);
    });
}
