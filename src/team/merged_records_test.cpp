#include "team/duplicates.hpp"

#include <doctest/doctest.h>

#include "team/award.hpp"
#include "team/care.hpp"
#include "team/post_fixture.hpp"
#include "team/reserve.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

namespace {

/// One person with two records in one branch, each with what hangs on it.
struct Twins {
    explicit Twins(PostWorld& w) : world(w)
    {
        merged = world.add("王某", world.branch, Date{2018, 1, 1});
        survivor = world.add("王某", world.branch, Date{2019, 1, 1});
        post = world.appoint(world.branch, merged, "deputy_secretary", Date{2021, 3, 1});
        world.appoint(world.branch, survivor, "secretary", Date{2024, 3, 1});
        award(merged, "优秀共产党员", Date{2020, 7, 1});
        award(merged, "抗疫先进", Date{2021, 7, 1});
        award(survivor, "优秀共产党员", Date{2020, 7, 1});  // the same, recorded twice
        REQUIRE(world.try_impose(merged, "warning", Date{2025, 5, 1}).has_value());
        hardship(merged);
        const auto owner = world.under.account("clerk");
        world.database.submit_and_wait([&](db::Tx& tx) {
            tx.execute(R"(
                INSERT INTO platform_attachment (id, owner, name, type, size, sha256, subject_kind, subject, made, created_at)
                VALUES (5001, :owner, 'form.pdf', 'application/pdf', 1, '', 'member', :member, 0, 0))",
                       db::Params{{"owner", owner}, {"member", merged.str()}});
            return true;
        });
        open_case(merged);
    }

    void award(MemberId member, std::string name, Date on)
    {
        Award asked;
        asked.member = member;
        asked.title = "excellent_member";
        asked.name = std::move(name);
        asked.level = "county";
        asked.authority = "沙州县委";
        asked.valid_from = on;
        const auto given =
            world.write([&](db::Tx& tx) { return give_award(world.team.office(), tx, world.actor, asked); });
        REQUIRE_MESSAGE(given.has_value(), refusal(given));
    }
    void hardship(MemberId member)
    {
        Hardship asked;
        asked.member = member;
        asked.ground = "own_illness";
        asked.valid_from = Date{2025, 1, 1};
        const auto recorded =
            world.write([&](db::Tx& tx) { return record_hardship(world.team.office(), tx, world.actor, asked); });
        REQUIRE_MESSAGE(recorded.has_value(), refusal(recorded));
    }
    void open_case(MemberId member)
    {
        world.database.submit_and_wait([&](db::Tx& tx) {
            tx.execute("INSERT INTO engine_definition (digest, workflow, text, recorded_at) VALUES ('d', 'w', '', 0)");
            tx.execute(R"(
                INSERT INTO engine_case (id, workflow, definition, subject_kind, subject, organization, shard, state, step, step_since,
                    due_provisional, acts_at, acts_account, label, started_on, started_at, started_by, version, steps_done)
                VALUES (6001, 'w', 'd', 'member', :member, :branch, 0, 0, 'asked', '2026-03-01', 0, 0, 0, '', '2026-03-01', 0, 7, 1, 0))",
                       db::Params{{"member", member}, {"branch", world.branch}});
            return true;
        });
    }

    Result<Outcome> merge()
    {
        Merging asked;
        asked.survivor = survivor;
        asked.merged = merged;
        asked.survivor_version = world.stored(survivor).version;
        asked.merged_version = world.stored(merged).version;
        asked.papers = world.papers();
        return world.write([&](db::Tx& tx) { return merge_members(world.team.office(), tx, world.actor, asked); });
    }
    Result<Outcome> unmerge(ChangeId change)
    {
        return world.write(
            [&](db::Tx& tx) { return unmerge_members(world.team.office(), tx, world.actor, change, world.papers()); });
    }
    template <class Row>
    std::size_t count(MemberId member)
    {
        return world.read([&](db::Tx& tx) { return store::of_member<Row>(tx, member); }).size();
    }
    MemberId about(std::string_view sql)
    {
        return world.read([&](db::Tx& tx) { return tx.value<MemberId>(sql); });
    }
    MemberId of_case() { return about("SELECT subject FROM engine_case WHERE id = 6001"); }
    MemberId of_attachment()
    {
        return about("SELECT CAST(subject AS BIGINT) FROM platform_attachment WHERE id = 5001");
    }

    PostWorld& world;
    MemberId survivor;
    MemberId merged;
    Post post;
};

}  // namespace

TEST_CASE(
    "duplicates: posts, awards, discipline, hardship, cases and attachments go over, and what both had is there once")
{
    each_post_world([](PostWorld& world) {
        Twins twins(world);
        world.later();
        const auto outcome = twins.merge();
        REQUIRE_MESSAGE(outcome.has_value(), code_of(outcome));
        CHECK(twins.count<Post>(twins.survivor) == 2);
        CHECK(twins.count<Award>(twins.survivor) == 2);
        CHECK(twins.count<Discipline>(twins.survivor) == 1);
        CHECK(twins.count<Hardship>(twins.survivor) == 1);
        CHECK(twins.count<Post>(twins.merged) == 0);
        CHECK(twins.count<Award>(twins.merged) == 0);
        CHECK(twins.of_case() == twins.survivor);
        CHECK(twins.of_attachment() == twins.survivor);
        // Who held the post is one person, on the days of either record.
        for (const auto& [post, member] : world.led(world.branch, Date{2025, 1, 1})) CHECK(member == twins.survivor);
    });
}

TEST_CASE("duplicates: a merge that is taken back gives everything back to the record that it came from")
{
    each_post_world([](PostWorld& world) {
        Twins twins(world);
        world.later();
        const auto outcome = twins.merge();
        REQUIRE_MESSAGE(outcome.has_value(), code_of(outcome));
        world.later();
        const auto back = twins.unmerge(outcome->change.id);
        REQUIRE_MESSAGE(back.has_value(), code_of(back));
        CHECK(twins.count<Post>(twins.survivor) == 1);
        CHECK(twins.count<Award>(twins.survivor) == 1);
        CHECK(twins.count<Post>(twins.merged) == 1);
        CHECK(twins.count<Award>(twins.merged) == 2);
        CHECK(twins.count<Discipline>(twins.merged) == 1);
        CHECK(twins.count<Hardship>(twins.merged) == 1);
        CHECK(twins.of_case() == twins.merged);
        CHECK(twins.of_attachment() == twins.merged);
        CHECK(world.row(twins.post).member == twins.merged);
        CHECK(world.row(twins.post).valid_to == Date::forever());
    });
}

TEST_CASE("duplicates: a merge is not taken back over what somebody changed about it since")
{
    each_post_world([](PostWorld& world) {
        Twins twins(world);
        world.later();
        const auto outcome = twins.merge();
        REQUIRE_MESSAGE(outcome.has_value(), code_of(outcome));
        world.later();
        REQUIRE(world.try_relieve(world.row(twins.post), Date{2026, 3, 1}).has_value());
        CHECK(code_of(twins.unmerge(outcome->change.id)) == "member.has_later_changes");
        CHECK(twins.count<Post>(twins.survivor) == 2);
        CHECK(twins.of_case() == twins.survivor);
    });
}
