// Random histories against the plainest model: foundations, renamings, moves, mergers, dissolutions and corrections,
// effective on days past and to come, recorded while the clock moves on.

#include <random>

#include <doctest/doctest.h>

#include "organization/history_model.hpp"
#include "organization/organization_fixture.hpp"
#include "organization/past_query.hpp"

using namespace jishi;
using namespace jishi::organization;
namespace fixture = jishi::organization::testing;
using fixture::HistoryModel;
using fixture::World;

namespace {

constexpr auto type = "working_committee";  // may stand below its like, to any depth

class History {
public:
    History(World& world, unsigned seed) : world_(world), random_(seed) {}

    void run(int events, int together)
    {
        begin();
        for (int done = 0; done < events; done += together) {
            batch(std::min(together, events - done));
            pass_time();
            if (any(8) == 0) remember();
            if (any(4) == 0) compare_two_days();
        }
        check_all();
    }

    int accepted = 0;
    int refused = 0;
    std::map<std::string, int> refusals;

private:
    std::int64_t any(std::int64_t n) { return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n)); }
    std::int64_t some_organization()
    {
        return ids_[static_cast<std::size_t>(any(static_cast<std::int64_t>(ids_.size())))];
    }
    /// Mostly near today, on either side.
    Date some_day()
    {
        const auto spread = any(3) == 0 ? 2000 : 200;
        return world_.clock.today().plus_days(any(2 * spread) - spread);
    }

    /// A day on which these may exist, most of the time.
    Date day_for(std::int64_t a, std::int64_t b = 0)
    {
        auto day = some_day().days();
        if (any(10) != 0)
            for (const auto id : {a, b})
                if (const auto days = model_.days_of(id); !days.empty()) day = std::max(day, *days.begin() + any(30));
        return Date{1970, 1, 1}.plus_days(day);
    }
    /// One that exists today, most of the time.
    std::int64_t living_organization()
    {
        for (int tries = 0; tries < 4; ++tries)
            if (const auto id = some_organization(); model_.on(id, world_.clock.today().days()).exists) return id;
        return some_organization();
    }

    void begin()
    {
        for (int i = 0; i < 3; ++i) {
            const auto name = "根" + std::to_string(i);
            const auto id = world_.found({}, name, type, Date{2015, 1, 1});
            ids_.push_back(id.value);
            const auto change = world_.timeline(id).states()[0].change.value;
            model_.add(id.value, {change, Date{2015, 1, 1}.days(), true, 0, name});
            changes_.push_back({change, id.value, Date{2015, 1, 1}.days(), ChangeKind::founded});
        }
    }

    void batch(int events)
    {
        auto written = world_.write([&](db::Tx& tx) -> Result<int> {
            for (int i = 0; i < events; ++i) event(tx);
            return events;
        });
        REQUIRE(written);
    }

    void event(db::Tx& tx)
    {
        switch (any(16)) {
            case 0:
            case 1:
            case 2:
            case 3: return found(tx);
            case 4:
            case 5: return rename(tx);
            case 6:
            case 7:
            case 8:
            case 9: return move(tx);
            case 10: return merge(tx);
            case 11: return dissolve(tx);
            case 12:
            case 13:
            case 14: return shift(tx);
            default: return withdraw(tx);
        }
    }

    Papers papers(Date day) { return world_.papers(day); }

    /// Notes the answer. @return whether it was accepted
    bool noted(const Result<Outcome>& outcome, std::int64_t id, Date day, ChangeKind kind)
    {
        if (!outcome) {
            ++refused;
            ++refusals[outcome.error().code];
            return false;
        }
        ++accepted;
        changes_.push_back({outcome->change.id.value, id, day.days(), kind});
        return true;
    }

    void found(db::Tx& tx)
    {
        const auto parent = living_organization();
        const auto day = day_for(parent);
        // Now and then a name that may be taken.
        const auto name = any(6) == 0 ? "常用名" + std::to_string(any(5)) : "组织" + std::to_string(++names_);
        auto outcome = organization::found(world_.office, tx, world_.actor,
                                           world_.founding(OrganizationId{parent}, name, type, day));
        if (!noted(outcome, outcome ? outcome->node.id.value : 0, day, ChangeKind::founded))
            return explain(outcome, [&](HistoryModel& m) { m.add(-1, {INT64_MAX, day.days(), true, parent, name}); });
        ids_.push_back(outcome->node.id.value);
        model_.add(outcome->node.id.value, {outcome->change.id.value, day.days(), true, parent, name});
    }

    void rename(db::Tx& tx)
    {
        const auto id = living_organization();
        const auto day = day_for(id);
        const auto name = any(4) == 0 ? "常用名" + std::to_string(any(5)) : "新名" + std::to_string(++names_);
        const auto outcome =
            organization::rename(world_.office, tx, world_.actor, OrganizationId{id}, {name, {}, papers(day)});
        if (noted(outcome, id, day, ChangeKind::renamed))
            model_.add(id, {outcome->change.id.value, day.days(), {}, {}, name});
    }

    void move(db::Tx& tx)
    {
        const auto id = living_organization();
        const auto parent = living_organization();
        const auto day = day_for(id, parent);
        const auto outcome = organization::move(world_.office, tx, world_.actor, OrganizationId{id},
                                                {OrganizationId{parent}, papers(day)});
        if (noted(outcome, id, day, ChangeKind::moved))
            return model_.add(id, {outcome->change.id.value, day.days(), {}, parent, {}});
        explain(outcome, [&](HistoryModel& m) { m.add(id, {INT64_MAX, day.days(), {}, parent, {}}); });
    }

    void end(HistoryModel& model, std::int64_t change, std::int64_t id, std::int64_t target, std::int64_t day)
    {
        if (target)
            for (const auto child : model.ever_below(id, day)) model.hand_over(change, child, id, target, day);
        model.add(id, {change, day, false, {}, {}});
    }

    void merge(db::Tx& tx)
    {
        const auto id = living_organization();
        const auto into = living_organization();
        const auto day = day_for(id, into);
        const auto outcome = organization::merge(world_.office, tx, world_.actor, OrganizationId{id},
                                                 {OrganizationId{into}, papers(day)});
        if (noted(outcome, id, day, ChangeKind::merged_into))
            return end(model_, outcome->change.id.value, id, into, day.days());
        if (model_.on(into, day.days()).exists)
            explain(outcome, [&](HistoryModel& m) { end(m, INT64_MAX, id, into, day.days()); });
    }

    void dissolve(db::Tx& tx)
    {
        const auto id = living_organization();
        const auto target = any(3) ? model_.on(id, world_.clock.today().days()).parent : 0;
        const auto day = day_for(id, target);
        const auto outcome = organization::dissolve(world_.office, tx, world_.actor, OrganizationId{id},
                                                    {OrganizationId{target}, papers(day)});
        if (noted(outcome, id, day, ChangeKind::dissolved))
            return end(model_, outcome->change.id.value, id, target, day.days());
        explain(outcome, [&](HistoryModel& m) { end(m, INT64_MAX, id, target, day.days()); });
    }

    struct Recorded {
        std::int64_t change;
        std::int64_t organization;
        std::int64_t day;
        ChangeKind kind;
    };
    Correcting correcting(const Recorded& one) const
    {
        Correcting asked;
        asked.change = ChangeId{one.change};
        asked.papers = world_.papers();
        return asked;
    }
    std::size_t some_change()
    {
        const auto count = static_cast<std::int64_t>(changes_.size());
        return static_cast<std::size_t>(any(2) ? count - 1 - any(std::min<std::int64_t>(count, 50)) : any(count));
    }

    void shift(db::Tx& tx)
    {
        const auto at = some_change();
        const auto one = changes_[at];
        const auto day = Date{1970, 1, 1}.plus_days(one.day + any(120) - 60);
        auto asked = correcting(one);
        asked.effective_on = day;
        const auto outcome =
            organization::correct(world_.office, tx, world_.actor, OrganizationId{one.organization}, asked);
        if (!noted(outcome, one.organization, day, one.kind))
            return explain(outcome, [&](HistoryModel& m) { m.shift(one.change, INT64_MAX, one.day, day.days()); });
        model_.shift(one.change, outcome->change.id.value, one.day, day.days());
        changes_.erase(changes_.begin() + static_cast<std::ptrdiff_t>(at));
    }

    void withdraw(db::Tx& tx)
    {
        const auto at = some_change();
        const auto one = changes_[at];
        auto asked = correcting(one);
        asked.withdraw = true;
        const auto outcome =
            organization::correct(world_.office, tx, world_.actor, OrganizationId{one.organization}, asked);
        if (!outcome) {
            noted(outcome, 0, {}, one.kind);
            return explain(outcome, [&](HistoryModel& m) { m.withdraw(one.change); });
        }
        ++accepted;
        model_.withdraw(one.change);
        changes_.erase(changes_.begin() + static_cast<std::ptrdiff_t>(at));
        if (one.kind == ChangeKind::founded) std::erase(ids_, one.organization);
    }

    /// A refusal for the sake of the books is right only when they would not close on some day.
    template <class Apply>
    void explain(const Result<Outcome>& outcome, Apply apply)
    {
        const auto& code = outcome.error().code;
        if (code != "organization.would_be_cycle" && code != "organization.parent_not_there" &&
            code != "organization.has_children")
            return;
        if (ids_.size() > 300 || any(4) != 0) return;  // looking at every day is slow
        auto otherwise = model_;
        apply(otherwise);
        bool closes = true;
        for (const auto day : otherwise.days()) closes = closes && HistoryModel::fault(otherwise.tree(day)).empty();
        INFO(code << " " << outcome.error().detail);
        CHECK_FALSE(closes);
    }

    void pass_time()
    {
        world_.clock.set(Instant{world_.clock.now().us + (any(6) + 1) * 86'400'000'000 / 2});
        world_.write(
            [&](db::Tx& tx) -> Result<std::size_t> { return roll_to(world_.office, tx, world_.clock.today()); });
    }

    struct Memory {
        Instant known;
        std::int64_t day;
        HistoryModel::Tree tree;
        std::int64_t id;
        fixture::ModelState state;
    };
    void remember()
    {
        const auto day = some_day().days();
        const auto id = some_organization();
        memories_.push_back({world_.clock.now(), day, model_.tree(day), id, model_.on(id, day)});
        world_.clock.set(Instant{world_.clock.now().us + 1});
    }

    HistoryModel::Tree answered_tree(const Moment& moment)
    {
        HistoryModel::Tree parents;
        const auto tree = world_.read([&](db::Tx& tx) { return world_.trees.at(tx, moment); });
        for (std::uint32_t at = 0; at < tree->size(); ++at) {
            const auto parent = tree->parent(at);
            parents[tree->id(at).value] = parent == PastTree::none ? 0 : tree->id(parent).value;
        }
        return parents;
    }

    void compare_two_days()
    {
        auto from = some_day();
        auto to = some_day();
        if (to < from) std::swap(from, to);
        const auto id = some_organization();
        const auto before = model_.tree(from.days());
        const auto after = model_.tree(to.days());
        const auto opening = HistoryModel::subtree(before, id);
        const auto closing = HistoryModel::subtree(after, id);
        const auto result =
            world_.read([&](db::Tx& tx) { return compare(tx, world_.trees, OrganizationId{id}, from, to, {}); });
        if (opening.empty() && closing.empty()) {
            CHECK(result.error().code == "organization.not_found");
            return;
        }
        REQUIRE(result);
        CHECK(result->opening == static_cast<int>(opening.size()));
        CHECK(result->closing == static_cast<int>(closing.size()));
        CHECK(result->opening + result->founded + result->moved_in - result->dissolved - result->moved_out ==
              result->closing);
        CHECK(result->founded == std::ranges::count_if(closing, [&](auto one) { return !before.contains(one); }));
        CHECK(result->dissolved == std::ranges::count_if(opening, [&](auto one) { return !after.contains(one); }));
    }

    void check_all()
    {
        for (const auto day : model_.days()) {
            INFO("on day " << day);
            REQUIRE(HistoryModel::fault(model_.tree(day)) == "");
        }
        const auto days = model_.days();
        for (int i = 0; i < 60; ++i) {
            const auto day = *std::next(days.begin(), any(static_cast<std::int64_t>(days.size())));
            CHECK(answered_tree({Date{1970, 1, 1}.plus_days(day), {}}) == model_.tree(day));
        }
        check_timelines();
        for (const auto& memory : memories_) {
            const auto day = Date{1970, 1, 1}.plus_days(memory.day);
            CHECK(answered_tree({day, memory.known}) == memory.tree);
            const auto line = world_.read(
                [&](db::Tx& tx) { return store::timeline_known_at(tx, OrganizationId{memory.id}, memory.known); });
            const auto* const state = line.on(day);
            CHECK((state && state->values.exists) == memory.state.exists);
            if (memory.state.exists) CHECK(state->values.name == memory.state.name);
        }
        fixture::check_directory(world_);
        fixture::check_rows(world_);
    }

    void check_timelines()
    {
        for (const auto id : ids_) {
            const auto line = world_.timeline(OrganizationId{id});
            for (const auto day : model_.days_of(id))
                for (const auto at : {day - 1, day, day + 1}) {
                    const auto* const state = line.on(Date{1970, 1, 1}.plus_days(at));
                    const auto expected = model_.on(id, at);
                    REQUIRE((state && state->values.exists) == expected.exists);
                    if (!expected.exists) continue;
                    CHECK(state->values.parent.value == expected.parent);
                    CHECK(state->values.name == expected.name);
                }
        }
    }

    World& world_;
    std::mt19937_64 random_;
    HistoryModel model_;
    std::vector<std::int64_t> ids_;
    std::vector<Recorded> changes_;
    std::vector<Memory> memories_;
    int names_ = 0;
};

/// @return events
int run_histories(unsigned seed, int histories, int events)
{
    FixedClock clock(Date{2022, 3, 5});
    for (int i = 0; i < histories; ++i, ++seed)
        jishi::testing::each_database({organization::migrations()}, clock, [&](db::Database& database) {
            const bool far = database.engine() == db::Engine::postgresql;  // where each statement is a round trip
            if (far && i > 0) return;
            clock.set(Date{2022, 3, 5});
            World world(database, clock);
            History history(world, seed);
            CAPTURE(seed);
            history.run(far ? 1000 : events, 50);
            CHECK(history.accepted > history.refused);
            for (const auto* code :
                 {"organization.would_be_cycle", "organization.parent_not_there", "organization.has_children",
                  "organization.name_taken_under_parent", "organization.too_early", "organization.dissolved"})
                CHECK(history.refusals[code] > 0);
        });
    return histories * events;
}

}  // namespace

TEST_CASE(
    "organization: after random histories of 100,000 events every day has its tree, books close, and what was known "
    "stays known")
{
    CHECK(run_histories(20'260'305, 1, 10'000) + run_histories(7, 36, 2'500) == 100'000);
}
