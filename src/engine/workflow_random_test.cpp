// Random walks through cases against the plainest model: who does what when, in any order. RapidCheck prints the seed.

#include <rapidcheck.h>

#include "engine/workflow_fixture.hpp"

using namespace jishi;
using namespace jishi::engine;
using namespace jishi::engine::testing;

namespace {

/// What the workflow of the fixture says, in a few lines of its own.
struct Model {
    std::string step = "decide";
    CaseState state = CaseState::open;
    int steps = 1;
    Date earliest = Date::first();

    bool over() const { return state != CaseState::open && state != CaseState::suspended; }
};

enum class Move { submit, approve, give_back, refuse, publish, withdraw, suspend, resume, wait, count_ };
constexpr int moves = static_cast<int>(Move::count_);

class Walk {
public:
    explicit Walk(World& world) : world_(world) {}

    void run(const std::vector<std::uint16_t>& numbers)
    {
        row_ = world_.started().id;
        for (const auto number : numbers) {
            go(static_cast<Move>(number % moves), number / moves % 4);
            check();
        }
    }

private:
    /// 0: the branch, 1: the town above it, 2: another branch, 3: another town.
    platform::Actor who(int person) const
    {
        return person % 2 == 0 ? world_.branch(person == 0 ? 21 : 22) : world_.town(person == 1 ? 2 : 3);
    }

    /// The town may do what the branch does, on its behalf; strangers nothing.
    static bool is_branch(int person) { return person <= 1; }
    static bool is_town(int person) { return person == 1; }

    Doing doing(const char* action, bool reason = false) const
    {
        auto what = World::doing(action);
        what.document_no = "某发〔2026〕1号";
        if (reason) what.reason = "理由";
        return what;
    }

    void expect(const Result<Case>& answer, bool allowed, const char* what) const
    {
        RC_LOG() << what << " at " << model_.step << "/" << code_of(model_.state) << ": " << code_of_error(answer)
                 << "\n";
        RC_ASSERT(answer.has_value() == allowed);
    }

    void step(int person, const char* step, bool turn, const Doing& what, const char* to, CaseState end,
              const Date* not_before = nullptr)
    {
        const bool allowed = model_.state == CaseState::open && model_.step == step && turn &&
                             (!not_before || world_.clock.today() >= *not_before);
        expect(world_.try_act(who(person), row_, what), allowed, what.action.c_str());
        if (!allowed) return;
        ++model_.steps;
        model_.state = end;
        if (*to) model_.step = to;
    }

    void aside(int person, World::Way way, bool open, bool turn, CaseState to, const char* name)
    {
        const bool allowed = !model_.over() && open && turn;
        expect(world_.try_way(way, who(person), row_), allowed, name);
        if (!allowed) return;
        ++model_.steps;
        model_.state = to;
    }

    void go(Move move, int person)
    {
        const auto today = world_.clock.today();
        switch (move) {
            case Move::submit: {
                auto what = doing("submit");
                what.form = World::titled("请求");
                return step(person, "ask", is_branch(person), what, "decide", CaseState::open);
            }
            case Move::approve: {
                const bool moves_on = model_.state == CaseState::open && model_.step == "decide" && is_town(person);
                step(person, "decide", is_town(person), doing("approve"), "publish", CaseState::open);
                bool provisional = false;
                if (moves_on)
                    model_.earliest = earliest_of(Wait{5, Unit::working_days, "", "", "", 0, {}}, today,
                                                  world_.book.calendar(), provisional);
                return;
            }
            case Move::give_back:
                return step(person, "decide", is_town(person), doing("return", true), "ask", CaseState::open);
            case Move::refuse:
                return step(person, "decide", is_town(person), doing("refuse", true), "", CaseState::refused);
            case Move::publish:
                return step(person, "publish", is_branch(person), doing("done"), "", CaseState::done, &model_.earliest);
            case Move::withdraw:
                return aside(person, withdraw, model_.step != "publish", is_branch(person), CaseState::withdrawn,
                             "withdraw");
            case Move::suspend:
                if (model_.state == CaseState::open && is_town(person)) suspended_on_ = today;
                return aside(person, suspend, model_.state == CaseState::open, is_town(person), CaseState::suspended,
                             "suspend");
            case Move::resume:
                if (model_.state == CaseState::suspended && is_town(person) && model_.step == "publish")
                    model_.earliest = model_.earliest.plus_days(today.days() - suspended_on_.days());
                return aside(person, resume, model_.state == CaseState::suspended, is_town(person), CaseState::open,
                             "resume");
            case Move::wait: return world_.clock.set(today.plus_days(person + 1));
            case Move::count_: return;
        }
    }

    /// A case stands in one step, its rows tell one story, and the board says what the table says.
    void check() const
    {
        const auto row = world_.stored(row_);
        RC_ASSERT(row.step == model_.step);
        RC_ASSERT(row.state == model_.state);
        RC_ASSERT(row.steps_done == model_.steps);
        RC_ASSERT(row.version == model_.steps);
        const auto steps = world_.steps(row_);
        RC_ASSERT(static_cast<int>(steps.size()) == model_.steps);
        for (std::size_t i = 0; i < steps.size(); ++i) {
            RC_ASSERT(steps[i].number == static_cast<int>(i) + 1);
            if (i > 0) RC_ASSERT(steps[i - 1].day <= steps[i].day);
        }
        const auto turns = world_.read([&](db::Tx& tx) {
            return tx.value<std::int64_t>("SELECT COUNT(*) FROM engine_deadline WHERE case_id = :id AND kind = 0",
                                          {{"id", row_}});
        });
        RC_ASSERT(turns == (model_.state == CaseState::open ? 1 : 0));
        RC_ASSERT(static_cast<std::int64_t>(world_.board.size()) == world_.read([](db::Tx& tx) {
            return tx.value<std::int64_t>("SELECT COUNT(*) FROM engine_deadline");
        }));
    }

    World& world_;
    CaseId row_;
    Model model_;
    Date suspended_on_;
};

}  // namespace

TEST_CASE("workflow: random walks end where the model ends, and every case is always in exactly one step")
{
    each_world([](World& world) {
        const bool held = rc::check("random walk", [&](const std::vector<std::uint16_t>& numbers) {
            world.clock.set(Date{2026, 3, 5});
            Walk(world).run(numbers);
        });
        CHECK(held);
    });
}
