#include "team/member_service.hpp"

#include <algorithm>

#include "team/team_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

TEST_CASE("team: a member is registered with sealed data, found by name, pinyin, initials, id number and telephone")
{
    each_world([](World& world) {
        const auto id = world.add("马小明", world.branch);
        const auto member = world.stored(id);
        CHECK(member.values.status == "normal");
        CHECK(member.values.sex == "1");  // of the id number
        CHECK(member.values.birth_date == Date{1970, 5, 6});
        const auto number = id_number_of(Date{1970, 5, 6}, 1);
        CHECK(member.sealed.id_number.find(number) == std::string::npos);
        CHECK(world.team.office().vault.open(member.sealed.id_number, SealedField::id_number, id) == number);
        for (const auto* text :
             {"马小明", "小明", "明", "maxiaoming", "xiaoming", "mxm", "MXM", "xm", "13810000001", "138-1000-0001"}) {
            CAPTURE(text);
            CHECK(world.search(text) == std::vector{id});
            CHECK(world.search(text, world.committee) == std::vector{id});
            CHECK(world.search(text, world.other).empty());
        }
        CHECK(world.search(number) == std::vector{id});
        CHECK(world.search("马大").empty());
        CHECK(world.search("%").empty());
        CHECK(world.roster(world.committee, Date{2020, 1, 1}) == std::vector{id});
        CHECK(world.roster(world.committee, Date{2019, 12, 31}).empty());
    });
}

TEST_CASE("team: bad input names the field and the rule, and nothing is half done")
{
    each_world([](World& world) {
        const auto refused = [&](auto change) {
            auto asked = world.registering("张三", world.branch);
            change(asked);
            const auto outcome = world.try_register(asked);
            return outcome ? std::string("stored")
                           : (outcome.error().fields.empty() ? "" : outcome.error().fields.front().field + " ") +
                                 code_of(outcome);
        };
        CHECK(refused([](Registering& r) { r.contact.id_number = "110105491231002"; }) ==
              "id_number id_number.old_form");
        CHECK(refused([](Registering& r) { r.contact.id_number = "110105194912310021"; }) ==
              "id_number id_number.check_digit");
        CHECK(refused([](Registering& r) {
                  r.contact.id_number = id_number_of(Date{2030, 1, 1}, 1);
              }) == "id_number id_number.birth_date");
        CHECK(refused([](Registering& r) { r.contact.id_number.reset(); }) == "id_number input.required");
        CHECK(refused([](Registering& r) { r.contact.phone = "call me"; }) == "phone member.phone");
        CHECK(refused([](Registering& r) { r.values.name = "张3"; }) == "name member.name_character");
        CHECK(refused([](Registering& r) {
                  r.values.birth_date = Date{1971, 1, 1};
              }) == "birth_date member.birth_date_differs");
        CHECK(refused([](Registering& r) {
                  r.values.joined_on = Date{1969, 1, 1};
              }) == "joined_on member.joined_before_birth");
        CHECK(refused([](Registering& r) { r.values.joined_on.reset(); }) == "joined_on input.required");
        CHECK(refused([](Registering& r) { r.values.ethnicity = "77"; }) == "ethnicity member.unknown_code");
        CHECK(refused([](Registering& r) {
                  r.papers.effective_on = Date{2026, 3, 6};
              }) == "effective_on member.in_future");
        CHECK(refused([&](Registering& r) { r.values.branch = world.committee; }) == "member.branch_holds_no_members");
        CHECK(refused([](Registering& r) {
                  r.papers.effective_on = Date{1980, 1, 1};
                  r.values.joined_on = Date{1979, 1, 1};
                  r.values.full_on.reset();
                  r.contact.id_number = id_number_of(Date{1950, 1, 1}, 1);
                  r.values.birth_date.reset();
              }) == "member.branch_not_there");
        CHECK(refused([](Registering& r) {
                  r.entry = "admitted";
                  r.papers.document_no.clear();
              }) == "member.document_needed");
        CHECK(refused([](Registering& r) { r.values.branch = OrganizationId{99}; }) == "member.branch_not_there");
        CHECK(world.read([](db::Tx& tx) { return tx.value<std::int64_t>("SELECT COUNT(*) FROM team_member"); }) == 0);
        CHECK(world.read([](db::Tx& tx) { return tx.value<std::int64_t>("SELECT COUNT(*) FROM team_state"); }) == 0);
        const auto id = world.add("张三", world.branch);
        auto twice = world.registering("张三", world.other);
        twice.contact.id_number = id_number_of(Date{1970, 5, 6}, world.sequence - 1);
        CHECK(code_of(world.try_register(twice)) == "member.id_number_known");
        CHECK(world.roster(world.committee, Date{2026, 3, 5}) == std::vector{id});
    });
}

TEST_CASE("team: after a move the old branch has its member on the days before, the new one from the day on")
{
    each_world([](World& world) {
        const auto id = world.add("马小明", world.branch);
        const auto before = world.clock.now();
        world.clock.set(Instant{before.us + 1'000'000});
        REQUIRE(world.run(move_member, id, Moving{world.other, world.papers(Date{2024, 6, 1})}));
        CHECK(world.roster(world.branch, Date{2024, 5, 31}) == std::vector{id});
        CHECK(world.roster(world.branch, Date{2024, 6, 1}).empty());
        CHECK(world.roster(world.other, Date{2024, 6, 1}) == std::vector{id});
        CHECK(world.roster(world.other, Date{2026, 3, 5}) == std::vector{id});
        // As it was known before the move was recorded.
        CHECK(world.roster(world.branch, Date{2025, 1, 1}, before) == std::vector{id});
        CHECK(world.search("mxm", world.other) == std::vector{id});
        CHECK(code_of(world.run(move_member, id, Moving{world.other, world.papers()})) == "member.nothing_changed");
        CHECK(code_of(world.run(move_member, id, Moving{world.county, world.papers()})) ==
              "member.branch_holds_no_members");
        CHECK(code_of(world.run(move_member, id, Moving{world.branch, world.papers(Date{2019, 1, 1})})) ==
              "member.too_early");
    });
}

TEST_CASE("team: a move planned for a day to come shows from that day")
{
    each_world([](World& world) {
        const auto id = world.add("马小明", world.branch);
        REQUIRE(world.run(move_member, id, Moving{world.other, world.papers(Date{2026, 4, 1})}));
        CHECK(world.stored(id).values.branch == world.branch);
        CHECK(world.roster(world.other, Date{2026, 4, 1}) == std::vector{id});
        world.clock.set(Date{2026, 4, 1});
        world.team.keep_house();
        CHECK(world.stored(id).values.branch == world.other);
        CHECK(world.search("mxm", world.other) == std::vector{id});
        CHECK(world.roster(world.other, Date{2026, 4, 1}) == std::vector{id});
        CHECK(world.roster(world.branch, Date{2026, 3, 31}) == std::vector{id});
    });
}

TEST_CASE("team: who leaves is off the roll from that day, and comes back into the same record [REL-35, REL-47]")
{
    each_world([](World& world) {
        const auto id = world.add("马小明", world.branch);
        REQUIRE(world.stand(id, "withdrew", Date{2021, 1, 10}));
        CHECK(world.roster(world.branch, Date{2021, 1, 9}) == std::vector{id});
        CHECK(world.roster(world.branch, Date{2021, 1, 10}).empty());
        CHECK(code_of(world.run(move_member, id, Moving{world.other, world.papers()})) == "member.not_on_roll");
        auto back = world.registering("马小明", world.other, Date{2025, 12, 1});
        back.contact.id_number = id_number_of(Date{1970, 5, 6}, 1);
        back.entry = "readmitted";
        CHECK(code_of(world.try_register(back)) == "member.too_soon_to_rejoin");
        back.papers.effective_on = Date{2026, 1, 10};
        back.values.joined_on.reset();
        const auto outcome = world.try_register(back);
        REQUIRE_MESSAGE(outcome, code_of(outcome));
        CHECK(outcome->member.id == id);
        CHECK(outcome->member.values.category == "2");
        CHECK(outcome->member.values.joined_on == Date{2026, 1, 10});
        CHECK_FALSE(outcome->member.values.full_on);
        CHECK(world.roster(world.other, Date{2026, 2, 1}) == std::vector{id});
        CHECK(world.roster(world.other, Date{2026, 2, 1}, {}, true).empty());  // probationary: no vote [RIGHT-02]
    });
}

TEST_CASE(
    "team: suspended members stay on the roll, are not counted and do not vote; who is restored does [REL-30, REL-35]")
{
    each_world([](World& world) {
        const auto id = world.add("马小明", world.branch);
        CHECK(code_of(world.stand(id, "suspended", Date{2025, 8, 1}, "lost_contact")) ==
              "member.contact_not_lost_long_enough");
        Amending lost;
        lost.changed = {Attribute::lost_contact};
        lost.values.lost_since = Date{2025, 1, 15};
        lost.values.lost_reason = "1";
        lost.papers = world.papers(Date{2025, 2, 1});
        REQUIRE(world.run(amend_member, id, lost));
        CHECK(code_of(world.stand(id, "suspended", Date{2025, 7, 14}, "lost_contact")) ==
              "member.contact_not_lost_long_enough");
        REQUIRE(world.stand(id, "suspended", Date{2025, 7, 15}, "lost_contact"));
        const auto counts = world.read([&](db::Tx& tx) {
            return count_roster(world.team.office(), tx, world.committee, {Date{2025, 8, 1}, {}});
        });
        CHECK(counts->on_roll == 1);
        CHECK(counts->counted == 0);
        CHECK(world.roster(world.branch, Date{2025, 7, 14}, {}, true) == std::vector{id});
        CHECK(world.roster(world.branch, Date{2025, 8, 1}, {}, true).empty());
        REQUIRE(world.stand(id, "restored", Date{2025, 12, 1}));
        CHECK(world.roster(world.branch, Date{2025, 12, 1}, {}, true) == std::vector{id});
    });
}

TEST_CASE("team: a probationary member becomes full after a year, not a day earlier [DEV-11]")
{
    each_world([](World& world) {
        auto asked = world.registering("马小明", world.branch, Date{2024, 5, 1});
        asked.entry = "admitted";
        asked.values.joined_on = Date{2024, 5, 1};
        asked.values.full_on.reset();
        const auto id = world.try_register(asked)->member.id;
        CHECK(world.stored(id).values.category == "2");
        CHECK(code_of(world.run(become_full, id, world.papers(Date{2025, 4, 30}))) == "member.full_too_early");
        REQUIRE(world.run(become_full, id, world.papers(Date{2025, 5, 1})));
        CHECK(world.stored(id).values.full_on == Date{2025, 5, 1});
        CHECK(code_of(world.run(become_full, id, world.papers())) == "member.not_probationary");
        CHECK(world.roster(world.branch, Date{2025, 4, 30}, {}, true).empty());
        CHECK(world.roster(world.branch, Date{2025, 5, 1}, {}, true) == std::vector{id});
    });
}

TEST_CASE("team: a correction changes what is known now and not what was known then; a withdrawal takes a change back")
{
    each_world([](World& world) {
        const auto id = world.add("马小明", world.branch);
        world.clock.set(Instant{world.clock.now().us + 1'000'000});
        const auto moved = world.run(move_member, id, Moving{world.other, world.papers(Date{2024, 6, 1})});
        REQUIRE(moved);
        const auto known = world.clock.now();
        world.clock.set(Instant{known.us + 1'000'000});
        Correcting asked;
        asked.change = moved->change.id;
        asked.effective_on = Date{2024, 7, 1};
        asked.papers = world.papers();
        REQUIRE(world.run(correct_member, id, asked));
        CHECK(world.roster(world.branch, Date{2024, 6, 15}) == std::vector{id});
        CHECK(world.roster(world.branch, Date{2024, 6, 15}, known).empty());
        CHECK(code_of(world.run(correct_member, id, asked)) == "member.change_superseded");
        const auto corrected = world.read([&](db::Tx& tx) { return store::changes_of(tx, id); }).front();
        Correcting back;
        back.change = corrected.id;
        back.withdraw = true;
        back.papers = world.papers();
        REQUIRE(world.run(correct_member, id, back));
        CHECK(world.roster(world.branch, Date{2026, 3, 5}) == std::vector{id});
        // Who was registered by mistake never was; the id number is free again.
        const auto first = world.read([&](db::Tx& tx) { return store::changes_of(tx, id); }).back();
        back.change = first.id;
        REQUIRE(world.run(correct_member, id, back));
        CHECK(world.roster(world.branch, Date{2026, 3, 5}).empty());
        CHECK(world.search("mxm").empty());
        auto again = world.registering("马小明", world.branch);
        again.contact.id_number = id_number_of(Date{1970, 5, 6}, 1);
        CHECK(world.try_register(again));
    });
}

TEST_CASE("team: members go along when their organisation is merged or dissolved, or it is refused [ORG-24]")
{
    each_world([](World& world) {
        const auto id = world.add("马小明", world.branch);
        const auto dissolve = [&](OrganizationId target, bool dry = false) {
            organization::Dissolving asked;
            asked.members_to = target;
            asked.papers = {Date{2025, 1, 1}, "组发〔2025〕2号", "工作需要", "", {}, dry};
            return world.write([&](db::Tx& tx) {
                return organization::dissolve(world.organizations.office(), tx, world.actor, world.branch, asked);
            });
        };
        CHECK(dissolve({}).error().code == "organization.has_members");
        CHECK(dissolve({}, true).error().code == "organization.has_members");
        CHECK(dissolve(world.committee).error().code == "organization.has_members");
        CHECK(world.roster(world.branch, Date{2026, 3, 5}) == std::vector{id});
        REQUIRE(dissolve(world.other, true));
        CHECK(world.roster(world.branch, Date{2026, 3, 5}) == std::vector{id});
        REQUIRE(dissolve(world.other));
        CHECK(world.roster(world.branch, Date{2024, 12, 31}) == std::vector{id});
        CHECK(world.roster(world.other, Date{2025, 1, 1}) == std::vector{id});
        CHECK(world.stored(id).values.branch == world.other);
        const auto changes = world.read([&](db::Tx& tx) { return store::changes_of(tx, id); });
        CHECK(changes.front().cause);
        // A branch that becomes a general branch holds nobody any more.
        organization::TypeChange type;
        type.type = "general_branch";
        type.papers = {Date{2026, 1, 1}, "组发〔2026〕2号", "工作需要", "特殊需要", {}, false};
        const auto changed = world.write([&](db::Tx& tx) {
            return organization::change_type(world.organizations.office(), tx, world.actor, world.other, type);
        });
        CHECK(changed.error().code == "organization.has_members");
    });
}

TEST_CASE("team: who has gone elsewhere before a planned end of the branch is not taken along on that day [ORG-24]")
{
    each_world([](World& world) {
        const auto id = world.add("马小明", world.branch);
        const auto stays = world.add("李四", world.branch);
        const auto third = world.found(world.committee, "南村支部", "branch", Date{1990, 1, 1});
        const Date day{2026, 9, 1};
        organization::Dissolving asked;
        asked.members_to = world.other;
        asked.papers = {day, "组发〔2026〕3号", "工作需要", "", {}, false};
        REQUIRE(world.write([&](db::Tx& tx) {
            return organization::dissolve(world.organizations.office(), tx, world.actor, world.branch, asked);
        }));
        const auto on_day = [&](OrganizationId branch) { return world.roster(branch, day); };
        CHECK(on_day(world.other) == std::vector{id, stays});

        REQUIRE(world.run(move_member, id, Moving{third, world.papers(Date{2026, 3, 1})}));
        CHECK(on_day(third) == std::vector{id});
        CHECK(on_day(world.other) == std::vector{stays});
        world.clock.set(day);
        world.team.keep_house();
        CHECK(world.stored(id).values.branch == third);
        CHECK(world.stored(stays).values.branch == world.other);
    });
}

namespace {

struct Split {
    World& world;

    Result<organization::Outcome> operator()(std::vector<organization::SplitPart> parts, Date on,
                                             bool dry = false) const
    {
        organization::Splitting asked;
        asked.parts = std::move(parts);
        asked.papers = {on, "组发〔2025〕8号", "工作需要", "", {}, dry};
        return world.write([&](db::Tx& tx) {
            return organization::split(world.organizations.office(), tx, world.actor, world.branch, asked);
        });
    }
    Result<organization::Outcome> correct(ChangeId change, std::optional<Date> on) const
    {
        organization::Correcting asked;
        asked.change = change;
        asked.withdraw = !on;
        asked.effective_on = on;
        asked.papers = {world.clock.today(), "组发〔2025〕9号", "填错", "", {}, false};
        return world.write([&](db::Tx& tx) {
            return organization::correct(world.organizations.office(), tx, world.actor, world.branch, asked);
        });
    }
    OrganizationId named(const std::string& name) const
    {
        OrganizationId found;
        for (const auto id : world.organizations.directory().subtree(world.county))
            if (world.organizations.name_of(id) == name) found = id;
        return found;
    }
};

std::string field_and_code(const Result<organization::Outcome>& outcome)
{
    if (outcome) return "";
    const auto& error = outcome.error();
    return error.fields.empty() ? error.code : error.fields.front().field + " " + error.fields.front().code;
}

}  // namespace

TEST_CASE("team: a split takes the members along whom it names, with its day and number; the others stay [ORG-23]")
{
    each_world([](World& world) {
        const Split split{world};
        const auto one = world.add("马小明", world.branch);
        const auto two = world.add("李四", world.branch);
        const auto three = world.add("王五", world.branch);
        const auto late = world.add("赵六", world.branch, Date{2025, 6, 1});
        const auto foreign = world.add("钱七", world.other);
        const Date day{2025, 1, 1};
        const auto known = world.clock.now();
        world.clock.set(Instant{known.us + 1'000'000});
        CHECK(field_and_code(split({{"甲支部", "branch", {}, {}, {foreign}}}, day)) ==
              "parts/0/members organization.not_its_member");
        CHECK(field_and_code(split({{"甲支部", "branch", {}, {}, {late}}}, day)) ==
              "parts/0/members organization.not_its_member");
        CHECK(field_and_code(split({{"甲支部", "branch", {}, {}, {one}}, {"乙支部", "branch", {}, {}, {one}}}, day)) ==
              "parts/1/members organization.member_named_twice");
        CHECK(field_and_code(split({{"甲支部", "branch", {}, {}, {}, true}, {"乙支部", "branch", {}, {}, {}, true}},
                                   day)) == "parts/1/all_others organization.others_twice");
        CHECK(field_and_code(split({{"甲总支", "general_branch", {}, {}, {one}}}, day)) ==
              "parts/0/members member.branch_holds_no_members");
        REQUIRE(split({{"甲支部", "branch", {}, {}, {one}}}, day, true));
        CHECK(world.roster(world.branch, day) == std::vector{one, two, three});

        const auto done = split({{"甲支部", "branch", {}, {}, {one, two}}, {"乙支部", "branch"}}, day);
        REQUIRE_MESSAGE(done, field_and_code(done));
        const auto part = split.named("甲支部");
        CHECK(world.roster(part, day) == std::vector{one, two});
        CHECK(world.roster(world.branch, day) == std::vector{three});
        CHECK(world.roster(world.branch, Date{2024, 12, 31}) == std::vector{one, two, three});
        CHECK(world.roster(world.branch, day, known) == std::vector{one, two, three});
        CHECK(world.stored(one).values.branch == part);
        CHECK(world.stored(one).shard == world.stored(three).shard);
        const auto change = world.read([&](db::Tx& tx) { return store::changes_of(tx, one); }).front();
        CHECK(change.cause == done->change.id);
        CHECK(change.document_no == "组发〔2025〕8号");
        CHECK(change.effective_on == day);

        SUBCASE("taken back, everybody is where they were, and what was known then stays known")
        {
            const auto then = world.clock.now();
            world.clock.set(Instant{then.us + 1'000'000});
            REQUIRE(split.correct(done->change.id, {}));
            CHECK(world.roster(world.branch, day) == std::vector{one, two, three});
            CHECK(world.roster(part, day, then) == std::vector{one, two});
            CHECK(world.stored(one).values.branch == world.branch);
        }
        SUBCASE("put on another day, the members go on that day, and back when that is taken back")
        {
            world.clock.set(Instant{world.clock.now().us + 1'000'000});
            const auto moved = split.correct(done->change.id, Date{2025, 2, 1});
            REQUIRE_MESSAGE(moved, field_and_code(moved));
            CHECK(world.roster(world.branch, Date{2025, 1, 31}) == std::vector{one, two, three});
            CHECK(world.roster(part, Date{2025, 2, 1}) == std::vector{one, two});
            world.clock.set(Instant{world.clock.now().us + 1'000'000});
            REQUIRE(split.correct(moved->change.id, {}));
            CHECK(world.roster(world.branch, Date{2025, 2, 1}) == std::vector{one, two, three});
        }
        SUBCASE("it is not taken back while others have come to the part")
        {
            REQUIRE(world.run(move_member, foreign, Moving{part, world.papers(Date{2025, 3, 1})}));
            CHECK(field_and_code(split.correct(done->change.id, {})) == "organization.has_members");
            CHECK(world.roster(part, Date{2025, 3, 1}) == std::vector{one, two, foreign});
        }
    });
}

TEST_CASE("team: all others go to one part of a split, also on a day to come, and a dissolution taken back gives back")
{
    each_world([](World& world) {
        const Split split{world};
        const auto one = world.add("马小明", world.branch);
        const auto two = world.add("李四", world.branch);
        const auto three = world.add("王五", world.branch);
        const auto done =
            split({{"甲支部", "branch", {}, {}, {one}}, {"乙支部", "branch", {}, {}, {}, true}}, Date{2026, 4, 1});
        REQUIRE_MESSAGE(done, field_and_code(done));
        CHECK(world.roster(world.branch, world.clock.today()) == std::vector{one, two, three});
        world.clock.set(Date{2026, 4, 1});
        world.organizations.keep_house();
        world.team.keep_house();
        CHECK(world.roster(world.branch, Date{2026, 4, 1}).empty());
        CHECK(world.roster(split.named("甲支部"), Date{2026, 4, 1}) == std::vector{one});
        CHECK(world.roster(split.named("乙支部"), Date{2026, 4, 1}) == std::vector{two, three});
        CHECK(world.stored(two).values.branch == split.named("乙支部"));

        const auto part = split.named("乙支部");
        organization::Dissolving asked;
        asked.members_to = world.other;
        asked.papers = {Date{2026, 4, 1}, "组发〔2026〕2号", "工作需要", "", {}, false};
        asked.papers.effective_on = Date{2026, 4, 2};
        const auto over = world.write([&](db::Tx& tx) {
            return organization::dissolve(world.organizations.office(), tx, world.actor, part, asked);
        });
        REQUIRE_MESSAGE(over, field_and_code(over));
        CHECK(world.roster(world.other, Date{2026, 4, 2}) == std::vector{two, three});
        world.clock.set(Instant{world.clock.now().us + 1'000'000});
        organization::Correcting back;
        back.change = over->change.id;
        back.withdraw = true;
        back.papers = {world.clock.today(), "组发〔2026〕3号", "填错", "", {}, false};
        const auto undone = world.write([&](db::Tx& tx) {
            return organization::correct(world.organizations.office(), tx, world.actor, part, back);
        });
        REQUIRE_MESSAGE(undone, field_and_code(undone));
        CHECK(world.roster(part, Date{2026, 4, 2}) == std::vector{two, three});
        CHECK(world.roster(world.other, Date{2026, 4, 2}).empty());
    });
}

TEST_CASE("team: sealed data changes keep what was there before, sealed, and a withdrawal puts it back")
{
    each_world([](World& world) {
        const auto id = world.add("马小明", world.branch);
        ContactChange asked;
        asked.contact.phone = "13900001234";
        asked.papers = world.papers();
        const auto changed = world.run(change_contact, id, asked);
        REQUIRE(changed);
        CHECK(world.search("13900001234") == std::vector{id});
        CHECK(world.search("13810000001").empty());
        CHECK(changed->change.sealed.find("138") == std::string::npos);
        CHECK(code_of(world.run(change_contact, id, asked)) == "member.nothing_changed");
        Correcting back;
        back.change = changed->change.id;
        back.withdraw = true;
        back.papers = world.papers();
        REQUIRE(world.run(correct_member, id, back));
        CHECK(world.search("13810000001") == std::vector{id});
        // Another's id number is refused, and one that says another sex or birth.
        world.add("李四", world.branch);
        asked.contact = {};
        asked.contact.id_number = id_number_of(Date{1970, 5, 6}, 2);
        CHECK(code_of(world.run(change_contact, id, asked)) == "member.sex_differs");
        asked.contact.id_number = id_number_of(Date{1970, 5, 7}, 1);
        CHECK(code_of(world.run(change_contact, id, asked)) == "member.birth_date_differs");
    });
}

TEST_CASE("team: permissions reach as far as the grant, and an id outside of it is not there")
{
    each_world([](World& world) {
        const auto id = world.add("马小明", world.branch);
        using platform::Permission;
        world.actor = actor_on(world.other, {Permission::member_read, Permission::member_change},
                               world.organizations.directory());
        CHECK(code_of(world.run(move_member, id, Moving{world.other, world.papers()})) == "member.not_found");
        CHECK(code_of(world.run(move_member, MemberId{99}, Moving{world.other, world.papers()})) == "member.not_found");
        CHECK(code_of(world.try_register(world.registering("李四", world.branch))) == "access.forbidden");
        world.actor = actor_on(world.branch, {Permission::member_read, Permission::member_change},
                               world.organizations.directory());
        CHECK(code_of(world.run(move_member, id, Moving{world.other, world.papers()})) == "access.forbidden");
        world.actor = actor_on(world.branch, {Permission::member_read}, world.organizations.directory());
        CHECK(code_of(world.stand(id, "died")) == "access.forbidden");
        CHECK(world.search("mxm", world.branch) == std::vector{id});
    });
}

TEST_CASE("team: nothing sealed and no name stands in the outbox, the facts or the audit trail")
{
    each_world([](World& world) {
        const auto id = world.add("马小明", world.branch);
        ContactChange asked;
        asked.contact.address = "新区长安路一号";
        asked.papers = world.papers();
        REQUIRE(world.run(change_contact, id, asked));
        std::string all;
        world.database.read([&](db::Tx& tx) {
            tx.for_each<std::string, std::string>(
                "SELECT topic, payload FROM db_outbox", db::Params{},
                [&](std::string topic, std::string payload) { all += topic + payload; });
            tx.for_each<std::string, std::string, std::string>(
                "SELECT action, before, after FROM platform_audit", db::Params{},
                [&](std::string a, std::string b, std::string c) { all += a + b + c; });
        });
        CHECK(all.find("member.registered") != std::string::npos);
        for (const auto* secret : {"马小明", "1970", "13810000001", "平安镇东村", "长安路", "999999"})
            CHECK(all.find(secret) == std::string::npos);
    });
}
