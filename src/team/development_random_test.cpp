// Two clerks walk people through the development of members at random, with moves in mid-process: each case stands in
// exactly one step, each person in exactly one branch, and a member is who was approved. JISHI_DEVELOPMENT_DEEDS makes
// it long.

#include <cstdlib>
#include <set>

#include "platform/demo_tables.hpp"
#include "team/development_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;
using platform::Dice;
using policy::Value;

namespace {

int deeds_wanted()
{
    const auto* said = std::getenv("JISHI_DEVELOPMENT_DEEDS");
    return said ? std::atoi(said) : 400;
}

class RandomWalk {
public:
    RandomWalk(World& world, Way& way) : world_(world), way_(way), dice_(20260511)
    {
        for (const auto* name : {"丁国强", "白桂兰"}) world_.add(name, world_.other);
    }

    void run(int deeds)
    {
        for (int i = 0; i < deeds; ++i) {
            const auto at = static_cast<std::size_t>(dice_.between(0, 24));
            if (people_.size() <= at && people_.size() < 25) begin();
            else one_deed(people_[at % people_.size()]);
            world_.clock.set(world_.clock.today().plus_days(dice_.between(0, 3)));
        }
        for (const auto id : people_) check(id);
        MESSAGE("accepted deeds: " << accepted_ << ", refused: " << refused_ << ", moves: " << moves_
                                   << ", steps seen: " << seen_.size());
        CHECK(accepted_ > deeds / 4);
        CHECK(refused_ > 0);
        CHECK(moves_ > 0);
        CHECK(seen_.size() > 5);
    }

private:
    void begin()
    {
        const auto person = way_.write_down("马某", Date{1995, 1, 1});
        if (!person) return;
        people_.push_back(person->id);
        apply(person->id);
    }

    void apply(MemberId id)
    {
        const auto branch = way_.stored(id).organization;
        engine::Doing first;
        first.action = "submit";
        first.form.set("apply_ground", said("unit"));
        note(world_.write([&](db::Tx& tx) {
            return engine::start(way_.office, tx, way_.secretary(branch),
                                 {std::string(admission_workflow), branch, id.value, first});
        }));
        check(id);
    }

    void one_deed(MemberId id)
    {
        const auto person = way_.stored(id);
        const auto row = world_.read([&](db::Tx& tx) { return engine::store::find_case(tx, person.case_id); });
        if (!row || engine::is_over(row->state)) {
            if (!person.approved_on) apply(id);
            return;
        }
        if (!person.accepted_on && dice_.between(1, 30) == 1) return move(id, person.organization);
        const auto definition = world_.read([&](db::Tx& tx) { return way_.office.definition_of(tx, *row); });
        const auto& step = *definition->workflow.step(row->step);
        const auto& action = choose(step);
        const auto doing = filled(step, action, row->version, person.organization);
        // Most of the time whoever's turn it is, now and then somebody else.
        const auto who = dice_.between(1, 12) == 1 ? way_.secretary(world_.other) : way_.organizer(world_.county);
        const auto done = world_.write([&](db::Tx& tx) { return engine::act(way_.office, tx, who, row->id, doing); });
        note(done);
        if (done) {
            seen_.insert(step.code);
            // The other clerk saw the case as it was before: too late.
            const auto late =
                world_.write([&](db::Tx& tx) { return engine::act(way_.office, tx, who, row->id, doing); });
            REQUIRE_FALSE(late.has_value());
            CHECK((late.error().code == "case.version_conflict" || late.error().code == "case.over"));
        }
        check(id);
    }

    const engine::ActionRule& choose(const engine::StepRule& step)
    {
        // Mostly on, sometimes back or out.
        if (dice_.between(1, 100) <= 88)
            for (const auto& action : step.actions)
                if (action.kind == engine::ActionKind::advance && (action.to != step.code || dice_.between(1, 2) == 1))
                    return action;
        return step.actions[static_cast<std::size_t>(dice_.between(0, static_cast<int>(step.actions.size()) - 1))];
    }

    engine::Doing filled(const engine::StepRule& step, const engine::ActionRule& action, int version,
                         OrganizationId branch)
    {
        engine::Doing doing;
        doing.action = action.code;
        doing.version = version;
        doing.reason = "按规定办理";
        doing.document_no = "平组字〔2026〕9号";
        const auto voters = static_cast<int>(world_.roster(branch, world_.clock.today(), {}, true).size());
        const bool passes = dice_.between(1, 10) > 1;
        for (const auto& field : step.fields)
            if (engine::belongs_to(field.actions, action)) put(doing.form, field, voters, passes, branch);
        return doing;
    }

    void put(engine::Form& form, const engine::FieldRule& field, int voters, bool passes, OrganizationId branch)
    {
        using engine::FieldKind;
        const auto today = world_.clock.today();
        const auto ends = [&](std::string_view ending) { return field.code.ends_with(ending); };
        switch (field.kind) {
            case FieldKind::text:
                if (field.code == "contacts" || field.code == "introducers")
                    return form.set(field.code, said(branch == world_.branch ? "马建国、李秀英" : "丁国强、白桂兰"));
                return form.set(field.code, said("某某"));
            case FieldKind::long_text: return form.set(field.code, said("情况属实。"));
            case FieldKind::number:
                if (ends("yes")) return form.set(field.code, said(passes ? voters : 0));
                if (ends("_no")) return form.set(field.code, said(passes ? 0 : voters));
                if (ends("abstained") || ends("written")) return form.set(field.code, said(0));
                if (field.code == "training_days") return form.set(field.code, said(3));
                if (field.code == "training_hours") return form.set(field.code, said(24));
                if (field.code == "extension_months") return form.set(field.code, said(dice_.between(5, 13)));
                return form.set(field.code, said(voters));
            case FieldKind::date:
                if (field.code == "leaving_on") return;
                if (ends("_from")) return form.set(field.code, said(today.plus_days(-20).str()));
                if (field.code == "announced_on" || field.code == "postpone_to")
                    return form.set(field.code, said(today.str()));
                return form.set(field.code, said(today.plus_days(-1).str()));
            case FieldKind::choice:
                if (field.code == "archive_kind") return form.set(field.code, said("party"));
                return form.set(field.code, said(field.code == "apply_ground" ? "unit" : "members"));
            case FieldKind::yes_no: return form.set(field.code, Value(true));
            default: return;
        }
    }

    void move(MemberId id, OrganizationId from)
    {
        const auto to = from == world_.branch ? world_.other : world_.branch;
        engine::Doing over;
        over.action = "hand_over";
        over.form.set("move_to", Value(to.str()));
        over.form.set("move_reason", said("工作调动"));
        const auto begun = world_.write([&](db::Tx& tx) {
            return engine::start(way_.office, tx, way_.secretary(from), {"development.move", from, id.value, over});
        });
        note(begun);
        if (!begun) return;
        engine::Doing receive;
        receive.action = "receive";
        receive.form.set("recognised", Value(dice_.between(0, 1) == 1));
        receive.form.set("receive_note", said("材料齐全"));
        const auto done = world_.write(
            [&](db::Tx& tx) { return engine::act(way_.office, tx, way_.secretary(to), begun->id, receive); });
        note(done);
        if (done) ++moves_;
        check(id);
    }

    void note(const Result<engine::Case>& result) { ++(result ? accepted_ : refused_); }

    void check(MemberId id)
    {
        const auto person = way_.stored(id);
        const auto member = world_.read([&](db::Tx& tx) { return find_member(tx, id); });
        CHECK(member.has_value() == person.approved_on.has_value());
        if (person.case_id) {
            const auto row = *world_.read([&](db::Tx& tx) { return engine::store::find_case(tx, person.case_id); });
            const auto definition = world_.read([&](db::Tx& tx) { return way_.office.definition_of(tx, row); });
            CHECK(definition->workflow.step(row.step) != nullptr);
            const auto steps = world_.read([&](db::Tx& tx) { return engine::store::steps_of(tx, row.id); });
            CHECK(static_cast<int>(steps.size()) == row.steps_done);
            for (std::size_t i = 1; i < steps.size(); ++i) {
                CHECK(steps[i - 1].day <= steps[i].day);
                CHECK(steps[i - 1].to == steps[i].step);
            }
            if (!engine::is_over(row.state)) CHECK(steps.back().to == row.step);
        }
        // On one roll when a member, on none before.
        const auto today = world_.clock.today();
        int rolls = 0;
        for (const auto branch : {world_.branch, world_.other}) {
            const auto roster = world_.roster(branch, today);
            rolls += static_cast<int>(std::ranges::count(roster, id));
        }
        const bool on_roll = member && member->values.status == "normal";
        CHECK(rolls == (on_roll ? 1 : 0));
        if (on_roll && person.full_on) CHECK(member->values.category == "1");
    }

    World& world_;
    Way& way_;
    Dice dice_;
    std::vector<MemberId> people_;
    std::set<std::string> seen_;
    int accepted_ = 0;
    int refused_ = 0;
    int moves_ = 0;
};

}  // namespace

TEST_CASE(
    "development: random walks of two clerks, with moves, leave each case in one step and each person in one branch")
{
    each_way([](World& world, Way& way) { RandomWalk(world, way).run(deeds_wanted()); });
}
