#include "organization/unit_service.hpp"

#include <doctest/doctest.h>

#include "organization/counterpart.hpp"
#include "organization/organization_query.hpp"
#include "organization/unit_fixture.hpp"
#include "organization/unit_link_store.hpp"

using namespace jishi;
using namespace jishi::organization;
using namespace jishi::organization::testing;

namespace {

constexpr Date opened{2015, 1, 1};
const std::string sound_code = "91350100M000100Y43";  // [DATA-53]

struct Towns {
    explicit Towns(World& world)
        : county(world.found({}, "中共河东县委员会", "local_committee", Date{2010, 1, 1})),
          town(world.found(county, "中共滨河镇委员会", "committee", Date{2010, 1, 1})),
          other(world.found(county, "中共城南镇委员会", "committee", Date{2010, 1, 1}))
    {
        world.deeds.clear();
    }
    OrganizationId county, town, other;
};

UnitUpdate renaming(std::string name, Date day)
{
    UnitUpdate asked;
    asked.name = std::move(name);
    asked.papers = on(day);
    return asked;
}

}  // namespace

TEST_CASE("unit: registering writes the row, its state, the record, the audit line, the event and the fact")
{
    each_world([](World& world) {
        const Towns t(world);
        auto asked = registering(t.town, "河东县红日纺织有限公司", "nonpublic_enterprise", 85);
        asked.values.credit_code = " 91350100m000100y43 ";
        asked.document_no = "河工商〔2015〕1号";
        const auto id = registered(world, asked);
        const auto unit = look(world, id);
        REQUIRE(unit);
        CHECK(unit->values.credit_code == sound_code);
        CHECK(unit->values.sector == "nonpublic_enterprise");  // the usual one of its kind
        CHECK(unit->reach == Reach::none);
        CHECK(unit->obliged);
        CHECK(unit->version == 1);
        CHECK(count(world, "SELECT COUNT(*) FROM organization_unit_state WHERE active = 1") == 1);
        CHECK(count(world,
                    "SELECT COUNT(*) FROM organization_unit_change WHERE kind = 'registered' AND recorded_by = 7") ==
              1);
        CHECK(count(world, "SELECT COUNT(*) FROM db_outbox WHERE topic = 'unit.registered'") == 1);
        CHECK(count(world, "SELECT COUNT(*) FROM db_fact WHERE kind = 'unit.registered' AND day = '2015-01-01'") == 1);
        REQUIRE(world.deeds.size() == 1);
        CHECK(world.deeds[0].action == "unit.registered");
        CHECK(world.deeds[0].organization == t.town);
        CHECK(world.deeds[0].after.find(sound_code) != std::string::npos);
        CHECK(world.deeds[0].rule == "DATA-52");
    });
}

TEST_CASE("unit: what is refused when registering, each with its code, and nothing is written")
{
    each_world([](World& world) {
        const Towns t(world);
        auto asked = registering(t.town, "甲公司");
        asked.values.credit_code = sound_code;
        registered(world, asked);
        const auto refused = [&](auto change) {
            auto other = registering(t.other, "乙公司");
            change(other);
            return error_of(try_register(world, other));
        };
        CHECK(refused([](auto& a) { a.values.area = OrganizationId{999}; }) == "organization.not_found");
        CHECK(refused([](auto& a) { a.values.kind = "castle"; }) == "unit.kind_unknown");
        CHECK(refused([](auto& a) { a.values.sector = "space"; }) == "organization.sector_unknown");
        CHECK(refused([](auto& a) { a.values.credit_code = "91350100M000100Y44"; }) == "unit.credit_code_wrong");
        CHECK(refused([](auto& a) { a.values.credit_code = "9135"; }) == "unit.credit_code_wrong");
        CHECK(refused([&](auto& a) { a.values.credit_code = sound_code; }) == "unit.credit_code_taken");
        CHECK(refused([](auto& a) { a.opened_on = Date{2026, 3, 6}; }) == "unit.opened_in_future");
        const auto wrong = try_register(world, [&] {
            auto a = registering(t.other, "乙");
            a.values.credit_code = "1";
            return a;
        }());
        CHECK(wrong.error().code == "unit.credit_code_wrong");
        CHECK(wrong.error().rule == "DATA-52");
        CHECK(wrong.error().fields.front().field == "credit_code");

        const auto stranger = actor_below(world, t.other);
        const auto forbidden = world.write(
            [&](db::Tx& tx) { return register_unit(world.office, tx, stranger, registering(t.town, "丙")); });
        CHECK(error_of(forbidden) == "access.forbidden");

        Dissolving dissolving;
        dissolving.papers = world.papers(Date{2020, 1, 1});
        REQUIRE(world.run(dissolve, t.other, dissolving));
        CHECK(refused([](auto&) {}) == "organization.dissolved");
        CHECK(count(world, "SELECT COUNT(*) FROM organization_unit") == 1);
        CHECK(count(world, "SELECT COUNT(*) FROM organization_unit_change") == 1);
    });
}

TEST_CASE("unit: a credit code is free again once the unit that had it is closed [DATA-52]")
{
    each_world([](World& world) {
        const Towns t(world);
        auto asked = registering(t.town, "甲公司");
        asked.values.credit_code = sound_code;
        const auto first = registered(world, asked);
        REQUIRE(close(world, first, Date{2020, 1, 1}));
        asked.opened_on = Date{2019, 12, 31};
        CHECK(error_of(try_register(world, asked)) == "unit.credit_code_taken");
        asked.opened_on = Date{2020, 1, 1};
        CHECK(try_register(world, asked).has_value());
    });
}

TEST_CASE(
    "unit: a change holds from its day on, what was before stays, and a past day between two changes keeps the later "
    "one")
{
    each_world([](World& world) {
        const Towns t(world);
        const auto id = registered(world, registering(t.town, "甲公司", "nonpublic_enterprise", 20));
        REQUIRE(update(world, id, renaming("乙公司", Date{2020, 1, 1})));
        UnitUpdate staff;
        staff.staff_count = 40;
        staff.papers = on(Date{2018, 1, 1});
        REQUIRE(update(world, id, staff));
        CHECK(look(world, id, Date{2017, 1, 1})->values.staff_count == 20);
        CHECK(look(world, id, Date{2019, 1, 1})->values.name == "甲公司");
        CHECK(look(world, id, Date{2019, 1, 1})->values.staff_count == 40);
        CHECK(look(world, id)->values.name == "乙公司");
        CHECK(look(world, id)->values.staff_count == 40);
        CHECK(look(world, id)->version == 3);
        CHECK_FALSE(look(world, id, Date{2014, 12, 31}));
        // Superseded rows are kept: what was known before can still be asked.
        CHECK(count(world, "SELECT COUNT(*) FROM organization_unit_state") > 3);
    });
}

TEST_CASE("unit: the first day can be put right, and what follows keeps its own days")
{
    each_world([](World& world) {
        const Towns t(world);
        const auto id = registered(world, registering(t.town, "甲公司"));
        REQUIRE(update(world, id, renaming("乙公司", Date{2016, 1, 1})));
        UnitUpdate earlier;
        earlier.opened_on = Date{2012, 6, 1};
        earlier.staff_count = 30;
        earlier.papers = on(world.clock.today());
        REQUIRE(update(world, id, earlier));
        CHECK(look(world, id, Date{2012, 6, 1})->values.name == "甲公司");
        CHECK(look(world, id)->opened_on == Date{2012, 6, 1});
        CHECK(look(world, id)->values.name == "乙公司");
        CHECK(look(world, id)->values.staff_count == 30);
        CHECK_FALSE(look(world, id, Date{2015, 1, 1})->values.staff_count);
        UnitUpdate late;
        late.opened_on = Date{2017, 1, 1};
        late.papers = on(world.clock.today());
        CHECK(error_of(update(world, id, late)) == "unit.too_early");  // the renaming would come before the first day
        late.opened_on = Date{2027, 1, 1};
        CHECK(error_of(update(world, id, late)) == "unit.opened_in_future");
    });
}

TEST_CASE("unit: what is refused when changing, each with its code")
{
    each_world([](World& world) {
        const Towns t(world);
        const auto id = registered(world, registering(t.town, "甲公司"));
        auto coded = registering(t.town, "乙公司");
        coded.values.credit_code = sound_code;
        registered(world, coded);
        const auto refused = [&](auto change) {
            UnitUpdate asked;
            asked.papers = on(Date{2020, 1, 1});
            change(asked);
            return error_of(update(world, id, asked));
        };
        CHECK(error_of(update(world, UnitId{5}, renaming("丙", opened))) == "unit.not_found");
        CHECK(refused([](auto&) {}) == "unit.nothing_changed");
        CHECK(refused([](auto& a) { a.name = "甲公司"; }) == "unit.nothing_changed");
        CHECK(refused([](auto& a) { a.kind = "castle"; }) == "unit.kind_unknown");
        CHECK(refused([](auto& a) { a.sector = "space"; }) == "organization.sector_unknown");
        CHECK(refused([](auto& a) { a.credit_code = "123"; }) == "unit.credit_code_wrong");
        CHECK(refused([](auto& a) { a.credit_code = sound_code; }) == "unit.credit_code_taken");
        CHECK(refused([](auto& a) { a.area = OrganizationId{9}; }) == "organization.not_found");
        CHECK(refused([](auto& a) {
                  a.name = "丁";
                  a.papers = on(Date{2014, 12, 31});
              }) == "unit.too_early");
        CHECK(refused([](auto& a) {
                  a.name = "丁";
                  a.papers.version = 7;
              }) == "unit.version_conflict");

        auto narrow = actor_below(world, t.town);
        UnitUpdate moving;
        moving.area = t.other;
        moving.papers = on(Date{2020, 1, 1});
        const auto forbidden =
            world.write([&](db::Tx& tx) { return update_unit(world.office, tx, narrow, id, moving); });
        CHECK(error_of(forbidden) == "access.forbidden");  // on the new area
        REQUIRE(update(world, id, moving));
        const auto gone =
            world.write([&](db::Tx& tx) { return update_unit(world.office, tx, narrow, id, renaming("戊", opened)); });
        CHECK(error_of(gone) == "access.forbidden");  // on the old one

        REQUIRE(close(world, id, Date{2021, 1, 1}));
        CHECK(refused([](auto& a) {
                  a.name = "丁";
                  a.papers = on(Date{2021, 1, 1});
              }) == "unit.closed");
        CHECK(error_of(close(world, id, Date{2022, 1, 1})) == "unit.closed");
        CHECK(refused([](auto& a) {
                  a.name = "丁";
                  a.papers = on(Date{2020, 12, 31});
              }) == "");
    });
}

TEST_CASE("unit: a change to come shows from its day on, after the register was rolled to it")
{
    each_world([](World& world) {
        const Towns t(world);
        const auto id = registered(world, registering(t.town, "甲公司"));
        REQUIRE(update(world, id, renaming("乙公司", Date{2026, 4, 1})));
        CHECK(look(world, id)->values.name == "甲公司");
        CHECK(look(world, id, Date{2026, 4, 1})->values.name == "乙公司");
        const auto roll = [&](Date day) {
            world.clock.set(day);
            return *world.write([&](db::Tx& tx) -> Result<std::size_t> { return roll_units_to(tx, day); });
        };
        CHECK(roll(Date{2026, 3, 31}) == 0);
        CHECK(roll(Date{2026, 4, 1}) == 1);
        CHECK(look(world, id)->values.name == "乙公司");
        CHECK(roll(Date{2026, 4, 2}) == 0);
        CHECK(count(world, "SELECT COUNT(*) FROM db_outbox WHERE topic = 'unit.took_effect'") == 1);
    });
}

TEST_CASE("unit: an organisation comes to a unit and leaves it, as its own or as a joint one by its type [ORG-55]")
{
    each_world([](World& world) {
        const Towns t(world);
        const auto a = registered(world, registering(t.town, "甲公司"));
        const auto b = registered(world, registering(t.town, "乙公司"));
        const auto own = world.found(t.town, "中共甲公司支部", "branch", Date{2016, 1, 1});
        auto joint = world.founding(t.town, "中共滨河镇联合支部", "joint_branch", Date{2016, 1, 1});
        joint.units = {b};
        const auto shared = world.try_found(joint)->node.id;

        REQUIRE(attach(world, a, own, Date{2018, 1, 1}));
        CHECK(look(world, a, Date{2017, 12, 31})->reach == Reach::none);
        CHECK(look(world, a)->reach == Reach::own);
        CHECK(look(world, a)->organization == own);
        CHECK(error_of(attach(world, a, own, Date{2019, 1, 1})) == "unit.already_attached");
        CHECK(error_of(attach(world, a, own, Date{2015, 6, 1})) == "organization.too_early");
        CHECK(error_of(attach(world, a, OrganizationId{4}, Date{2019, 1, 1})) == "organization.not_found");
        CHECK(error_of(attach(world, a, own, Date{2014, 1, 1})) == "unit.too_early");
        CHECK(error_of(attach(world, UnitId{4}, own, Date{2019, 1, 1})) == "unit.not_found");

        CHECK(error_of(detach(world, b, own, Date{2019, 1, 1})) == "unit.not_attached");
        CHECK(error_of(detach(world, b, shared, Date{2019, 1, 1})) == "organization.units_needed");
        REQUIRE(attach(world, a, shared, Date{2019, 1, 1}));
        CHECK(look(world, a)->reach == Reach::own);  // the better one shows
        REQUIRE(detach(world, b, shared, Date{2020, 1, 1}));
        CHECK(look(world, b)->reach == Reach::none);
        CHECK(look(world, b, Date{2019, 12, 31})->reach == Reach::joint);
        REQUIRE(detach(world, a, own, Date{2021, 1, 1}));
        CHECK(look(world, a)->reach == Reach::joint);
        CHECK(look(world, a)->organization == shared);

        const auto narrow = actor_below(world, t.other);
        const auto c = registered(world, registering(t.other, "丙公司"));
        const auto forbidden = world.write([&](db::Tx& tx) {
            return attach_unit(world.office, tx, narrow, c, own, on(Date{2022, 1, 1}));
        });
        CHECK(error_of(forbidden) == "access.forbidden");
    });
}

TEST_CASE("unit: somebody looks after a unit from a day on, until another or until the end [ORG-56]")
{
    each_world([](World& world) {
        const Towns t(world);
        const auto id = registered(world, registering(t.town, "甲公司"));
        CHECK(error_of(guide(world, id, "张三", Date{2014, 1, 1})) == "unit.too_early");
        CHECK(error_of(unguide(world, id, Date{2016, 1, 1})) == "unit.no_guide");
        REQUIRE(guide(world, id, "张三", Date{2018, 1, 1}));
        REQUIRE(guide(world, id, "李四", Date{2020, 1, 1}));
        REQUIRE(guide(world, id, "王五", Date{2016, 1, 1}));  // recorded late: until the next one
        CHECK(look(world, id, Date{2015, 6, 1})->reach == Reach::none);
        CHECK(look(world, id, Date{2017, 6, 1})->guide == "王五");
        CHECK(look(world, id, Date{2019, 6, 1})->guide == "张三");
        CHECK(look(world, id)->guide == "李四");
        CHECK(look(world, id)->reach == Reach::work);
        REQUIRE(unguide(world, id, Date{2021, 1, 1}));
        CHECK(look(world, id)->guide == "");
        CHECK(look(world, id)->reach == Reach::none);
        CHECK(look(world, id, Date{2020, 12, 31})->guide == "李四");
        CHECK(count(world, "SELECT COUNT(*) FROM db_outbox WHERE topic LIKE 'unit.guide%'") == 4);
        // The guide's name is in the register and the audit trail's subject, not in the feed.
        CHECK(count(world, "SELECT COUNT(*) FROM db_outbox WHERE payload LIKE '%李四%'") == 0);
    });
}

TEST_CASE("unit: closing ends what reached it and takes it out of the lists")
{
    each_world([](World& world) {
        const Towns t(world);
        const auto id = registered(world, registering(t.town, "甲公司"));
        const auto own = world.found(t.town, "中共甲公司支部", "branch", Date{2016, 1, 1});
        REQUIRE(attach(world, id, own, Date{2016, 1, 1}));
        REQUIRE(guide(world, id, "张三", Date{2016, 1, 1}));
        CHECK(error_of(close(world, id, Date{2014, 1, 1})) == "unit.too_early");
        CHECK(error_of(close(world, id, opened)) == "unit.too_early");  // it would never have been there
        REQUIRE(close(world, id, Date{2020, 1, 1}));
        CHECK(look(world, id)->closed_on == Date{2020, 1, 1});
        CHECK(look(world, id)->reach == Reach::none);
        CHECK(look(world, id, Date{2019, 12, 31})->reach == Reach::own);
        CHECK_FALSE(look(world, id, Date{2020, 1, 1}));
        const auto links = world.read([&](db::Tx& tx) { return store::links_of(tx, own, Date{2020, 1, 1}); });
        CHECK(links.empty());
        CHECK(error_of(guide(world, id, "李四", Date{2020, 1, 1})) == "unit.closed");
        CHECK(error_of(attach(world, id, own, Date{2021, 1, 1})) == "unit.closed");
        CHECK(count(world, "SELECT COUNT(*) FROM db_fact WHERE kind = 'unit.closed'") == 1);
    });
}

TEST_CASE(
    "organization: what hangs on an organisation is known to the tree after a restart, and whatever comes to hang on "
    "it later")
{
    // The tree of before the restart does not follow what is done after it.
    static const SystemClock clock;
    jishi::testing::each_database({organization::migrations()}, clock, [](db::Database& database) {
        World before(database);
        const Towns t(before);
        const auto with_unit = before.found(t.town, "中共甲公司支部", "branch", Date{2016, 1, 1});
        const auto bare = before.found(t.town, "中共乙公司支部", "branch", Date{2016, 1, 1});
        const auto heir = before.found(t.town, "中共丙公司支部", "branch", Date{2016, 1, 1});
        const auto a = registered(before, registering(t.town, "甲公司"));
        REQUIRE(attach(before, a, with_unit, Date{2018, 1, 1}));

        World world(database);
        world.database.read([&](db::Tx& tx) { query::load(tx, world.directory); });
        const auto has = [&](OrganizationId id, Extra extra) { return world.directory.detail(id)->has(extra); };
        CHECK(has(with_unit, Extra::units));
        for (const auto extra : {Extra::units, Extra::counterparts, Extra::plans}) CHECK_FALSE(has(bare, extra));

        // Of very many it is enough to know that most have some.
        World large(database);
        large.database.read([&](db::Tx& tx) { query::load(tx, large.directory, 0); });
        CHECK(large.directory.detail(with_unit)->has(Extra::units));
        CHECK_FALSE(large.directory.detail(with_unit)->has(Extra::counterparts));
        CHECK_FALSE(large.directory.detail(bare)->has(Extra::units));  // one link of five

        REQUIRE(world.run(rename, bare, Renaming{"中共乙公司总支部", {}, world.papers(Date{2027, 1, 1})}));
        CHECK(has(bare, Extra::plans));
        const auto b = registered(world, registering(t.town, "乙公司"));
        REQUIRE(attach(world, b, bare, Date{2020, 1, 1}));
        CHECK(has(bare, Extra::units));
        REQUIRE(world.write([&](db::Tx& tx) {
            Counterpart union_of;
            union_of.organization = heir;
            union_of.kind = "trade_union";
            union_of.name = "丙公司工会";
            union_of.founded_on = Date{2020, 1, 1};
            return add_counterpart(world.office, tx, world.actor, union_of);
        }));
        CHECK(has(heir, Extra::counterparts));
        CHECK_FALSE(has(heir, Extra::units));
        REQUIRE(world.run(merge, with_unit, Merging{heir, world.papers()}));
        CHECK(has(heir, Extra::units));
        World mostly(database);
        mostly.database.read([&](db::Tx& tx) { query::load(tx, mostly.directory, 0); });
        CHECK(mostly.directory.detail(t.town)->has(Extra::units));  // three links by now, those that have ended too
        CHECK_FALSE(mostly.directory.detail(t.town)->has(Extra::counterparts));
        check_directory(world);
        check_rows(world);
    });
}
