#include "team/post_fixture.hpp"

#include <algorithm>
#include <random>
#include <set>

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

namespace {

using Led = std::vector<std::pair<std::string, MemberId>>;

}  // namespace

TEST_CASE("posts: who leads a branch on a day, and as it was known on another")
{
    each_post_world([](PostWorld& world) {
        const auto old = world.add("马老三", world.branch);
        const auto young = world.add("马小明", world.branch);
        const auto first = world.appoint(world.branch, old, "secretary", Date{2021, 6, 1});
        const auto known = world.clock.now();
        world.later();
        REQUIRE(world.try_relieve(first, Date{2024, 6, 1}, "term_over"));
        world.appoint(world.branch, young, "secretary", Date{2024, 6, 1});
        CHECK(world.led(world.branch, Date{2021, 5, 31}).empty());
        CHECK(world.led(world.branch, Date{2024, 5, 31}) == Led{{"secretary", old}});
        CHECK(world.led(world.branch, Date{2024, 6, 1}) == Led{{"secretary", young}});
        CHECK(world.led(world.branch, Date{2025, 1, 1}, known) == Led{{"secretary", old}});  // nobody knew better then
        CHECK(world.led(world.other, Date{2025, 1, 1}).empty());
        const auto team = world.read([&](db::Tx& tx) {
            return leading_team(world.team.office(), tx, world.branch, {Date{2025, 1, 1}, {}});
        });
        REQUIRE(team);
        REQUIRE(team->posts.size() == 1);
        CHECK(team->posts[0].name == "马小明");
        CHECK_FALSE(team->gaps.no_head);
        CHECK(refusal(world.read([&](db::Tx& tx) {
                  return leading_team(world.team.office(), tx, world.branch, {Date{1983, 1, 1}, {}});
              })) == "organization.not_found");
    });
}

TEST_CASE("posts: what the rules refuse, by code, and nothing is written")
{
    each_post_world([](PostWorld& world) {
        const auto here = world.add("马小明", world.branch);
        const auto there = world.add("白大山", world.other);
        auto probationary = world.registering("丁一", world.branch, Date{2025, 6, 1});
        probationary.values.category = "2";
        probationary.values.joined_on = Date{2025, 6, 1};
        probationary.values.full_on.reset();
        const auto young = world.try_register(probationary)->member.id;
        const Date day{2024, 1, 1};
        const auto code = [&](Appointing asked, auto change) {
            change(asked);
            return refusal(world.try_appoint(asked));
        };
        const auto as_secretary = world.asking(world.branch, here, "secretary", day);
        const auto nothing = [](Appointing&) {};
        CHECK(code(as_secretary, [](Appointing& a) { a.post.post = "king"; }) == "post.unknown");
        CHECK(code(as_secretary, [](Appointing& a) { a.post.way = "inherited"; }) == "post.way_unknown");
        CHECK(code(as_secretary, [](Appointing& a) { a.post.origin = "mars"; }) == "post.origin_unknown");
        CHECK(code(as_secretary, [](Appointing& a) { a.post.way = "sent"; }) == "post.way_not_possible");
        CHECK(code(as_secretary, [](Appointing& a) {
                  a.post.way = "appointed";
                  a.post.document_no = "";
              }) == "post.document_needed");
        CHECK(code(as_secretary, [](Appointing& a) { a.post.valid_from = Date{2026, 3, 6}; }) == "post.in_future");
        CHECK(code(as_secretary, [](Appointing& a) {
                  a.post.valid_from = Date{1983, 1, 1};
              }) == "post.organization_not_there");
        CHECK(code(as_secretary, [](Appointing& a) { a.member = MemberId{5}; }) == "member.not_found");
        CHECK(code(as_secretary, [](Appointing& a) { a.member = {}; }) == "post.holder_unknown");
        CHECK(code(as_secretary, [](Appointing& a) {
                  a.member = {};
                  a.post.holder_name = "王五";
              }) == "post.holder_unknown");
        CHECK(code(as_secretary, [](Appointing& a) { a.organization = OrganizationId{5}; }) ==
              "organization.not_found");
        CHECK(code(world.asking(world.branch, there, "secretary", day), nothing) == "post.not_here");
        CHECK(code(world.asking(world.branch, young, "commissioner", Date{2025, 7, 1}), nothing) ==
              "post.no_right_to_stand");  // RIGHT-02
        CHECK(code(world.asking(world.branch, young, "commissioner", day), nothing) == "post.not_a_member");  // not yet
        CHECK(code(world.asking(world.branch, here, "group_leader", day), nothing) == "post.not_in_type");
        CHECK(code(world.asking(world.branch, here, "commissioner", day, "appointed"), nothing) ==
              "post.way_not_possible");
        CHECK(code(world.asking(world.branch, here, "village_head", day), nothing) == "post.body_needed");
        CHECK(code(world.asking(world.branch, there, "first_secretary", day, "sent"), nothing) == "post.sender_needed");
        CHECK(code(world.asking(world.branch, there, "first_secretary", day, "sent"),
                   [](Appointing& a) { a.post.sent_by = "县委组织部"; }) == "post.period_needed");
        CHECK(world.read([](db::Tx& tx) { return tx.value<std::int64_t>("SELECT COUNT(*) FROM team_post"); }) == 0);

        world.appoint(world.branch, here, "secretary", day);
        CHECK(code(as_secretary, nothing) == "post.held_already");
        const auto second = world.add("马二", world.branch);
        CHECK(code(world.asking(world.branch, second, "secretary", Date{2025, 1, 1}), nothing) == "post.taken");
        // Before the one who follows: as long as both would hold it on one day.
        CHECK(code(world.asking(world.branch, second, "secretary", Date{2022, 1, 1}), nothing) == "post.taken");
        auto before = world.asking(world.branch, second, "secretary", Date{2022, 1, 1});
        before.post.decided_to = day;
        before.post.end_kind = "term_over";
        CHECK(refusal(world.try_appoint(before)) == "");
    });
}

TEST_CASE("posts: a secretary has been a full member for a year, or the reason is recorded [ORG-48]")
{
    each_post_world([](PostWorld& world) {
        auto fresh = world.registering("马小明", world.branch);
        fresh.values.joined_on = Date{2024, 1, 10};
        fresh.values.full_on = Date{2025, 1, 10};
        fresh.papers.effective_on = Date{2025, 1, 10};
        const auto id = world.try_register(fresh)->member.id;
        CHECK(refusal(world.try_appoint(world.asking(world.branch, id, "secretary", Date{2026, 1, 9}))) ==
              "post.too_short_a_member");
        auto with_reason = world.asking(world.branch, id, "secretary", Date{2026, 1, 9});
        with_reason.post.reason = "支部正式党员不足，经镇党委同意";
        with_reason.dry_run = true;
        CHECK(refusal(world.try_appoint(with_reason)) == "");
        CHECK(world.led(world.branch, Date{2026, 2, 1}).empty());  // a dry run writes nothing
        CHECK(refusal(world.try_appoint(world.asking(world.branch, id, "secretary", Date{2026, 1, 10}))) == "");
    });
}

TEST_CASE("posts: a branch committee has at most seven members and one deputy [ORG-30]")
{
    each_post_world([](PostWorld& world) {
        std::vector<MemberId> members;
        for (int i = 0; i < 9; ++i)
            members.push_back(world.add("党员" + std::string(1, static_cast<char>('A' + i)), world.branch));
        const Date day{2023, 1, 1};
        world.appoint(world.branch, members[0], "secretary", day);
        world.appoint(world.branch, members[1], "deputy_secretary", day);
        CHECK(refusal(world.try_appoint(world.asking(world.branch, members[2], "deputy_secretary", day))) ==
              "post.too_many_deputies");
        for (int i = 2; i < 7; ++i)
            world.appoint(world.branch, members[static_cast<std::size_t>(i)], "commissioner", day);
        CHECK(refusal(world.try_appoint(world.asking(world.branch, members[7], "commissioner", day))) ==
              "post.committee_full");
        // Somebody of the committee takes another post in it: no one more.
        world.appoint(world.branch, members[1], "organization_commissioner", day);
        // A post beside the committee is none in it.
        auto beside = world.asking(world.branch, members[0], "village_head", day);
        beside.post.body_name = "东村村民委员会";
        CHECK(refusal(world.try_appoint(beside)) == "");
        const auto team = world.read([&](db::Tx& tx) {
            return leading_team(world.team.office(), tx, world.branch, {Date{2026, 3, 5}, {}});
        });
        CHECK(team->gaps.committee == 7);
        CHECK(team->posts.front().post.post == "secretary");
        REQUIRE(team->posts.front().beside.size() == 1);
        CHECK(team->posts.front().beside[0].body_name == "东村村民委员会");
    });
}

TEST_CASE("posts: leaders of a temporary branch are appointed from above, and it holds no election [ORG-06, ORG-07]")
{
    each_post_world([](PostWorld& world) {
        const auto temporary = world.found(world.committee, "抗旱临时支部", "temporary_branch", Date{2025, 5, 1});
        const auto id = world.add("马小明", world.branch);
        CHECK(refusal(world.try_appoint(world.asking(temporary, id, "secretary", Date{2025, 5, 1}))) ==
              "post.election_withheld");
        CHECK(refusal(world.try_appoint(world.asking(temporary, id, "commissioner", Date{2025, 5, 1}, "appointed"))) ==
              "");
        const auto post = world.appoint(temporary, id, "secretary", Date{2025, 5, 1}, "appointed");
        // Whoever may change only the branch itself appoints nobody: that is for those above.
        const auto all = world.actor;
        world.actor = actor_on(temporary, everything_of_posts(), world.organizations.directory());
        CHECK(refusal(world.try_relieve(post, Date{2025, 9, 1})) == "access.forbidden");
        world.actor = all;
        // It ends with the body.
        const auto gone = world.write([&](db::Tx& tx) {
            return organization::dissolve(world.organizations.office(), tx, world.actor, temporary,
                                          {{}, {Date{2025, 10, 1}, "组发〔2025〕9号", "任务完成", "", {}, false}, {}});
        });
        REQUIRE_MESSAGE(gone.has_value(), (gone ? "" : gone.error().code));
        CHECK(world.led(temporary, Date{2025, 9, 30}).size() == 2);
        CHECK(world.led(temporary, Date{2025, 10, 1}).empty());
        CHECK(world.row(post).ended_by() == "organization_ended");
    });
}

TEST_CASE("posts: they end when the holder leaves the branch or the Party, and come back when that was a mistake")
{
    each_post_world([](PostWorld& world) {
        const auto id = world.add("马小明", world.branch);
        const auto post = world.appoint(world.branch, id, "secretary", Date{2022, 1, 1});
        const auto above = world.appoint(world.committee, id, "commissioner", Date{2022, 1, 1});
        world.later();
        const auto moved = world.run(move_member, id, Moving{world.other, world.papers(Date{2024, 6, 1})});
        REQUIRE(moved);
        CHECK(world.row(post).valid_to == Date{2024, 6, 1});
        CHECK(world.row(post).ended_by() == "left_branch");
        CHECK(world.row(above).is_open());  // still below the committee
        CHECK(refusal(world.try_relieve(post, Date{2025, 1, 1})) == "post.over");
        world.later();
        Correcting back;
        back.change = moved->change.id;
        back.withdraw = true;
        back.papers = world.papers();
        REQUIRE(world.run(correct_member, id, back));
        CHECK(world.row(post).is_open());
        CHECK(world.led(world.branch, Date{2025, 1, 1}) == Led{{"secretary", id}});
        world.later();
        REQUIRE(world.stand(id, "died", Date{2025, 8, 8}));
        CHECK(world.row(post).ended_by() == "left_roll");
        CHECK(world.led(world.branch, Date{2025, 8, 7}).size() == 1);
        CHECK(world.led(world.branch, Date{2025, 8, 8}).empty());
        CHECK(world.led(world.committee, Date{2025, 8, 8}).empty());
    });
}

TEST_CASE("posts: a first secretary may be in no register here; the period is watched")
{
    each_post_world([](PostWorld& world) {
        auto asked = world.asking(world.branch, {}, "first_secretary", Date{2024, 5, 1}, "sent");
        asked.post.holder_name = "王建国";
        asked.post.sent_by = "县财政局";
        asked.post.period_to = Date{2026, 4, 30};
        REQUIRE(world.try_appoint(asked));
        const auto page = world.read([&](db::Tx& tx) {
            return teams_within(world.team.office(), tx, {world.committee, TeamState::sent, {}, 50});
        });
        REQUIRE(page.items.size() == 1);
        REQUIRE(page.items[0].shown.size() == 1);
        CHECK(page.items[0].shown[0].name == "王建国");
        CHECK(page.items[0].gaps.no_head);
    });
}

TEST_CASE(
    "posts: vacancies, whoever no longer belongs and several posts of one are found in a committee's overview "
    "[EVAL-22]")
{
    each_post_world([](PostWorld& world) {
        const auto id = world.add("马小明", world.branch);
        const auto there = world.add("白大山", world.other);
        const auto far = world.found(world.county, "远镇委员会", "committee", Date{1984, 1, 1});
        const auto far_branch = world.found(far, "远村支部", "branch", Date{1984, 2, 1});
        const auto post = world.appoint(world.branch, id, "secretary", Date{2022, 1, 1});
        world.appoint(world.committee, there, "secretary", Date{2022, 1, 1});
        auto beside = world.asking(world.branch, id, "collective_head", Date{2023, 1, 1});
        beside.post.body_name = "东村经济合作社";
        REQUIRE(world.try_appoint(beside));
        const auto found = [&](TeamState state) {
            std::vector<OrganizationId> ids;
            for (const auto& line : world
                                        .read([&](db::Tx& tx) {
                                            return teams_within(world.team.office(), tx, {world.county, state, {}, 50});
                                        })
                                        .items)
                ids.push_back(line.organization);
            return ids;
        };
        CHECK(found(TeamState::vacant) == std::vector{world.county, world.other, far, far_branch});
        CHECK(found(TeamState::cross) == std::vector{world.branch});
        CHECK(found(TeamState::departing).empty());
        REQUIRE(world.run(move_member, there, Moving{far_branch, world.papers(Date{2025, 1, 1})}));
        CHECK(found(TeamState::departing) == std::vector{world.committee});
        REQUIRE(world.try_relieve(post, Date{2026, 1, 15}));
        const auto team = world.read([&](db::Tx& tx) {
            return leading_team(world.team.office(), tx, world.branch, {Date{2026, 3, 5}, {}});
        });
        CHECK(team->gaps.no_head);
        CHECK(team->gaps.empty_since == Date{2026, 1, 15});
        CHECK(team->gaps.empty_until == Date{2026, 4, 15});
        // Page by page the same.
        std::vector<OrganizationId> paged;
        TeamQuestion question{world.county, TeamState::vacant, {}, 2};
        do {
            const auto page = world.read([&](db::Tx& tx) { return teams_within(world.team.office(), tx, question); });
            for (const auto& line : page.items) paged.push_back(line.organization);
            question.after = page.next;
        } while (question.after);
        CHECK(paged == found(TeamState::vacant));
    });
}

TEST_CASE("posts: a committee is seated in one: who stays, who comes, who goes, or nothing")
{
    each_post_world([](PostWorld& world) {
        std::vector<MemberId> members;
        for (int i = 0; i < 4; ++i)
            members.push_back(world.add("党员" + std::string(1, static_cast<char>('A' + i)), world.branch));
        const auto stranger = world.add("外人", world.other);
        const auto post = world.appoint(world.branch, members[0], "secretary", Date{2021, 1, 1});
        Seating asked{world.branch,
                      Date{2024, 1, 1},
                      "镇党发〔2024〕1号",
                      {{members[1], "secretary", "veteran", ""},
                       {members[0], "organization_commissioner", "", ""},
                       {stranger, "publicity_commissioner", "", ""}}};
        const auto seat = [&] {
            return world.write([&](db::Tx& tx) { return seat_committee(world.team.office(), tx, world.actor, asked); });
        };
        auto refused = seat();
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == "post.not_here");
        CHECK(refused.error().fields.at(0).field == "seats/2/member");
        CHECK(world.led(world.branch, Date{2025, 1, 1}) == Led{{"secretary", members[0]}});
        asked.seats.pop_back();
        CHECK(refusal(seat()) == "organization.committee_too_small");
        asked.seats.push_back({members[2], "publicity_commissioner", "", ""});
        REQUIRE(seat());
        CHECK(world.led(world.branch, Date{2025, 1, 1}).size() == 3);
        CHECK(world.row(post).end_kind == "term_over");
        CHECK(world.led(world.branch, Date{2023, 12, 31}) == Led{{"secretary", members[0]}});
    });
}

TEST_CASE("posts: a record is put right or taken back; what was known stays known; a stale view is refused")
{
    each_post_world([](PostWorld& world) {
        const auto id = world.add("马小明", world.branch);
        const auto post = world.appoint(world.branch, id, "secretary", Date{2022, 1, 1});
        const auto known = world.clock.now();
        world.later();
        PostCorrecting asked;
        asked.from = Date{2022, 3, 1};
        CHECK(refusal(world.try_correct(post, asked)) == "record.reason_needed");
        asked.reason = "任职日期录错";
        asked.seen = post.id;
        const auto corrected = world.try_correct(post, asked);
        REQUIRE(corrected);
        CHECK(refusal(world.try_correct(post, asked)) == "record.version_conflict");
        asked.seen = corrected->id;
        CHECK(refusal(world.try_correct(post, asked)) == "record.nothing_changed");
        CHECK(world.led(world.branch, Date{2022, 2, 1}).empty());
        CHECK(world.led(world.branch, Date{2022, 2, 1}, known).size() == 1);
        asked = {};
        asked.withdraw = true;
        asked.reason = "录错人";
        REQUIRE(world.try_correct(post, asked));
        CHECK(world.led(world.branch, Date{2025, 1, 1}).empty());
        CHECK(refusal(world.try_correct(post, asked)) == "post.not_found");
    });
}

TEST_CASE("posts: random histories: one head at a time, and nobody leads a branch to which he does not belong")
{
    each_post_world([](PostWorld& world) {
        constexpr unsigned seed = 20261126;
        INFO("seed ", seed);
        std::mt19937 random(seed);
        const auto pick = [&](std::size_t n) { return random() % n; };
        std::vector<MemberId> members;
        for (int i = 0; i < 6; ++i)
            members.push_back(
                world.add("党员" + std::string(1, static_cast<char>('A' + i)), i % 2 ? world.branch : world.other));
        const std::vector branches{world.branch, world.other};
        std::vector<Post> posts;
        int done = 0;
        for (int step = 0; step < 160; ++step) {
            world.later();
            const auto day = Date{2020, 1, 1}.plus_days(static_cast<std::int64_t>(pick(2200)));
            const auto member = members[pick(members.size())];
            switch (pick(5)) {
                case 0:
                case 1: {
                    auto made = world.try_appoint(
                        world.asking(branches[pick(2)], member, pick(2) ? "secretary" : "commissioner", day));
                    if (made) posts.push_back(*made), ++done;
                    break;
                }
                case 2:
                    if (!posts.empty()) done += world.try_relieve(posts[pick(posts.size())], day).has_value();
                    break;
                case 3:
                    done += world.run(move_member, member, Moving{branches[pick(2)], world.papers(day)}).has_value();
                    break;
                default:
                    if (!posts.empty()) {
                        PostCorrecting asked;
                        asked.reason = "更正";
                        asked.withdraw = pick(4) == 0;
                        asked.from = day;
                        done += world.try_correct(posts[pick(posts.size())], asked).has_value();
                    }
            }
        }
        CHECK(done > 40);
        for (Date day{2020, 1, 1}; day < Date{2026, 3, 5}; day = day.plus_days(13)) {
            for (const auto branch : branches) {
                const auto roster = world.roster(branch, day);
                int heads = 0;
                for (const auto& [post, member] : world.led(branch, day)) {
                    heads += post == "secretary";
                    CHECK(std::ranges::binary_search(roster, member));
                }
                CHECK(heads <= 1);
            }
        }
    });
}
