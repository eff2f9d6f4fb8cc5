// Random lives of members against the plainest model: a list of decisions, asked by looking at all of them.

#include <cstdlib>
#include <random>
#include <set>

#include "team/balance.hpp"
#include "team/team_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

namespace {

constexpr std::int64_t never = INT64_MAX;

struct Fact {
    std::int64_t change;
    std::int64_t day;
    std::optional<std::int64_t> branch;
    std::optional<std::string> status;
    std::int64_t cause = 0;  // the split by which the member went
};
struct Now {
    bool exists = false;
    std::int64_t branch = 0;
    std::string status;
    bool on_roll() const { return exists && (status == "normal" || status == "suspended"); }
    bool counted() const { return exists && status == "normal"; }
};

/// Shares no code with what it tests.
struct Model {
    std::map<std::int64_t, std::vector<Fact>> facts;                         // by member
    std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> branches;  // first day, first day on which it is gone

    void add(std::int64_t member, Fact fact)
    {
        auto& list = facts[member];
        list.push_back(std::move(fact));
        sort(list);
    }
    static void sort(std::vector<Fact>& list)
    {
        std::ranges::sort(list, {}, [](const Fact& one) { return std::pair{one.day, one.change}; });
    }
    Now on(std::int64_t member, std::int64_t day) const
    {
        Now now;
        for (const auto& fact : facts.at(member)) {
            if (fact.day > day) break;
            now.exists = true;
            now.branch = fact.branch.value_or(now.branch);
            now.status = fact.status.value_or(now.status);
        }
        return now;
    }
    std::map<std::int64_t, std::int64_t> rolls(std::int64_t day) const
    {
        std::map<std::int64_t, std::int64_t> all;
        for (const auto& [member, list] : facts)
            if (const auto now = on(member, day); now.on_roll()) all[member] = now.branch;
        return all;
    }
    std::int64_t counted(const std::set<std::int64_t>& within, std::int64_t day) const
    {
        return std::ranges::count_if(facts, [&](const auto& entry) {
            const auto now = on(entry.first, day);
            return now.counted() && within.contains(now.branch);
        });
    }
    /// From the day on, whatever time is spent on the roll of `from` is spent on that of `to`.
    void go_along(std::int64_t change, std::int64_t from, std::int64_t to, std::int64_t day)
    {
        const auto here = [&](std::int64_t member, std::int64_t at) {
            const auto now = on(member, at);
            return now.on_roll() && now.branch == from;
        };
        for (auto& [member, list] : facts) {
            std::set<std::int64_t> days{day};
            for (const auto& fact : list)
                if (fact.day > day) days.insert(fact.day);
            std::vector<Fact> news;
            for (const auto at : days)
                if (here(member, at) && (at == day || !here(member, at - 1))) news.push_back({change, at, to, {}});
            list.insert(list.end(), news.begin(), news.end());
            sort(list);
        }
    }
    /// Whoever is named goes to the part on the day.
    void split(std::int64_t change, const std::set<std::int64_t>& named, std::int64_t part, std::int64_t day)
    {
        for (const auto member : named) add(member, {change, day, part, {}, change});
    }
    /// Forgets what a split decided. @return by member
    std::map<std::int64_t, Fact> take_back(std::int64_t split)
    {
        std::map<std::int64_t, Fact> taken;
        for (auto& [member, list] : facts)
            std::erase_if(list, [&](const Fact& fact) {
                if (fact.cause == split) taken[member] = fact;
                return fact.cause == split;
            });
        return taken;
    }
    /// The first day of the days in a row on the roll of `branch` of which `day` is one, and the day after the last.
    std::pair<std::int64_t, std::int64_t> days_around(std::int64_t member, std::int64_t branch, std::int64_t day,
                                                      std::int64_t until) const
    {
        const auto here = [&](std::int64_t at) {
            const auto now = on(member, at);
            return now.on_roll() && now.branch == branch;
        };
        auto from = day;
        auto to = day;
        while (here(from - 1)) --from;
        while (to < until && here(to)) ++to;
        return {from, to == until ? never : to};
    }
    /// Is everybody who is on a roll on that of one branch that is there?
    std::string fault(std::int64_t member) const
    {
        for (const auto& fact : facts.at(member))
            for (const auto day : {fact.day, fact.day + 1})
                if (const auto now = on(member, day); now.on_roll()) {
                    const auto branch = branches.find(now.branch);
                    if (branch == branches.end() || day < branch->second.first || branch->second.second <= day)
                        return std::to_string(member) + " on " + std::to_string(day);
                }
        for (const auto& [branch, days] : branches)
            if (days.second != never)
                if (const auto now = on(member, days.second); now.on_roll() && now.branch == branch)
                    return "left behind in " + std::to_string(branch);
        return {};
    }
};

Date date_of(std::int64_t day) { return Date{1970, 1, 1}.plus_days(day); }

class Lives {
public:
    Lives(World& world, unsigned seed) : world_(world), random_(seed)
    {
        second_ = world.found(world.county, "新乡镇委员会", "committee", Date{1984, 1, 1});
        for (int i = 0; i < 8; ++i) {
            const auto id = world.found(any(2) ? world.committee : second_, "第" + std::to_string(i) + "支部", "branch",
                                        date_of(first + any(500)));
            model_.branches[id.value] = {first_day_of(id), never};
        }
        for (const auto id : {world.branch, world.other}) model_.branches[id.value] = {first_day_of(id), never};
    }

    void run(int events)
    {
        for (int done = 0; done < events;) {
            const int batch = std::min(100, events - done);
            world_.write([&](db::Tx& tx) -> Result<int> {
                for (int i = 0; i < batch; ++i) step(tx);
                return batch;
            });
            done += batch;
            if (any(4) == 0) dissolve();
            if (any(3) == 0) move_branch();
            if (any(2) == 0) split();
            if (any(3) == 0) correct_split();
            if (any(6) == 0) remember();
            world_.clock.set(Instant{world_.clock.now().us + 1000});
        }
        check();
    }

    int splits = 0;
    int splits_corrected = 0;
    int accepted = 0;
    int refused = 0;
    std::map<std::string, int> refusals;

private:
    static constexpr std::int64_t first = 10'957;  // 2000-01-01

    std::int64_t any(std::int64_t below)
    {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(below));
    }
    std::int64_t today() { return world_.clock.today().days(); }
    std::int64_t some_day() { return first + any(today() - first + 1); }
    std::int64_t first_day_of(OrganizationId id)
    {
        return world_.read([&](db::Tx& tx) { return organization::stretches_of(tx, id); }).front().from.days();
    }
    OrganizationId some_branch()
    {
        return OrganizationId{
            std::next(model_.branches.begin(), any(static_cast<std::int64_t>(model_.branches.size())))->first};
    }
    MemberId some_member()
    {
        return MemberId{members_[static_cast<std::size_t>(any(static_cast<std::int64_t>(members_.size())))]};
    }

    bool noted(const Result<Outcome>& outcome)
    {
        if (outcome) return ++accepted, true;
        ++refused;
        ++refusals[code_of(outcome)];
        return false;
    }

    void step(db::Tx& tx)
    {
        const auto what = any(10);
        if (members_.size() < 10 || (what == 0 && members_.size() < 400)) return enter(tx);
        if (what < 4) return move(tx);
        if (what < 7) return stand(tx);
        if (what < 8) return shift(tx);
        if (what < 9) return withdraw(tx);
        amend(tx);
    }

    void enter(db::Tx& tx)
    {
        auto asked = world_.registering("某某", some_branch(), date_of(some_day()));
        asked.contact.id_number = id_number_of(date_of(any(7000)), static_cast<int>(any(1000)));
        const auto known = store::with_id_number(
            tx, world_.team.office().vault.index_of(*asked.contact.id_number, SealedField::id_number));
        asked.values.joined_on = asked.papers.effective_on;
        asked.values.full_on.reset();
        const auto outcome = register_member(world_.team.office(), tx, world_.actor, asked);
        if (!noted(outcome)) return;
        const auto id = outcome->member.id.value;
        model_.add(id,
                   {outcome->change.id.value, asked.papers.effective_on.days(), asked.values.branch.value, "normal"});
        if (!known) members_.push_back(id);
        changes_.push_back({outcome->change.id.value, id, asked.papers.effective_on.days()});
    }

    void move(db::Tx& tx)
    {
        const auto id = some_member();
        const auto day = some_day();
        const auto to = some_branch();
        const auto outcome = move_member(world_.team.office(), tx, world_.actor, id, {to, world_.papers(date_of(day))});
        if (!noted(outcome)) return;
        model_.add(id.value, {outcome->change.id.value, day, to.value, {}});
        changes_.push_back({outcome->change.id.value, id.value, day});
    }

    void stand(db::Tx& tx)
    {
        static const std::pair<std::string, std::string> kinds[] = {{"suspended", "suspended"},
                                                                    {"restored", "normal"},
                                                                    {"restored", "normal"},
                                                                    {"transferred_out", "transferred_out"},
                                                                    {"reinstated", "normal"},
                                                                    {"reinstated", "normal"},
                                                                    {"withdrew", "left_party"},
                                                                    {"expelled", "left_party"},
                                                                    {"died", "died"}};
        const auto& [change, to] = kinds[any(std::ssize(kinds))];
        if (change == "died" && any(4) != 0) return;
        const auto id = some_member();
        StandingChange asked;
        asked.change = change;
        asked.ground = "settled_abroad";
        asked.papers = world_.papers(date_of(some_day()));
        const auto day = asked.papers.effective_on.days();
        if (to == "normal" && any(2)) asked.branch = some_branch();
        const auto comes_back = !model_.on(id.value, day).on_roll();
        const auto outcome = change_standing(world_.team.office(), tx, world_.actor, id, asked);
        if (!noted(outcome)) return;
        Fact fact{outcome->change.id.value, day, {}, to};
        if (asked.branch && comes_back) fact.branch = asked.branch->value;
        model_.add(id.value, fact);
        changes_.push_back({outcome->change.id.value, id.value, day});
    }

    void amend(db::Tx& tx)
    {
        Amending asked;
        asked.changed = {Attribute::education};
        asked.values.education = any(2) ? "21" : "31";
        asked.papers = world_.papers(date_of(some_day()));
        const auto id = some_member();
        const auto outcome = amend_member(world_.team.office(), tx, world_.actor, id, asked);
        if (noted(outcome)) changes_.push_back({outcome->change.id.value, id.value, asked.papers.effective_on.days()});
    }

    struct Recorded {
        std::int64_t change;
        std::int64_t member;
        std::int64_t day;
    };

    void shift(db::Tx& tx)
    {
        auto& one = changes_[static_cast<std::size_t>(any(std::ssize(changes_)))];
        Correcting asked;
        asked.change = ChangeId{one.change};
        asked.effective_on = date_of(std::min(today(), one.day + any(200) - 100));
        asked.papers = world_.papers();
        const auto outcome = correct_member(world_.team.office(), tx, world_.actor, MemberId{one.member}, asked);
        if (!noted(outcome)) return;
        auto& list = model_.facts[one.member];
        for (auto& fact : list)
            if (fact.change == one.change) {
                fact.change = outcome->change.id.value;
                if (fact.day == one.day) fact.day = asked.effective_on->days();
            }
        Model::sort(list);
        one.change = outcome->change.id.value;
        one.day = asked.effective_on->days();
    }

    void withdraw(db::Tx& tx)
    {
        const auto at = any(std::ssize(changes_));
        const auto one = changes_[static_cast<std::size_t>(at)];
        Correcting asked;
        asked.change = ChangeId{one.change};
        asked.withdraw = true;
        asked.papers = world_.papers();
        if (!noted(correct_member(world_.team.office(), tx, world_.actor, MemberId{one.member}, asked))) return;
        auto& list = model_.facts[one.member];
        std::erase_if(list, [&](const Fact& fact) { return fact.change == one.change; });
        changes_.erase(changes_.begin() + at);
        if (!list.empty()) return;
        model_.facts.erase(one.member);
        std::erase(members_, one.member);
        std::erase_if(changes_, [&](const Recorded& other) { return other.member == one.member; });
    }

    void dissolve()
    {
        if (model_.branches.size() < 5) return;
        const auto id = some_branch();
        if (id == world_.branch) return;
        const auto to = some_branch();
        const auto day = some_day();
        organization::Dissolving asked;
        if (any(4) != 0) asked.members_to = to;
        asked.papers = {date_of(day), "组发〔2025〕2号", "工作需要", "", {}, false};
        const auto outcome = world_.write([&](db::Tx& tx) {
            return organization::dissolve(world_.organizations.office(), tx, world_.actor, id, asked);
        });
        if (!outcome) {
            ++refusals[outcome.error().code];
            return;
        }
        ++dissolved;
        model_.branches[id.value].second = day;
        if (asked.members_to) model_.go_along(world_.ids.next(), id.value, to.value, day);
        const auto fresh = world_.found(any(2) ? world_.committee : second_, "又一支部" + std::to_string(dissolved),
                                        "branch", date_of(some_day()));
        model_.branches[fresh.value] = {first_day_of(fresh), never};
    }

    struct Divided {
        ChangeId change;
        std::int64_t model;  // the change as the model knows it
        std::int64_t whole;
        std::int64_t part;
        std::int64_t day;
    };
    std::vector<Divided> divided_;

    /// Some of the members go to a part of their branch.
    void split()
    {
        if (model_.branches.size() > 40) return;
        const auto id = some_branch();
        const auto day = some_day();
        std::set<std::int64_t> named;
        bool others = any(4) == 0;
        for (const auto& [member, branch] : model_.rolls(day))
            if (branch == id.value && (others || any(2))) named.insert(member);
        organization::Splitting asked;
        asked.parts.push_back({"分出支部" + std::to_string(world_.ids.next()), "branch", {}, {}, {}, others});
        if (!others)
            for (const auto member : named) asked.parts.front().members.push_back(MemberId{member});
        asked.papers = {date_of(day), "组发〔2025〕8号", "工作需要", "", {}, false};
        const auto outcome = world_.write([&](db::Tx& tx) {
            return organization::split(world_.organizations.office(), tx, world_.actor, id, asked);
        });
        if (!outcome) {
            ++refusals[outcome.error().code];
            return;
        }
        ++splits;
        OrganizationId part;
        for (const auto one : world_.organizations.directory().subtree(world_.county))
            if (world_.organizations.name_of(one) == asked.parts.front().name) part = one;
        REQUIRE(part);
        model_.branches[part.value] = {day, never};
        divided_.push_back({outcome->change.id, world_.ids.next(), id.value, part.value, day});
        model_.split(divided_.back().model, named, part.value, day);
        if (any(3) == 0) CHECK(correct_split(divided_.size() - 1, {}));  // nothing stands on it yet
    }

    /// Takes a split back, or puts it on another day.
    void correct_split()
    {
        if (divided_.empty()) return;
        const auto which = static_cast<std::size_t>(any(std::ssize(divided_)));
        std::optional<std::int64_t> day;
        if (any(2)) day = std::max(first, std::min(today(), divided_[which].day + any(200) - 100));
        correct_split(which, day);
    }

    bool correct_split(std::size_t which, std::optional<std::int64_t> day)
    {
        auto& one = divided_[which];
        if (day == one.day) return false;
        organization::Correcting asked;
        asked.change = one.change;
        asked.withdraw = !day;
        if (day) asked.effective_on = date_of(*day);
        asked.papers = {world_.clock.today(), "组发〔2025〕9号", "填错", "", {}, false};
        const auto outcome = world_.write([&](db::Tx& tx) {
            return organization::correct(world_.organizations.office(), tx, world_.actor, OrganizationId{one.whole},
                                         asked);
        });
        if (!outcome) {
            ++refusals[outcome.error().code];
            return false;
        }
        ++splits_corrected;
        const auto taken = model_.take_back(one.model);
        if (!day) {
            model_.branches.erase(one.part);
            divided_.erase(divided_.begin() + static_cast<std::ptrdiff_t>(which));
            return true;
        }
        for (const auto& [member, fact] : taken) {
            const auto [from, to] = model_.days_around(member, one.whole, fact.day, today() + 1);
            if (from == to || *day >= to) continue;
            const auto now = std::max(from, *day);
            model_.add(member, {now == fact.day ? fact.change : world_.ids.next(), now, one.part, {}, one.model});
        }
        one.change = outcome->change.id;
        one.day = *day;
        model_.branches[one.part].first = *day;
        return true;
    }

    /// To the other committee, from a day on: the members go with it.
    void move_branch()
    {
        const auto id = some_branch();
        organization::Moving asked;
        asked.parent = any(2) ? world_.committee : second_;
        asked.papers = {date_of(some_day()), "组发〔2025〕3号", "工作需要", "", {}, false};
        (void)world_.write(
            [&](db::Tx& tx) { return organization::move(world_.organizations.office(), tx, world_.actor, id, asked); });
    }

    std::map<std::int64_t, std::int64_t> answered(std::int64_t day, std::optional<Instant> known = {})
    {
        std::map<std::int64_t, std::int64_t> all;
        const auto roster = world_.read([&](db::Tx& tx) {
            return roster_of(world_.team.office(), tx,
                             {world_.county, {date_of(day), known}, false, {}, {}, 1'000'000});
        });
        if (roster)
            for (const auto& line : roster->items) {
                CHECK(all.emplace(line.id.value, line.branch.value).second);  // once
            }
        return all;
    }

    struct Memory {
        Instant known;
        std::int64_t day;
        std::map<std::int64_t, std::int64_t> rolls;
    };
    void remember()
    {
        const auto day = some_day();
        memories_.push_back({world_.clock.now(), day, model_.rolls(day)});
        world_.clock.set(Instant{world_.clock.now().us + 1000});
    }

    std::set<std::int64_t> subtree(OrganizationId root, std::int64_t day)
    {
        std::set<std::int64_t> ids;
        const auto list = world_.read([&](db::Tx& tx) {
            return subtree_on(world_.team.office(), tx, root, {date_of(day), {}});
        });
        if (list)
            for (const auto id : *list) ids.insert(id.value);
        return ids;
    }

    void check_balance()
    {
        auto from = some_day();
        auto to = some_day();
        if (to < from) std::swap(from, to);
        const OrganizationId roots[] = {world_.county, world_.committee, second_, some_branch()};
        for (const auto root : roots) {
            const auto balance = world_.read(
                [&](db::Tx& tx) { return balance_of(world_.team.office(), tx, root, date_of(from), date_of(to)); });
            const auto opening = subtree(root, from);
            const auto closing = subtree(root, to);
            CAPTURE(date_of(from).str());
            CAPTURE(date_of(to).str());
            if (opening.empty() && closing.empty()) {
                CHECK_FALSE(balance);
                continue;
            }
            REQUIRE(balance);
            CHECK(balance->opening == model_.counted(opening, from));
            CHECK(balance->closing == model_.counted(closing, to));
            std::int64_t gained = 0;
            std::int64_t lost = 0;
            for (const auto& [reason, n] : balance->gained) gained += n;
            for (const auto& [reason, n] : balance->lost) lost += n;
            CHECK(balance->opening + balance->organizations_in + gained ==
                  balance->organizations_out + lost + balance->closing);
            if (root != world_.county) continue;
            CHECK_FALSE(balance->gained.contains("moved"));  // moves inside cancel out
            CHECK_FALSE(balance->lost.contains("moved"));
        }
    }

    void check()
    {
        for (const auto& [member, list] : model_.facts) REQUIRE(model_.fault(member) == "");
        for (int i = 0; i < 40; ++i) {
            const auto day = some_day();
            CHECK(answered(day) == model_.rolls(day));
        }
        CHECK(answered(today()) == model_.rolls(today()));
        for (const auto& memory : memories_) CHECK(answered(memory.day, memory.known) == memory.rolls);
        for (int i = 0; i < 25; ++i) check_balance();
        for (const auto id : members_) {
            const auto member = world_.stored(MemberId{id});
            const auto now = model_.on(id, today());
            CHECK(member.values.branch.value == now.branch);
            CHECK(member.values.status == now.status);
        }
    }

    World& world_;
    std::mt19937_64 random_;
    Model model_;
    OrganizationId second_;
    std::vector<std::int64_t> members_;
    std::vector<Recorded> changes_;
    std::vector<Memory> memories_;
    int dissolved = 0;
};

int events_wanted()
{
    const char* text = std::getenv("JISHI_MEMBER_EVENTS");
    return text ? std::atoi(text) : 3'000;
}

}  // namespace

TEST_CASE(
    "team: through random lives everybody is on one roll on every day, balances close, and any past day is rebuilt")
{
    const auto events = events_wanted();
    CAPTURE(events);
    const char* begin = std::getenv("JISHI_MEMBER_SEED");  // to live one world again
    unsigned seed = begin ? static_cast<unsigned>(std::atoi(begin)) : 20'260'305;
    bool first = true;
    int splits_corrected = 0;
    // Many worlds of a moderate size: in one alone the members' histories would grow without end.
    for (int done = 0; done < events; ++seed) {
        const int some = std::min(events - done, 2'000);
        FixedClock clock(Date{2026, 3, 5});
        jishi::testing::each_database(
            {platform::migrations(), organization::migrations(), engine::migrations(), team::migrations()}, clock,
            [&](db::Database& database) {
                const bool far = database.engine() == db::Engine::postgresql;  // where each statement is a round trip
                if (far && done > 0) return;
                clock.set(Date{2026, 3, 5});
                World world(database, clock);
                Lives lives(world, seed);
                CAPTURE(seed);
                lives.run(far ? 400 : some);
                CHECK(lives.accepted > lives.refused / 3);
                CHECK(lives.splits > 0);
                splits_corrected += lives.splits_corrected;
                if (!far && first)
                    for (const auto* code : {"member.standing_not_possible", "member.branch_not_there",
                                             "member.too_early", "member.not_on_roll"})
                        CHECK(lives.refusals[code] > 0);
                first = false;
            });
        done += some;
    }
    CHECK(splits_corrected > 0);
}
