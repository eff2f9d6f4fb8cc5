// A correction asked for by a member, from the asking to the registry, by the workflow of the national pack. [RIGHT-04]

#include "team/team_workflow.hpp"

#include "engine/workflow_query.hpp"
#include "engine/workflow_store.hpp"
#include "engine/workflow_stubs.hpp"
#include "team/account_store.hpp"
#include "team/team_fixture.hpp"

namespace jishi::engine {
std::span<const db::Migration> migrations();
}

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;
using engine::Case;
using engine::CaseState;
using engine::Doing;
using engine::Form;
using platform::Permission;

namespace {

struct Matter {
    explicit Matter(World& w)
        : world(w), book(platform::testing::national_rules(), names, w.clock.today()), board(w.organizations.places()),
          office{w.ids,
                 w.clock,
                 book,
                 names,
                 w.organizations.places(),
                 board,
                 [](db::Tx&, const platform::Actor&, const engine::CaseRecord&) {},
                 [](db::Tx&, const platform::Actor&, AttachmentId) { return false; },
                 [](db::Tx&, AttachmentId, CaseId) {}}
    {
        engine::lend_own(names);
        organization::lend_to_workflows(names, w.organizations.office());
        team::lend_to_workflows(names, w.team.office(), w.team.words(), office);
        engine::testing::lend_what_others_do(names, platform::testing::national_rules());
        if (const auto checked = book.check(); !checked) FAIL(checked.error().detail);
        member = w.add("马小军", w.branch);
        self = platform::testing::actor_of(w.under.account("junma1").value, "junma1");
        w.write([&](db::Tx& tx) -> Result<void> {
            store::link_account(tx, self.account, member, w.actor.account);
            return {};
        });
    }
    platform::Actor secretary() const { return on(world.branch); }
    platform::Actor organizer() const { return on(world.committee); }
    platform::Actor on(OrganizationId id) const
    {
        return actor_on(
            id,
            {Permission::case_read, Permission::member_read, Permission::member_change, Permission::organization_read},
            world.organizations.directory());
    }
    static Form saying(std::string field, std::string value)
    {
        using policy::Value;
        Form form;
        form.set("field", Value(std::move(field)));
        form.set("value", Value(std::move(value)));
        form.set("why", Value(std::string("与档案不一致")));
        return form;
    }
    Result<Case> ask(const platform::Actor& who, std::string field, std::string value)
    {
        Doing first;
        first.action = "submit";
        first.form = saying(std::move(field), std::move(value));
        return world.write([&](db::Tx& tx) {
            return engine::start(office, tx, who, {"member.correction", world.branch, member.value, first});
        });
    }
    Result<Case> act(const platform::Actor& who, CaseId id, std::string action, std::string reason = {})
    {
        Doing doing;
        doing.action = std::move(action);
        doing.reason = std::move(reason);
        return world.write([&](db::Tx& tx) { return engine::act(office, tx, who, id, doing); });
    }

    World& world;
    engine::WorkflowNames names;
    engine::WorkflowBook book;
    engine::Board board;
    engine::CaseOffice office;
    MemberId member;
    platform::Actor self;
};

std::string refusal(const Result<Case>& result)
{
    if (result) return "";
    return result.error().fields.empty() ? result.error().code : result.error().fields.front().code;
}

template <class Body>
void each_matter(Body body)
{
    FixedClock clock(Date{2026, 3, 5});
    jishi::testing::each_database(
        {platform::migrations(), organization::migrations(), engine::migrations(), team::migrations()}, clock,
        [&](db::Database& database) {
            clock.set(Date{2026, 3, 5});
            World world(database, clock);
            Matter matter(world);
            body(world, matter);
        });
}

}  // namespace

TEST_CASE(
    "correction: asked by the member, checked by the branch, decided by the committee, and the registry follows "
    "[RIGHT-04]")
{
    each_matter([](World& world, Matter& matter) {
        const auto asked = matter.ask(matter.self, "education", "大学本科毕业");
        REQUIRE_MESSAGE(asked.has_value(), refusal(asked));
        CHECK(asked->due_on == Date{2026, 3, 20});  // fifteen days
        CHECK(refusal(matter.act(matter.self, asked->id, "confirm")) == "case.not_your_turn");
        REQUIRE(matter.act(matter.secretary(), asked->id, "confirm").has_value());
        CHECK(refusal(matter.act(matter.secretary(), asked->id, "approve")) == "case.not_your_turn");
        const auto done = matter.act(matter.organizer(), asked->id, "approve");
        REQUIRE_MESSAGE(done.has_value(), refusal(done));
        CHECK(done->state == CaseState::done);
        CHECK(world.stored(matter.member).values.education == "21");
        // It was wrong from the beginning, so it is right from the beginning; what was known before stays known.
        const auto then = world.read([&](db::Tx& tx) { return member_on(tx, matter.member, {Date{2020, 6, 1}, {}}); });
        CHECK(then->education == "21");
    });
}

TEST_CASE(
    "correction: a day that is none, a code that is none, a value that is the same, a field that follows from other "
    "acts")
{
    each_matter([](World&, Matter& matter) {
        CHECK(refusal(matter.ask(matter.self, "joined_on", "2001年")) == "input.expected_date");
        CHECK(refusal(matter.ask(matter.self, "joined_on", "1960-01-01")) == "member.joined_before_birth");
        CHECK(refusal(matter.ask(matter.self, "education", "没有这种学历")) == "member.unknown_code");
        CHECK(refusal(matter.ask(matter.self, "education", "61")) == "member.nothing_changed");
        CHECK(refusal(matter.ask(matter.self, "status", "died")) == "input.not_one_of");
        CHECK(refusal(matter.ask(matter.self, "id_number", "110105")) == "input.not_one_of");
    });
}

TEST_CASE("correction: nobody asks for another, and a refusal leaves the record as it was")
{
    each_matter([](World& world, Matter& matter) {
        CHECK(refusal(matter.ask(matter.secretary(), "name", "马晓军")) == "case.not_your_turn");
        const auto stranger = platform::testing::actor_of(world.under.account("stranger1").value, "stranger1");
        CHECK(refusal(matter.ask(stranger, "name", "马晓军")) == "member.not_found");
        const auto asked = matter.ask(matter.self, "name", "马晓军");
        REQUIRE_MESSAGE(asked.has_value(), refusal(asked));
        CHECK(refusal(matter.act(matter.secretary(), asked->id, "refuse")) == "case.reason_needed");
        REQUIRE(matter.act(matter.secretary(), asked->id, "refuse", "档案里就是这个名字").has_value());
        CHECK(world.stored(matter.member).values.name == "马小军");
    });
}
