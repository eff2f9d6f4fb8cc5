// Transfers by the workflows of the national pack: both sides, clocks, refusals, and that nobody is ever on two rolls
// or none. [REL-01 – REL-20]

#include "team/transfer_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

TEST_CASE(
    "transfer: within one committee the member stays on the old roll until the new branch has received [REL-05, "
    "REL-16]")
{
    each_transfer_world([](TransferWorld& world) {
        const auto member = world.add("马小军", world.branch);
        const auto asked = world.begin(world.of(world.branch), member, "transfer.within_committee",
                                       TransferWorld::leaving_to(world.other));
        REQUIRE_MESSAGE(asked.has_value(), code_of(asked));
        CHECK(asked->step == "assign");
        CHECK(asked->acts_at == world.committee);
        CHECK(code_of(world.act(world.of(world.branch), asked->id, "agree")) == "case.not_your_turn");
        REQUIRE_MESSAGE(world.act(world.of(world.committee), asked->id, "agree").has_value(), "agree");
        CHECK(world.branch_of(member) == world.branch);
        CHECK(world.roster(world.other, world.clock.today()).empty());
        world.clock.set(Date{2026, 3, 9});
        CHECK(code_of(world.act(world.of(world.branch), asked->id, "receive")) == "case.not_your_turn");
        const auto done = world.act(world.of(world.other), asked->id, "receive");
        REQUIRE_MESSAGE(done.has_value(), code_of(done));
        CHECK(done->state == CaseState::done);
        CHECK(world.branch_of(member) == world.other);
        CHECK(world.roster(world.branch, Date{2026, 3, 8}) == std::vector{member});
        CHECK(world.roster(world.other, Date{2026, 3, 8}).empty());
        CHECK(world.roster(world.branch, Date{2026, 3, 9}).empty());
        CHECK(world.roster(world.other, Date{2026, 3, 9}) == std::vector{member});
    });
}

namespace {

/// Takes a transfer between committees up to the step before the new branch receives.
CaseId until_admitted(TransferWorld& world, MemberId member, OrganizationId to, const std::string& workflow,
                      OrganizationId committee)
{
    const auto asked = world.begin(world.of(world.branch), member, workflow, TransferWorld::leaving_to(to));
    REQUIRE_MESSAGE(asked.has_value(), code_of(asked));
    REQUIRE(world.act(world.of(world.committee), asked->id, "release").has_value());
    const auto accepted = world.act(world.of(committee), asked->id, "accept");
    REQUIRE_MESSAGE(accepted.has_value(), code_of(accepted));
    return asked->id;
}

}  // namespace

TEST_CASE(
    "transfer: across counties both sides decide, each has its clock, and the receipt comes last [REL-06, REL-08, "
    "REL-17]")
{
    each_transfer_world([](TransferWorld& world) {
        const auto member = world.add("马小军", world.branch);
        const auto asked = world.begin(world.of(world.branch), member, "transfer.across_counties",
                                       TransferWorld::leaving_to(world.far_branch));
        REQUIRE_MESSAGE(asked.has_value(), code_of(asked));
        CHECK(asked->acts_at == world.committee);
        CHECK(asked->due_on == Date{2026, 3, 18});  // ten working days, the first counts
        const auto released = world.act(world.of(world.committee), asked->id, "release");
        REQUIRE_MESSAGE(released.has_value(), code_of(released));
        CHECK(released->acts_at == world.far_town);
        CHECK(released->due_on == Date{2026, 4, 4});  // thirty days
        CHECK(world.branch_of(member) == world.branch);
        const auto accepted = world.act(world.of(world.far_town), asked->id, "accept");
        REQUIRE_MESSAGE(accepted.has_value(), code_of(accepted));
        CHECK(accepted->acts_at == world.far_branch);
        CHECK(world.branch_of(member) == world.branch);
        const auto received = world.act(world.of(world.far_branch), asked->id, "receive");
        REQUIRE_MESSAGE(received.has_value(), code_of(received));
        CHECK(world.branch_of(member) == world.far_branch);
        CHECK(received->step == "receipt");
        CHECK(received->acts_at == world.far_town);
        CHECK(received->due_on == Date{2026, 4, 5});  // a month
        const auto done = world.act(world.of(world.far_town), asked->id, "send");
        REQUIRE_MESSAGE(done.has_value(), code_of(done));
        CHECK(done->state == CaseState::done);
        const auto line = world.read([&](db::Tx& tx) { return store::find_transfer(tx, asked->id); });
        CHECK(line->joined_branch == world.far_branch);
        CHECK(line->from_branch == world.branch);
    });
}

TEST_CASE("transfer: within a county the transit is shorter; a committee that is asked chooses the branch [REL-06]")
{
    each_transfer_world([](TransferWorld& world) {
        const auto member = world.add("马小军", world.branch);
        const auto asked = world.begin(world.of(world.branch), member, "transfer.within_county",
                                       TransferWorld::leaving_to(world.near_town));
        REQUIRE_MESSAGE(asked.has_value(), code_of(asked));
        const auto released = world.act(world.of(world.committee), asked->id, "release");
        REQUIRE(released.has_value());
        CHECK(released->due_on == Date{2026, 3, 15});
        const auto town = world.of(world.near_town);
        CHECK(code_of(world.act(town, asked->id, "accept")) == "member.branch_holds_no_members");
        CHECK(
            code_of(world.act(town, asked->id, "accept", TransferWorld::form({{"branch", world.far_branch.str()}}))) ==
            "transfer.other_committee");
        const auto accepted =
            world.act(town, asked->id, "accept", TransferWorld::form({{"branch", world.near_branch.str()}}));
        REQUIRE_MESSAGE(accepted.has_value(), code_of(accepted));
        REQUIRE(world.act(world.of(world.near_branch), asked->id, "receive").has_value());
        CHECK(world.branch_of(member) == world.near_branch);
    });
}

TEST_CASE("transfer: refused only for a listed reason of the side that refuses [REL-05]")
{
    each_transfer_world([](TransferWorld& world) {
        const auto member = world.add("马小军", world.branch);
        const auto asked = world.begin(world.of(world.branch), member, "transfer.across_counties",
                                       TransferWorld::leaving_to(world.far_branch));
        REQUIRE(asked.has_value());
        const auto committee = world.of(world.committee);
        CHECK(code_of(world.act(committee, asked->id, "refuse", {}, "不想放人")) == "input.required");
        CHECK(code_of(world.act(committee, asked->id, "refuse", TransferWorld::form({{"refusal", "busy"}}), "不想")) ==
              "input.not_one_of");
        CHECK(code_of(world.act(committee, asked->id, "refuse", TransferWorld::form({{"refusal", "not_here"}}),
                                "不在")) == "transfer.refusal_of_other_side");
        REQUIRE(world.act(committee, asked->id, "release").has_value());
        const auto town = world.of(world.far_town);
        CHECK(code_of(world.act(town, asked->id, "return", TransferWorld::form({{"refusal", "dues_in_arrears"}}),
                                "欠费")) == "transfer.refusal_of_other_side");
        const auto back =
            world.act(town, asked->id, "return", TransferWorld::form({{"refusal", "not_here"}}), "本人不在本镇居住");
        REQUIRE_MESSAGE(back.has_value(), code_of(back));
        CHECK(back->step == "release");
        CHECK(back->acts_at == world.committee);
        CHECK(world.branch_of(member) == world.branch);
        REQUIRE(world.act(committee, asked->id, "refuse", TransferWorld::form({{"refusal", "given_up"}}), "本人撤回")
                    .has_value());
        CHECK(world.row(asked->id).state == CaseState::refused);
        CHECK(world.branch_of(member) == world.branch);
    });
}

TEST_CASE("transfer: taken back until the new branch has received, and not afterwards")
{
    each_transfer_world([](TransferWorld& world) {
        const auto first = world.add("马小军", world.branch);
        const auto of = until_admitted(world, first, world.far_branch, "transfer.across_counties", world.far_town);
        CHECK(code_of(world.withdraw(world.of(world.far_town), of)) == "case.not_your_turn");
        REQUIRE(world.withdraw(world.of(world.branch), of).has_value());
        CHECK(world.branch_of(first) == world.branch);
        CHECK(code_of(world.act(world.of(world.far_branch), of, "receive")) == "case.over");
        const auto second = until_admitted(world, first, world.far_branch, "transfer.across_counties", world.far_town);
        REQUIRE(world.act(world.of(world.far_branch), second, "receive").has_value());
        CHECK(code_of(world.withdraw(world.of(world.branch), second)) == "case.way_not_open");
        CHECK(world.branch_of(first) == world.far_branch);
    });
}

TEST_CASE("transfer: the wrong way, the own branch, the suspended and the second at once are refused [REL-15 – REL-17]")
{
    each_transfer_world([](TransferWorld& world) {
        const auto member = world.add("马小军", world.branch);
        const auto secretary = world.of(world.branch);
        const auto try_it = [&](const char* workflow, OrganizationId to) {
            return code_of(world.begin(secretary, member, workflow, TransferWorld::leaving_to(to)));
        };
        CHECK(try_it("transfer.within_committee", world.far_branch) == "transfer.other_way");
        CHECK(try_it("transfer.across_counties", world.other) == "transfer.other_way");
        CHECK(try_it("transfer.within_county", world.far_branch) == "transfer.other_way");
        CHECK(try_it("transfer.within_committee", world.branch) == "transfer.same_branch");
        REQUIRE(try_it("transfer.within_committee", world.other).empty());
        CHECK(try_it("transfer.within_committee", world.other) == "transfer.other_open");
        const auto lost = world.add("失联者", world.branch);
        REQUIRE(world.stand(lost, "suspended", {}, "settled_abroad").has_value());
        CHECK(code_of(world.begin(secretary, lost, "transfer.within_committee",
                                  TransferWorld::leaving_to(world.other))) == "transfer.suspended");
    });
}

TEST_CASE("transfer: probation goes along, and what is open about the member goes on at the new branch [DEV-11]")
{
    each_transfer_world([](TransferWorld& world) {
        auto asked = world.registering("预备者", world.branch, Date{2025, 9, 1});
        asked.values.category = "2";
        asked.values.joined_on = Date{2025, 9, 1};
        asked.values.full_on.reset();
        const auto member = world.try_register(asked)->member.id;
        const auto self = platform::testing::actor_of(world.under.account("self1").value, "self1");
        world.write([&](db::Tx& tx) -> Result<void> {
            tx.execute("INSERT INTO team_account (account, member, linked_at, linked_by) VALUES (:a, :m, 0, 0)",
                       {{"a", self.account}, {"m", member}});
            return {};
        });
        const auto correction = world.write([&](db::Tx& tx) {
            return engine::start(world.cases, tx, self,
                                 {"member.correction", world.branch, member.value,
                                  TransferWorld::doing("submit", TransferWorld::form({{"field", "native_place"},
                                                                                      {"value", "宁夏中卫"},
                                                                                      {"why", "与档案不一致"}}))});
        });
        REQUIRE_MESSAGE(correction.has_value(), code_of(correction));
        CHECK(correction->acts_at == world.branch);
        const auto of = until_admitted(world, member, world.far_branch, "transfer.across_counties", world.far_town);
        REQUIRE(world.act(world.of(world.far_branch), of, "receive").has_value());
        const auto now = world.stored(member).values;
        CHECK(now.category == "2");
        CHECK(now.joined_on == Date{2025, 9, 1});
        const auto along = world.row(correction->id);
        CHECK(along.organization == world.far_branch);
        CHECK(along.acts_at == world.far_branch);
        CHECK(along.state == CaseState::open);
        CHECK(code_of(world.act(world.of(world.branch), correction->id, "confirm")) == "case.not_found");
        REQUIRE(world.act(world.of(world.far_branch), correction->id, "confirm").has_value());
    });
}

TEST_CASE("transfer: one side cannot enter on paper what the other side decides")
{
    each_transfer_world([](TransferWorld& world) {
        const auto member = world.add("马小军", world.branch);
        const auto asked = world.begin(world.of(world.branch), member, "transfer.across_counties",
                                       TransferWorld::leaving_to(world.far_branch));
        const auto committee = world.of(world.committee);
        REQUIRE(world.act(committee, asked->id, "release").has_value());
        auto paper = TransferWorld::doing("accept");
        paper.from_paper = true;
        CHECK(code_of(world.act(committee, asked->id, paper)) == "access.forbidden");
        CHECK(code_of(world.act(world.of(world.county), asked->id, paper)) == "access.forbidden");
        REQUIRE(world.act(world.of(world.far_town), asked->id, "accept").has_value());
        paper.action = "receive";
        CHECK(code_of(world.act(committee, asked->id, paper)) == "access.forbidden");
        CHECK(world.branch_of(member) == world.branch);
    });
}

TEST_CASE("transfer: what was under way for longer than a letter is valid begins anew [REL-06, REL-10]")
{
    each_transfer_world([](TransferWorld& world) {
        const auto member = world.add("马小军", world.branch);
        const auto asked = world.begin(world.of(world.branch), member, "transfer.across_counties",
                                       TransferWorld::leaving_to(world.far_branch));
        REQUIRE(world.act(world.of(world.committee), asked->id, "release").has_value());
        world.clock.set(Date{2026, 6, 3});  // ninety days
        CHECK(world.read([&](db::Tx& tx) {
            return engine::case_detail(world.cases, tx, world.of(world.far_town), asked->id)->row.due_on;
        }) == Date{2026, 4, 4});
        world.clock.set(Date{2026, 6, 4});
        CHECK(code_of(world.act(world.of(world.far_town), asked->id, "accept")) == "transfer.expired");
        REQUIRE(world.withdraw(world.of(world.branch), asked->id).has_value());
        CHECK(world.branch_of(member) == world.branch);
    });
}
