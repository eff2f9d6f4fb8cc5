#include "team/post_fixture.hpp"

#include <algorithm>
#include <random>

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

namespace {

Result<Discipline> lift_one(PostWorld& world, const Discipline& one, Date on, std::string kind,
                            std::string document = "纪〔2026〕9号")
{
    return world.write([&](db::Tx& tx) {
        return lift(world.team.office(), tx, world.actor, one.record, {on, kind, document, {}});
    });
}

}  // namespace

TEST_CASE("discipline: no vote during probation within the Party, and the vote again when it is over [GEN-04]")
{
    each_post_world([](PostWorld& world) {
        const auto id = world.add("马小明", world.branch);
        const auto one = world.try_impose(id, "party_probation", Date{2023, 4, 1}, 24);
        REQUIRE(one);
        const auto votes = [&](Date on) { return !world.roster(world.branch, on, {}, true).empty(); };
        CHECK(votes(Date{2023, 3, 31}));
        CHECK_FALSE(votes(Date{2023, 4, 1}));
        CHECK_FALSE(votes(Date{2025, 3, 31}));
        CHECK(votes(Date{2025, 4, 1}));
        CHECK(world.roster(world.branch, Date{2024, 1, 1}) == std::vector{id});  // still a member
        CHECK(refusal(world.try_appoint(world.asking(world.branch, id, "commissioner", Date{2024, 1, 1}))) ==
              "post.no_right_to_stand");
        // [REL-49] and no promotion for two years more.
        CHECK(refusal(world.try_appoint(world.asking(world.branch, id, "commissioner", Date{2026, 1, 1}))) ==
              "post.promotion_blocked");
    });
}

TEST_CASE("discipline: the ladder, the periods and what is asked for [REL-49]")
{
    each_post_world([](PostWorld& world) {
        const auto id = world.add("马小明", world.branch);
        CHECK(refusal(world.try_impose(id, "flogging", Date{2024, 1, 1})) == "discipline.kind_unknown");
        CHECK(refusal(world.try_impose(id, "party_probation", Date{2024, 1, 1})) == "discipline.months_wrong");
        CHECK(refusal(world.try_impose(id, "party_probation", Date{2024, 1, 1}, 18)) == "discipline.months_wrong");
        CHECK(refusal(world.try_impose(id, "warning", Date{2024, 1, 1}, 12)) == "discipline.months_wrong");
        CHECK(refusal(world.try_impose(id, "warning", Date{2026, 3, 6})) == "discipline.in_future");
        Imposing asked{id, {}, false};
        asked.discipline.kind = "warning";
        asked.discipline.valid_from = asked.discipline.decided_on = Date{2024, 1, 31};
        const auto try_it = [&] {
            return world.write([&](db::Tx& tx) { return impose(world.team.office(), tx, world.actor, asked); });
        };
        CHECK(refusal(try_it()) == "discipline.document_needed");
        asked.discipline.document_no = "纪〔2024〕1号";
        asked.discipline.ground = "taste";
        CHECK(refusal(try_it()) == "discipline.ground_unknown");
        asked.discipline.ground = "work";
        asked.discipline.decided_on = Date{2024, 2, 1};
        CHECK(refusal(try_it()) == "discipline.decided_later");
        asked.discipline.decided_on = Date{2024, 1, 30};
        CHECK(world.read([](db::Tx& tx) { return tx.value<std::int64_t>("SELECT COUNT(*) FROM team_discipline"); }) ==
              0);
        const auto warning = try_it();
        REQUIRE(warning);
        CHECK(warning->blocked_to == Date{2025, 1, 31});
        CHECK(warning->rights_to == warning->valid_from);
        CHECK(refusal(try_it()) == "discipline.exists");
        CHECK(world.try_impose(id, "serious_warning", Date{2024, 8, 31})->blocked_to == Date{2026, 2, 28});  // GEN-02
    });
}

TEST_CASE("discipline: a warned member keeps a post and takes one of the same rank, but is not promoted")
{
    each_post_world([](PostWorld& world) {
        const auto id = world.add("马小明", world.branch);
        const auto post = world.appoint(world.branch, id, "deputy_secretary", Date{2022, 1, 1});
        REQUIRE(world.try_impose(id, "warning", Date{2025, 6, 1}));
        CHECK(world.row(post).is_open());
        CHECK(refusal(world.try_appoint(
                  world.asking(world.branch, id, "organization_commissioner", Date{2025, 7, 1}))) == "");
        CHECK(refusal(world.try_appoint(world.asking(world.branch, id, "secretary", Date{2025, 7, 1}))) ==
              "post.promotion_blocked");
        CHECK(refusal(world.try_appoint(world.asking(world.branch, id, "secretary", Date{2025, 5, 31}))) == "");
    });
}

TEST_CASE("discipline: removal from posts and probation end posts in the Party; posts outside stay")
{
    each_post_world([](PostWorld& world) {
        const auto id = world.add("马小明", world.branch);
        const auto post = world.appoint(world.branch, id, "secretary", Date{2022, 1, 1});
        auto beside = world.asking(world.branch, id, "collective_head", Date{2023, 1, 1});
        beside.post.body_name = "东村经济合作社";
        const auto outside = world.try_appoint(beside);
        REQUIRE(world.try_impose(id, "removed_from_posts", Date{2025, 2, 1}));
        CHECK(world.row(post).valid_to == Date{2025, 2, 1});
        CHECK(world.row(post).ended_by() == "discipline");
        CHECK(world.row(*outside).is_open());
    });
}

TEST_CASE("discipline: expulsion ends membership and posts in the same transaction, or nothing happens")
{
    each_post_world([](PostWorld& world) {
        const auto id = world.add("马小明", world.branch);
        world.appoint(world.branch, id, "secretary", Date{2022, 1, 1});
        const auto all = world.actor;
        platform::PermissionSet without_members;
        for (const auto one : {platform::Permission::member_read, platform::Permission::discipline_read,
                               platform::Permission::discipline_change})
            without_members.add(one);
        world.actor = actor_on({}, without_members, world.organizations.directory());
        CHECK(refusal(world.try_impose(id, "expelled", Date{2025, 2, 1})) == "access.forbidden");
        world.actor = all;
        CHECK(world.read([](db::Tx& tx) { return tx.value<std::int64_t>("SELECT COUNT(*) FROM team_discipline"); }) ==
              0);
        CHECK(world.led(world.branch, Date{2025, 3, 1}).size() == 1);
        REQUIRE(world.try_impose(id, "expelled", Date{2025, 2, 1}));
        CHECK(world.stored(id).values.status == "left_party");
        CHECK(world.led(world.branch, Date{2025, 1, 31}).size() == 1);
        CHECK(world.led(world.branch, Date{2025, 2, 1}).empty());
        CHECK(world.roster(world.branch, Date{2025, 2, 1}).empty());
        CHECK(refusal(world.try_impose(id, "warning", Date{2025, 3, 1})) == "discipline.not_a_member");
    });
}

TEST_CASE("discipline: appeal, answer, revocation: the effects end with the day and what was stays as it was")
{
    each_post_world([](PostWorld& world) {
        const auto id = world.add("马小明", world.branch);
        const auto one = *world.try_impose(id, "party_probation", Date{2024, 4, 1}, 24);
        const auto act = [&](auto fn, Date on) {
            return world.write([&](db::Tx& tx) {
                return fn(world.team.office(), tx, world.actor, one.record, on, std::optional<StateId>{});
            });
        };
        CHECK(refusal(act(answer_appeal, Date{2024, 6, 1})) == "discipline.not_appealed");
        CHECK(refusal(act(appeal, Date{2024, 3, 1})) == "discipline.too_early");
        REQUIRE(act(appeal, Date{2024, 5, 1}));
        CHECK(refusal(act(appeal, Date{2024, 5, 2})) == "discipline.appealed");
        REQUIRE(act(answer_appeal, Date{2024, 6, 1}));
        CHECK(refusal(lift_one(world, one, Date{2025, 1, 1}, "lifted")) == "discipline.end_unknown");
        CHECK(refusal(lift_one(world, one, Date{2025, 1, 1}, "revoked", "")) == "discipline.document_needed");
        CHECK(refusal(lift_one(world, one, Date{2024, 1, 1}, "revoked")) == "discipline.too_early");
        REQUIRE(lift_one(world, one, Date{2025, 1, 1}, "revoked"));
        CHECK(refusal(lift_one(world, one, Date{2025, 2, 1}, "revoked")) == "discipline.over");
        const auto votes = [&](Date on) { return !world.roster(world.branch, on, {}, true).empty(); };
        CHECK_FALSE(votes(Date{2024, 12, 31}));
        CHECK(votes(Date{2025, 1, 1}));
        CHECK(refusal(world.try_appoint(world.asking(world.branch, id, "secretary", Date{2025, 1, 1}))) == "");
    });
}

TEST_CASE("discipline: rights are suspended while detained, the grade is withheld while under review [GEN-04, LIFE-26]")
{
    each_post_world([](PostWorld& world) {
        const auto id = world.add("马小明", world.branch);
        const std::vector ids{id};
        const auto graded = [&](Date on) {
            return world.read([&](db::Tx& tx) { return without_grade(tx, ids, {on, {}}); }).empty();
        };
        const auto review = *world.try_impose(id, "under_review", Date{2025, 1, 10});
        CHECK_FALSE(world.roster(world.branch, Date{2025, 2, 1}, {}, true).empty());
        CHECK_FALSE(graded(Date{2025, 2, 1}));
        const auto detained = *world.try_impose(id, "rights_suspended", Date{2025, 3, 1});
        CHECK(world.roster(world.branch, Date{2025, 3, 1}, {}, true).empty());
        REQUIRE(lift_one(world, detained, Date{2025, 6, 1}, "lifted", ""));
        CHECK_FALSE(world.roster(world.branch, Date{2025, 6, 1}, {}, true).empty());
        REQUIRE(lift_one(world, review, Date{2025, 7, 1}, "closed", ""));
        CHECK(graded(Date{2025, 7, 1}));
    });
}

TEST_CASE("discipline: taken back it never was, and what was known on a day stays known as that")
{
    each_post_world([](PostWorld& world) {
        const auto id = world.add("马小明", world.branch);
        const auto one = *world.try_impose(id, "party_probation", Date{2024, 4, 1}, 12);
        const auto known = world.clock.now();
        world.later();
        const auto back = [&](std::string reason) {
            return world.write([&](db::Tx& tx) {
                return withdraw_discipline(world.team.office(), tx, world.actor, one.record, reason, one.id);
            });
        };
        CHECK(refusal(back("")) == "record.reason_needed");
        REQUIRE(back("录错人"));
        CHECK(refusal(back("录错人")) == "discipline.not_found");
        CHECK_FALSE(world.roster(world.branch, Date{2024, 5, 1}, {}, true).empty());
        CHECK(world.roster(world.branch, Date{2024, 5, 1}, known, true).empty());
    });
}

TEST_CASE("discipline: random measures: who could vote is who belonged, was full, and was under none that withholds")
{
    each_post_world([](PostWorld& world) {
        constexpr unsigned seed = 1126;
        INFO("seed ", seed);
        std::mt19937 random(seed);
        std::vector<MemberId> members;
        for (int i = 0; i < 5; ++i)
            members.push_back(world.add("党员" + std::string(1, static_cast<char>('A' + i)), world.branch));
        struct Withheld {
            MemberId member;
            Date from;
            Date to;
        };
        std::vector<Withheld> model;
        for (int step = 0; step < 60; ++step) {
            world.later();
            const auto day = Date{2020, 1, 1}.plus_days(static_cast<std::int64_t>(random() % 2000));
            const auto id = members[random() % members.size()];
            const bool probation = random() % 2;
            const int months = random() % 2 ? 12 : 24;
            const auto made =
                probation ? world.try_impose(id, "party_probation", day, months) : world.try_impose(id, "warning", day);
            if (made && probation) model.push_back({id, day, day.plus_months(months)});
        }
        CHECK(model.size() > 10);
        for (Date day{2020, 1, 1}; day < Date{2026, 3, 5}; day = day.plus_days(17)) {
            std::vector<MemberId> expected;
            for (const auto id : members)
                if (std::ranges::none_of(
                        model, [&](const auto& one) { return one.member == id && one.from <= day && day < one.to; }))
                    expected.push_back(id);
            std::ranges::sort(expected);
            CHECK(world.roster(world.branch, day, {}, true) == expected);
        }
    });
}
