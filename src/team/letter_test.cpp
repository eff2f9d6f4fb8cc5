// Letters: out of the system with a letter that anybody may check, and in with a letter from outside. [REL-06 – REL-11]

#include "team/letter.hpp"

#include "engine/workflow_query.hpp"
#include "team/arrival.hpp"
#include "team/letter_documents.hpp"
#include "team/transfer_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

namespace {

Form issue_form(int days, std::string reason = {})
{
    auto form = TransferWorld::form({{"addressee", "某部政治工作部"}, {"contact", "组织科 0955-0000000"}});
    form.set("validity_days", policy::Value(std::int64_t{days}));
    if (!reason.empty()) form.set("validity_reason", policy::Value(std::move(reason)));
    return form;
}

CaseId until_issue(TransferWorld& world, MemberId member)
{
    const auto asked =
        world.begin(world.of(world.branch), member, "transfer.out_by_letter",
                    TransferWorld::form({{"to_unit", "某部"}, {"reason", "enlisted"}, {"dues_until", "2026-02-28"}}));
    REQUIRE_MESSAGE(asked.has_value(), code_of(asked));
    const auto released = world.act(world.of(world.committee), asked->id, "release");
    REQUIRE_MESSAGE(released.has_value(), code_of(released));
    CHECK(released->acts_at == world.county);
    return asked->id;
}

std::optional<Letter> letter_of(TransferWorld& world, CaseId of)
{
    return world.read([&](db::Tx& tx) { return store::letter_of_case(tx, of); });
}

}  // namespace

TEST_CASE(
    "letter: numbered, valid for some days, and the member stays on the roll until the receipt comes [REL-05 – REL-08]")
{
    each_transfer_world([](TransferWorld& world) {
        const auto member = world.add("马小军", world.branch);
        const auto of = until_issue(world, member);
        const auto county = world.of(world.county);
        CHECK(code_of(world.act(county, of, "issue", issue_form(181, "跨省"))) == "transfer.validity_too_long");
        CHECK(code_of(world.act(county, of, "issue", issue_form(91))) == "transfer.validity_needs_reason");
        const auto issued = world.act(county, of, "issue", issue_form(30));
        REQUIRE_MESSAGE(issued.has_value(), code_of(issued));
        CHECK(issued->acts_at == world.committee);
        const auto letter = letter_of(world, of);
        REQUIRE(letter.has_value());
        CHECK(letter->number == 1);
        CHECK(letter->valid_until == Date{2026, 4, 4});
        CHECK(issued->due_on == Date{2026, 4, 4});  // the clock is that of this letter, not the longest there may be
        CHECK(letter->code.size() == 26);
        CHECK(letter->printed.find("马小军") == std::string::npos);  // sealed
        const auto paper = printed_of(world.team.office(), *letter);
        CHECK(paper.number == "组转〔2026〕1号");
        CHECK(paper.name == "马小军");
        CHECK(paper.age == 55);
        CHECK(paper.from == "东村支部");
        CHECK(paper.to == "某部");
        CHECK(paper.id_number.size() == 18);
        CHECK(world.branch_of(member) == world.branch);
        CHECK(world.roster(world.branch, world.clock.today()) == std::vector{member});
        world.clock.set(Date{2026, 3, 20});
        const auto committee = world.of(world.committee);
        const auto received = world.act(committee, of, "receive",
                                        TransferWorld::form({{"reported_on", "2026-03-18"}, {"receiver", "某部"}}));
        REQUIRE_MESSAGE(received.has_value(), code_of(received));
        CHECK(received->state == CaseState::done);
        CHECK(world.stored(member).values.status == "transferred_out");
        CHECK(world.roster(world.branch, Date{2026, 3, 17}) == std::vector{member});
        CHECK(world.roster(world.branch, Date{2026, 3, 18}).empty());
        CHECK(letter_of(world, of)->state == "received");
    });
}

TEST_CASE("letter: who reports too late needs a new one; what is recalled is void [REL-10]")
{
    each_transfer_world([](TransferWorld& world) {
        const auto member = world.add("马小军", world.branch);
        const auto of = until_issue(world, member);
        REQUIRE(world.act(world.of(world.county), of, "issue", issue_form(10)).has_value());
        const auto first = letter_of(world, of)->code;
        world.clock.set(Date{2026, 3, 25});
        const auto committee = world.of(world.committee);
        const auto late = TransferWorld::form({{"reported_on", "2026-03-16"}, {"receiver", "某部"}});
        CHECK(code_of(world.act(committee, of, "receive", late)) == "transfer.letter_expired");
        CHECK(code_of(world.act(committee, of, "receive",
                                TransferWorld::form({{"reported_on", "2026-03-04"}, {"receiver", "某部"}}))) ==
              "transfer.reported_before_issue");
        REQUIRE(world.act(committee, of, "reissue", {}, "超过有效期，支部已写明情况").has_value());
        CHECK(world.row(of).step == "apply");
        CHECK(letter_of(world, of)->state == "recalled");
        const auto again =
            TransferWorld::form({{"to_unit", "某部"}, {"reason", "enlisted"}, {"dues_until", "2026-02-28"}});
        REQUIRE(world.act(world.of(world.branch), of, "submit", again).has_value());
        REQUIRE(world.act(committee, of, "release").has_value());
        REQUIRE(world.act(world.of(world.county), of, "issue", issue_form(10)).has_value());
        const auto second = letter_of(world, of);
        CHECK(second->number == 2);
        CHECK(second->code != first);
        CHECK(world.branch_of(member) == world.branch);
        REQUIRE(world.act(committee, of, "recall", {}, "本人不去了").has_value());
        CHECK(world.row(of).state == CaseState::refused);
        CHECK(world.stored(member).values.status == "normal");
        CHECK(letter_of(world, of)->state == "recalled");
    });
}

TEST_CASE("letter: had by the old side, by who issued it and by the member, and by nobody else")
{
    each_transfer_world([](TransferWorld& world) {
        const auto member = world.add("马小军", world.branch);
        const auto of = until_issue(world, member);
        REQUIRE(world.act(world.of(world.county), of, "issue", issue_form(10)).has_value());
        const auto has = [&](const platform::Actor& who) {
            return world.read([&](db::Tx& tx) { return letter_for(world.team.office(), world.cases, tx, who, of); })
                .has_value();
        };
        CHECK(has(world.of(world.branch)));
        CHECK(has(world.of(world.committee)));
        CHECK(has(world.of(world.county)));
        for (const auto place :
             {world.other, world.near_town, world.far_branch, world.far_town, world.far_county, world.city})
            CHECK_FALSE(has(world.of(place)));
        CHECK_FALSE(has(actor_on(world.branch, {platform::Permission::member_read, platform::Permission::case_read},
                                 world.organizations.directory())));
        const auto self = platform::testing::actor_of(world.under.account("self1").value, "self1");
        CHECK_FALSE(has(self));
        world.write([&](db::Tx& tx) -> Result<void> {
            tx.execute("INSERT INTO team_account (account, member, linked_at, linked_by) VALUES (:a, :m, 0, 0)",
                       {{"a", self.account}, {"m", member}});
            return {};
        });
        CHECK(has(self));
    });
}

TEST_CASE(
    "letter: somebody arrives with one, the committee checks it, the branch receives, the receipt goes back [REL-19]")
{
    each_transfer_world([](TransferWorld& world) {
        const auto committee = world.of(world.committee);
        Arrival arrival;
        arrival.organization = world.committee;
        arrival.branch = world.branch;
        arrival.values.name = "杨退役";
        arrival.values.category = "1";
        arrival.values.joined_on = Date{2018, 7, 1};
        arrival.values.full_on = Date{2019, 7, 1};
        arrival.contact.id_number = id_number_of(Date{1996, 5, 6}, 77);
        const auto start = [&](const platform::Actor& who, std::string until) {
            return world.write([&](db::Tx& tx) -> Result<Case> {
                const auto id = TRY(keep_arrival(world.team.office(), tx, who, arrival));
                const auto form = TransferWorld::form({{"entry", "transferred_in_system"},
                                                       {"letter_no", "政组〔2026〕8号"},
                                                       {"from_unit", "某部政治工作部"},
                                                       {"letter_until", until},
                                                       {"dues_until", "2026-02-28"},
                                                       {"branch", world.branch.str()}});
                return engine::start(
                    world.cases, tx, who,
                    {"transfer.in_by_letter", world.committee, id.value, TransferWorld::doing("submit", form)});
            });
        };
        CHECK(code_of(start(committee, "2026-03-04")) == "transfer.letter_expired");
        CHECK(code_of(start(world.of(world.near_town), "2026-03-30")) == "access.forbidden");
        const auto begun = start(committee, "2026-03-30");
        REQUIRE_MESSAGE(begun.has_value(), code_of(begun));
        CHECK(begun->label == "杨退役");
        CHECK(begun->acts_at == world.branch);
        const auto sealed = world.read(
            [](db::Tx& tx) { return tx.value<std::string>("SELECT sealed FROM team_arrival WHERE sealed <> ''"); });
        CHECK(sealed.find("19960506") == std::string::npos);
        CHECK(world.roster(world.branch, world.clock.today()).empty());
        const auto received = world.act(world.of(world.branch), begun->id, "receive");
        REQUIRE_MESSAGE(received.has_value(), code_of(received));
        CHECK(received->subject_kind == "member");
        const MemberId member{received->subject};
        CHECK(world.stored(member).values.entry == "transferred_in_system");
        CHECK(world.roster(world.branch, world.clock.today()) == std::vector{member});
        CHECK(received->due_on == Date{2026, 4, 5});
        REQUIRE(world.act(committee, begun->id, "send").has_value());
        CHECK(code_of(start(committee, "2026-03-30")) == "member.id_number_known");
    });
}
