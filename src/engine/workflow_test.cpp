// The graph of a workflow, its waits, its picture.

#include "engine/workflow.hpp"

#include "base/work_calendar.hpp"
#include "engine/workflow_drawing.hpp"
#include "engine/workflow_fixture.hpp"
#include "engine/workflow_json.hpp"
#include "engine/workflow_stubs.hpp"

using namespace jishi;
using namespace jishi::engine;
using namespace jishi::engine::testing;

namespace {

/// The request workflow with one thing put wrong. @return the faults that the check finds: "code detail"
std::vector<std::string> faults_of(const std::string& right, const std::string& wrong, std::string* place = nullptr)
{
    std::string text(request_workflow);
    REQUIRE(text.find(right) != std::string::npos);
    text.replace(text.find(right), right.size(), wrong);
    const Packs packs(text);
    const auto book = packs.load();
    WorkflowNames names;
    for (const auto* name : {"case.organization", "test.parent", "test.person"})
        names.add_relation(name, [](db::Tx&, const Facts&) -> Result<Party> { return Party{}; });
    names.add_guard("test.allowed", [](db::Tx&, const Facts&) -> Result<void> { return {}; });
    names.add_effect("test.note",
                     [](db::Tx&, const platform::Actor&, const Facts&) -> Result<Effected> { return Effected{}; });
    names.add_subject("person", {});
    lend_what_others_do(names, book);
    const auto checked = WorkflowBook(book, names, Date{2026, 3, 5}).check();
    std::vector<std::string> faults;
    if (checked) return faults;
    for (const auto& field : checked.error().fields)
        faults.push_back(field.code.substr(field.code.find('.') + 1) + " " + field.detail);
    if (place) *place = checked.error().fields.front().field;
    return faults;
}

using Faults = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "workflow: a graph with a hole, a step that nobody reaches, or a name that nobody registered does not load, and "
    "says where")
{
    std::string place;
    CHECK(faults_of("code: made_up.request", "code: made_up.request").empty());
    CHECK(faults_of("to: publish", "to: publsh ", &place) == Faults{"workflow_unknown_step publsh",
                                                                    "workflow_dead_end ask", "workflow_dead_end decide",
                                                                    "workflow_unreachable_step publish"});
    CHECK(place.starts_with("made_up/workflows.yaml:"));
    CHECK(faults_of("to: publish", "to: decide ") ==
          Faults{"workflow_dead_end ask", "workflow_dead_end decide", "workflow_unreachable_step publish"});
    CHECK(faults_of("{ code: done, name: 结束, name_en: Done }",
                    "{ code: done, name: 结束, name_en: Done, to: ask }") == Faults{"workflow_no_end made_up.request"});
    CHECK(faults_of("relation: test.parent, permission: organization.change }\n          max",
                    "relation: test.prnt, permission: organization.change }\n          max") ==
          Faults{"workflow_unknown_relation test.prnt"});
    CHECK(faults_of("name: test.allowed", "name: test.alowed") == Faults{"workflow_unknown_guard test.alowed"});
    CHECK(faults_of("name: test.note", "name: test.noted") == Faults{"workflow_unknown_effect test.noted"});
    CHECK(faults_of("subject: person", "subject: persons") == Faults{"workflow_unknown_subject persons"});
    CHECK(faults_of("permission: case.start }\n          fields", "permission: case.begin }\n          fields") ==
          Faults{"workflow_unknown_permission case.begin"});
    CHECK(faults_of("label: title", "label: titel") == Faults{"workflow_unknown_field titel"});
    CHECK(faults_of("actions: [approve] } ]", "actions: [aprove] } ]") == Faults{"workflow_unknown_action aprove"});
    CHECK(faults_of("actions: [approve] } ]", "actions: [enter] } ]").empty());
    CHECK(faults_of("guards: [ { name: test.allowed, parameters: { limit: 8 } } ]",
                    "guards: [ { name: test.allowed, actions: [enter] } ]") == Faults{"workflow_unknown_action enter"});
    CHECK(faults_of("steps: [ask, decide]", "steps: [ask, decid]") == Faults{"workflow_unknown_step decid"});
    CHECK(faults_of("kind: refuse }", "kind: refuse, to: ask }") ==
          Faults{"workflow_dead_end refuse: a refusal ends the case"});
    CHECK(faults_of("count: 1\n", "key: no.such\n") == Faults{"unknown_key no.such"});
}

TEST_CASE("workflow: the packs of this repository hold together")
{
    const auto book = policy::Book::load(std::filesystem::path(JISHI_SOURCE_DIR) / "packs");
    REQUIRE(book);
    std::vector<FieldError> problems;
    int workflows = 0;
    for (const auto* entry : book->entries())
        if (entry->key.starts_with("workflow."))
            for (const auto& item : entry->value.items()) {
                check_graph(item, problems);
                ++workflows;
            }
    CHECK(workflows >= 2);
    CHECK(problems.empty());
}

TEST_CASE("workflow: deadlines and earliest days in days, months and working days [GEN-02, GEN-03]")
{
    WorkCalendar::Year year;
    for (int day = 1; day <= 3; ++day) year.days_off.insert(Date{2026, 1, static_cast<unsigned>(day)});
    year.working_days.insert(Date{2026, 1, 4});
    const WorkCalendar calendar({{2026, year}});
    bool provisional = false;
    const auto due = [&](int count, Unit unit, Date since) {
        return deadline_of(Wait{count, unit, "", "", "", 0, {}}, since, calendar, provisional);
    };
    const auto earliest = [&](int count, Unit unit, Date since) {
        return earliest_of(Wait{count, unit, "", "", "", 0, {}}, since, calendar, provisional);
    };
    CHECK(due(10, Unit::days, Date{2026, 1, 25}) == Date{2026, 2, 4});
    CHECK(due(1, Unit::months, Date{2026, 1, 31}) == Date{2026, 2, 28});
    CHECK(due(2, Unit::working_days, Date{2026, 1, 1}) == Date{2026, 1, 5});  // the Sunday worked, then Monday
    CHECK(earliest(2, Unit::working_days, Date{2026, 1, 1}) == Date{2026, 1, 6});
    CHECK(earliest(12, Unit::months, Date{2024, 2, 29}) == Date{2025, 2, 28});
    CHECK_FALSE(provisional);
    CHECK(due(5, Unit::working_days, Date{2031, 1, 6}) == Date{2031, 1, 10});
    CHECK(provisional);
}

TEST_CASE("workflow: what a case is kept under is the text with the figures of other keys filled in")
{
    std::string text(request_workflow);
    text.replace(text.find("count: 1\n"), 9, "key: organization.founding_reply_months\n");
    text.replace(text.find("            rule: ORG-20\n            warn_days"), 25, "");
    const Packs packs(text);
    const auto book = packs.load();
    const WorkflowNames names;
    const WorkflowBook workflows(book, names, Date{2026, 3, 5});
    const std::vector<std::string> areas{"990100"};
    const auto definition = workflows.find("made_up.request", book.at(areas, Date{2026, 3, 5}));
    REQUIRE(definition);
    const auto& wait = definition->workflow.step("decide")->max_wait;
    CHECK(wait->count == book.at(Date{2026, 3, 5}).integer("organization.founding_reply_months"));
    CHECK(wait->rule == "ORG-20");
    CHECK_FALSE(wait->source.empty());
    CHECK(workflow_of(value_of_json(definition->text)).steps.size() == 3);
    CHECK(workflows.kept(definition->digest, [] { return std::string{}; }) == definition);
    // The county's own stand beside the national ones, and nowhere else.
    CHECK(workflows.find("organization.founding", book.at(areas, Date{2026, 3, 5})));
    CHECK_FALSE(workflows.find("made_up.request", book.at(Date{2026, 3, 5})));
}

TEST_CASE(
    "workflow: the picture has a box for each step, lines that go on, back and past, and shows where a case stands")
{
    const auto& book = made_up_book();
    const WorkflowNames names;
    const WorkflowBook workflows(book, names, Date{2026, 3, 5});
    const std::vector<std::string> areas{"990100"};
    const auto& workflow = workflows.find("made_up.request", book.at(areas, Date{2026, 3, 5}))->workflow;
    const auto layout = lay_out(workflow);
    CHECK(layout.boxes.size() == 5);  // three steps, done, refused
    CHECK(layout.rows == 4);
    REQUIRE(layout.lines.size() == 5);
    CHECK(layout.lines[0].lane == 0);  // ask to decide
    CHECK(layout.lines[2].lane < 0);   // back to ask
    CHECK(layout.lines[3].lane > 0);   // past publish to the refusal
    const auto svg = draw(workflow, {{"ask"}, "decide", true, {}}, Language::chinese);
    CHECK(svg.find("审批") != std::string::npos);
    CHECK(svg.find("1个月内 · ORG-20") != std::string::npos);
    CHECK(svg.find("class=\"late\"") != std::string::npos);
    CHECK(svg.find("class=\"done\"") != std::string::npos);
    CHECK(draw(workflow, {}, Language::english).find("within 1 month(s)") != std::string::npos);
    CHECK(draw(workflow, {}, Language::english).find("<script") == std::string::npos);
}
