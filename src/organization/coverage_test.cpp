#include "organization/coverage_query.hpp"

#include <random>
#include <set>

#include <doctest/doctest.h>

#include "organization/unit_fixture.hpp"

using namespace jishi;
using namespace jishi::organization;
using namespace jishi::organization::testing;

namespace {

// ---- a model that knows nothing of tables: decisions by day, counted one by one ------------------------------------

struct Model {
    struct Decision {
        Date from;
        OrganizationId area;
        std::string kind;
        std::optional<int> staff;
    };
    struct Stay {
        Date from;
        Date to;
        Reach reach;
    };
    struct Unit {
        UnitId id;
        Date opened;
        Date closed = Date::forever();
        std::vector<Decision> decisions;  // in order of recording; each of all attributes
        std::vector<Stay> stays;
    };
    std::map<OrganizationId, OrganizationId> parent;
    std::vector<Unit> units;

    bool below(OrganizationId node, OrganizationId root) const
    {
        for (; node; node = parent.at(node))
            if (node == root) return true;
        return false;
    }
    OrganizationId child_of(OrganizationId root, OrganizationId node) const
    {
        while (node != root && parent.at(node) != root) node = parent.at(node);
        return node;
    }
    static const Decision& on(const Unit& unit, Date day)
    {
        const Decision* best = &unit.decisions.front();
        for (const auto& one : unit.decisions)
            if (one.from <= day && one.from >= best->from) best = &one;
        return *best;
    }
    static Reach reach(const Unit& unit, Date day)
    {
        auto best = Reach::none;
        for (const auto& stay : unit.stays)
            if (stay.from <= day && day < stay.to) best = std::min(best, stay.reach);
        return best;
    }
    static bool obliged(const Decision& unit)
    {
        if (unit.kind == "individual") return false;
        if (unit.kind == "nonpublic_enterprise") return !unit.staff || *unit.staff >= 30;
        return true;
    }
    static std::string sector(const std::string& kind)
    {
        if (kind == "individual") return "nonpublic_enterprise";
        return kind == "social_group" ? "social_organization" : kind;
    }
    template <class Each>
    void each(OrganizationId within, Date day, Each visit) const
    {
        for (const auto& unit : units) {
            const auto& state = on(unit, day);
            if (day < unit.opened || unit.closed <= day || state.kind == "other" || !below(state.area, within))
                continue;
            visit(unit, state, reach(unit, day));
        }
    }
    static void add(CoverageCounts& counts, const Decision& state, Reach reach)
    {
        ++counts.units;
        if (!obliged(state)) return;
        ++counts.obliged;
        if (reach <= Reach::joint) ++counts.organization_covered;
        if (reach <= Reach::work) ++counts.work_covered;
    }
};

bool same(const CoverageCounts& a, const CoverageCounts& b)
{
    return a.units == b.units && a.obliged == b.obliged && a.organization_covered == b.organization_covered &&
           a.work_covered == b.work_covered;
}

class Wanderer {
public:
    Wanderer(World& world, unsigned seed) : world_(world), dice_(seed) { build(); }

    void live(int steps)
    {
        for (int i = 0; i < steps; ++i) {
            auto& unit = pick(model.units);
            switch (number(0, 4)) {
                case 0: change(unit); break;
                case 1: stay(unit); break;
                case 2: guide_it(unit); break;
                case 3:
                    if (number(0, 4) == 0) shut(unit);
                    break;
                default:
                    if (number(0, 3) == 0) move_village();
                    break;
            }
        }
    }
    void compare(Date day)
    {
        for (const auto within : {county, towns[0], towns[1], towns[2], pick(villages)}) {
            CoverageCounts total;
            std::map<std::string, CoverageCounts> sectors, places;
            std::set<UnitId> missing;
            model.each(within, day, [&](const Model::Unit& unit, const Model::Decision& state, Reach reach) {
                Model::add(total, state, reach);
                Model::add(sectors[Model::sector(state.kind)], state, reach);
                Model::add(places[model.child_of(within, state.area).str()], state, reach);
                if (Model::obliged(state) && reach > Reach::joint) missing.insert(unit.id);
            });
            check(within, day, total, sectors, places);
            CHECK(missing_of(within, day) == missing);
        }
    }

    World& world_;
    Model model;
    OrganizationId county;
    std::vector<OrganizationId> towns, villages, branches;

private:
    int number(int least, int most) { return std::uniform_int_distribution(least, most)(dice_); }
    template <class T>
    T& pick(std::vector<T>& list)
    {
        return list[static_cast<std::size_t>(number(0, static_cast<int>(list.size()) - 1))];
    }
    Date day(int from = 2010, int to = 2025) { return Date{number(from, to), 1, 1}.plus_days(number(0, 364)); }
    OrganizationId area()
    {
        const auto which = number(0, 9);
        return which == 0 ? county : which < 3 ? pick(towns) : pick(villages);
    }
    std::string kind()
    {
        static std::vector<std::string> kinds{"nonpublic_enterprise", "nonpublic_enterprise", "individual",
                                              "social_group",         "government",           "other"};
        return pick(kinds);
    }
    std::optional<int> staff() { return number(0, 5) == 0 ? std::optional<int>{} : number(20, 40); }

    OrganizationId found(OrganizationId parent, const std::string& name, const std::string& type)
    {
        const auto id = world_.found(parent, name, type, Date{2005, 1, 1});
        model.parent[id] = parent;
        return id;
    }
    void build()
    {
        county = found({}, "县委", "local_committee");
        for (int i = 0; i < 3; ++i) towns.push_back(found(county, "镇党委" + std::to_string(i), "committee"));
        for (int i = 0; i < 9; ++i) villages.push_back(found(pick(towns), "村支部" + std::to_string(i), "branch"));
        for (int i = 0; i < 4; ++i) branches.push_back(found(towns[0], "企业支部" + std::to_string(i), "branch"));
        branches.push_back(found(towns[1], "流动党员支部", "mobile_branch"));
        auto first = registering(county, "牵头单位", "government", 10, Date{2005, 1, 1});
        model.units.push_back({registered(world_, first),
                               Date{2005, 1, 1},
                               Date::forever(),
                               {{Date{2005, 1, 1}, county, "government", 10}},
                               {}});
        auto joint = world_.founding(towns[2], "联合支部", "joint_branch", Date{2006, 1, 1});
        joint.units = {model.units[0].id};
        branches.push_back(world_.try_found(joint)->node.id);
        model.parent[branches.back()] = towns[2];
        model.units[0].stays.push_back({Date{2006, 1, 1}, Date::forever(), Reach::joint});
        for (int i = 0; i < 40; ++i) {
            const auto opened = day();
            const Model::Decision state{opened, area(), kind(), staff()};
            const auto id = registered(
                world_, registering(state.area, "单位" + std::to_string(i), state.kind, state.staff, opened));
            model.units.push_back({id, opened, Date::forever(), {state}, {}});
        }
    }
    void change(Model::Unit& unit)
    {
        const auto from = day();
        auto state = Model::on(unit, from);
        UnitUpdate asked;
        asked.area = area();
        asked.kind = kind();
        asked.sector = Model::sector(*asked.kind);
        asked.staff_count = number(20, 40);
        asked.papers = on(from);
        // All of it is decided, so that nothing decided later shines through.
        if (state.area == *asked.area || state.kind == *asked.kind || state.staff == asked.staff_count ||
            Model::sector(state.kind) == *asked.sector)
            return;
        if (!update(world_, unit.id, asked)) return;
        unit.decisions.push_back({from, *asked.area, *asked.kind, asked.staff_count});
    }
    void stay(Model::Unit& unit)
    {
        const auto which = static_cast<std::size_t>(number(0, static_cast<int>(branches.size()) - 1));
        const auto reach = which == 4 ? Reach::work : which == 5 ? Reach::joint : Reach::own;
        const auto from = day();
        if (!attach(world_, unit.id, branches[which], from)) return;
        Model::Stay stay{from, unit.closed, reach};
        const auto to = from.plus_days(number(1, 900));
        if (number(0, 1) == 0 && to < unit.closed && detach(world_, unit.id, branches[which], to)) stay.to = to;
        unit.stays.push_back(stay);
    }
    void guide_it(Model::Unit& unit)
    {
        if (std::ranges::any_of(unit.stays, [](const auto& stay) { return stay.reach == Reach::work; })) return;
        const auto from = day();
        if (!guide(world_, unit.id, "指导员", from)) return;
        Model::Stay stay{from, unit.closed, Reach::work};
        const auto to = from.plus_days(number(1, 900));
        if (to < unit.closed && unguide(world_, unit.id, to)) stay.to = to;
        unit.stays.push_back(stay);
    }
    void shut(Model::Unit& unit)
    {
        const auto to = day(2015, 2025);
        if (unit.id == model.units[0].id || !close(world_, unit.id, to)) return;
        unit.closed = to;
        for (auto& stay : unit.stays) stay.to = std::min(stay.to, to);
    }
    void move_village()
    {
        const auto village = pick(villages);
        Moving moving;
        moving.parent = pick(towns);
        moving.papers = world_.papers();
        if (world_.run(move, village, moving)) model.parent[village] = moving.parent;
    }

    void check(OrganizationId within, Date day, const CoverageCounts& total,
               const std::map<std::string, CoverageCounts>& sectors,
               const std::map<std::string, CoverageCounts>& places)
    {
        const CoverageQuestion question{sight(world_, within), within, day, {}};
        const auto by_sector = world_.read([&](db::Tx& tx) { return coverage_by_sector(world_.office, tx, question); });
        CHECK(same(by_sector.total, total));
        for (const auto& row : by_sector.rows)
            CHECK(same(row.counts, sectors.contains(row.key) ? sectors.at(row.key) : CoverageCounts{}));
        const auto by_place = world_.read([&](db::Tx& tx) { return coverage_by_place(world_.office, tx, question); });
        CHECK(same(by_place.total, total));
        CHECK(by_place.rows.size() == places.size());
        for (const auto& row : by_place.rows)
            CHECK(same(row.counts, places.contains(row.key) ? places.at(row.key) : CoverageCounts{}));
        const auto points = world_.read([&](db::Tx& tx) {
            const std::vector days{day.plus_days(-400), day};
            return coverage_over(world_.office, tx, question.sight, "nonpublic_enterprise", days);
        });
        CHECK(same(points.back().counts,
                   sectors.contains("nonpublic_enterprise") ? sectors.at("nonpublic_enterprise") : CoverageCounts{}));
    }
    std::set<UnitId> missing_of(OrganizationId within, Date day)
    {
        const CoverageQuestion question{sight(world_, within), within, day, {}};
        std::set<UnitId> all;
        UnitId after;
        do {
            const auto page =
                world_.read([&](db::Tx& tx) { return missing_units(world_.office, tx, question, "", after, 3); });
            for (const auto& unit : page.items) {
                CHECK(all.insert(unit.id).second);
                CHECK(unit.obliged);
                CHECK(unit.reach >= Reach::work);
            }
            after = page.next;
        } while (after);
        return all;
    }

    std::mt19937 dice_;
};

CoverageTable table_of(World& world, OrganizationId within, Date day, std::optional<Instant> known_at = {})
{
    return world.read([&](db::Tx& tx) {
        return coverage_by_sector(world.office, tx, {sight(world, within), within, day, known_at});
    });
}

}  // namespace

TEST_CASE("coverage: in random worlds every table, trend and list agrees with a count one by one [ORG-56, ORG-57]")
{
    for (const unsigned seed : {1U, 20260305U, 77U}) {
        CAPTURE(seed);
        each_world([&](World& world) {
            Wanderer wanderer(world, seed);
            wanderer.live(150);
            for (const auto day :
                 {Date{2009, 1, 1}, Date{2014, 6, 30}, Date{2019, 12, 31}, Date{2023, 3, 1}, world.clock.today()}) {
                CAPTURE(day.str());
                wanderer.compare(day);
            }
        });
    }
}

TEST_CASE("coverage: rates are rounded half up and nothing of nothing has none")
{
    CHECK(rate_bp(108, 154) == 7013);
    CHECK(rate_bp(33, 106) == 3113);
    CHECK(rate_bp(1, 8) == 1250);
    CHECK(rate_bp(1, 3) == 3333);
    CHECK(rate_bp(2, 3) == 6667);
    CHECK(rate_bp(1, 20'000) == 1);
    CHECK_FALSE(rate_bp(0, 0).has_value());
}

TEST_CASE(
    "coverage: the pack says who ought to have an organisation; thirty and more staff, or unknown, in an enterprise "
    "[ORG-57]")
{
    const FixedClock clock(Date{2026, 3, 5});
    const PolicyBook book(national_rules(), clock);
    const auto rules = book.on(clock.today());
    const auto rule = [&](const char* kind, const char* sector, std::optional<int> staff) {
        const auto* found = obliged_by(*rules, {true, {}, "", "", kind, sector, "", staff});
        return found ? found->rule : std::string{};
    };
    CHECK(rule("nonpublic_enterprise", "nonpublic_enterprise", 30) == "ORG-57");
    CHECK(rule("nonpublic_enterprise", "nonpublic_enterprise", 29).empty());
    CHECK(rule("nonpublic_enterprise", "nonpublic_enterprise", {}) == "ORG-57");
    CHECK(rule("individual", "nonpublic_enterprise", 500).empty());
    CHECK(rule("village", "rural", {}) == "ORG-56");
    CHECK(is_counted(*rules, "rural"));
    CHECK_FALSE(is_counted(*rules, "other"));
    CHECK_FALSE(is_counted(*rules, "space"));
}

TEST_CASE(
    "coverage: a joint branch covers its member units, a body for a task reaches them by work only [ORG-04, ORG-06]")
{
    each_world([](World& world) {
        const auto town = world.found({}, "镇党委", "committee", Date{2010, 1, 1});
        const auto a = registered(world, registering(town, "甲", "nonpublic_enterprise", 50));
        const auto b = registered(world, registering(town, "乙", "nonpublic_enterprise", 50));
        const auto c = registered(world, registering(town, "丙", "nonpublic_enterprise", 50));
        auto joint = world.founding(town, "联合支部", "joint_branch", Date{2016, 1, 1});
        joint.units = {a, b};
        REQUIRE(world.try_found(joint));
        auto task = world.founding(town, "临时支部", "temporary_branch", Date{2016, 1, 1});
        task.units = {c};
        REQUIRE(world.try_found(task));
        const auto counts = table_of(world, town, world.clock.today()).total;
        CHECK(counts.obliged == 3);
        CHECK(counts.organization_covered == 2);
        CHECK(counts.work_covered == 3);
        CHECK(look(world, c)->reach == Reach::work);
        CHECK(table_of(world, town, Date{2015, 12, 31}).total.work_covered == 0);
    });
}

TEST_CASE("coverage: what was known on an instant can be asked afterwards")
{
    each_world([](World& world) {
        const auto town = world.found({}, "镇党委", "committee", Date{2010, 1, 1});
        const auto a = registered(world, registering(town, "甲", "nonpublic_enterprise", 50));
        const auto own = world.found(town, "甲支部", "branch", Date{2015, 1, 1});
        const auto then = world.clock.now();
        world.clock.set(Instant{then.us + 1});
        REQUIRE(attach(world, a, own, Date{2016, 1, 1}));  // recorded late
        const Date day{2020, 1, 1};
        CHECK(table_of(world, town, day, then).total.organization_covered == 0);
        CHECK(table_of(world, town, day, then).total.obliged == 1);
        CHECK(table_of(world, town, day).total.organization_covered == 1);
        CHECK(table_of(world, town, day, world.clock.now()).total.organization_covered == 1);
    });
}
