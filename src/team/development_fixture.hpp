#pragma once
// A person on the way into the Party, for the tests of the development of members: who acts, on which day, with what.

#include <string>
#include <vector>

#include "engine/workflow_query.hpp"
#include "engine/workflow_store.hpp"
#include "engine/workflow_stubs.hpp"
#include "team/development_store.hpp"
#include "team/development_workflow.hpp"
#include "team/team_fixture.hpp"
#include "team/team_workflow.hpp"

namespace jishi::engine {
std::span<const db::Migration> migrations();
}

namespace jishi::team::testing {

/// One step as a secretary or an organiser does it.
struct Step {
    Date day;
    bool above = false;  // by the committee
    std::string action;
    std::vector<std::pair<std::string, policy::Value>> form;
    std::string reason = {};
    std::string document = {};
};

inline policy::Value said(std::string text) { return policy::Value(std::move(text)); }
inline policy::Value said(int number) { return policy::Value(std::int64_t{number}); }

struct Way {
    explicit Way(World& w)
        : world(w), book(platform::testing::national_rules(), names, w.clock.today()), board(w.organizations.places()),
          office{w.ids,
                 w.clock,
                 book,
                 names,
                 w.organizations.places(),
                 board,
                 [](db::Tx&, const platform::Actor&, const engine::CaseRecord&) {},
                 [](db::Tx&, const platform::Actor&, AttachmentId) { return false; },
                 [](db::Tx&, AttachmentId, CaseId) {}},
          development(w.team.office(), office)
    {
        engine::lend_own(names);
        organization::lend_to_workflows(names, w.organizations.office());
        team::lend_to_workflows(names, w.team.office(), w.team.words(), office);
        lend_development(names, development.desk());
        engine::testing::lend_what_others_do(names, platform::testing::national_rules());
        if (const auto checked = book.check(); !checked) FAIL(checked.error().detail);
        for (const auto* name : {"马建国", "李秀英", "王志强"}) members.push_back(w.add(name, w.branch));
    }

    platform::Actor secretary(OrganizationId id = {}) const { return on(id ? id : world.branch); }
    platform::Actor organizer(OrganizationId id = {}) const { return on(id ? id : world.committee); }
    platform::Actor on(OrganizationId id) const
    {
        using platform::Permission;
        return actor_on(id,
                        {Permission::case_read, Permission::case_start, Permission::case_enter_past,
                         Permission::member_read, Permission::member_change, Permission::organization_read},
                        world.organizations.directory());
    }

    Result<Applicant> write_down(std::string name, Date birth = Date{1998, 3, 4}, bool league = false)
    {
        RegisteringApplicant asked;
        asked.values.organization = world.branch;
        asked.values.name = std::move(name);
        asked.values.ethnicity = "03";
        asked.values.education = "21";
        asked.values.occupation = "4010";
        asked.values.league_member = league;
        asked.contact.id_number = id_number_of(birth, ++world.sequence);
        asked.contact.phone = "13900000000";
        return world.write([&](db::Tx& tx) { return register_applicant(development.desk(), tx, secretary(), asked); });
    }
    Result<engine::Case> begin(MemberId person, Date day)
    {
        world.clock.set(day);
        engine::Doing first;
        first.action = "submit";
        first.form.set("apply_ground", said("unit"));
        return world.write([&](db::Tx& tx) {
            return engine::start(office, tx, secretary(),
                                 {std::string(admission_workflow), world.branch, person.value, first});
        });
    }
    Result<engine::Case> act(CaseId id, const Step& step)
    {
        world.clock.set(std::max(world.clock.today(), step.day));
        engine::Doing doing;
        doing.action = step.action;
        doing.day = step.day;
        doing.reason = step.reason;
        doing.document_no = step.document;
        for (const auto& [field, value] : step.form) doing.form.set(field, value);
        const auto who = step.above ? organizer(world.county) : secretary(branch);
        return world.write([&](db::Tx& tx) { return engine::act(office, tx, who, id, doing); });
    }
    /// Does them all; a refusal fails the test.
    engine::Case walk(CaseId id, const std::vector<Step>& steps)
    {
        engine::Case row;
        for (const auto& step : steps) {
            const auto done = act(id, step);
            REQUIRE_MESSAGE(done.has_value(),
                            step.action << " on " << step.day.str() << ": " << (done ? "" : code_of(done)));
            row = *done;
        }
        return row;
    }
    static std::string code_of(const Result<engine::Case>& result)
    {
        if (result) return "";
        const auto& error = result.error();
        return error.fields.empty() ? error.code : error.fields.front().code;
    }
    Applicant stored(MemberId id)
    {
        return *world.read([&](db::Tx& tx) { return store::find_applicant(tx, id); });
    }

    World& world;
    engine::WorkflowNames names;
    engine::WorkflowBook book;
    engine::Board board;
    engine::CaseOffice office;
    Development development;
    std::vector<MemberId> members;
    OrganizationId branch;  // that acts; none: the first one
};

/// Votes of a meeting in which everybody is there and in favour, or against.
inline std::vector<std::pair<std::string, policy::Value>> vote_of(const std::string& prefix, int yes, int no,
                                                                  bool meeting)
{
    std::vector<std::pair<std::string, policy::Value>> form;
    const int all = yes + no;
    for (const auto* field : {"due", "present"}) form.emplace_back(prefix + field, said(all));
    if (meeting) {
        for (const auto* field : {"entitled", "voters"}) form.emplace_back(prefix + field, said(all));
        form.emplace_back(prefix + "written", said(0));
        form.emplace_back(prefix + "resolution", said("经票决，同意。"));
    } else {
        form.emplace_back(prefix + "opinion", said("经研究，同意。"));
    }
    form.emplace_back(prefix + "yes", said(yes));
    form.emplace_back(prefix + "no", said(no));
    form.emplace_back(prefix + "abstained", said(0));
    return form;
}

/// The example of the rule book, from the talk to the pre-review. [DEV-01 – DEV-07]
inline std::vector<Step> to_pre_review()
{
    return {
        {{2026, 6, 20}, false, "talked", {{"talker", said("李秀英")}, {"talk_content", said("动机端正")}}},
        {{2026, 9, 10},
         false,
         "determine",
         {{"recommended_by", said("members")},
          {"recommend_result", said("全体党员推荐")},
          {"activist_body", said("支部委员会")},
          {"activist_due", said(3)},
          {"activist_present", said(3)},
          {"activist_opinion", said("同意")}}},
        {{2026, 9, 20}, true, "file", {}},
        {{2026, 9, 25}, false, "name", {{"contacts", said("马建国、李秀英")}}},
        {{2027, 3, 1}, false, "inspect", {{"inspect_opinion", said("表现良好")}, {"inspect_by", said("马建国")}}},
        {{2027, 8, 30}, false, "inspect", {{"inspect_opinion", said("进步明显")}, {"inspect_by", said("马建国")}}},
        {{2027, 9, 10}, false, "propose", {{"proposal", said("培养考察成熟")}}},
        {{2027, 9, 18},
         false,
         "determine",
         {{"hearing", said("党员和群众都赞成")},
          {"publicity_from", said("2027-09-13")},
          {"publicity_to", said("2027-09-17")},
          {"publicity_result", said("没有反映问题")},
          {"target_due", said(3)},
          {"target_present", said(2)},
          {"target_opinion", said("同意")}}},
        {{2027, 9, 20}, true, "file", {}},
        {{2027, 9, 21}, false, "name", {{"introducers", said("马建国，李秀英")}}},
        {{2027, 9, 28},
         false,
         "pass",
         {{"review_ways", said("谈话、查阅档案")},
          {"review_relatives", said("没有发现问题")},
          {"review_conclusion", said("政治审查合格")}}},
        {{2027, 10, 12},
         false,
         "trained",
         {{"training_from", said("2027-10-09")},
          {"training_to", said("2027-10-11")},
          {"training_days", said(3)},
          {"training_hours", said(20)},
          {"training_by", said("镇党校")}}},
        {{2027, 10, 15},
         false,
         "agree",
         {{"examine_due", said(3)}, {"examine_present", said(3)}, {"examine_opinion", said("材料齐全、手续完备")}}},
        {{2027, 10, 20},
         true,
         "pass",
         {{"pre_review_opinion", said("同意")}, {"volunteer_no", said("0000000001")}},
         {},
         "平组字〔2027〕5号"},
    };
}

/// From the pre-review to the oath.
inline std::vector<Step> to_probation()
{
    auto meeting = vote_of("accept_", 3, 0, true);
    auto approval = vote_of("approve_", 7, 0, false);
    return {
        {{2027, 10, 25}, false, "filled", {{"volunteer_checked", policy::Value(true)}}},
        {{2027, 11, 5}, false, "accept", std::move(meeting)},
        {{2027, 11, 20}, true, "talked", {{"higher_talker", said("组织员")}, {"higher_talk_opinion", said("同意")}}},
        {{2027, 12, 10}, true, "approve", std::move(approval), {}, "平组字〔2027〕9号"},
        {{2027, 12, 15}, true, "file", {}},
        {{2027, 12, 16}, false, "assign", {{"group", said("第一党小组")}, {"announced_on", said("2027-12-15")}}},
        {{2028, 1, 5}, false, "sworn", {{"oath_place", said("镇党群服务中心")}, {"oath_by", said("书记")}}},
    };
}

/// From probation to the archive.
inline std::vector<Step> to_archive()
{
    return {
        {{2028, 6, 30}, false, "inspect", {{"probation_opinion", said("合格")}, {"probation_by", said("李秀英")}}},
        {{2028, 10, 20}, false, "finish", {{"probation_summary", said("表现良好")}}},
        {{2028, 10, 21}, false, "submit", {}},
        {{2028, 11, 6}, false, "confirm", vote_of("full_", 3, 0, true)},
        {{2028, 12, 1}, true, "approve", vote_of("confirm_", 7, 0, false), {}, "平组字〔2028〕8号"},
        {{2028, 12, 20},
         false,
         "archive",
         {{"archive_kind", said("personnel")}, {"archive_place", said("县人才中心")}}},
    };
}

template <class Body>
void each_way(Body body, Date today = Date{2026, 5, 20})
{
    FixedClock clock(today);
    jishi::testing::each_database(
        {platform::migrations(), organization::migrations(), engine::migrations(), team::migrations()}, clock,
        [&](db::Database& database) {
            clock.set(today);
            World world(database, clock);
            Way way(world);
            body(world, way);
        });
}

/// Walks somebody as far as a step; the day is that of the last step.
inline engine::Case as_far_as(Way& way, MemberId person, std::size_t steps, Date applied = {2026, 6, 1})
{
    const auto begun = way.begin(person, applied);
    REQUIRE_MESSAGE(begun.has_value(), Way::code_of(begun));
    std::vector<Step> all = to_pre_review();
    for (auto&& more : {to_probation(), to_archive()}) all.insert(all.end(), more.begin(), more.end());
    all.resize(steps);
    const auto row = way.walk(begun->id, all);
    return steps == 0 ? *begun : row;
}

}  // namespace jishi::team::testing
