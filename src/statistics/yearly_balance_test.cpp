// [STAT-05] The members of the year before, plus who came, less who went, are those of the year: at every organisation,
// whatever became of it, of its parents and of its members.

#include <set>

#include <doctest/doctest.h>

#include "organization/organization_service.hpp"
#include "statistics/yearly_fixture.hpp"

using namespace jishi;
using namespace jishi::statistics;
using namespace jishi::statistics::testing;

namespace {

/// What may happen to organisations and their members on a day.
struct Reform {
    explicit Reform(Office& o) : office(o), world(o.world) {}

    organization::Papers said(Date day) const { return {day, "组发〔2025〕3号", "机构调整", "特殊需要", {}, false}; }
    const organization::Office& registry() const { return world.organizations.office(); }
    template <class Act>
    bool act(const Act& doing)
    {
        const auto outcome = world.database.write(doing);
        if (!outcome) refused = outcome.error().code + " " + outcome.error().detail;
        return outcome.has_value();
    }

    OrganizationId found(OrganizationId parent, Date day, const char* type = "branch")
    {
        organization::Founding asked;
        asked.parent = parent;
        asked.values.name = "第" + std::to_string(++sequence) + "个";
        asked.values.type = type;
        asked.values.sector = "rural";
        asked.papers = said(day);
        OrganizationId id;
        if (act([&](db::Tx& tx) {
                auto done = organization::found(registry(), tx, world.actor, asked);
                if (done) id = done->node.id;
                return done;
            }))
            all.push_back(id);
        return id;
    }
    bool move(OrganizationId id, OrganizationId to, Date day)
    {
        organization::Moving asked;
        asked.parent = to;
        asked.papers = said(day);
        return act([&](db::Tx& tx) { return organization::move(registry(), tx, world.actor, id, asked); });
    }
    bool merge(OrganizationId id, OrganizationId into, Date day)
    {
        organization::Merging asked;
        asked.into = into;
        asked.papers = said(day);
        return act([&](db::Tx& tx) { return organization::merge(registry(), tx, world.actor, id, asked); });
    }
    bool dissolve(OrganizationId id, OrganizationId members_to, Date day)
    {
        organization::Dissolving asked;
        asked.papers = said(day);
        asked.members_to = members_to;
        return act([&](db::Tx& tx) { return organization::dissolve(registry(), tx, world.actor, id, asked); });
    }
    bool split(OrganizationId id, std::vector<MemberId> members, bool others, Date day)
    {
        organization::Splitting asked;
        asked.papers = said(day);
        asked.parts.push_back({"第" + std::to_string(++sequence) + "个", "branch", {}, {}, std::move(members), others});
        return act([&](db::Tx& tx) { return organization::split(registry(), tx, world.actor, id, asked); });
    }
    bool transfer(MemberId id, OrganizationId to, Date day)
    {
        team::Moving asked;
        asked.branch = to;
        asked.papers = world.papers(day);
        return act([&](db::Tx& tx) { return team::move_member(world.team.office(), tx, world.actor, id, asked); });
    }
    bool change(MemberId id, const char* what, Date day)
    {
        team::StandingChange asked;
        asked.change = what;
        asked.ground = asked.change == "suspended" ? "settled_abroad" : "";
        asked.papers = world.papers(day);
        return act([&](db::Tx& tx) { return team::change_standing(world.team.office(), tx, world.actor, id, asked); });
    }
    MemberId admit(OrganizationId to, Date day)
    {
        const auto birth = Date{1990, 1, 1}.plus_days(static_cast<std::int64_t>(world.pick(3000)));
        team::Registering asked;
        asked.entry = "admitted";
        world.random_particulars(asked.values);
        asked.values.branch = to;
        asked.values.name = "某某";
        asked.values.category = "2";
        asked.values.joined_on = day;
        asked.contact.id_number = world.id_number(birth, world.pick(2) == 0);
        asked.papers = world.papers(day);
        MemberId id;
        if (act([&](db::Tx& tx) {
                auto done = team::register_member(world.team.office(), tx, world.actor, asked);
                if (done) id = done->member.id;
                return done;
            }))
            world.members.push_back(id);
        return id;
    }
    std::vector<MemberId> fill(OrganizationId branch, int number)
    {
        std::vector<MemberId> list;
        for (int i = 0; i < number; ++i) {
            list.push_back(admit(branch, Date{2024, 3, 1}));
            REQUIRE_MESSAGE(list.back(), refused);
        }
        return list;
    }

    /// Everything that adds up, at every organisation of a year's end. @return how many there were
    int check_all(int of)
    {
        int checked = 0;
        auto places = all;
        places.insert(places.end(), world.branches.begin(), world.branches.end());
        places.insert(places.end(), world.committees.begin(), world.committees.end());
        places.push_back(world.county);
        for (const auto place : places) {
            const auto made = office.make(of, "", place);
            if (!made && made.error().code == "organization.not_found") continue;
            REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error().code));
            CAPTURE(of);
            CAPTURE(place.str());
            for (const char* code : {"growth", "organization_growth"}) {
                const auto& one = check(*made, code);
                CHECK(one.known);
                CHECK(one.left == one.right);
            }
            CHECK(check(*made, "admitted").ok);
            std::uint64_t moved = 0;
            for (const char* code : {"gained_with_organization", "lost_with_organization"}) {
                const auto& told = row(made->table, "changes", code);
                std::uint64_t behind = 0;
                for (const auto& body : told.bodies) behind += body.members;
                CHECK(behind == told.count());
                moved += told.count();
            }
            carried += moved;
            CHECK(figures_text(made->table) == of_everything(of, place));
            ++checked;
        }
        return checked;
    }
    /// The figures of a place where the records of all are read, not of the place alone.
    std::string of_everything(int of, OrganizationId place)
    {
        std::string text;
        world.database.read([&](db::Tx& tx) {
            auto& live = world.statistics.office().live;
            const team::YearSpan span{Date{of, 1, 1}, std::min(world.clock.today(), Date{of, 12, 31}), {}};
            const auto counted = world.team.office().rules({}, world.clock.today())->statuses_counted();
            const auto form = office.yearly.forms(place).front();
            const auto both = [&](const std::function<void(const World&, const World&)>& look) {
                Result<void> done = {};
                do
                    done = live.on(tx, span.first.plus_days(-1), [&](const World& before) -> Result<void> {
                        return live.on(tx, span.last, [&](const World& now) -> Result<void> {
                            look(before, now);
                            return {};
                        });
                    });
                while (!done && done.error().code == "statistics.being_prepared");
                REQUIRE(done.has_value());
            };
            YearReach reach;
            both([&](const World& before, const World& now) {
                reach = year_reach(now, before, world.county.value, moved_in(tx, span));
            });
            REQUIRE_FALSE(reach.within.has_value());
            const auto rows = read_year(registry(), tx, span, counted, std::move(reach));
            both([&](const World& before, const World& now) {
                const auto records = placed(rows, now);
                const FormCounter counter(now, &records, counted, &before);
                const FormCounter counter_before(before, nullptr, counted);
                std::optional<FormTable> then;
                if (const auto at = before.tree().find(place.value); at != node_none)
                    then = form_table(compared(form), counter_before, at, {}, nullptr);
                text =
                    figures_text(form_table(form, counter, now.tree().find(place.value), {}, then ? &*then : nullptr));
            });
        });
        return text;
    }

    Office& office;
    Installation& world;
    std::vector<OrganizationId> all;
    std::string refused;
    std::uint64_t carried = 0;
    int sequence = 0;
};

std::uint64_t count(const YearMade& made, const char* code) { return row(made.table, "changes", code).count(); }

/// The year of a place, which adds up and has so many gained and lost.
YearMade told(const Reform& reform, OrganizationId place,
              std::initializer_list<std::pair<const char*, std::uint64_t>> cells = {})
{
    auto made = reform.office.make(year, "", place);
    REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error().code));
    CAPTURE(place.str());
    for (const auto& [code, number] : cells) {
        CAPTURE(code);
        CHECK(count(*made, code) == number);
    }
    CHECK(check(*made, "growth").ok);
    return *std::move(made);
}

}  // namespace

TEST_CASE("balance: members of a branch that is moved come and go with it, and nowhere above both places [STAT-05]")
{
    each_office(31, [](Office& office) {
        Reform reform(office);
        auto& world = office.world;
        const auto from = world.committees[0];
        const auto to = world.committees[1];
        const auto branch = reform.found(from, Date{2020, 5, 1});
        const auto people = reform.fill(branch, 8);
        // Left before for the same committee; suspended before; left after for the committee of old; joined after.
        REQUIRE_MESSAGE(reform.transfer(people[0], world.branches[0], Date{2025, 2, 1}), reform.refused);
        REQUIRE_MESSAGE(reform.change(people[1], "suspended", Date{2025, 3, 1}), reform.refused);
        REQUIRE_MESSAGE(reform.move(branch, to, Date{2025, 4, 11}), reform.refused);
        REQUIRE_MESSAGE(reform.transfer(people[2], world.branches[0], Date{2025, 6, 1}), reform.refused);
        REQUIRE_MESSAGE(reform.admit(branch, Date{2025, 7, 1}), reform.refused);
        REQUIRE_MESSAGE(reform.change(people[1], "restored", Date{2025, 8, 1}), reform.refused);
        office.pass(60);
        told(reform, from,
             {{"lost_with_organization", 6},
              {"gained_with_organization", 0},
              {"lost_transferred", 0},
              {"lost", 7}});  // and the one that was suspended
        const auto made = told(reform, to, {{"gained_with_organization", 6}, {"lost_transferred", 1}});
        CHECK(count(made, "gained_admitted") >= 1);
        const auto& behind = row(made.table, "changes", "gained_with_organization").bodies;
        REQUIRE(behind.size() == 1);
        CHECK(behind.front().id == branch.value);
        CHECK(behind.front().members == 6);
        for (const auto place : {world.county, branch})
            told(reform, place, {{"gained_with_organization", 0}, {"lost_with_organization", 0}});
        reform.check_all(year);
    });
}

TEST_CASE("balance: a branch moved there and back again in one year has taken nobody anywhere [STAT-05]")
{
    each_office(32, [](Office& office) {
        Reform reform(office);
        auto& world = office.world;
        const auto branch = reform.found(world.committees[0], Date{2020, 5, 1});
        const auto people = reform.fill(branch, 5);
        REQUIRE(reform.move(branch, world.committees[1], Date{2025, 3, 1}));
        REQUIRE(reform.transfer(people[0], world.branches[8], Date{2025, 5, 1}));
        REQUIRE(reform.move(branch, world.committees[0], Date{2025, 9, 1}));
        office.pass(60);
        // But for the one who left from there: gone from home with the branch, come with it there, and left there.
        told(reform, world.committees[0], {{"lost_with_organization", 1}, {"gained_with_organization", 0}});
        told(reform, world.committees[1],
             {{"gained_with_organization", 1}, {"lost_with_organization", 0}, {"lost_transferred", 1}});
        reform.check_all(year);
    });
}

TEST_CASE(
    "balance: whoever leaves a branch, or comes to it, on the day on which it is moved did so on their own [STAT-05]")
{
    each_office(35, [](Office& office) {
        Reform reform(office);
        auto& world = office.world;
        const auto branch = reform.found(world.committees[0], Date{2020, 5, 1});
        const auto people = reform.fill(branch, 6);
        const auto stranger = reform.fill(world.branches[0], 1).front();
        const Date on{2025, 4, 11};
        REQUIRE(reform.move(branch, world.committees[1], on));
        REQUIRE_MESSAGE(reform.change(people[0], "died", on), reform.refused);
        REQUIRE_MESSAGE(reform.transfer(people[1], world.branches[0], on), reform.refused);
        REQUIRE_MESSAGE(reform.transfer(people[2], world.branches[8], on), reform.refused);
        REQUIRE_MESSAGE(reform.transfer(stranger, branch, on), reform.refused);
        office.pass(60);
        told(reform, world.committees[0],
             {{"lost_with_organization", 3},
              {"lost_died", 1},           // of where the branch was
              {"lost_transferred", 2}});  // to the third committee, and with the stranger
        told(reform, world.committees[1], {{"gained_with_organization", 3}, {"lost", 0}});
        reform.check_all(year);
    });
}

TEST_CASE("balance: branches founded, moved and dissolved within the year, and whoever died in them, add up [STAT-05]")
{
    each_office(33, [](Office& office) {
        Reform reform(office);
        auto& world = office.world;
        const auto brief = reform.found(world.committees[0], Date{2025, 2, 1});
        const auto admitted = reform.admit(brief, Date{2025, 2, 10});
        REQUIRE_MESSAGE(admitted, reform.refused);
        REQUIRE(reform.transfer(world.members[3], brief, Date{2025, 6, 10}));
        REQUIRE(reform.move(brief, world.committees[1], Date{2025, 7, 1}));
        REQUIRE_MESSAGE(reform.dissolve(brief, world.branches[6], Date{2025, 9, 1}), reform.refused);
        const auto old = reform.found(world.committees[0], Date{2019, 2, 1});
        const auto people = reform.fill(old, 4);
        REQUIRE(reform.change(people[0], "died", Date{2025, 3, 1}));
        REQUIRE_MESSAGE(reform.merge(old, world.branches[4], Date{2025, 10, 1}), reform.refused);
        office.pass(60);
        const auto from = told(reform, world.committees[0], {{"lost_died", 1}});  // although the branch is no more
        CHECK(count(from, "lost_transferred") >= 3);
        const auto to = told(reform, world.committees[1], {{"gained_with_organization", 2}});
        CHECK(count(to, "lost_transferred") >= 2);
        CHECK(reform.check_all(year) > 10);
    });
}

TEST_CASE("balance: a committee that is moved takes the members of its branches along [STAT-05]")
{
    each_office(34, [](Office& office) {
        Reform reform(office);
        auto& world = office.world;
        const auto city = reform.found({}, Date{1984, 1, 1}, "local_committee");
        const auto other = reform.found(city, Date{1984, 1, 1}, "local_committee");
        REQUIRE_MESSAGE(other, reform.refused);
        const auto branch = reform.found(world.committees[0], Date{2020, 5, 1});
        reform.fill(branch, 3);
        REQUIRE_MESSAGE(reform.move(branch, world.committees[2], Date{2025, 2, 1}), reform.refused);
        REQUIRE_MESSAGE(reform.move(world.committees[2], other, Date{2025, 5, 1}), reform.refused);
        office.pass(60);
        const auto county = told(reform, world.county);
        const auto there = told(reform, other);
        told(reform, world.committees[2], {{"gained_with_organization", 3}});
        CHECK(count(there, "gained_with_organization") >= 3);
        CHECK(count(there, "gained_with_organization") == count(county, "lost_with_organization"));
        CHECK(row(there.table, "totals", "members").count() >= count(there, "gained_with_organization"));
    });
}

TEST_CASE("balance: in random worlds every organisation adds up in every year, read whole or by itself [STAT-05, X-B]")
{
    std::uint64_t carried = 0;
    int checked = 0;
    std::set<int> happened;
    for (const std::uint64_t seed : {41, 42, 43})
        each_office(seed, [&](Office& office) {
            Reform reform(office);
            auto& world = office.world;
            // Much happens on the same few days.
            const auto day = [&] {
                return world.pick(2) == 0 ? Date{2024, 11, 1}.plus_days(static_cast<std::int64_t>(world.pick(485)))
                                          : Date{2024, 12, 1}.plus_months(static_cast<int>(world.pick(8)) * 2);
            };
            for (const char* type : {"committee", "general_branch", "branch"})
                for (const auto parent : {world.county, world.committees[0]})
                    reform.found(parent, Date{2010, 1, 1}, type);
            const auto any = [&] {
                const auto kind = world.pick(4);
                if (kind == 0) return world.one_of(world.committees);
                if (kind == 1 && !reform.all.empty()) return world.one_of(reform.all);
                return world.one_of(world.branches);
            };
            const auto once = [&](std::uint64_t what) {
                switch (what) {
                    case 0:
                        return static_cast<bool>(
                            reform.found(any(), day(), world.pick(4) == 0 ? "committee" : "branch"));
                    case 1:
                    case 2: return reform.move(any(), any(), day());
                    case 3: return reform.merge(any(), any(), day());
                    case 4: return reform.dissolve(any(), any(), day());
                    case 5: return reform.split(any(), {world.one_of(world.members)}, world.pick(3) == 0, day());
                    case 6:
                    case 7: return reform.transfer(world.one_of(world.members), any(), day());
                    case 8: return static_cast<bool>(reform.admit(any(), day()));
                    default:
                        return reform.change(
                            world.one_of(world.members),
                            world.one_of(std::vector<const char*>{"suspended", "died", "restored", "transferred_out"}),
                            day());
                }
            };
            for (int i = 0; i < 160; ++i) {
                const auto what = world.pick(10);
                if (once(what)) happened.insert(static_cast<int>(what));
            }
            office.pass(60);
            CAPTURE(seed);
            for (const int of : {2024, 2025, 2026}) checked += reform.check_all(of);
            carried += reform.carried;
        });
    CHECK(checked > 100);
    CHECK(carried > 100);
    CHECK(happened.size() == 10);
}

TEST_CASE(
    "balance: a place is sealed from its own records, and its seal is that of reading everything, byte for byte "
    "[STAT-09, X-B]")
{
    each_office(51, [](Office& office) {
        Reform reform(office);
        auto& world = office.world;
        const auto branch = reform.found(world.committees[0], Date{2020, 5, 1});
        const auto people = reform.fill(branch, 5);
        REQUIRE(reform.move(branch, world.committees[1], Date{2025, 3, 1}));
        REQUIRE(reform.transfer(people[0], world.branches[8], Date{2025, 5, 1}));
        REQUIRE(reform.merge(world.branches[1], world.branches[4], Date{2025, 6, 1}));
        world.appoint_somebody();
        for (int i = 0; i < 30; ++i) world.change();
        office.pass(60);
        auto places = world.branches;
        places.insert(places.end(), {branch, world.committees[0], world.committees[1], world.county});
        std::vector<Seal> seals;
        for (const auto place : places) {
            const auto made = office.make(year, "", place);
            if (!made) continue;  // merged
            CAPTURE(place.str());
            const auto sealed = office.yearly.seal(office.department, {place, "", year, "试点"});
            REQUIRE_MESSAGE(sealed.has_value(), (sealed ? "" : sealed.error().code));
            CHECK(sealed->figures == figures_text(made->table));
            seals.push_back(*sealed);
        }
        CHECK(seals.size() > 10);
        office.pass(3600);
        for (int i = 0; i < 10; ++i) world.change();
        REQUIRE(reform.transfer(people[1], world.branches[8], Date{2025, 12, 1}));
        office.pass(60);
        for (const auto& seal : seals) {
            const auto verdict = office.verify(seal);
            CAPTURE(seal.organization.str());
            CHECK(verdict.ok());
            CHECK(verdict.rebuilt);
            CHECK(verdict.differences.empty());
            // A transfer that is learnt of later is told where somebody went over the edge.
            const bool is_end = seal.organization == branch || seal.organization == world.branches[8] ||
                                seal.organization == world.committees[1];
            CHECK(verdict.adjustments.empty() != is_end);
        }
        // One of a form from before members were counted with their organisations: the form has changed, nothing else.
        auto old = seals.front();
        old.figures.erase(old.figures.find("changes.gained_with_organization="),
                          std::string("changes.gained_with_organization=0\n").size());
        old.figures_digest = digest_text(Digest::sm3, old.figures);
        old.form_digest = "of another form";
        sign(old, office.yearly.key());
        const auto verdict = office.verify(old);
        CHECK(verdict.ok());
        CHECK_FALSE(verdict.form);
        CHECK_FALSE(verdict.rebuilt);
    });
}
