// Two clerks walk people through the development of members at random, from the application to the archive, across the
// day on which the rules change; applicants move, members are transferred in mid-process, branches are dissolved and
// merged. Each case stands in exactly one step and waits for whoever acts now, each person is in exactly one branch,
// and a member is who was approved. JISHI_DEVELOPMENT_DEEDS makes it long, JISHI_DEVELOPMENT_SEED lives one life again.

#include <array>
#include <cstdlib>
#include <map>
#include <set>

#include "platform/demo_tables.hpp"
#include "team/development_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;
using platform::Dice;
using policy::Value;

namespace {

int number_from(const char* name, int otherwise)
{
    const auto* said = std::getenv(name);
    return said ? std::atoi(said) : otherwise;
}

class RandomWalk {
public:
    RandomWalk(World& world, Way& way, std::uint64_t seed) : world_(world), way_(way), dice_(seed), seed_(seed)
    {
        world_.organizations.connect(
            [this, members = world_.team.people()](db::Tx& tx, const platform::Actor& actor,
                                                   const organization::Reshaping& reshaping) -> Result<void> {
                TRY(members(tx, actor, reshaping));
                return settle_applicants(way_.development.desk(), tx, actor, reshaping);
            });
        founded_on_[world_.branch] = founded_on_[world_.other] = Date{1984, 1, 1};
        contacts_[world_.branch] = "马建国、李秀英";
        contacts_[world_.other] = "丁国强、白桂兰";
        for (const auto* name : {"丁国强", "白桂兰"}) world_.add(name, world_.other);
        branches_ = {world_.branch, world_.other};
        far_town_ = world_.found(world_.county, "安定镇委员会", "committee", Date{1984, 1, 1});
        found_branch();
    }

    void run(int deeds)
    {
        INFO("seed " << seed_);
        const auto people = static_cast<std::size_t>(std::max(6, deeds / 60));
        for (std::size_t i = 0; i < people; ++i) begin(world_.clock.today().plus_days(dice_.between(0, 900)));
        for (int i = 0; i < deeds && !turns_.empty(); ++i) {
            if (dice_.between(1, 60) == 1) reshape();
            const auto [day, id] = *turns_.begin();
            turns_.erase(turns_.begin());
            if (day > world_.clock.today()) world_.clock.set(day);
            keep_house();
            one_deed(id);
        }
        for (const auto id : people_) check(id);
        int archived = 0;
        int crossed = 0;
        for (const auto id : people_) {
            const auto person = way_.stored(id);
            const auto row = world_.read([&](db::Tx& tx) { return engine::store::find_case(tx, person.case_id); });
            if (!row || row->state != engine::CaseState::done) continue;
            ++archived;
            const auto steps = world_.read([&](db::Tx& tx) { return engine::store::steps_of(tx, row->id); });
            if (steps.front().day < Date{2026, 5, 11} && steps.back().day >= Date{2026, 5, 11}) ++crossed;
        }
        MESSAGE("seed " << seed_ << ": people " << people_.size() << ", archived " << archived << ", crossed "
                        << crossed << ", accepted deeds " << accepted_ << ", refused " << refused_.size()
                        << " kinds, moves " << moves_ << ", transfers " << transfers_ << ", put right " << corrected_
                        << ", reshaped " << reshaped_ << " (planned " << planned_ << ")"
                        << ", steps seen " << seen_.size());
        std::string kinds;
        for (const auto& [code, count] : refused_) kinds += code + " " + std::to_string(count) + "; ";
        MESSAGE(kinds);
        CHECK(accepted_ > deeds / 3);
        CHECK_FALSE(refused_.empty());
        CHECK(moves_ > 0);
        CHECK(transfers_ > 0);
        // A transfer on its way to a branch that ends goes on to the heir.
        CHECK(std::ranges::none_of(
            refused_, [](const auto& one) { return one.first.starts_with("member.branch_not_there in transfer"); }));
        CHECK(corrected_ > 0);
        CHECK(planned_ > 0);
        CHECK(reshaped_ > planned_);
        CHECK(seen_.size() >= 25);
        CHECK(archived * 4 >= static_cast<int>(people_.size()));
        CHECK(crossed > 0);
    }

private:
    // ---- places ----------------------------------------------------------------------------------------------

    void found_branch()
    {
        const auto name = "第" + std::to_string(++founded_) + "支部";
        const auto id =
            world_.found(dice_.between(0, 1) == 1 ? world_.committee : far_town_, name, "branch", world_.clock.today());
        std::string contacts;
        for (int i = 0; i < 2; ++i) {
            static constexpr std::array<const char*, 10> digits{"甲", "乙", "丙", "丁", "戊",
                                                                "己", "庚", "辛", "壬", "癸"};
            const auto number = static_cast<std::size_t>(founded_ * 2 + i);
            const auto who =
                std::string("丁") + digits[number / 100 % 10] + digits[number / 10 % 10] + digits[number % 10];
            const auto registered = world_.try_register(world_.registering(who, id, world_.clock.today()));
            REQUIRE_MESSAGE(registered.has_value(), team::testing::code_of(registered));
            contacts += (contacts.empty() ? "" : "、") + who;
        }
        contacts_[id] = contacts;
        founded_on_[id] = world_.clock.today();
        branches_.push_back(id);
    }

    /// A branch ends: its members and those on the way go to another one; what was to come to it too.
    void reshape()
    {
        if (branches_.size() < 3) return found_branch();
        const auto at = static_cast<std::size_t>(dice_.between(2, static_cast<int>(branches_.size()) - 1));
        const auto ended = branches_[at];
        const auto heir = elsewhere(ended);
        const auto today = world_.clock.today();
        if (founded_on_[ended] >= today || founded_on_[heir] >= today) return;  // not on the day on which it came
        const auto on = dice_.between(0, 2) > 0 ? today : today.plus_days(dice_.between(1, 60));
        const organization::Papers papers{on, "组发〔2026〕3号", "调整设置", {}, {}, false};
        const auto done = world_.write([&](db::Tx& tx) -> Result<organization::Outcome> {
            if (dice_.between(0, 1) == 1)
                return organization::merge(world_.organizations.office(), tx, world_.actor, ended, {heir, papers});
            return organization::dissolve(world_.organizations.office(), tx, world_.actor, ended, {heir, papers, heir});
        });
        REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().code + " " + done.error().detail));
        branches_.erase(branches_.begin() + static_cast<std::ptrdiff_t>(at));
        if (on > today) {
            ending_[ended] = on;
            ++planned_;
        }
        ++reshaped_;
        for (const auto id : people_) check(id);
        found_branch();
    }

    /// What was planned until today takes effect.
    void keep_house()
    {
        world_.organizations.keep_house();
        world_.team.keep_house();
        way_.development.keep_house(world_.database);
        if (std::erase_if(ending_, [&](const auto& one) { return one.second <= world_.clock.today(); }) > 0)
            for (const auto id : people_) check(id);
    }

    OrganizationId elsewhere(OrganizationId from)
    {
        for (;;)
            if (const auto to =
                    branches_[static_cast<std::size_t>(dice_.between(0, static_cast<int>(branches_.size()) - 1))];
                to != from)
                return to;
    }

    // ---- people ----------------------------------------------------------------------------------------------

    void turn(MemberId id, Date day) { turns_.emplace(day, id); }
    void turn(MemberId id, int days) { turn(id, world_.clock.today().plus_days(days)); }

    void begin(Date day)
    {
        const auto person = way_.write_down("马某", Date{1995, 1, 1});
        REQUIRE(person.has_value());
        people_.push_back(person->id);
        turn(person->id, day);
    }

    void apply(MemberId id)
    {
        const auto branch = way_.stored(id).organization;
        engine::Doing first;
        first.action = "submit";
        first.form.set("apply_ground", said("unit"));
        const auto begun = world_.write([&](db::Tx& tx) {
            return engine::start(way_.office, tx, way_.secretary(branch),
                                 {std::string(admission_workflow), branch, id.value, first});
        });
        note(begun);
        if (begun) seen_.insert("apply");
        turn(id, dice_.between(3, 25));
        check(id);
    }

    void one_deed(MemberId id)
    {
        const auto person = way_.stored(id);
        const auto row = world_.read([&](db::Tx& tx) { return engine::store::find_case(tx, person.case_id); });
        if (!row || engine::is_over(row->state)) {
            if (!person.approved_on && ++begun_[id] <= 4) apply(id);
            return;
        }
        if (!person.accepted_on && dice_.between(1, 25) == 1) move(id, person.organization);
        else if (person.approved_on && dice_.between(1, 8) == 1) transfer(id);
        else if (person.approved_on && dice_.between(1, 12) == 1) correct_branch(id);
        act(id);
    }

    void act(MemberId id)
    {
        const auto person = way_.stored(id);
        const auto row = *world_.read([&](db::Tx& tx) { return engine::store::find_case(tx, person.case_id); });
        const auto today = world_.clock.today();
        const auto definition = world_.read([&](db::Tx& tx) { return way_.office.definition_of(tx, row); });
        const auto& step = *definition->workflow.step(row.step);
        if (row.earliest_on && *row.earliest_on > today && dice_.between(1, 5) > 1 && !takes_inspections(row, today))
            return turn(id, row.earliest_on->plus_days(dice_.between(0, 20)));
        const auto& action = choose(id, row, step);
        const auto doing = filled(step, action, row.version, row.acts_at, person);
        // Most of the time whoever's turn it is, now and then somebody else.
        const auto who = way_.on(dice_.between(1, 15) == 1 ? elsewhere(row.acts_at) : row.acts_at);
        const auto done = world_.write([&](db::Tx& tx) { return engine::act(way_.office, tx, who, row.id, doing); });
        note(done, step.code);
        if (done) {
            seen_.insert(step.code);
            // The other clerk saw the case as it was before: too late.
            const auto late =
                world_.write([&](db::Tx& tx) { return engine::act(way_.office, tx, who, row.id, doing); });
            REQUIRE_FALSE(late.has_value());
            CHECK((late.error().code == "case.version_conflict" || late.error().code == "case.over" ||
                   late.error().code == "case.not_found"));
        }
        const bool inspected = done && action.code == "inspect";
        turn(id, inspected ? dice_.between(140, 175) : dice_.between(1, done ? 14 : 5));
        check(id);
    }

    /// In the steps of education: is it time for an inspection, rather than to go on?
    bool takes_inspections(const engine::Case& row, Date) const
    {
        return row.step == "cultivate" || row.step == "probation";
    }

    const engine::ActionRule& choose(MemberId id, const engine::Case& row, const engine::StepRule& step)
    {
        const auto said = world_.read([&](db::Tx& tx) { return engine::store::so_far(tx, row.id); }).form;
        const auto today = world_.clock.today();
        if (row.step == "cultivate") {
            const auto since = said.date("activist_on").value_or(today);
            const bool ripe = since.plus_months(12) <= today && said.number("inspections").value_or(0) >= 2;
            if (dice_.between(1, 20) > 1) return *step.action(ripe ? "propose" : "inspect");
        }
        if (row.step == "probation") {
            const auto ends = way_.stored(id).probation_ends_on.value_or(today);
            if (dice_.between(1, 20) > 1) return *step.action(ends.plus_days(-40) <= today ? "finish" : "inspect");
        }
        // Mostly on, sometimes back or out.
        if (dice_.between(1, 100) <= 96)
            for (const auto& action : step.actions)
                if (action.kind == engine::ActionKind::advance && (action.to != step.code || dice_.between(1, 6) == 1))
                    return action;
        return step.actions[static_cast<std::size_t>(dice_.between(0, static_cast<int>(step.actions.size()) - 1))];
    }

    engine::Doing filled(const engine::StepRule& step, const engine::ActionRule& action, int version,
                         OrganizationId acts_at, const Applicant& person)
    {
        engine::Doing doing;
        doing.action = action.code;
        doing.version = version;
        doing.reason = "按规定办理";
        doing.document_no = "平组字〔2026〕9号";
        const auto branch = world_.read([&](db::Tx& tx) { return branch_of(tx, person); });
        const auto voters = static_cast<int>(world_.roster(branch, world_.clock.today(), {}, true).size());
        const bool passes = dice_.between(1, 30) > 1;
        for (const auto& field : step.fields)
            if (engine::belongs_to(field.actions, action))
                put(doing.form, field, acts_at == branch ? std::max(voters, 1) : 7, passes, branch);
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
                    return form.set(field.code, said(contacts_[branch]));
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

    /// [DEV-23] Before acceptance: the material is handed over.
    void move(MemberId id, OrganizationId from)
    {
        const auto to = elsewhere(from);
        engine::Doing over;
        over.action = "hand_over";
        over.form.set("move_to", Value(to.str()));
        over.form.set("move_reason", said("工作调动"));
        const auto begun = world_.write([&](db::Tx& tx) {
            return engine::start(way_.office, tx, way_.secretary(from), {"development.move", from, id.value, over});
        });
        note(begun);
        if (!begun) return;
        if (dice_.between(1, 4) == 1) reshape();
        const auto row = *world_.read([&](db::Tx& tx) { return engine::store::find_case(tx, begun->id); });
        engine::Doing receive;
        receive.action = dice_.between(1, 6) == 1 ? "refuse" : "receive";
        if (receive.action == "receive") {
            receive.form.set("recognised", Value(dice_.between(0, 3) > 0));
            receive.form.set("receive_note", said("材料齐全"));
        }
        receive.reason = "按规定办理";
        const auto done = world_.write(
            [&](db::Tx& tx) { return engine::act(way_.office, tx, way_.secretary(row.acts_at), begun->id, receive); });
        note(done);
        if (done && receive.action == "receive") ++moves_;
        // What nobody can receive any more is taken back.
        if (!done) (void)withdraw(begun->id, way_.stored(id).organization);
        check(id);
    }

    /// Afterwards it is the relation of a member that is transferred, with the organisation moving in between.
    void transfer(MemberId id)
    {
        const auto from = world_.stored(id).values.branch;
        const auto to = elsewhere(from);
        const bool near = same_committee(from, to);
        engine::Doing ask;
        ask.action = "submit";
        ask.form.set("to", Value(to.str()));
        ask.form.set("reason", said("unit_changed"));
        ask.form.set("dues_until", said(world_.clock.today().plus_days(-30).str().substr(0, 10)));
        const auto begun = world_.write([&](db::Tx& tx) {
            return engine::start(way_.office, tx, way_.on(from),
                                 {near ? "transfer.within_committee" : "transfer.within_county", from, id.value, ask});
        });
        note(begun);
        if (!begun) return;
        for (int i = 0; i < 8; ++i) {
            if (dice_.between(1, 6) == 1) reshape();
            const auto row = *world_.read([&](db::Tx& tx) { return engine::store::find_case(tx, begun->id); });
            if (engine::is_over(row.state)) break;
            check(id);
            const auto definition = world_.read([&](db::Tx& tx) { return way_.office.definition_of(tx, row); });
            const auto& step = *definition->workflow.step(row.step);
            engine::Doing doing;
            doing.action = step.actions.front().code;
            doing.reason = "按规定办理";
            const auto done = world_.write(
                [&](db::Tx& tx) { return engine::act(way_.office, tx, way_.on(row.acts_at), row.id, doing); });
            note(done, row.workflow + "/" + step.code);
            if (!done) break;
        }
        const auto row = *world_.read([&](db::Tx& tx) { return engine::store::find_case(tx, begun->id); });
        if (row.state == engine::CaseState::done) ++transfers_;
        else if (!engine::is_over(row.state)) (void)withdraw(begun->id, world_.stored(id).values.branch);
        check(id);
    }
    /// The register is put right by hand, without a transfer.
    void correct_branch(MemberId id)
    {
        const auto to = elsewhere(world_.stored(id).values.branch);
        const auto moved = world_.write([&](db::Tx& tx) {
            return move_member(world_.team.office(), tx, world_.actor, id,
                               {to, {world_.clock.today(), "组字〔2026〕4号", "登记更正", {}, false}});
        });
        if (!moved) {
            ++refused_[moved.error().code];
            return;
        }
        ++corrected_;
        keep_house();
        check(id);
    }
    bool same_committee(OrganizationId a, OrganizationId b) const
    {
        const auto parent = [&](OrganizationId id) { return world_.organizations.directory().listing(id)->parent; };
        return parent(a) == parent(b);
    }
    Result<engine::Case> withdraw(CaseId id, OrganizationId at)
    {
        engine::Doing doing;
        doing.reason = "不再需要";
        return world_.write([&](db::Tx& tx) { return engine::withdraw(way_.office, tx, way_.on(at), id, doing); });
    }

    void note(const Result<engine::Case>& result, const std::string& where = "start")
    {
        if (result) ++accepted_;
        else ++refused_[Way::code_of(result) + " in " + where];
    }

    // ---- what holds after every deed ---------------------------------------------------------------------------

    void check(MemberId id)
    {
        const auto person = way_.stored(id);
        const auto member = world_.read([&](db::Tx& tx) { return find_member(tx, id); });
        CHECK(member.has_value() == person.approved_on.has_value());
        if (person.case_id) check_case(person);
        // On one roll when a member, on none before.
        const auto today = world_.clock.today();
        int rolls = 0;
        const auto count = [&](OrganizationId branch) {
            const auto roster = world_.roster(branch, today);
            rolls += static_cast<int>(std::ranges::count(roster, id));
        };
        for (const auto branch : branches_) count(branch);
        for (const auto& [branch, day] : ending_) count(branch);
        const bool on_roll = member && member->values.status == "normal";
        CHECK(rolls == (on_roll ? 1 : 0));
        if (on_roll && person.full_on) CHECK(member->values.category == "1");
        if (!member) CHECK(std::ranges::find(branches_, person.organization) != branches_.end());
    }

    void check_case(const Applicant& person)
    {
        const auto row = *world_.read([&](db::Tx& tx) { return engine::store::find_case(tx, person.case_id); });
        const auto definition = world_.read([&](db::Tx& tx) { return way_.office.definition_of(tx, row); });
        const auto* step = definition->workflow.step(row.step);
        REQUIRE(step != nullptr);
        const auto steps = world_.read([&](db::Tx& tx) { return engine::store::steps_of(tx, row.id); });
        CHECK(static_cast<int>(steps.size()) == row.steps_done);
        for (std::size_t i = 1; i < steps.size(); ++i) {
            CHECK(steps[i - 1].day <= steps[i].day);
            CHECK(steps[i - 1].to == steps[i].step);
        }
        const auto turns = world_.read([&](db::Tx& tx) {
            return tx.query<OrganizationId>("SELECT organization FROM engine_deadline WHERE case_id = :id AND kind = 0",
                                            db::Params{{"id", row.id}});
        });
        if (engine::is_over(row.state)) {
            CHECK(turns.empty());
            return;
        }
        CHECK(steps.back().to == row.step);
        REQUIRE(turns.size() == 1);
        CHECK(std::get<0>(turns.front()) == row.acts_at);
        // Whose turn it is said to be is whoever may act now.
        const auto said = world_.read([&](db::Tx& tx) { return engine::store::so_far(tx, row.id); }).form;
        const auto party = world_.read([&](db::Tx& tx) {
            const std::string none;
            const auto& relation = step->actor.relation;
            return way_.names.relation(relation.name)(
                tx, {row, said, relation.parameters, world_.clock.today(), none, none});
        });
        REQUIRE(party.has_value());
        CHECK(party->organization == row.acts_at);
        const auto listing = world_.organizations.directory().listing(row.acts_at);
        REQUIRE(listing.has_value());
        CHECK(listing->status == organization::Status::active);
    }

    World& world_;
    Way& way_;
    Dice dice_;
    const std::uint64_t seed_;
    std::vector<OrganizationId> branches_;  // the first two stay
    OrganizationId far_town_;
    std::map<OrganizationId, std::string> contacts_;
    std::map<OrganizationId, Date> founded_on_;
    std::map<OrganizationId, Date> ending_;  // planned
    std::vector<MemberId> people_;
    std::set<std::pair<Date, MemberId>> turns_;
    std::map<MemberId, int> begun_;
    std::set<std::string> seen_;
    std::map<std::string, int> refused_;
    int founded_ = 0;
    int accepted_ = 0;
    int moves_ = 0;
    int transfers_ = 0;
    int corrected_ = 0;
    int reshaped_ = 0;
    int planned_ = 0;
};

}  // namespace

TEST_CASE(
    "development: random walks of two clerks to the archive, with moves, transfers and branches that end, leave each "
    "case in one step and each person in one branch")
{
    each_way(
        [](World& world, Way& way) {
            const auto seed = static_cast<std::uint64_t>(number_from("JISHI_DEVELOPMENT_SEED", 20260511));
            RandomWalk(world, way, seed).run(number_from("JISHI_DEVELOPMENT_DEEDS", 700));
        },
        Date{2024, 3, 1});
}
