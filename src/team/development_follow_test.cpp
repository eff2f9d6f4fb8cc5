// Cases of development follow people whom the register or the tree of organisations has moved. [ORG-24]

#include "team/development_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

namespace {

constexpr std::size_t before_approval = 17;

void let_branches_end(World& world, Way& way)
{
    world.organizations.connect(
        [&](db::Tx& tx, const platform::Actor& actor, const organization::Reshaping& reshaping) -> Result<void> {
            if (auto settled = world.team.people()(tx, actor, reshaping); !settled) return settled;
            return settle_applicants(way.development.desk(), tx, actor, reshaping);
        });
}
void dissolve(World& world, OrganizationId ended, OrganizationId heir, Date on)
{
    organization::Dissolving dissolving;
    dissolving.target = dissolving.members_to = heir;
    dissolving.papers = {on, "组字〔2028〕3号", "整合", {}, {}, false};
    const auto done = world.write([&](db::Tx& tx) {
        return organization::dissolve(world.organizations.office(), tx, world.actor, ended, dissolving);
    });
    REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().code + " " + done.error().detail));
}
void keep_house(World& world, Way& way)
{
    world.organizations.keep_house();
    world.team.keep_house();
    way.development.keep_house(world.database);
}
engine::Case case_now(World& world, CaseId id)
{
    return *world.read([&](db::Tx& tx) { return engine::store::find_case(tx, id); });
}
constexpr std::size_t in_probation = 21;

}  // namespace

TEST_CASE("development: a probationary member is moved in the register, and the open case goes on at the new branch")
{
    each_way([](World& world, Way& way) {
        const auto person = way.write_down("马晓燕");
        REQUIRE(person.has_value());
        const auto row = as_far_as(way, person->id, in_probation);
        CHECK(row.acts_at == world.branch);
        const auto moved = world.write([&](db::Tx& tx) {
            return move_member(world.team.office(), tx, world.actor, person->id,
                               {world.other, {world.clock.today(), "组字〔2028〕4号", "登记更正", {}, false}});
        });
        REQUIRE(moved.has_value());
        keep_house(world, way);
        const auto now = case_now(world, row.id);
        CHECK(now.acts_at == world.other);
        CHECK(now.organization == world.other);
        CHECK(now.step == row.step);
        CHECK(now.due_on == row.due_on);
        // Nothing is left to follow: the case is not touched again.
        keep_house(world, way);
        CHECK(case_now(world, row.id).version == now.version);
    });
}

TEST_CASE("development: the end of a branch is planned: members' cases go on the day, applicants at once [ORG-24]")
{
    each_way([](World& world, Way& way) {
        let_branches_end(world, way);
        const auto member = way.write_down("马晓燕");
        REQUIRE(member.has_value());
        const auto row = as_far_as(way, member->id, in_probation);
        const auto applicant = way.write_down("马小军");
        REQUIRE(applicant.has_value());
        const auto begun = way.begin(applicant->id, world.clock.today());
        REQUIRE_MESSAGE(begun.has_value(), Way::code_of(begun));
        const auto today = world.clock.today();
        const auto on = today.plus_days(30);
        dissolve(world, world.branch, world.other, on);
        CHECK(case_now(world, row.id).acts_at == world.branch);
        CHECK(case_now(world, row.id).organization == world.branch);
        CHECK(case_now(world, begun->id).acts_at == world.other);
        CHECK(way.stored(applicant->id).organization == world.other);
        for (const auto id : {member->id, applicant->id})
            for (const auto& stage : world.read([&](db::Tx& tx) { return store::stages_of(tx, id); }))
                CHECK(stage.effective_on <= today);
        for (const auto id : {row.id, begun->id})
            for (const auto& step : world.read([&](db::Tx& tx) { return engine::store::steps_of(tx, id); }))
                CHECK(step.day <= today);
        // Nobody comes to a branch whose end is decided.
        const auto late = way.write_down("马大山");
        REQUIRE_FALSE(late.has_value());
        CHECK(late.error().code == "member.branch_not_there");
        keep_house(world, way);
        CHECK(case_now(world, row.id).acts_at == world.branch);
        world.clock.set(on);
        keep_house(world, way);
        CHECK(world.stored(member->id).values.branch == world.other);
        CHECK(case_now(world, row.id).acts_at == world.other);
        CHECK(case_now(world, row.id).organization == world.other);
    });
}

TEST_CASE("development: accepted by a branch whose heir came later, the member is entered from that day on [ORG-24]")
{
    each_way([](World& world, Way& way) {
        let_branches_end(world, way);
        const auto person = way.write_down("马晓燕");
        REQUIRE(person.has_value());
        const auto row = as_far_as(way, person->id, before_approval);
        const auto founded = world.clock.today();
        const auto heir = world.found(world.committee, "新村支部", "branch", founded);
        world.clock.set(founded.plus_days(1));
        dissolve(world, world.branch, heir, world.clock.today());
        CHECK(way.stored(person->id).organization == heir);
        way.branch = heir;
        way.walk(row.id, {to_probation()[3]});
        const auto member = world.stored(person->id);
        CHECK(member.values.branch == heir);
        CHECK(member.values.joined_on == Date{2027, 11, 5});
        CHECK(way.stored(person->id).probation_ends_on == Date{2028, 11, 5});
        CHECK(std::ranges::count(world.roster(heir, founded), person->id) == 1);
        CHECK(std::ranges::count(world.roster(heir, founded.plus_days(-1)), person->id) == 0);
    });
}
