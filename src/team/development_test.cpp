// The development of a member from the application to the archive, on both databases. [DEV-01 – DEV-38]

#include "team/development_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;
using engine::CaseState;

TEST_CASE("development: from the application to the archive through twenty-five steps, and the register follows")
{
    each_way([](World& world, Way& way) {
        const auto person = way.write_down("马晓燕");
        REQUIRE_MESSAGE(person.has_value(), (person ? "" : person.error().code));
        const auto begun = way.begin(person->id, {2026, 6, 1});
        REQUIRE_MESSAGE(begun.has_value(), Way::code_of(begun));
        CHECK(begun->due_on == Date{2026, 7, 1});  // [DEV-01]
        CHECK(begun->label == "马晓燕");
        CHECK(way.stored(person->id).stage == "applicant");

        auto row = way.walk(begun->id, to_pre_review());
        CHECK(row.step == "volunteer");
        CHECK(row.due_on == Date{2027, 11, 20});  // [DEV-07]
        CHECK(way.stored(person->id).stage == "acceptance");
        CHECK_FALSE(world.read([&](db::Tx& tx) { return find_member(tx, person->id); }));

        row = way.walk(begun->id, to_probation());
        CHECK(row.step == "probation");
        const auto member = world.stored(person->id);
        CHECK(member.values.category == "2");
        CHECK(member.values.joined_on == Date{2027, 11, 5});
        CHECK(member.values.branch == world.branch);
        CHECK(member.values.name == "马晓燕");
        CHECK(way.stored(person->id).probation_ends_on == Date{2028, 11, 5});  // [DEV-11]

        row = way.walk(begun->id, to_archive());
        CHECK(row.state == CaseState::done);
        CHECK(world.stored(person->id).values.category == "1");
        CHECK(world.stored(person->id).values.full_on == Date{2028, 11, 5});  // [DEV-32]
        const auto stages = world.read([&](db::Tx& tx) { return store::stages_of(tx, person->id); });
        REQUIRE(stages.size() == 6);
        CHECK(stages.back().stage == "full");
        CHECK(stages.back().rule_set == "dev-2026");
    });
}

namespace {

constexpr std::size_t before_target = 7;
constexpr std::size_t before_review = 10;
constexpr std::size_t before_pre_review = 13;
constexpr std::size_t before_meeting = 15;
constexpr std::size_t before_approval = 17;
constexpr std::size_t before_full_meeting = 24;

std::string refused(Way& way, CaseId id, const Step& step) { return Way::code_of(way.act(id, step)); }

}  // namespace

TEST_CASE("development: who may not apply [DEV-20, DEV-21]")
{
    each_way([](World& world, Way& way) {
        const auto young = way.write_down("马小燕", Date{2008, 6, 2});
        REQUIRE(young.has_value());
        CHECK(Way::code_of(way.begin(young->id, {2026, 6, 1})) == "development.too_young");
        CHECK(way.begin(young->id, {2026, 6, 2}).has_value());
        CHECK(Way::code_of(way.begin(young->id, {2026, 6, 3})) == "development.case_open");
        // A member is no applicant, and nobody is written down twice.
        RegisteringApplicant again;
        again.values.organization = world.branch;
        again.values.name = "马小燕";
        again.contact.id_number = id_number_of(Date{2008, 6, 2}, world.sequence);
        const auto twice = world.write(
            [&](db::Tx& tx) { return register_applicant(way.development.desk(), tx, way.secretary(), again); });
        REQUIRE_FALSE(twice.has_value());
        CHECK(twice.error().code == "development.applicant_known");
        again.contact.id_number = id_number_of(Date{1970, 5, 6}, 1);
        const auto member = world.write(
            [&](db::Tx& tx) { return register_applicant(way.development.desk(), tx, way.secretary(), again); });
        REQUIRE_FALSE(member.has_value());
        CHECK(member.error().code == "member.id_number_known");
    });
}

TEST_CASE("development: people on the way are no members, in no roster and no count [DATA-30]")
{
    each_way([](World& world, Way& way) {
        const auto before = world.roster(world.branch, Date{2026, 6, 1});
        const auto person = way.write_down("马晓燕");
        as_far_as(way, person->id, before_meeting);
        CHECK(world.roster(world.branch, way.world.clock.today()) == before);
        CHECK(world.search("马晓燕").empty());
        const auto counts = world.read([&](db::Tx& tx) {
            return count_roster(world.team.office(), tx, world.county, {way.world.clock.today(), {}});
        });
        CHECK(counts->on_roll == 3);
    });
}

TEST_CASE("development: contacts and introducers are full members of the branch, by name [DEV-24]")
{
    each_way([](World& world, Way& way) {
        const auto person = way.write_down("马晓燕");
        const auto row = as_far_as(way, person->id, 3);
        const auto naming = [&](std::string names) {
            return refused(way, row.id, {{2026, 9, 25}, false, "name", {{"contacts", said(std::move(names))}}});
        };
        CHECK(naming("张三") == "development.member_not_found");
        CHECK(naming("马建国、马建国") == "development.named_twice");
        CHECK(naming("马建国、李秀英、王志强") == "development.people_count");
        world.add("马建国", world.branch, Date{2021, 1, 1});
        CHECK(naming("马建国") == "development.members_of_one_name");
        CHECK(naming("李秀英") == "");
    });
}

TEST_CASE("development: too early, without publicity, without the inspections [DEV-02 – DEV-04]")
{
    each_way([](World&, Way& way) {
        const auto person = way.write_down("马晓燕");
        const auto row = as_far_as(way, person->id, 5);
        auto propose = to_pre_review()[6];
        CHECK(refused(way, row.id, propose) == "development.inspections_missing");
        way.walk(row.id, {to_pre_review()[5], propose});
        auto determine = to_pre_review()[before_target];
        auto without = determine;
        std::erase_if(without.form, [](const auto& one) { return one.first.starts_with("publicity_f"); });
        CHECK(refused(way, row.id, without) == "development.publicity_needed");
        for (auto& [field, value] : without.form)
            if (field == "publicity_to") value = said("2027-09-16");
        without.form.emplace_back("publicity_from", said("2027-09-13"));
        CHECK(refused(way, row.id, without) == "development.publicity_too_short");
        CHECK(refused(way, row.id, determine) == "");
    });
}

TEST_CASE("development: nobody is determined a day before the year is over [DEV-02]")
{
    each_way([](World&, Way& way) {
        const auto person = way.write_down("马晓燕");
        const auto row = as_far_as(way, person->id, 6);
        auto propose = to_pre_review()[6];
        propose.day = {2027, 9, 1};
        way.walk(row.id, {propose});
        auto determine = to_pre_review()[before_target];
        determine.day = {2027, 9, 9};
        CHECK(refused(way, row.id, determine) == "case.too_early");
    });
}

TEST_CASE("development: votes are judged, not believed [DEV-08, DEV-28, DEV-38]")
{
    each_way([](World& world, Way& way) {
        const auto person = way.write_down("马晓燕");
        const auto row = as_far_as(way, person->id, before_meeting);
        const Date day{2027, 11, 5};
        CHECK(refused(way, row.id, {day, false, "accept", vote_of("accept_", 1, 2, true)}) ==
              "development.vote_not_passed");
        CHECK(refused(way, row.id, {day, false, "reject", vote_of("accept_", 3, 0, true), "表决"}) ==
              "development.vote_passed");
        CHECK(refused(way, row.id, {day, false, "accept", vote_of("accept_", 4, 0, true)}) ==
              "development.voters_differ");
        CHECK(refused(way, row.id, {{2027, 11, 21}, false, "accept", vote_of("accept_", 3, 0, true)}) ==
              "development.too_late");
        // Back to the pre-review, as the rule wants it [DEV-07].
        CHECK(refused(way, row.id, {{2027, 11, 22}, false, "return", {}, "超过一个月"}) == "");
        CHECK(world.read([&](db::Tx& tx) { return engine::store::find_case(tx, row.id); })->step == "examine");
    });
}

TEST_CASE("development: the meeting refuses, and the person may apply again")
{
    each_way([](World& world, Way& way) {
        const auto person = way.write_down("马晓燕");
        const auto row = as_far_as(way, person->id, before_meeting);
        const auto done = way.act(row.id, {{2027, 11, 5}, false, "reject", vote_of("accept_", 1, 2, true), "票数不足"});
        REQUIRE_MESSAGE(done.has_value(), Way::code_of(done));
        CHECK(done->state == CaseState::refused);
        CHECK_FALSE(world.read([&](db::Tx& tx) { return find_member(tx, person->id); }));
        const auto again = way.begin(person->id, {2027, 12, 1});
        REQUIRE_MESSAGE(again.has_value(), Way::code_of(again));
        const auto stored = way.stored(person->id);
        CHECK(stored.case_id == again->id);
        CHECK(stored.applied_on == Date{2027, 12, 1});
        CHECK_FALSE(stored.activist_on);
    });
}

TEST_CASE("development: withdrawal, delay, and the clock that stands still")
{
    each_way([](World& world, Way& way) {
        const auto person = way.write_down("马晓燕");
        const auto row = as_far_as(way, person->id, before_approval);
        CHECK(row.due_on == Date{2028, 2, 5});  // [DEV-09]
        world.clock.set(Date{2027, 11, 25});
        engine::Doing rest;
        rest.reason = "本人出国学习";
        REQUIRE(world.write([&](db::Tx& tx) { return engine::suspend(way.office, tx, way.organizer(), row.id, rest); })
                    .has_value());
        CHECK(refused(way, row.id, to_probation()[3]) == "case.suspended");
        world.clock.set(Date{2027, 12, 25});
        const auto resumed =
            world.write([&](db::Tx& tx) { return engine::resume(way.office, tx, way.organizer(), row.id, rest); });
        REQUIRE(resumed.has_value());
        CHECK(resumed->due_on == Date{2028, 3, 6});
        const auto out =
            world.write([&](db::Tx& tx) { return engine::withdraw(way.office, tx, way.secretary(), row.id, rest); });
        REQUIRE_MESSAGE(out.has_value(), Way::code_of(out));
        CHECK(out->state == CaseState::withdrawn);
    });
}

TEST_CASE("development: probation is extended once, by six to twelve months [DEV-12]")
{
    each_way([](World& world, Way& way) {
        const auto person = way.write_down("马晓燕");
        const auto row = as_far_as(way, person->id, before_full_meeting);
        auto extend = vote_of("full_", 3, 0, true);
        extend.emplace_back("extension_months", said(5));
        CHECK(refused(way, row.id, {{2028, 11, 6}, false, "extend", extend, "还需教育"}) ==
              "development.extension_months");
        extend.back().second = said(6);
        way.walk(row.id,
                 {{{2028, 11, 6}, false, "extend", extend, "还需教育"},
                  {{2028, 11, 20}, true, "approve", vote_of("extension_", 7, 0, false), {}, "平组字〔2028〕7号"},
                  {{2029, 4, 1}, false, "finish", {{"probation_summary", said("有进步")}}},
                  {{2029, 4, 10}, false, "submit", {}}});
        CHECK(way.stored(person->id).probation_ends_on == Date{2029, 5, 5});
        CHECK(refused(way, row.id, {{2029, 5, 4}, false, "confirm", vote_of("full_", 3, 0, true)}) ==
              "development.too_early");
        CHECK(refused(way, row.id, {{2029, 5, 6}, false, "extend", extend, "再延长"}) == "development.extended_before");
        way.walk(row.id, {{{2029, 5, 6}, false, "confirm", vote_of("full_", 3, 0, true)},
                          {{2029, 5, 20}, true, "approve", vote_of("confirm_", 7, 0, false), {}, "平组字〔2029〕3号"}});
        CHECK(world.stored(person->id).values.full_on == Date{2029, 5, 5});
    });
}

TEST_CASE("development: probation is cancelled, and the person is no member any more [DEV-31]")
{
    each_way([](World& world, Way& way) {
        const auto person = way.write_down("马晓燕");
        const auto row = as_far_as(way, person->id, before_full_meeting);
        const auto done = way.walk(
            row.id,
            {{{2028, 11, 6}, false, "cancel", vote_of("full_", 3, 0, true), "不合格"},
             {{2028, 11, 20}, true, "approve", vote_of("cancel_", 7, 0, false), "不合格", "平组字〔2028〕7号"},
             {{2028, 12, 1}, false, "archive", {{"archive_kind", said("party")}, {"archive_place", said("镇党委")}}}});
        CHECK(done.state == CaseState::done);
        CHECK(world.stored(person->id).values.status == "left_party");
        CHECK(way.stored(person->id).stage == "cancelled");
    });
}

TEST_CASE("development: a case that began under the old rules ends under those of the day [GEN-05]")
{
    each_way([](World& world, Way& way) {
        world.clock.set(Date{2024, 6, 1});
        const auto person = way.write_down("马晓燕");
        const auto begun = way.begin(person->id, {2024, 6, 1});
        REQUIRE(begun.has_value());
        auto steps = to_pre_review();
        for (auto& step : steps) step.day = step.day.plus_months(-24);
        // No publicity before 2026-05-11 [DEV-04]; the training was a year earlier too.
        auto& determine = steps[before_target];
        std::erase_if(determine.form, [](const auto& one) { return one.first.starts_with("publicity"); });
        determine.form.emplace_back("publicity_result", said("未公示"));
        for (auto& [field, value] : steps[11].form) {
            if (field == "training_from") value = said("2025-10-09");
            if (field == "training_to") value = said("2025-10-11");
        }
        way.walk(begun->id, steps);
        // The pre-review is of October 2025. Under the old rules a meeting on 10 May is in time; a day later it is not.
        way.walk(begun->id, {{{2026, 5, 1}, false, "filled", {{"volunteer_checked", policy::Value(true)}}}});
        CHECK(refused(way, begun->id, {{2026, 5, 11}, false, "accept", vote_of("accept_", 3, 0, true)}) ==
              "development.too_late");
        CHECK(refused(way, begun->id, {{2026, 5, 10}, false, "accept", vote_of("accept_", 3, 0, true)}) == "");
        const auto stages = world.read([&](db::Tx& tx) { return store::stages_of(tx, person->id); });
        CHECK(stages.back().rule_set == "dev-2014");
    });
}

TEST_CASE("development: an activist moves, and the branch that receives takes over [DEV-23]")
{
    each_way([](World& world, Way& way) {
        const auto far = world.found(world.county, "河滩镇委员会", "committee", Date{1984, 1, 1});
        const auto there = world.found(far, "河滩支部", "branch", Date{1984, 2, 1});
        const auto person = way.write_down("马晓燕");
        const auto row = as_far_as(way, person->id, 5);
        const auto begin_move = [&](OrganizationId to) {
            engine::Doing first;
            first.action = "hand_over";
            first.form.set("move_to", policy::Value(to.str()));
            first.form.set("move_reason", said("工作调动"));
            return world.write([&](db::Tx& tx) {
                return engine::start(way.office, tx, way.secretary(),
                                     {"development.move", world.branch, person->id.value, first});
            });
        };
        CHECK(Way::code_of(begin_move(world.branch)) == "member.nothing_changed");
        CHECK(Way::code_of(begin_move(far)) == "member.branch_holds_no_members");
        const auto moving = begin_move(there);
        REQUIRE_MESSAGE(moving.has_value(), Way::code_of(moving));
        engine::Doing receive;
        receive.action = "receive";
        receive.form.set("recognised", policy::Value(false));
        receive.form.set("receive_note", said("材料齐全"));
        const auto wrong =
            world.write([&](db::Tx& tx) { return engine::act(way.office, tx, way.secretary(), moving->id, receive); });
        CHECK(Way::code_of(wrong) == "case.not_your_turn");
        world.clock.set(Date{2027, 4, 1});
        const auto done = world.write(
            [&](db::Tx& tx) { return engine::act(way.office, tx, way.secretary(there), moving->id, receive); });
        REQUIRE_MESSAGE(done.has_value(), Way::code_of(done));
        const auto stored = way.stored(person->id);
        CHECK(stored.organization == there);
        CHECK(stored.educated_from == Date{2027, 4, 1});
        const auto now = world.read([&](db::Tx& tx) { return engine::store::find_case(tx, row.id); });
        CHECK(now->acts_at == there);
        CHECK(now->step == "cultivate");
        // The old branch does not even see it any more, the new one goes on.
        auto inspect = to_pre_review()[5];
        CHECK(refused(way, row.id, inspect) == "case.not_found");
        way.branch = there;
        CHECK(refused(way, row.id, inspect) == "");
    });
}

TEST_CASE("development: a letter of the political review is answered before the review ends [DEV-25]")
{
    each_way([](World& world, Way& way) {
        const auto person = way.write_down("马晓燕");
        const auto row = as_far_as(way, person->id, before_review);
        const auto as = [&](OrganizationId place, CaseId id, std::string action,
                            std::vector<std::pair<std::string, policy::Value>> form, std::string document) {
            engine::Doing doing;
            doing.action = std::move(action);
            doing.document_no = std::move(document);
            for (auto& [field, value] : form) doing.form.set(field, std::move(value));
            return world.write([&](db::Tx& tx) {
                if (!id)
                    return engine::start(way.office, tx, way.secretary(place),
                                         {"development.review_letter", place, person->id.value, doing});
                return engine::act(way.office, tx, way.secretary(place), id, doing);
            });
        };
        const auto asked = as(
            world.branch, {}, "send",
            {{"asked", policy::Value(world.other.str())}, {"ask_about", said("父亲")}, {"ask_text", said("政治表现")}},
            "东村函〔2027〕1号");
        REQUIRE_MESSAGE(asked.has_value(), Way::code_of(asked));
        CHECK(asked->acts_at == world.other);
        const auto pass = to_pre_review()[before_review];
        CHECK(refused(way, row.id, pass) == "development.letter_open");
        REQUIRE(
            as(world.other, asked->id, "answer", {{"answer_text", said("表现良好")}}, "西村函〔2027〕2号").has_value());
        REQUIRE(as(world.branch, asked->id, "close", {}, {}).has_value());
        CHECK(refused(way, row.id, pass) == "");
    });
}

TEST_CASE("development: the plan goes down the tree, and who goes beyond it says why [DEV-37]")
{
    each_way([](World& world, Way& way) {
        const auto quota = [&](const platform::Actor& who, OrganizationId id, int number) {
            const auto set = world.write([&](db::Tx& tx) {
                return set_quota(way.development.desk(), tx, who, {id, 2027, number, "平组发〔2027〕1号", {}});
            });
            return set                          ? std::string{}
                   : set.error().fields.empty() ? set.error().code
                                                : set.error().fields.front().code;
        };
        CHECK(quota(way.on(world.county), world.committee, 2) == "");
        CHECK(quota(way.organizer(), world.committee, 3) == "access.forbidden");
        CHECK(quota(way.organizer(), world.branch, 1) == "");
        CHECK(quota(way.organizer(), world.other, 2) == "development.plan_above");
        CHECK(quota(way.organizer(), world.other, 1) == "");
        CHECK(quota(way.on(world.county), world.committee, 1) == "development.plan_below");
        CHECK(quota(way.organizer(), world.branch, 1) == "development.plan_unchanged");
        CHECK(quota(way.organizer(), world.branch, 0) == "");

        const auto person = way.write_down("马晓燕");
        const auto row = as_far_as(way, person->id, before_pre_review);
        auto pass = to_pre_review()[before_pre_review];
        CHECK(refused(way, row.id, pass) == "development.over_plan");
        CHECK(quota(way.organizer(), world.other, 0) == "");
        CHECK(quota(way.organizer(), world.branch, 1) == "");
        CHECK(refused(way, row.id, pass) == "");
        const auto plans =
            world.read([&](db::Tx& tx) { return plans_for(way.development.desk(), tx, world.branch, 2027); });
        REQUIRE(plans.size() == 2);
        CHECK(plans[0].organization == world.branch);
        CHECK(plans[0].used == 1);
        CHECK(plans[1].used == 1);
    });
}

TEST_CASE("development: a branch sees its own people only, and a committee those below it")
{
    each_way([](World& world, Way& way) {
        const auto person = way.write_down("马晓燕");
        const auto row = as_far_as(way, person->id, 2);
        const auto stranger = way.secretary(world.other);
        const auto look =
            world.read([&](db::Tx& tx) { return visible_applicant(way.development.desk(), tx, stranger, person->id); });
        REQUIRE_FALSE(look.has_value());
        CHECK(look.error().code == "development.applicant_not_found");
        CHECK(world
                  .read([&](db::Tx& tx) {
                      return visible_applicant(way.development.desk(), tx, way.organizer(), person->id);
                  })
                  .has_value());
        engine::Doing doing;
        doing.action = "file";
        const auto other =
            world.write([&](db::Tx& tx) { return engine::act(way.office, tx, stranger, row.id, doing); });
        CHECK(Way::code_of(other) == "case.not_found");
        const auto own =
            world.write([&](db::Tx& tx) { return engine::act(way.office, tx, way.secretary(), row.id, doing); });
        CHECK(Way::code_of(own) == "case.not_your_turn");
    });
}

TEST_CASE("development: role × step × scope: nobody but whose turn it is acts, and strangers do not even see it")
{
    each_way([](World& world, Way& way) {
        using platform::Permission;
        const auto far = world.found(world.county, "河滩镇委员会", "committee", Date{1984, 1, 1});
        const auto there = world.found(far, "河滩支部", "branch", Date{1984, 2, 1});
        const auto reader = [&](OrganizationId id) {
            return actor_on(id, {Permission::case_read, Permission::member_read, Permission::organization_read},
                            world.organizations.directory());
        };
        const auto nobody = actor_on(world.county, {Permission::organization_read}, world.organizations.directory());
        struct Intruder {
            platform::Actor actor;
            bool sees;
        };
        const std::vector<Intruder> intruders{{way.secretary(world.other), false},
                                              {way.secretary(there), false},
                                              {way.organizer(far), false},
                                              {reader(world.branch), true},
                                              {reader(world.county), true},
                                              {reader(there), false},
                                              {nobody, false}};
        const auto person = way.write_down("马晓燕");
        const auto begun = way.begin(person->id, {2026, 6, 1});
        REQUIRE(begun.has_value());
        std::vector<Step> all = to_pre_review();
        for (auto&& more : {to_probation(), to_archive()}) all.insert(all.end(), more.begin(), more.end());
        int refused_acts = 0;
        for (const auto& step : all) {
            way.world.clock.set(std::max(way.world.clock.today(), step.day));
            const auto row = *world.read([&](db::Tx& tx) { return engine::store::find_case(tx, begun->id); });
            const auto definition = world.read([&](db::Tx& tx) { return way.office.definition_of(tx, row); });
            auto everybody = intruders;
            if (step.above) everybody.push_back({way.secretary(), true});  // the branch does not decide above itself
            for (const auto& intruder : everybody)
                for (const auto& action : definition->workflow.step(row.step)->actions) {
                    engine::Doing doing;
                    doing.action = action.code;
                    doing.reason = "试一试";
                    doing.document_no = "试〔2026〕1号";
                    for (const auto& [field, value] : step.form) doing.form.set(field, value);
                    const auto done = world.write(
                        [&](db::Tx& tx) { return engine::act(way.office, tx, intruder.actor, begun->id, doing); });
                    REQUIRE_FALSE_MESSAGE(done.has_value(), row.step << " " << action.code);
                    const auto& code = done.error().code;
                    CHECK_MESSAGE(code == (intruder.sees ? "case.not_your_turn" : "case.not_found"),
                                  row.step << " " << action.code << ": " << code);
                    ++refused_acts;
                }
            for (const auto& intruder : everybody)
                CHECK(world
                          .read([&](db::Tx& tx) {
                              return visible_applicant(way.development.desk(), tx, intruder.actor, person->id);
                          })
                          .has_value() == intruder.sees);
            way.walk(begun->id, {step});
        }
        CHECK(refused_acts > 300);
        CHECK(world.stored(person->id).values.category == "1");
    });
}

TEST_CASE("development: a branch ends: people on the way go along, or it is refused [ORG-24]")
{
    each_way([](World& world, Way& way) {
        world.organizations.connect(
            [&](db::Tx& tx, const platform::Actor& actor, const organization::Reshaping& reshaping) -> Result<void> {
                const auto members = world.team.people();
                if (auto settled = members(tx, actor, reshaping); !settled) return settled;
                return settle_applicants(way.development.desk(), tx, actor, reshaping);
            });
        const auto lonely = world.found(world.committee, "南村支部", "branch", Date{1984, 2, 1});
        RegisteringApplicant asked;
        asked.values.organization = lonely;
        asked.values.name = "马晓燕";
        asked.contact.id_number = id_number_of(Date{1998, 3, 4}, ++world.sequence);
        const auto person = world.write(
            [&](db::Tx& tx) { return register_applicant(way.development.desk(), tx, way.secretary(lonely), asked); });
        REQUIRE(person.has_value());
        const auto dissolve = [&](OrganizationId target) {
            organization::Dissolving dissolving;
            dissolving.target = target;
            dissolving.papers = {world.clock.today(), "组字〔2026〕3号", "整合", {}, {}, false};
            const auto done = world.write([&](db::Tx& tx) {
                return organization::dissolve(world.organizations.office(), tx, world.actor, lonely, dissolving);
            });
            return done ? std::string{} : done.error().code;
        };
        CHECK(dissolve({}) == "organization.has_members");
        CHECK(dissolve(world.branch) == "");
        CHECK(way.stored(person->id).organization == world.branch);
    });
}

TEST_CASE("development: county and city check the work every half year, and are reminded of the next check [DEV-34]")
{
    each_way([](World& world, Way& way) {
        engine::Doing first;
        first.action = "begin";
        first.form.set("check_lead", said("组织部副部长"));
        const auto start = [&](OrganizationId at) {
            return world.write([&](db::Tx& tx) {
                return engine::start(way.office, tx, way.on(at), {"development.work_check", at, 0, first});
            });
        };
        CHECK(Way::code_of(start(world.committee)) == "case.not_startable_here");
        const auto begun = start(world.county);
        REQUIRE_MESSAGE(begun.has_value(), Way::code_of(begun));
        CHECK(begun->due_on == Date{2026, 11, 20});
        world.clock.set(Date{2026, 11, 1});
        engine::Doing check;
        check.action = "checked";
        check.form.set("checked_organizations", said("平安镇党委"));
        check.form.set("check_found", said("手续完备"));
        const auto checked = world.write(
            [&](db::Tx& tx) { return engine::act(way.office, tx, way.on(world.county), begun->id, check); });
        REQUIRE_MESSAGE(checked.has_value(), Way::code_of(checked));
        CHECK(checked->due_on == Date{2027, 5, 1});
    });
}
