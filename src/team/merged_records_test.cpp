#include "team/duplicates.hpp"

#include <doctest/doctest.h>

#include <set>

#include "db/catalog.hpp"
#include "team/award.hpp"
#include "team/care.hpp"
#include "team/development_store.hpp"
#include "team/merged_records.hpp"
#include "team/mobile.hpp"
#include "team/participation.hpp"
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

namespace {

/// What names the member besides dated records: a transfer with its letter, a contact, a stay elsewhere, the way into
/// the Party.
struct Named {
    explicit Named(Twins& t) : twins(t)
    {
        auto& world = twins.world;
        Participation part;
        part.member = twins.merged;
        part.organization = world.other;
        part.kind = "mobile_in";
        part.from = Date{2025, 5, 1};
        const auto added =
            world.write([&](db::Tx& tx) { return add_participation(world.team.office(), tx, world.actor, part); });
        REQUIRE_MESSAGE(added.has_value(), refusal(added));
        world.database.submit_and_wait([&](db::Tx& tx) {
            Mobile stay;
            stay.id = world.ids.next_id<StateTag>();
            stay.record = world.ids.next_id<RecordTag>();
            stay.member = twins.merged;
            stay.organization = world.other;
            stay.valid_from = Date{2025, 5, 1};
            stay.valid_to = Date::forever();
            stay.recorded_at = tx.recorded_at();
            stay.superseded_at = Instant::forever();
            stay.side = "in";
            stay.place = "西村";
            stay.participation = added->id;
            store::insert(tx, stay);
            const db::Params of{{"member", twins.merged}, {"branch", world.branch}};
            tx.execute(R"(
                INSERT INTO team_transfer (case_id, member, shard, reach, from_branch, receiver, joined_branch, bulk)
                VALUES (6001, :member, 0, 'county', :branch, 0, 0, 0))",
                       of);
            tx.execute(R"(
                INSERT INTO team_letter (id, case_id, member, organization, shard, year, number, code, issued_on, valid_until, state,
                    printed, recorded_at, recorded_by, recorded_by_name)
                VALUES (7001, 6001, :member, :branch, 0, 2025, 1, 'c', '2025-05-01', '2025-08-01', 'open', '{}', 0, 7, ''))",
                       of);
            tx.execute(R"(
                INSERT INTO team_contact (id, member, mobile, organization, shard, day, way, note, recorded_at, recorded_by, recorded_by_name)
                VALUES (7002, :member, 0, :branch, 0, '2025-06-01', 'phone', '', 0, 7, ''))",
                       of);
            tx.execute(R"(
                INSERT INTO team_arrival (id, organization, shard, branch, member, name, particulars, sealed, recorded_at, recorded_by,
                    recorded_by_name)
                VALUES (7003, :branch, 0, :branch, :member, '', '{}', '', 0, 7, ''))",
                       of);
            tx.execute(R"(
                INSERT INTO team_bulk_person (bulk, member, state, case_id, code, rule)
                VALUES (7004, :member, 'done', 6001, '', ''))",
                       db::Params{{"member", twins.merged}});
            tx.execute("UPDATE engine_case SET subject_kind = 'applicant' WHERE id = 6001");
            insert_applicant(tx, twins.merged);
            return true;
        });
    }
    void insert_applicant(db::Tx& tx, MemberId id)
    {
        auto& world = twins.world;
        Applicant row;
        row.id = id;
        row.organization = world.branch;
        row.name = "王某";
        row.birth_date = Date{1970, 5, 6};
        row.id_number = world.team.office().vault.seal(number, SealedField::id_number, id);
        row.id_number_index = world.team.office().vault.index_of(number + id.str(), SealedField::id_number);
        row.case_id = CaseId{6001};
        row.approved_on = Date{2018, 1, 1};
        row.version = 1;
        store::insert_applicant(tx, row);
        store::insert_stage(tx, {world.ids.next_id<StateTag>(),
                                 id,
                                 {},
                                 world.branch,
                                 CaseId{6001},
                                 "member",
                                 Date{2018, 1, 1},
                                 "",
                                 tx.recorded_at(),
                                 AccountId{7},
                                 ""});
    }
    /// Everything that names a member names this one.
    void check_all_name(MemberId member)
    {
        auto& world = twins.world;
        world.database.read([&](db::Tx& tx) {
            for (const auto& table : naming_tables) {
                CAPTURE(table.name);
                CHECK(tx.value<MemberId>("SELECT member FROM " + std::string(table.name)) == member);
            }
            const auto stays = store::of_member<Mobile>(tx, member);
            REQUIRE(stays.size() == 1);
            // The stay still knows its participation: it ends with it.
            const auto parts = participations_of(tx, member);
            REQUIRE(parts.size() == 1);
            CHECK(stays.front().participation == parts.front().id);
            const auto applicant = store::find_applicant(tx, member);
            REQUIRE(applicant.has_value());
            CHECK(world.team.office().vault.open(applicant->id_number, SealedField::id_number, member) == number);
            CHECK(store::stages_of(tx, member).size() == 1);
            CHECK(tx.value<MemberId>("SELECT subject FROM engine_case WHERE id = 6001") == member);
        });
    }

    Twins& twins;
    const std::string number = id_number_of(Date{1970, 5, 6}, 77);
};

}  // namespace

TEST_CASE("duplicates: transfers, letters, contacts, stays elsewhere and the way into the Party go over, and come back")
{
    each_post_world([](PostWorld& world) {
        Twins twins(world);
        Named named(twins);
        named.check_all_name(twins.merged);
        world.later();
        const auto outcome = twins.merge();
        REQUIRE_MESSAGE(outcome.has_value(), code_of(outcome));
        named.check_all_name(twins.survivor);
        world.later();
        const auto back = twins.unmerge(outcome->change.id);
        REQUIRE_MESSAGE(back.has_value(), code_of(back));
        named.check_all_name(twins.merged);
    });
}

TEST_CASE("duplicates: two records with a way into the Party each are not merged unseen")
{
    each_post_world([](PostWorld& world) {
        Twins twins(world);
        Named named(twins);
        world.database.submit_and_wait([&](db::Tx& tx) {
            named.insert_applicant(tx, twins.survivor);
            return true;
        });
        world.later();
        CHECK(code_of(twins.merge()) == "member.two_development_files");
    });
}

TEST_CASE("duplicates: every table that names a member is one that a merge looks after")
{
    each_post_world([](PostWorld& world) {
        std::set<std::string> known(own_tables.begin(), own_tables.end());
        known.insert(record_tables.begin(), record_tables.end());
        for (const auto& table : naming_tables) known.emplace(table.name);
        std::set<std::string> there;
        world.database.read([&](db::Tx& tx) {
            for (const auto& table : db::tables_of(tx))
                for (const auto& column : table.columns)
                    if (column.name == "member") there.insert(table.name);
        });
        CHECK(there == known);
        // By another name only the way into the Party is a member's: its own id, and the applicant of its stages. An
        // import keeps who it brought in, and is not taken back when that one has become somebody else.
        const std::set<std::string> of_applicants{"team_applicant_stage", "team_development_import_case"};
        world.database.read([&](db::Tx& tx) {
            for (const auto& table : db::tables_of(tx))
                for (const auto& column : table.columns)
                    if (column.name == "applicant") CHECK_MESSAGE(of_applicants.contains(table.name), table.name);
        });
    });
}
