// Cases of a made-up county workflow that the C++ code knows nothing of, on both databases.

#include "engine/workflow_fixture.hpp"

using namespace jishi;
using namespace jishi::engine;
using namespace jishi::engine::testing;

TEST_CASE(
    "workflow: a case goes from step to step, each with who, when, on whose behalf, and its effect in the same "
    "transaction")
{
    each_world([](World& world) {
        const auto row = world.started();
        CHECK(row.step == "decide");
        CHECK(row.label == "请求");
        CHECK(row.acts_at == OrganizationId{2});
        CHECK(row.due_on == Date{2026, 4, 5});  // [GEN-02]
        world.clock.set(Date{2026, 3, 9});
        CHECK(code_of_error(world.try_act(world.town(), row.id, World::doing("approve"))) ==
              "document_no: case.document_needed");
        const auto approved = world.try_act(world.town(), row.id, world.approval());
        REQUIRE(approved);
        CHECK(approved->step == "publish");
        CHECK(approved->acts_at == OrganizationId{21});
        CHECK(approved->earliest_on == Date{2026, 3, 14});  // [GEN-03] Monday to Friday have passed
        const auto early = world.try_act(world.branch(), row.id, World::doing("done"));
        REQUIRE_FALSE(early);
        CHECK(early.error().code == "case.too_early");
        CHECK(early.error().rule == "GEN-03");
        CHECK(early.error().detail == "2026-03-14");
        world.clock.set(Date{2026, 3, 14});
        const auto done = world.try_act(world.branch(), row.id, World::doing("done"));
        REQUIRE(done);
        CHECK(done->state == CaseState::done);
        CHECK(done->ended_on == Date{2026, 3, 14});
        const auto steps = world.steps(row.id);
        REQUIRE(steps.size() == 3);
        CHECK(steps[1].number == 2);
        CHECK(steps[1].action == "approve");
        CHECK(steps[1].document_no == "某发〔2026〕1号");
        CHECK(steps[1].account_name == "用户20");
        CHECK(steps[1].on_behalf_of == OrganizationId{2});
        CHECK(steps[1].rule == "ORG-20");
        CHECK(steps[1].form.yes("noted"));
        CHECK(world.read([](db::Tx& tx) {
            return tx.value<std::int64_t>("SELECT COUNT(*) FROM db_fact WHERE kind = 'test.noted'");
        }) == 1);
        REQUIRE(world.audit.size() == 3);
        CHECK(world.audit[0].action == "case.started");
        CHECK(world.audit[2].action == "case.done");
        CHECK(world.audit[0].after.find("请求") == std::string::npos);  // what was filled in is not in the trail
        CHECK(code_of_error(world.try_act(world.branch(), row.id, World::doing("done"))) == "case.over");
    });
}

TEST_CASE(
    "workflow: who does not stand in the relation, or lacks the permission there, is refused; who may not see a case "
    "finds none")
{
    each_world([](World& world) {
        const auto row = world.started();
        CHECK(code_of_error(world.try_act(world.branch(), row.id, world.approval())) == "case.not_your_turn");
        CHECK(code_of_error(world.try_act(world.town(3), row.id, world.approval())) == "case.not_found");
        CHECK(code_of_error(world.try_act(world.branch(22), row.id, world.approval())) == "case.not_found");
        CHECK(code_of_error(world.try_act(world.actor(9, 2, {platform::Permission::case_read}), row.id,
                                          world.approval())) == "case.not_your_turn");
        CHECK(code_of_error(world.try_start(world.branch(22), 21, World::doing("submit", World::titled("甲")))) ==
              "case.not_your_turn");
        CHECK(code_of_error(world.try_start(world.branch(), 99, World::doing("submit", World::titled("甲")))) ==
              "organization.not_found");
        CHECK(code_of_error(world.try_start(world.branch(), 21, World::doing("submit", World::titled("甲")),
                                            "no.such")) == "workflow: case.workflow_unknown");
        // Above it, with the subtree: on behalf of the town.
        const auto above = world.try_act(world.county(), row.id, world.approval());
        REQUIRE(above);
        CHECK(world.steps(row.id)[1].on_behalf_of == OrganizationId{2});
    });
}

TEST_CASE("workflow: the form is held to what the pack asks, field by field")
{
    each_world([](World& world) {
        world.files[AttachmentId{5}];
        const auto refused = [&](const char* field, policy::Value value) {
            auto form = World::titled("甲");
            form.set(field, std::move(value));
            return code_of_error(world.try_start(world.branch(), 21, World::doing("submit", form)));
        };
        using policy::Value;
        CHECK(refused("title", Value(std::string("  "))) == "form/title: input.required");
        CHECK(refused("title", Value(std::string("一二三四五六七八九十一二三四五六七八九十一"))) ==
              "form/title: input.too_long");
        CHECK(refused("title", Value(std::int64_t{1})) == "form/title: input.expected_text");
        CHECK(refused("amount", Value(std::int64_t{10})) == "form/amount: input.out_of_range");
        CHECK(refused("amount", Value(std::string("1"))) == "form/amount: input.expected_integer");
        CHECK(refused("wanted_on", Value(std::string("2026-02-30"))) == "form/wanted_on: input.expected_date");
        CHECK(refused("sector", Value(std::string("other"))) == "form/sector: input.not_one_of");
        CHECK(refused("place", Value(std::string("99"))) == "form/place: organization.not_found");
        CHECK(refused("place", Value(std::string("x"))) == "form/place: input.expected_id");
        CHECK(refused("files", Value(Value::List{Value(std::string("6"))})) == "form/files: attachment.unknown");
        CHECK(refused("files", Value(std::string("5"))) == "form/files: input.expected_array");
        CHECK(refused("urgent", Value(std::string("yes"))) == "form/urgent: input.expected_boolean");
        CHECK(refused("secret", Value(true)) == "form/secret: input.unknown_field");
        CHECK(refused("amount", Value(std::int64_t{9})) == "case.other_open");  // the guard, with its parameter of 8
        CHECK(refused("files", Value(Value::List{Value(std::string("5"))})) == "");
        CHECK(world.files[AttachmentId{5}]);  // belongs to the case now
        CHECK(world.read([](db::Tx& tx) { return tx.value<std::int64_t>("SELECT COUNT(*) FROM engine_case"); }) ==
              1);  // nothing half done
    });
}

TEST_CASE("workflow: two clerks at once cannot both advance a case: one wins, the other is told")
{
    each_world([](World& world) {
        const auto row = world.started();
        auto mine = world.approval();
        mine.version = row.version;
        REQUIRE(world.try_act(world.town(), row.id, mine));
        const auto other = world.try_act(world.county(), row.id, mine);
        REQUIRE_FALSE(other);
        CHECK(other.error().kind == ErrorKind::conflict);
        CHECK(other.error().code == "case.version_conflict");
        CHECK(world.steps(row.id).size() == 2);
        auto stale = world.stored(row.id);
        const auto again = world.write(
            [&](db::Tx& tx) -> Result<bool> { return store::update_case(tx, stale, {}); });  // as if nobody had looked
        CHECK_FALSE(*again);
    });
}

TEST_CASE("workflow: a refused effect refuses the step, and nothing of it stays")
{
    each_world([](World& world) {
        const auto row = world.started();
        world.refuse_effects = true;
        const auto refused = world.try_act(world.town(), row.id, world.approval());
        REQUIRE_FALSE(refused);
        CHECK(refused.error().rule == "ORG-01");
        CHECK(world.stored(row.id).step == "decide");
        CHECK(world.stored(row.id).version == row.version);
        CHECK(world.steps(row.id).size() == 1);
    });
}

TEST_CASE("workflow: return, refuse, withdraw, suspend and resume")
{
    each_world([](World& world) {
        auto row = world.started();
        CHECK(code_of_error(world.try_act(world.town(), row.id, World::doing("return"))) ==
              "reason: case.reason_needed");
        auto back = World::doing("return");
        back.reason = "补充材料";
        REQUIRE(world.try_act(world.town(), row.id, back));
        CHECK(world.stored(row.id).step == "ask");
        CHECK(world.stored(row.id).acts_at == OrganizationId{21});
        CHECK_FALSE(world.stored(row.id).due_on);
        REQUIRE(world.try_act(world.branch(), row.id, World::doing("submit", World::titled("改后"))));
        CHECK(world.stored(row.id).label == "改后");
        CHECK(code_of_error(world.try_way(suspend, world.branch(), row.id)) == "case.not_your_turn");
        REQUIRE(world.try_way(suspend, world.town(), row.id));
        CHECK(code_of_error(world.try_act(world.town(), row.id, world.approval())) == "case.suspended");
        CHECK(world.todo(world.town()).items.empty());
        world.clock.set(Date{2026, 3, 25});
        CHECK(code_of_error(world.try_way(resume, world.branch(), row.id)) == "case.not_your_turn");
        REQUIRE(world.try_way(resume, world.town(), row.id));
        CHECK(world.stored(row.id).due_on == Date{2026, 4, 25});  // its time stood still for twenty days
        CHECK(code_of_error(world.try_way(resume, world.town(), row.id)) == "case.not_suspended");
        CHECK(code_of_error(world.try_way(withdraw, world.branch(), row.id, "")) == "reason: case.reason_needed");
        REQUIRE(world.try_way(withdraw, world.branch(), row.id));
        CHECK(world.stored(row.id).state == CaseState::withdrawn);
        CHECK(code_of_error(world.try_way(withdraw, world.branch(), row.id)) == "case.over");

        row = world.started();
        auto no = World::doing("refuse");
        no.reason = "不符合条件";
        REQUIRE(world.try_act(world.town(), row.id, no));
        CHECK(world.stored(row.id).state == CaseState::refused);
        row = world.started();
        REQUIRE(world.try_act(world.town(), row.id, world.approval()));
        CHECK(code_of_error(world.try_way(withdraw, world.branch(), row.id)) ==
              "case.way_not_open");  // decided already
    });
}

TEST_CASE(
    "workflow: dates do not go backwards, days to come are refused, past days need the permission; paper steps carry "
    "their true dates")
{
    each_world([](World& world) {
        CHECK(code_of_error(
                  world.try_start(world.branch(), 21, World::doing("submit", World::titled("甲"), Date{2026, 3, 6}))) ==
              "case.day_to_come");
        CHECK(code_of_error(
                  world.try_start(world.branch(), 21, World::doing("submit", World::titled("甲"), Date{2026, 3, 4}))) ==
              "access.forbidden");
        const auto row = world.started(21, Date{2026, 1, 31});
        CHECK(row.started_on == Date{2026, 1, 31});
        CHECK(row.due_on == Date{2026, 2, 28});  // [GEN-02]
        CHECK(code_of_error(world.try_act(world.town(), row.id, world.approval(Date{2026, 1, 30}))) ==
              "case.day_backwards");
        auto paper = world.approval(Date{2026, 2, 10});
        paper.from_paper = true;
        CHECK(code_of_error(world.try_act(world.branch(), row.id, paper)) == "access.forbidden");
        REQUIRE(world.try_act(world.county(), row.id, paper));
        auto end = World::doing("done", {}, Date{2026, 2, 11});
        end.from_paper = true;
        CHECK(code_of_error(world.try_act(world.county(), row.id, end)) == "case.too_early");
        end.day = Date{2026, 3, 1};
        REQUIRE(world.try_act(world.county(), row.id, end));
        const auto steps = world.steps(row.id);
        CHECK(steps[1].from_paper);
        CHECK(steps[1].day == Date{2026, 2, 10});
        CHECK(steps[1].on_behalf_of == OrganizationId{2});
        CHECK(steps[2].on_behalf_of == OrganizationId{21});
        CHECK(world.stored(row.id).ended_on == Date{2026, 3, 1});
    });
}

TEST_CASE("workflow: a named person alone may act, follows the own case, and a successor takes over")
{
    each_world([](World& world) {
        world.accounts_of[7] = {AccountId{700}};
        CHECK(code_of_error(world.try_start(world.branch(), 21, World::doing("submit"), "made_up.personal")) ==
              "subject: case.subject_needed");
        CHECK(code_of_error(world.try_start(world.branch(22), 22, World::doing("submit"), "made_up.personal", 7)) ==
              "subject: case.subject_elsewhere");
        const auto row = world.try_start(world.branch(), 21, World::doing("submit"), "made_up.personal", 7);
        REQUIRE(row);
        const auto person = world.actor(700, 0, {});
        CHECK(world.todo(person).items.size() == 1);
        CHECK(world.todo(world.branch()).items.empty());
        CHECK(code_of_error(world.try_act(world.branch(), row->id, World::doing("confirm"))) == "case.not_your_turn");
        CHECK(code_of_error(world.try_act(world.actor(701, 0, {}), row->id, World::doing("confirm"))) ==
              "case.not_found");
        CaseFilter own;
        own.subject_kind = "person";
        own.subject = 7;
        CHECK(world.read([&](db::Tx& tx) { return find_cases(world.office, tx, person, own, {}, 10); })->items.size() ==
              1);
        CHECK(code_of_error(world.read([&](db::Tx& tx) {
                  return find_cases(world.office, tx, world.actor(701, 0, {}), own, {}, 10);
              })) == "access.forbidden");
        // The person is gone: the town's clerk takes it over and does it.
        CHECK(code_of_error(world.try_way(take_over, world.branch(), row->id)) == "case.not_your_turn");
        REQUIRE(world.try_way(take_over, world.town(), row->id));
        CHECK(code_of_error(world.try_way(take_over, world.town(), row->id)) == "case.nothing_to_take_over");
        CHECK(world.todo(person).items.empty());
        CHECK(code_of_error(world.try_act(person, row->id, World::doing("confirm"))) == "case.not_your_turn");
        REQUIRE(world.try_act(world.town(), row->id, World::doing("confirm")));
        const auto steps = world.steps(row->id);
        CHECK(steps[1].deed == Deed::take_over);
        CHECK(steps[1].reason == "理由");
    });
}

TEST_CASE("workflow: whose turn it is moves along when the organisation has moved")
{
    each_world([](World& world) {
        const auto row = world.started();
        world.places.parents[21] = 3;
        CHECK(code_of_error(world.try_act(world.town(2), row.id, world.approval())) == "case.not_your_turn");
        REQUIRE(world.try_way(take_over, world.town(3), row.id));
        CHECK(world.stored(row.id).acts_at == OrganizationId{3});
        CHECK(world.todo(world.town(2)).items.empty());
        CHECK(world.todo(world.town(3)).items.size() == 1);
        REQUIRE(world.try_act(world.town(3), row.id, world.approval()));
    });
}

TEST_CASE(
    "workflow: deadlines stand in the list of those whose turn it is, warn early, and go upwards when they are late")
{
    each_world([](World& world) {
        const auto row = world.started();  // due on 5 April
        CHECK(world.todo(world.branch()).items.empty());
        auto list = world.todo(world.town());
        REQUIRE(list.items.size() == 1);
        CHECK(list.items[0].kind == "case_turn");
        CHECK(list.items[0].urgency == Urgency::later);
        CHECK(list.items[0].rule == "ORG-20");
        CHECK(list.items[0].link == "/cases/" + row.id.str());
        CHECK(world.todo(world.town(3)).items.empty());
        CHECK(world.todo(world.town(), 3).items.empty());
        world.clock.set(Date{2026, 3, 29});  // seven days before
        CHECK(world.todo(world.town()).items[0].urgency == Urgency::soon);
        const auto county =
            world.actor(11, 1, {platform::Permission::organization_change}, false);  // on the county itself only
        world.clock.set(Date{2026, 4, 10});
        CHECK(world.todo(county).items.empty());
        world.clock.set(Date{2026, 4, 11});
        CHECK(world.todo(world.town()).items[0].urgency == Urgency::overdue);
        REQUIRE(world.todo(county).items.size() == 1);
        CHECK(world.todo(county).items[0].kind == "case_escalation");
        CHECK(world.todo(county).counts.at("overdue") == 1);
        // After a restart the board says the same.
        Board fresh(world.places);
        world.database.read(
            [&](db::Tx& tx) { store::each_deadline(tx, [&](Deadline&& deadline) { fresh.load(deadline); }); });
        CHECK(fresh.size() == world.board.size());
        REQUIRE(world.try_act(world.town(), row.id, world.approval()));
        CHECK(world.todo(county).items.empty());
        CHECK(world.todo(world.branch()).items.size() == 1);
        world.clock.set(Date{2026, 5, 6});
        REQUIRE(world.try_act(world.branch(), row.id, World::doing("done")));
        REQUIRE(world.todo(world.town()).items.size() == 1);  // told of it
        CHECK(world.todo(world.town()).items[0].kind == "case_notice");
        world.clock.set(Date{2026, 5, 17});
        CHECK(world.todo(world.town()).items.empty());
    });
}

TEST_CASE("workflow: what was started under a version of the pack ends under it")
{
    each_world([](World& world) {
        const auto row = world.started();
        std::string other(request_workflow);
        other.replace(other.find("to: publish"), 11, "to: ask    ");
        other.replace(other.find("to: ask    ,"), 12, "to: publish,");  // the text of another version
        other.replace(other.find("name: 审批"), std::string("name: 审批").size(), "name: 新审");
        const Packs packs(other);
        const auto changed = packs.load();
        World later(world.database, changed, world.clock);
        const auto detail = later.read([&](db::Tx& tx) { return case_detail(later.office, tx, later.town(), row.id); });
        REQUIRE(detail);
        CHECK(detail->definition->workflow.step("decide")->name == "审批");
        const auto fresh = later.started();
        CHECK(fresh.definition != row.definition);
        REQUIRE(later.try_act(later.town(), row.id, later.approval()));
        CHECK(later.read([](db::Tx& tx) { return tx.value<std::int64_t>("SELECT COUNT(*) FROM engine_definition"); }) ==
              2);
    });
}

TEST_CASE("workflow: lists are paged, filtered and hold only what the account may see")
{
    each_world([](World& world) {
        std::vector<CaseId> ids;
        for (int i = 0; i < 5; ++i) ids.push_back(world.started(i % 2 == 0 ? 21 : 22).id);
        world.started(31);
        const auto list = [&](const platform::Actor& who, const CaseFilter& filter, CaseId after = {},
                              std::size_t limit = 50) {
            return world.read([&](db::Tx& tx) { return find_cases(world.office, tx, who, filter, after, limit); });
        };
        CHECK(list(world.county(), {})->items.size() == 6);
        CHECK(list(world.town(), {})->items.size() == 5);
        CHECK(list(world.branch(), {})->items.size() == 3);
        const auto page = list(world.town(), {}, {}, 2);
        CHECK(page->items[0].id == ids[4]);
        CHECK(list(world.town(), {}, page->next, 2)->items[0].id == ids[2]);
        CaseFilter filter;
        filter.within = OrganizationId{22};
        CHECK(list(world.town(), filter)->items.size() == 2);
        filter = {};
        filter.state = CaseState::done;
        CHECK(list(world.town(), filter)->items.empty());
        filter = {};
        filter.mine = true;
        const auto mine = list(world.town(), filter, {}, 3);
        CHECK(mine->items.size() == 3);
        REQUIRE(mine->next);
        CHECK(list(world.town(), filter, mine->next, 3)->items.size() == 2);
        CHECK(list(world.branch(), filter)->items.empty());
        filter.due_until = Date{2026, 4, 4};
        CHECK(list(world.town(), filter)->items.empty());
    });
}

TEST_CASE("workflow: a case says what may be done now and why not")
{
    each_world([](World& world) {
        const auto row = world.started();
        const auto seen = [&](const platform::Actor& who) {
            return *world.read([&](db::Tx& tx) { return case_detail(world.office, tx, who, row.id); });
        };
        const auto town = seen(world.town());
        REQUIRE(town.actions.size() == 3);
        CHECK_FALSE(town.actions[0].why_not);
        CHECK_FALSE(town.actions[0].why_not_from_paper);
        const auto branch = seen(world.branch());
        CHECK(branch.actions[0].why_not->code == "case.not_your_turn");
        CHECK(branch.actions[0].why_not_from_paper->code == "access.forbidden");
        REQUIRE(branch.ways.size() == 4);
        CHECK(branch.ways[0].code == "withdraw");
        CHECK_FALSE(branch.ways[0].why_not);
        CHECK(branch.ways[1].why_not->code == "case.not_your_turn");
        REQUIRE(world.try_act(world.town(), row.id, world.approval()));
        CHECK(seen(world.branch()).actions[0].why_not->code == "case.too_early");
        const auto startable = world.read(
            [&](db::Tx& tx) { return startable_at(world.office, tx, world.branch(), OrganizationId{21}, "", 0); });
        bool found = false;
        for (const auto& one : *startable)
            if (one.definition->workflow.code == "made_up.request") found = !one.why_not;
        CHECK(found);
    });
}
