// Lost contact, leaving and disposal by the workflows of the national pack. [REL-30 – REL-48]

#include "team/leaving_rules.hpp"
#include "team/transfer_fixture.hpp"
#include "team/transfers.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

namespace {

/// Evidence is an attachment of the one who hands it in; this world takes any.
Form with_evidence(Form form)
{
    form.set("evidence", policy::Value(policy::Value::List{policy::Value(std::string("4711"))}));
    return form;
}

Form meeting(int entitled, int present, int yes)
{
    auto form = TransferWorld::form({{"held_on", "2026-03-05"}});
    form.set("entitled", policy::Value(std::int64_t{entitled}));
    form.set("present", policy::Value(std::int64_t{present}));
    form.set("yes", policy::Value(std::int64_t{yes}));
    return form;
}

struct Matter {
    explicit Matter(TransferWorld& w) : world(w), secretary(w.of(w.branch)), committee(w.of(w.committee))
    {
        world.cases.may_attach = [](db::Tx&, const platform::Actor&, AttachmentId) { return true; };
        member = world.add("马小军", world.branch);
    }
    Result<Case> begin(const std::string& workflow, Form form)
    {
        return world.begin(secretary, member, workflow, std::move(form));
    }
    Result<Case> pass(CaseId of) { return world.act(secretary, of, "pass", meeting(10, 6, 6)); }
    Result<Case> approve(CaseId of)
    {
        auto what = TransferWorld::doing("approve");
        what.document_no = "党字〔2026〕5号";
        return world.act(committee, of, what);
    }
    std::string status() { return world.stored(member).values.status; }

    TransferWorld& world;
    platform::Actor secretary;
    platform::Actor committee;
    MemberId member;
};

Form lost(const char* since)
{
    return TransferWorld::form({{"lost_since", since}, {"lost_reason", "1"}, {"why", "电话、上门、亲友均无下落"}});
}

}  // namespace

TEST_CASE(
    "lost contact: six months with evidence, the meeting, the committee: suspended; found again: restored; two years: "
    "removed [REL-30, REL-31, REL-35]")
{
    each_transfer_world([](TransferWorld& world) {
        Matter matter(world);
        CHECK(code_of(matter.begin("lost.suspension", lost("2025-09-05"))) == "input.required");  // no evidence
        CHECK(code_of(matter.begin("lost.suspension", with_evidence(lost("2025-09-06")))) ==
              "member.contact_not_lost_long_enough");
        const auto begun = matter.begin("lost.suspension", with_evidence(lost("2025-09-05")));
        REQUIRE_MESSAGE(begun.has_value(), code_of(begun));
        CHECK(world.stored(matter.member).values.lost_since == Date{2025, 9, 5});
        CHECK(code_of(world.act(matter.secretary, begun->id, "pass", meeting(10, 4, 4))) == "meeting.no_quorum");
        CHECK(code_of(world.act(matter.secretary, begun->id, "pass", meeting(10, 8, 5))) == "meeting.no_majority");
        REQUIRE(matter.pass(begun->id).has_value());
        CHECK(matter.status() == "normal");
        CHECK(code_of(world.act(matter.committee, begun->id, "approve")) == "case.document_needed");
        REQUIRE_MESSAGE(matter.approve(begun->id).has_value(), "approve");
        CHECK(matter.status() == "suspended");

        CHECK(code_of(matter.begin("lost.removal", with_evidence(TransferWorld::form({{"why", "仍无下落"}})))) ==
              "member.too_soon_to_remove");
        const auto found =
            matter.begin("lost.restoration", TransferWorld::form({{"found_on", "2026-03-05"}, {"why", "本人回村"}}));
        REQUIRE_MESSAGE(found.has_value(), code_of(found));
        REQUIRE(matter.pass(found->id).has_value());
        REQUIRE(matter.approve(found->id).has_value());
        CHECK(matter.status() == "normal");
        CHECK_FALSE(world.stored(matter.member).values.lost_since);

        const auto again = matter.begin("lost.suspension", with_evidence(lost("2025-09-05")));
        REQUIRE_MESSAGE(again.has_value(), code_of(again));
        REQUIRE(matter.pass(again->id).has_value());
        REQUIRE(matter.approve(again->id).has_value());
        world.clock.set(Date{2028, 3, 5});
        const auto todo = world.read([&](db::Tx& tx) {
            return relation_todo_source(world.team.office())(tx, {matter.secretary, {}, world.clock.today()});
        });
        REQUIRE(todo->items.size() == 1U);
        CHECK(todo->items.front().kind == "lost_removal");
        CHECK(todo->items.front().due_on == Date{2028, 3, 5});
        const auto removal = matter.begin("lost.removal", with_evidence(TransferWorld::form({{"why", "仍无下落"}})));
        REQUIRE_MESSAGE(removal.has_value(), code_of(removal));
        REQUIRE(matter.pass(removal->id).has_value());
        REQUIRE(matter.approve(removal->id).has_value());
        CHECK(matter.status() == "left_party");
        CHECK(world.stored(matter.member).values.entry == "removed_as_left");
        CHECK(world.roster(world.branch, world.clock.today()).empty());
        REQUIRE(world.act(matter.committee, removal->id, "file", TransferWorld::form({{"announced_on", "2028-03-05"}}))
                    .has_value());
    });
}

TEST_CASE("lost contact: who is missing for six months is in the list of what is to be done [REL-30]")
{
    each_transfer_world([](TransferWorld& world) {
        Matter matter(world);
        Amending asked;
        asked.changed = {Attribute::lost_contact};
        asked.values.lost_since = Date{2025, 12, 1};
        asked.values.lost_reason = "1";
        asked.papers = world.papers();
        REQUIRE(world.run(amend_member, matter.member, asked).has_value());
        const auto todo = world.read([&](db::Tx& tx) {
            return relation_todo_source(world.team.office())(tx, {matter.secretary, {}, world.clock.today()});
        });
        REQUIRE(todo->items.size() == 1U);
        CHECK(todo->items.front().kind == "lost_suspension");
        CHECK(todo->items.front().due_on == Date{2026, 6, 1});
        const auto stranger = world.read([&](db::Tx& tx) {
            return relation_todo_source(world.team.office())(tx, {world.of(world.far_branch), {}, world.clock.today()});
        });
        CHECK(stranger->items.empty());
    });
}

TEST_CASE("leaving: of one's own will, by request, and disposal with its five steps [REL-40 – REL-48]")
{
    each_transfer_world([](TransferWorld& world) {
        Matter matter(world);
        const auto facts = [](const char* paid) {
            return TransferWorld::form({{"last_paid_on", paid}, {"why", "不交党费"}});
        };
        CHECK(code_of(matter.begin("leaving.by_oneself", facts("2025-09-06"))) == "leaving.too_early");
        const auto begun = matter.begin("leaving.by_oneself", facts("2025-09-05"));
        REQUIRE_MESSAGE(begun.has_value(), code_of(begun));
        REQUIRE(world.act(matter.committee, begun->id, "file").has_value());
        auto findings = TransferWorld::form({{"findings", "属实"}});
        findings.set("punished", policy::Value(true));
        CHECK(code_of(world.act(matter.secretary, begun->id, "report", findings)) == "leaving.punished_already");
        REQUIRE(
            world.act(matter.secretary, begun->id, "report", TransferWorld::form({{"findings", "属实"}})).has_value());
        REQUIRE(world.act(matter.committee, begun->id, "agree").has_value());
        REQUIRE(matter.pass(begun->id).has_value());
        REQUIRE(matter.approve(begun->id).has_value());
        CHECK(matter.status() == "left_party");

        // A written request, discussed, announced and filed with the committee. [REL-41]
        Matter other(world);
        const auto request = other.begin(
            "leaving.withdrawal", TransferWorld::form({{"requested_on", "2026-03-01"}, {"why", "本人书面提出"}}));
        REQUIRE_MESSAGE(request.has_value(), code_of(request));
        REQUIRE(other.pass(request->id).has_value());
        REQUIRE(world.act(other.secretary, request->id, "report", TransferWorld::form({{"announced_on", "2026-03-05"}}))
                    .has_value());
        auto file = TransferWorld::doing("file");
        file.document_no = "备字〔2026〕1号";
        REQUIRE(world.act(other.committee, request->id, file).has_value());
        CHECK(world.stored(other.member).values.entry == "withdrew");
    });
}

TEST_CASE("disposal: to mend one's ways within a term, and what follows when nothing changes [REL-43 – REL-46]")
{
    each_transfer_world([](TransferWorld& world) {
        Matter matter(world);
        const auto propose = [](const char* ground, int months) {
            auto form = TransferWorld::form({{"ground", ground}, {"why", "不参加组织生活"}});
            if (months > 0) form.set("months", policy::Value(std::int64_t{months}));
            return form;
        };
        CHECK(code_of(matter.begin("disposal.admonition", propose("not_attending", 13))) == "leaving.term_too_long");
        CHECK(code_of(matter.begin("disposal.admonition", propose("threatened", 6))) == "input.not_one_of");
        const auto walk = [&](CaseId of) {
            REQUIRE(world.act(matter.committee, of, "file").has_value());
            REQUIRE(world.act(matter.secretary, of, "report", TransferWorld::form({{"findings", "属实"}})).has_value());
            REQUIRE(world.act(matter.committee, of, "agree").has_value());
            REQUIRE(matter.pass(of).has_value());
            const auto approved = matter.approve(of);
            REQUIRE_MESSAGE(approved.has_value(), code_of(approved));
        };
        const auto begun = matter.begin("disposal.admonition", propose("not_attending", 6));
        REQUIRE_MESSAGE(begun.has_value(), code_of(begun));
        walk(begun->id);
        CHECK(matter.status() == "normal");
        CHECK(world.row(begun->id).step == "mend");
        const auto conduct = TransferWorld::form({{"conduct", "没有转变"}});
        CHECK(code_of(world.act(matter.secretary, begun->id, "not_mended", conduct)) == "leaving.term_not_over");
        world.clock.set(Date{2026, 9, 5});
        REQUIRE(world.act(matter.secretary, begun->id, "not_mended", conduct).has_value());
        const auto out = matter.begin("disposal.persuasion", propose("not_mended", 0));
        REQUIRE_MESSAGE(out.has_value(), code_of(out));
        walk(out->id);
        CHECK(world.stored(matter.member).values.entry == "persuaded_out");
        CHECK(matter.status() == "left_party");
    });
}
