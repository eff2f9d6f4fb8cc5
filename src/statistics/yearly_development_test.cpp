// [DEV-14, STAT-02] Applicants and activists of the bulletin are those who are on the way on the last day of the year;
// who applied or went on in the year did so, whatever became of it.

#include <doctest/doctest.h>

#include "engine/workflow_store.hpp"
#include "statistics/yearly_fixture.hpp"
#include "team/development.hpp"
#include "team/development_store.hpp"

using namespace jishi;
using namespace jishi::statistics;
using namespace jishi::statistics::testing;

namespace {

struct Way {
    MemberId person;
    CaseId of;
    OrganizationId branch;
};

/// Ways into the Party as development leaves them behind: stages that were reached, cases with their last step.
struct Development {
    explicit Development(Office& o) : office(o), world(o.world)
    {
        write([&](db::Tx& tx) {
            tx.execute(
                "INSERT INTO engine_definition (digest, workflow, text, recorded_at) VALUES ('sha256:test', "
                "'development.admission', '{}', :now)",
                {{"now", tx.recorded_at()}});
        });
    }

    template <class Act>
    void write(const Act& act)
    {
        const auto done = world.database.write([&](db::Tx& tx) -> Result<void> {
            act(tx);
            return {};
        });
        REQUIRE(done.has_value());
    }
    void step(db::Tx& tx, const engine::Case& of, Date day)
    {
        engine::StepDone done;
        done.id = world.ids.next_id<StepTag>();
        done.of = of.id;
        done.number = of.steps_done;
        done.step = of.step;
        done.day = day;
        done.recorded_at = tx.recorded_at();
        engine::store::insert_step(tx, done, {});
    }
    Way apply(OrganizationId branch, Date day, MemberId again = {})
    {
        const Way way{again ? again : world.ids.next_id<MemberTag>(), world.ids.next_id<CaseTag>(), branch};
        write([&](db::Tx& tx) {
            engine::Case made;
            made.id = way.of;
            made.workflow = team::admission_workflow;
            made.definition = "sha256:test";
            made.subject_kind = team::applicant_kind;
            made.subject = way.person.value;
            made.organization = branch;
            made.step = "apply";
            made.step_since = made.started_on = day;
            made.steps_done = 1;
            engine::store::insert_case(tx, made, {{}, day});
            step(tx, made, day);
        });
        reach(way, "applicant", day);
        return way;
    }
    /// Went on until this stage, on the first days of the months after the application.
    Way come_to(const std::string& stage, OrganizationId branch, Date applied)
    {
        const auto way = apply(branch, applied);
        for (const std::string next : {"activist", "target", "acceptance"}) {
            applied = applied.plus_months(1);
            reach(way, next, applied);
            if (next == stage) break;
        }
        return way;
    }
    void reach(const Way& way, const std::string& stage, Date day, OrganizationId at = {})
    {
        write([&](db::Tx& tx) {
            team::store::insert_stage(tx, {world.ids.next_id<StateTag>(),
                                           way.person,
                                           {},
                                           at ? at : way.branch,
                                           way.of,
                                           stage,
                                           day,
                                           "",
                                           tx.recorded_at(),
                                           AccountId{7},
                                           ""});
        });
    }
    void become(const Way& way, engine::CaseState state, Date day)
    {
        write([&](db::Tx& tx) {
            auto row = *engine::store::find_case(tx, way.of);
            row.state = state;
            if (engine::is_over(state)) row.ended_on = day;
            ++row.steps_done;
            ++row.version;
            REQUIRE(engine::store::update_case(tx, row, {{}, day}));
            step(tx, row, day);
        });
    }
    /// Into the register, as of the day of the branch meeting.
    void admit(const Way& way, Date day)
    {
        team::Registering asked;
        asked.entry = "admitted";
        world.random_particulars(asked.values);
        asked.values.branch = way.branch;
        asked.values.name = "某某";
        asked.values.category = "2";
        asked.values.joined_on = day;
        asked.contact.id_number = world.id_number(Date{1995, 3, 1}, true);
        asked.papers = world.papers(day);
        const auto done = world.database.write(
            [&](db::Tx& tx) { return team::register_person(world.team.office(), tx, world.actor, asked, way.person); });
        REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().code + " " + done.error().detail));
    }
    void change(const Way& way, const std::string& what, Date day)
    {
        team::StandingChange asked;
        asked.change = what;
        asked.papers = world.papers(day);
        const auto done = world.database.write(
            [&](db::Tx& tx) { return team::change_standing(world.team.office(), tx, world.actor, way.person, asked); });
        REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().code + " " + done.error().detail));
    }

    std::uint64_t told(const char* code, int of, OrganizationId within = {})
    {
        const auto made = office.make(of, "", within);
        REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error().code));
        return row(made->table, "applicants", code).count();
    }

    Office& office;
    Installation& world;
};

using engine::CaseState;

}  // namespace

TEST_CASE(
    "yearly: applicants and activists are those on the way on the last day: not who withdrew, was refused, has joined "
    "or died; who applied in the year is told all the same [DEV-14, STAT-02]")
{
    each_office(71, [](Office& office) {
        Development way(office);
        const auto& branches = office.world.branches;
        // On the way on the last day: an applicant, an activist, a target whose case rests.
        way.apply(branches[0], Date{2025, 2, 1});
        way.come_to("activist", branches[0], Date{2024, 5, 1});
        way.become(way.come_to("target", branches[1], Date{2024, 5, 1}), CaseState::suspended, Date{2025, 6, 1});
        // Withdrew in the year, refused on its last day.
        way.become(way.apply(branches[0], Date{2025, 3, 1}), CaseState::withdrawn, Date{2025, 6, 1});
        way.become(way.come_to("activist", branches[1], Date{2025, 3, 1}), CaseState::refused, Date{2025, 12, 31});
        // Withdrew in the year after: then no more, on the last day still.
        way.become(way.come_to("activist", branches[2], Date{2025, 3, 1}), CaseState::withdrawn, Date{2026, 1, 10});
        // Accepted by the meeting in December and approved in January: a member on the last day.
        const auto accepted = way.come_to("acceptance", branches[3], Date{2024, 9, 1});
        way.admit(accepted, Date{2025, 12, 20});
        way.reach(accepted, "probation", Date{2026, 1, 15});
        // Accepted in January: on the way on the last day of the year before.
        const auto later = way.come_to("acceptance", branches[3], Date{2025, 9, 1});
        way.admit(later, Date{2026, 1, 20});
        way.reach(later, "probation", Date{2026, 2, 1});
        // Died or left as members on probation.
        for (const char* what : {"died", "transferred_out"}) {
            const auto gone = way.come_to("acceptance", branches[4], Date{2024, 3, 1});
            way.admit(gone, Date{2024, 9, 1});
            way.reach(gone, "probation", Date{2024, 9, 20});
            way.change(gone, what, Date{2025, 4, 1});
        }
        // Withdrew and applied anew; left the Party and applied anew.
        const auto first = way.apply(branches[5], Date{2024, 3, 1});
        way.become(first, CaseState::withdrawn, Date{2024, 8, 1});
        way.apply(branches[5], Date{2025, 8, 1}, first.person);
        const auto member = way.come_to("acceptance", branches[5], Date{2024, 1, 1});
        way.admit(member, Date{2024, 8, 1});
        way.change(member, "withdrew", Date{2025, 1, 10});
        way.become(member, CaseState::done, Date{2025, 1, 10});
        way.apply(branches[5], Date{2025, 9, 1}, member.person);
        // Went to another branch on the way.
        const auto moved = way.come_to("activist", branches[6], Date{2025, 5, 1});
        way.reach(moved, "moved", Date{2025, 11, 1}, branches[0]);
        office.pass(60);

        CHECK(way.told("applied", 2025) == 8);
        CHECK(way.told("activists", 2025) == 5);
        CHECK(way.told("applied_in_year", 2025) == 8);
        CHECK(way.told("activists_in_year", 2025) == 4);
        CHECK(way.told("targets_in_year", 2025) == 1);
        CHECK(way.told("applied", 2026) == 6);
        CHECK(way.told("activists", 2026) == 3);
        CHECK(way.told("applied_in_year", 2026) == 0);
        // In 2024 who withdrew later was on the way; whoever was a member by then was not.
        CHECK(way.told("applied", 2024) == 3);
        CHECK(way.told("applied", 2025, branches[0]) == 3);
        CHECK(way.told("activists", 2025, branches[0]) == 2);
        CHECK(way.told("applied", 2025, branches[4]) == 0);
        CHECK(way.told("applied", 2025, branches[5]) == 2);
        CHECK(way.told("applied", 2025, branches[6]) == 0);
        CHECK(way.told("applied_in_year", 2025, branches[6]) == 1);
        // Every place by itself has what it has of the whole.
        std::uint64_t sum = 0;
        for (const auto branch : branches) sum += way.told("applied", 2025, branch);
        CHECK(sum == 8);
    });
}

TEST_CASE(
    "yearly: a sealed year has whom it had on the way, although an end or a joining of that year is recorded later "
    "[STAT-09]")
{
    each_office(72, [](Office& office) {
        Development way(office);
        const auto& world = office.world;
        const auto withdrawn = way.come_to("activist", world.branches[0], Date{2025, 3, 1});
        const auto accepted = way.come_to("acceptance", world.branches[1], Date{2024, 9, 1});
        const auto over = way.apply(world.branches[1], Date{2025, 3, 1});
        way.become(over, CaseState::withdrawn, Date{2025, 4, 1});
        office.pass(60);
        std::vector<Seal> seals;
        for (const auto place : {world.county, world.branches[0], world.branches[1]}) {
            const auto sealed = office.yearly.seal(office.department, {place, "", year, "试点"});
            REQUIRE_MESSAGE(sealed.has_value(), (sealed ? "" : sealed.error().code));
            seals.push_back(*sealed);
        }
        CHECK(way.told("applied", year) == 2);
        office.pass(3600);
        way.become(withdrawn, CaseState::withdrawn, Date{2025, 12, 10});
        way.admit(accepted, Date{2025, 12, 20});
        office.pass(3600);
        CHECK(way.told("applied", year) == 0);
        for (const auto& seal : seals) {
            CAPTURE(seal.organization.str());
            const auto verdict = office.verify(seal);
            CHECK(verdict.ok());
            CHECK(verdict.form);
            CHECK(verdict.rebuilt);
            CHECK(verdict.differences.empty());
            const auto told = std::ranges::find(verdict.adjustments, "applicants.applied", &FigureChange::cell);
            REQUIRE(told != verdict.adjustments.end());
            CHECK(told->now == "0");
        }
    });
}

TEST_CASE("yearly: a form that counted whoever ever was on the way is another form, and its seal no forgery [STAT-09]")
{
    Form form;
    form.code = "f";
    auto& section = form.sections.emplace_back();
    section.code = "s";
    auto& line = section.rows.emplace_back();
    line.code = "r";
    line.cell.count = "on_the_way";
    line.cell.stages = {"applicant"};
    CHECK(form.digest() != digest_hex(Digest::sha256, "f\ns\nr on_the_way||||applicant,|||\n"));
    line.cell.count = "reached_stage";
    CHECK(form.digest() == digest_hex(Digest::sha256, "f\ns\nr reached_stage||||applicant,|||\n"));
}
