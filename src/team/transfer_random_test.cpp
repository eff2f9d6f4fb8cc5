// Random walks: people of two counties begin, release, accept, receive, give back, refuse and take back transfers in
// any order, moves of organisations in between. Whatever happens, each case stands in one step and each member on one
// roll.

#include <rapidcheck.h>

#include "team/transfer_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

namespace {

constexpr int members_count = 4;
constexpr const char* workflows[] = {"transfer.within_committee", "transfer.within_county", "transfer.across_counties",
                                     "transfer.out_by_letter"};
constexpr const char* actions[] = {"submit", "agree",  "release", "accept", "receive",
                                   "send",   "return", "refuse",  "issue",  "recall"};

class Walk {
public:
    explicit Walk(TransferWorld& world) : world_(world)
    {
        places_ = {world.branch, world.other, world.near_branch, world.far_branch};
        actors_ = {world.branch, world.other,    world.committee,  world.near_branch, world.near_town,
                   world.county, world.far_town, world.far_branch, world.far_county};
        for (int i = 0; i < members_count; ++i)
            members_.push_back(world.add("某人", places_[static_cast<std::size_t>(i)]));
        begun_ = world.clock.today();
    }

    void run(const std::vector<std::uint32_t>& numbers)
    {
        for (const auto number : numbers) {
            go(number);
            check();
        }
        for (const auto member : members_) one_roll_on_every_day(member);
    }

private:
    template <class T>
    const T& pick(const std::vector<T>& list, std::uint32_t number) const
    {
        return list[number % list.size()];
    }

    Form everything(std::uint32_t number) const
    {
        // Fields that a step does not ask for are refused; so each action has its own.
        const auto to = pick(places_, number);
        return TransferWorld::leaving_to(to);
    }

    void go(std::uint32_t number)
    {
        const auto what = number % 8;
        number /= 8;
        const auto member = pick(members_, number);
        if (what == 0) {
            const auto* workflow = workflows[number / 7 % 4];
            auto form = everything(number / 29);
            if (std::string_view(workflow) == "transfer.out_by_letter")
                form = TransferWorld::form({{"to_unit", "某部"}, {"reason", "enlisted"}, {"dues_until", "2026-02-28"}});
            const auto begun = world_.begin(world_.of(pick(actors_, number / 3)), member, workflow, form);
            if (begun) cases_.push_back(begun->id);
            return;
        }
        if (what == 1) return world_.clock.set(world_.clock.today().plus_days(static_cast<int>(number % 5)));
        if (cases_.empty()) return;
        const auto of = cases_[number / 5 % cases_.size()];
        if (what == 2) {
            (void)world_.withdraw(world_.of(pick(actors_, number / 3)), of);
            return;
        }
        // Mostly whoever's turn it is, so that walks get somewhere.
        const auto row = world_.row(of);
        const auto who = number % 4 == 0 ? world_.of(pick(actors_, number / 11)) : world_.of(row.acts_at);
        const std::string action = actions[number / 13 % std::size(actions)];
        Form form;
        if (action == "return" || action == "refuse")
            form = TransferWorld::form({{"refusal", number % 2 == 0 ? "twice" : "wrong_organization"}});
        if (action == "issue") {
            form = TransferWorld::form({{"addressee", "某部政治工作部"}, {"contact", "组织科"}});
            form.set("validity_days", policy::Value(std::int64_t{30}));
        }
        if (action == "submit") form = everything(number / 17);
        (void)world_.act(who, of, action, form, "理由");
    }

    void check() const
    {
        for (const auto of : cases_) {
            const auto row = world_.row(of);
            const auto turns = world_.read([&](db::Tx& tx) {
                return tx.value<std::int64_t>("SELECT COUNT(*) FROM engine_deadline WHERE case_id = :id AND kind = 0",
                                              {{"id", of}});
            });
            RC_ASSERT(turns == (row.state == CaseState::open ? 1 : 0));
        }
        for (const auto member : members_) {
            // One state holds today, and it names one branch.
            const auto states = world_.read([&](db::Tx& tx) {
                return tx.query<OrganizationId>(
                    "SELECT branch FROM team_state WHERE member = :member AND superseded_at = :forever AND active = 1 "
                    "AND "
                    "valid_from <= :day AND valid_to > :day",
                    db::Params{{"member", member}, {"forever", Instant::forever()}, {"day", world_.clock.today()}});
            });
            RC_ASSERT(states.size() == 1U);
            RC_ASSERT(std::get<0>(states.front()) == world_.branch_of(member));
            const auto open = world_.read(
                [&](db::Tx& tx) { return engine::store::open_cases_about(tx, "member", member.value, {}).size(); });
            RC_ASSERT(open <= 1);
        }
    }

    void one_roll_on_every_day(MemberId member) const
    {
        const auto timeline = world_.read([&](db::Tx& tx) { return store::timeline_of(tx, member); });
        for (const auto& state : timeline.states())
            for (const auto day : {state.valid_from, state.valid_from.plus_days(-1), world_.clock.today()}) {
                if (day < begun_ || day > world_.clock.today()) continue;
                std::ptrdiff_t rolls = 0;
                for (const auto place : places_) rolls += std::ranges::count(world_.roster(place, day), member);
                RC_ASSERT(rolls == 1);
            }
    }

    TransferWorld& world_;
    std::vector<OrganizationId> places_;
    std::vector<OrganizationId> actors_;
    std::vector<MemberId> members_;
    std::vector<CaseId> cases_;
    Date begun_;
};

}  // namespace

TEST_CASE("transfer: random walks of both sides, each case in exactly one step, each member on exactly one roll")
{
    each_transfer_world([](TransferWorld& world) {
        const bool held = rc::check("random transfers", [&](const std::vector<std::uint32_t>& numbers) {
            world.clock.set(Date{2026, 3, 5});
            Walk(world).run(numbers);
        });
        CHECK(held);
    });
}
