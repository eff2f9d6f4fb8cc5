#include "organization/organization_service.hpp"

#include <doctest/doctest.h>

#include "organization/bulk_founding.hpp"
#include "organization/organization_fixture.hpp"

using namespace jishi;
using namespace jishi::organization;
namespace fixture = jishi::organization::testing;
using fixture::each_world;
using fixture::error_of;
using fixture::World;

namespace {

/// A county with two towns; villages below the first.
struct County {
    explicit County(World& world)
        : county(world.found({}, "中共河东县委员会", "local_committee", Date{2010, 1, 1})),
          town(world.found(county, "中共滨河镇委员会", "committee", Date{2010, 1, 1})),
          other(world.found(county, "中共城南镇委员会", "committee", Date{2012, 1, 1})),
          village(world.found(town, "中共滨河镇河滩村支部", "branch", Date{2015, 1, 1}))
    {
    }
    OrganizationId county, town, other, village;
};

std::int64_t count(World& world, std::string_view sql)
{
    return world.read([&](db::Tx& tx) { return tx.value<std::int64_t>(sql); });
}

}  // namespace

TEST_CASE("organization: founding writes the row, its state, the record, the audit line, the event and the fact")
{
    each_world([](World& world) {
        const County c(world);
        const auto node = world.stored(c.village);
        CHECK(node.values.parent == c.town);
        CHECK(node.values.level == "branch");
        CHECK(node.status == Status::active);
        CHECK(node.version == 1);
        CHECK(node.path.size() == 18);
        CHECK(world.directory.contains(c.county, c.village));
        CHECK(world.directory.listing(c.county)->subtree_count == 4);
        const auto line = world.timeline(c.village);
        REQUIRE(line.states().size() == 1);
        CHECK(line.founded_on() == Date{2015, 1, 1});
        CHECK(count(world, "SELECT COUNT(*) FROM organization_change WHERE kind = 'founded'") == 4);
        CHECK(count(world, "SELECT COUNT(*) FROM db_outbox WHERE topic = 'organization.founded'") == 4);
        CHECK(count(world, "SELECT SUM(value) FROM db_fact WHERE kind = 'organization.founded'") == 4);
        REQUIRE(world.deeds.size() == 4);
        CHECK(world.deeds.back().action == "organization.founded");
        CHECK(world.deeds.back().rule == "ORG-01");
        CHECK(world.deeds.back().after.find("河滩村") != std::string::npos);
        CHECK(world.deeds.back().before.empty());
    });
}

TEST_CASE("organization: what is founded must keep the rules, each with its code")
{
    each_world([](World& world) {
        const County c(world);
        const auto refused = [&](auto change) {
            auto founding = world.founding(c.town, "中共滨河镇新村支部", "branch");
            change(founding);
            const auto before = count(world, "SELECT COUNT(*) FROM organization_state");
            const auto result = world.try_found(founding);
            CHECK(count(world, "SELECT COUNT(*) FROM organization_state") == before);
            return error_of(result);
        };
        CHECK(refused([](Founding& f) { f.values.type = "club"; }) == "organization.type_unknown");
        CHECK(refused([](Founding& f) { f.values.sector = "moon"; }) == "organization.sector_unknown");
        CHECK(refused([](Founding& f) { f.values.level = "sky"; }) == "organization.level_unknown");
        CHECK(refused([](Founding& f) { f.values.form = "cloud"; }) == "organization.form_unknown");
        CHECK(refused([](Founding& f) { f.papers.document_no.clear(); }) == "organization.document_needed");
        CHECK(refused([&](Founding& f) { f.parent = c.village; }) == "organization.parent_type_not_allowed");
        CHECK(refused([](Founding& f) { f.parent = {}; }) == "organization.parent_type_not_allowed");
        CHECK(refused([](Founding& f) { f.parent = OrganizationId{42}; }) == "organization.not_found");
        CHECK(refused([](Founding& f) { f.values.formal_members = 2; }) == "organization.special_reason_needed");
        CHECK(refused([](Founding& f) { f.values.type = "joint_branch"; }) == "organization.units_needed");
        CHECK(refused([](Founding& f) { f.units = {UnitId{5}}; }) == "unit.not_found");
        CHECK(refused([](Founding& f) { f.values.name = "中共滨河镇河滩村支部"; }) ==
              "organization.name_taken_under_parent");
        CHECK(refused([](Founding& f) {
                  f.papers.effective_on = Date{2009, 1, 1};
              }) == "organization.parent_not_there");
        CHECK(refused([](Founding& f) {
                  f.values.type = "temporary_branch";
                  f.term_started_on = Date{2020, 1, 1};
              }) == "organization.has_no_term");
        auto special = world.founding(c.town, "中共滨河镇边村支部", "branch");
        special.values.formal_members = 2;
        special.papers.special_reason = "边远";
        CHECK(world.try_found(special).has_value());
        world.actor = fixture::actor_on(c.other, {platform::Permission::organization_change}, world.directory);
        CHECK(refused([](Founding&) {}) == "access.forbidden");
    });
}

TEST_CASE("organization: a dry run checks everything and writes nothing")
{
    each_world([](World& world) {
        const County c(world);
        auto founding = world.founding(c.town, "中共滨河镇新村支部", "branch");
        founding.papers.dry_run = true;
        const auto deeds = world.deeds.size();
        const auto outcome = world.try_found(founding);
        REQUIRE(outcome);
        CHECK(outcome->node.status == Status::active);
        CHECK(outcome->node.values.name == "中共滨河镇新村支部");
        CHECK(world.deeds.size() == deeds);
        CHECK(world.directory.listing(c.town)->child_count == 1);
        CHECK(count(world, "SELECT COUNT(*) FROM organization_node") == 4);
    });
}

TEST_CASE("organization: a new name holds from its day, also from one in the past or to come")
{
    each_world([](World& world) {
        const County c(world);
        const auto rename_on = [&](Date day, std::string name) {
            return world.run(rename, c.village, Renaming{std::move(name), {}, world.papers(day)});
        };
        REQUIRE(rename_on(Date{2026, 3, 5}, "中共滨河镇新滩村支部"));
        REQUIRE(rename_on(Date{2018, 1, 1}, "中共滨河镇旧滩村支部"));
        REQUIRE(rename_on(Date{2026, 7, 1}, "中共滨河镇大滩村支部"));
        CHECK(world.stored(c.village).values.name == "中共滨河镇新滩村支部");
        CHECK(world.directory.listing(c.village)->name == "中共滨河镇新滩村支部");
        const auto line = world.timeline(c.village);
        CHECK(line.on(Date{2017, 1, 1})->values.name == "中共滨河镇河滩村支部");
        CHECK(line.on(Date{2020, 1, 1})->values.name == "中共滨河镇旧滩村支部");
        CHECK(line.on(Date{2027, 1, 1})->values.name == "中共滨河镇大滩村支部");
        CHECK(world.stored(c.village).version == 4);

        CHECK(error_of(rename_on(Date{2026, 3, 5}, "中共滨河镇新滩村支部")) == "organization.nothing_changed");
        CHECK(error_of(rename_on(Date{2014, 3, 5}, "X")) == "organization.too_early");
        auto stale = Renaming{"中共滨河镇乙村支部", {}, world.papers()};
        stale.papers.version = 2;
        CHECK(error_of(world.run(rename, c.village, stale)) == "organization.version_conflict");
        CHECK(error_of(world.run(rename, OrganizationId{42}, stale)) == "organization.not_found");

        // The roll of the day lets the planned name show.
        world.clock.set(Date{2026, 7, 1});
        world.write([&](db::Tx& tx) -> Result<std::size_t> { return roll_to(world.office, tx, world.clock.today()); });
        CHECK(world.stored(c.village).values.name == "中共滨河镇大滩村支部");
        CHECK(world.directory.listing(c.village)->name == "中共滨河镇大滩村支部");
        CHECK(count(world, "SELECT COUNT(*) FROM organization_planned") == 0);
    });
}

TEST_CASE(
    "organization: a name is free again once its holder has gone, and taken on any day on which both would bear it")
{
    each_world([](World& world) {
        const County c(world);
        const auto second = world.found(c.town, "乙支部", "branch", Date{2015, 1, 1});
        REQUIRE(world.run(rename, c.village, Renaming{"甲支部", {}, world.papers(Date{2027, 1, 1})}));  // planned
        CHECK(error_of(world.run(rename, second, Renaming{"甲支部", {}, world.papers()})) ==
              "organization.name_taken_under_parent");
        REQUIRE(world.run(dissolve, second, Dissolving{{}, world.papers(Date{2025, 1, 1})}));
        CHECK(world.found(c.town, "乙支部", "branch", Date{2025, 1, 1}));
    });
}

TEST_CASE("organization: a type changes when its place, those below and its thresholds allow")
{
    each_world([](World& world) {
        const County c(world);
        const auto change = [&](OrganizationId id, std::string type, std::optional<int> members,
                                std::string special = "") {
            TypeChange asked{std::move(type), {}, members, {}, world.papers()};
            asked.papers.special_reason = std::move(special);
            return world.run(change_type, id, asked);
        };
        CHECK(error_of(change(c.village, "general_branch", 40)) == "organization.special_reason_needed");
        const auto upgraded = change(c.village, "general_branch", 60);
        REQUIRE(upgraded);
        CHECK(upgraded->node.values.level == "general_branch");
        CHECK(upgraded->node.values.members == 60);
        CHECK(change(c.village, "committee", 60, "远离城镇").has_value());
        CHECK(error_of(change(c.village, "committee", 60)) == "organization.nothing_changed");
        CHECK(error_of(change(c.village, "group", {})) == "organization.parent_type_not_allowed");
        // A town committee has a committee below it: it cannot become a branch.
        CHECK(error_of(change(c.town, "branch", {})) == "organization.parent_type_not_allowed");
        CHECK(error_of(change(c.other, "joint_branch", {})) == "organization.units_needed");
    });
}

TEST_CASE("organization: reclassifying changes what was said and leaves the rest")
{
    each_world([](World& world) {
        const County c(world);
        Reclassifying asked;
        asked.papers = world.papers();
        CHECK(error_of(world.run(reclassify, c.village, asked)) == "organization.nothing_changed");
        asked.sector = "community";
        asked.code = "001002003";
        asked.members = 63;
        const auto done = world.run(reclassify, c.village, asked);
        REQUIRE(done);
        CHECK(done->node.values.sector == "community");
        CHECK(done->node.values.name == "中共滨河镇河滩村支部");
        const auto warnings = warnings_of(*world.policies.on(world.clock.today()), done->node.values, 0);
        REQUIRE(warnings.size() == 1);  // [ORG-01] more than 50 is a warning, not an error
        CHECK(warnings[0].code == "organization.more_members_than_usual");
        CHECK(warnings[0].rule == "ORG-01");
        CHECK(warnings[0].detail == "63 > 50");
        asked.sector = "moon";
        CHECK(error_of(world.run(reclassify, c.village, asked)) == "organization.sector_unknown");
    });
}

TEST_CASE("organization: [ORG-53] a move takes the subtree along, today and on the days it holds")
{
    each_world([](World& world) {
        const County c(world);
        const auto branch = world.found(c.town, "中共滨河镇学校总支部", "general_branch", Date{2016, 1, 1});
        const auto leaf = world.found(branch, "中共滨河镇小学支部", "branch", Date{2016, 1, 1});
        REQUIRE(world.run(organization::move, branch, Moving{c.other, world.papers(Date{2020, 1, 1})}));
        CHECK(world.directory.contains(c.other, leaf));
        CHECK_FALSE(world.directory.contains(c.town, leaf));
        CHECK(world.stored(leaf).path.starts_with(world.stored(c.other).path));
        CHECK(world.timeline(branch).on(Date{2019, 1, 1})->values.parent == c.town);

        CHECK(error_of(world.run(organization::move, branch, Moving{c.other, world.papers()})) ==
              "organization.nothing_changed");
        CHECK(error_of(world.run(organization::move, c.other, Moving{leaf, world.papers()})) ==
              "organization.parent_type_not_allowed");
        CHECK(error_of(world.run(organization::move, leaf, Moving{c.village, world.papers()})) ==
              "organization.parent_type_not_allowed");
        CHECK(error_of(world.run(organization::move, branch, Moving{OrganizationId{42}, world.papers()})) ==
              "organization.not_found");
        // The new parent was founded in 2012.
        CHECK(error_of(world.run(organization::move, branch, Moving{c.town, world.papers(Date{2015, 1, 1})})) ==
              "organization.too_early");
        const auto late = world.found(c.county, "中共新区委员会", "committee", Date{2025, 1, 1});
        CHECK(error_of(world.run(organization::move, branch, Moving{late, world.papers(Date{2021, 1, 1})})) ==
              "organization.parent_not_there");

        world.actor = fixture::actor_on(c.other, {platform::Permission::organization_change}, world.directory);
        CHECK(error_of(world.run(organization::move, branch, Moving{c.town, world.papers()})) == "access.forbidden");
    });
}

TEST_CASE("organization: nobody comes to stand below itself, on no day")
{
    each_world([](World& world) {
        const auto top = world.found({}, "甲工委", "working_committee", Date{2010, 1, 1});
        const auto a = world.found(top, "乙工委", "working_committee", Date{2010, 1, 1});
        const auto b = world.found(a, "丙工委", "working_committee", Date{2010, 1, 1});
        const auto c = world.found(b, "丁工委", "working_committee", Date{2010, 1, 1});
        CHECK(error_of(world.run(organization::move, a, Moving{c, world.papers()})) == "organization.would_be_cycle");
        CHECK(error_of(world.run(organization::move, a, Moving{a, world.papers()})) == "organization.would_be_cycle");
        // From 2027 on c stands beside a; until then it stands below.
        REQUIRE(world.run(organization::move, c, Moving{top, world.papers(Date{2027, 1, 1})}));
        CHECK(error_of(world.run(organization::move, a, Moving{c, world.papers(Date{2026, 12, 31})})) ==
              "organization.would_be_cycle");
        CHECK(world.run(organization::move, a, Moving{c, world.papers(Date{2027, 1, 1})}).has_value());
        world.clock.set(Date{2027, 1, 1});
        world.write([&](db::Tx& tx) -> Result<std::size_t> { return roll_to(world.office, tx, world.clock.today()); });
        CHECK(world.directory.contains(c, b));
    });
}

TEST_CASE("organization: [ORG-24] whoever is dissolved leaves nobody behind")
{
    each_world([](World& world) {
        const County c(world);
        const auto dissolve_on = [&](Date day, OrganizationId target) {
            return world.run(dissolve, c.town, Dissolving{target, world.papers(day)});
        };
        CHECK(error_of(dissolve_on(Date{2020, 1, 1}, {})) == "organization.has_children");
        CHECK(error_of(dissolve_on(Date{2020, 1, 1}, c.town)) == "organization.itself");
        CHECK(error_of(dissolve_on(Date{2020, 1, 1}, c.village)) == "organization.parent_type_not_allowed");
        auto silent = Dissolving{c.other, world.papers(Date{2020, 1, 1})};
        silent.papers.reason.clear();
        CHECK(error_of(world.run(dissolve, c.town, silent)) == "organization.reason_needed");
        REQUIRE(dissolve_on(Date{2020, 1, 1}, c.other));
        CHECK(world.stored(c.town).status == Status::dissolved);
        CHECK(world.stored(c.village).values.parent == c.other);
        CHECK(world.timeline(c.village).on(Date{2019, 12, 31})->values.parent == c.town);
        CHECK(world.directory.contains(c.other, c.village));
        CHECK(world.directory.contains(c.county, c.town));  // its history stays where it was
        CHECK(error_of(dissolve_on(Date{2021, 1, 1}, c.other)) == "organization.dissolved");
        CHECK(error_of(world.try_found(world.founding(c.town, "新支部", "branch"))) == "organization.parent_not_there");
        CHECK(error_of(world.run(organization::move, c.village, Moving{c.town, world.papers()})) ==
              "organization.parent_not_there");
    });
}

TEST_CASE("organization: merging hands the children over and ends the organisation")
{
    each_world([](World& world) {
        const County c(world);
        CHECK(error_of(world.run(merge, c.town, Merging{c.town, world.papers()})) == "organization.itself");
        REQUIRE(world.run(merge, c.town, Merging{c.other, world.papers()}));
        CHECK(world.stored(c.town).status == Status::dissolved);
        CHECK(world.directory.listing(c.other)->child_count == 1);
        CHECK(world.directory.listing(c.county)->subtree_count == 3);
        CHECK(count(world, "SELECT COUNT(*) FROM organization_change WHERE kind = 'merged_into' AND related <> 0") ==
              1);
        CHECK(error_of(world.run(merge, c.other, Merging{c.town, world.papers()})) == "organization.parent_not_there");
    });
}

TEST_CASE("organization: a split founds parts beside the organisation, with the children named")
{
    each_world([](World& world) {
        const County c(world);
        const auto second = world.found(c.town, "中共滨河镇东村支部", "branch", Date{2015, 1, 1});
        Splitting asked;
        asked.papers = world.papers();
        CHECK(error_of(world.run(split, c.town, asked)) == "input.required");
        asked.parts = {{"中共滨东镇委员会", "committee", {}, {c.other}}};
        CHECK(error_of(world.run(split, c.town, asked)) == "organization.not_a_child");
        asked.parts = {{"中共滨东镇委员会", "committee", {}, {second}},
                       {"中共滨西镇委员会", "committee", {}, {second}}};
        CHECK(error_of(world.run(split, c.town, asked)) == "organization.named_twice");
        asked.parts[1].children.clear();
        REQUIRE(world.run(split, c.town, asked));
        CHECK(world.directory.listing(c.county)->child_count == 4);
        CHECK(world.directory.path_of(second)[1].name == "中共滨东镇委员会");
        CHECK(world.directory.path_of(c.village)[1].name == "中共滨河镇委员会");
        CHECK(count(world, "SELECT COUNT(*) FROM organization_change WHERE kind = 'split_from'") == 1);
    });
}

namespace {

ChangeId last_change(World& world) { return ChangeId{count(world, "SELECT MAX(id) FROM organization_change")}; }

Correcting correction(const World& world, ChangeId change)
{
    Correcting asked;
    asked.change = change;
    asked.papers = world.papers();
    return asked;
}

}  // namespace

TEST_CASE(
    "organization: a recorded change is put on another day, spelt otherwise or taken back; what was known stays known")
{
    each_world([](World& world) {
        const County c(world);
        REQUIRE(world.run(rename, c.village, Renaming{"新名", {}, world.papers(Date{2020, 1, 1})}));
        const auto renamed = last_change(world);
        auto asked = correction(world, renamed);
        asked.effective_on = Date{2021, 1, 1};
        asked.changed = {Attribute::name};
        asked.values.name = "正名";
        asked.papers.reason.clear();
        CHECK(error_of(world.run(correct, c.village, asked)) == "organization.reason_needed");
        asked.papers.reason = "录入有误";
        REQUIRE(world.run(correct, c.village, asked));
        const auto corrected = last_change(world);
        CHECK(world.timeline(c.village).on(Date{2020, 6, 1})->values.name == "中共滨河镇河滩村支部");
        CHECK(world.stored(c.village).values.name == "正名");
        CHECK(error_of(world.run(correct, c.village, asked)) == "organization.change_superseded");
        CHECK(
            count(
                world,
                "SELECT COUNT(*) FROM organization_state WHERE name = '新名' AND superseded_at < 253402300799000000") ==
            1);
        CHECK(count(world,
                    "SELECT SUM(value) FROM db_fact WHERE kind = 'organization.renamed' AND day = '2020-01-01'") == 0);
        CHECK(count(world,
                    "SELECT SUM(value) FROM db_fact WHERE kind = 'organization.renamed' AND day = '2021-01-01'") == 1);

        auto withdrawal = correction(world, corrected);
        withdrawal.withdraw = true;
        REQUIRE(world.run(correct, c.village, withdrawal));
        CHECK(world.stored(c.village).values.name == "中共滨河镇河滩村支部");
        CHECK(error_of(world.run(correct, c.village, correction(world, ChangeId{42}))) ==
              "organization.change_not_found");
        CHECK(error_of(world.run(correct, c.other, correction(world, renamed))) == "organization.change_not_found");
    });
}

TEST_CASE("organization: a dissolution taken back brings the children home; a foundation only when nobody needs it")
{
    each_world([](World& world) {
        const County c(world);
        REQUIRE(world.run(dissolve, c.town, Dissolving{c.other, world.papers(Date{2020, 1, 1})}));
        auto asked = correction(world, last_change(world));
        asked.withdraw = true;
        REQUIRE(world.run(correct, c.town, asked));
        CHECK(world.stored(c.town).status == Status::active);
        CHECK(world.stored(c.village).values.parent == c.town);
        CHECK(world.stored(c.village).path.starts_with(world.stored(c.town).path));

        const auto founding_of = [&](OrganizationId id) {
            return correction(world, world.timeline(id).states()[0].change);
        };
        auto town = founding_of(c.town);
        town.withdraw = true;
        CHECK(error_of(world.run(correct, c.town, town)) == "organization.has_children");
        REQUIRE(world.run(rename, c.village, Renaming{"新名", {}, world.papers()}));
        auto village = founding_of(c.village);
        village.withdraw = true;
        CHECK(error_of(world.run(correct, c.village, village)) == "organization.has_later_changes");
        auto other = founding_of(c.other);
        other.withdraw = true;
        CHECK(world.run(correct, c.other, other).has_value());
        CHECK(world.stored(c.other).status == Status::withdrawn);
        CHECK(error_of(world.run(rename, c.other, Renaming{"X", {}, world.papers()})) == "organization.not_found");
        auto county = founding_of(c.county);
        county.withdraw = true;
        CHECK(error_of(world.run(correct, c.county, county)) == "organization.has_children");
        county.withdraw = false;
        county.effective_on = Date{2011, 1, 1};
        CHECK(error_of(world.run(correct, c.county, county)) == "organization.has_children");
        county.effective_on = Date{2009, 1, 1};
        CHECK(world.run(correct, c.county, county).has_value());
        CHECK(world.stored(c.county).founded_on == Date{2009, 1, 1});
    });
}

TEST_CASE("organization: one planned for a day to come is there, but not active until its day")
{
    each_world([](World& world) {
        const County c(world);
        const auto planned = world.found(c.town, "中共滨河镇新区支部", "branch", Date{2026, 9, 1});
        CHECK(world.stored(planned).status == Status::planned);
        CHECK(world.directory.listing(c.town)->child_count == 1);
        REQUIRE(world.run(dissolve, c.village, Dissolving{{}, world.papers(Date{2026, 9, 1})}));
        CHECK(world.stored(c.village).status == Status::active);
        CHECK(world.stored(c.village).dissolved_on == Date{2026, 9, 1});
        world.clock.set(Date{2026, 9, 2});
        world.write([&](db::Tx& tx) -> Result<std::size_t> { return roll_to(world.office, tx, world.clock.today()); });
        CHECK(world.stored(planned).status == Status::active);
        CHECK(world.stored(c.village).status == Status::dissolved);
        CHECK(world.directory.listing(c.town)->child_count == 1);
    });
}

TEST_CASE("organization: plans of several days that take effect at once never put anybody below itself in between")
{
    each_world([](World& world) {
        const auto top = world.found({}, "甲工委", "working_committee", Date{2010, 1, 1});
        const auto a = world.found(top, "乙工委", "working_committee", Date{2010, 1, 1});
        const auto b = world.found(a, "丙工委", "working_committee", Date{2010, 1, 1});
        const auto leaf = world.found(b, "丁工委", "working_committee", Date{2010, 1, 1});
        REQUIRE(world.run(rename, a, Renaming{"乙区工委", {}, world.papers(Date{2026, 4, 1})}));
        REQUIRE(world.run(organization::move, b, Moving{top, world.papers(Date{2026, 4, 2})}));
        REQUIRE(world.run(organization::move, a, Moving{b, world.papers(Date{2026, 4, 3})}));
        world.clock.set(Date{2026, 4, 5});
        world.write([&](db::Tx& tx) -> Result<std::size_t> { return roll_to(world.office, tx, world.clock.today()); });
        CHECK(world.stored(a).values.parent == b);
        CHECK(world.stored(a).path.starts_with(world.stored(b).path));
        CHECK(world.directory.contains(b, a));
        CHECK(world.directory.contains(b, leaf));
        CHECK(world.directory.listing(top)->subtree_count == 4);
    });
}

TEST_CASE("organization: many are founded at once under one record")
{
    each_world([](World& world) {
        const County c(world);
        std::vector<NewNode> nodes;
        for (int i = 0; i < 50; ++i) {
            NewNode town;
            town.id = world.ids.next_id<OrganizationTag>();
            town.values.parent = c.county;
            town.values.name = "第" + std::to_string(i) + "镇";
            town.values.type = "committee";
            town.founded_on = Date{2020, 1, 1};
            NewNode village = town;
            village.id = world.ids.next_id<OrganizationTag>();
            village.values.parent = town.id;
            village.values.type = "branch";
            nodes.push_back(town);
            nodes.push_back(village);
        }
        Change batch;
        batch.kind = ChangeKind::imported;
        batch.organization = c.county;
        batch.effective_on = Date{2020, 1, 1};
        auto change = world.write(
            [&](db::Tx& tx) { return bulk_found(world.office, tx, world.actor, batch, std::vector(nodes)); });
        REQUIRE(change);
        CHECK(world.directory.listing(c.county)->subtree_count == 104);
        CHECK(count(world, "SELECT COUNT(*) FROM organization_change WHERE kind = 'imported'") == 1);
        // One of them can be corrected without touching the others.
        Correcting asked = correction(world, change->id);
        asked.effective_on = Date{2019, 1, 1};
        REQUIRE(world.run(correct, nodes[0].id, asked));
        CHECK(world.stored(nodes[0].id).founded_on == Date{2019, 1, 1});
        CHECK(world.stored(nodes[2].id).founded_on == Date{2020, 1, 1});

        const auto undo = [&] {
            return world.write(
                [&](db::Tx& tx) { return withdraw_batch(world.office, tx, world.actor, change->id, world.papers()); });
        };
        CHECK(error_of(undo()) == "organization.has_later_changes");

        std::vector<NewNode> few{nodes[2], nodes[3]};
        few[0].id = world.ids.next_id<OrganizationTag>();
        few[1].id = world.ids.next_id<OrganizationTag>();
        few[1].values.parent = few[0].id;
        few[0].values.parent = c.other;
        change =
            world.write([&](db::Tx& tx) { return bulk_found(world.office, tx, world.actor, batch, std::vector(few)); });
        REQUIRE(change);
        CHECK(world.directory.listing(c.other)->subtree_count == 3);
        REQUIRE(undo());
        CHECK(world.directory.listing(c.other)->subtree_count == 1);
        CHECK(world.stored(few[1].id).status == Status::withdrawn);
        CHECK(error_of(undo()) == "organization.change_superseded");

        nodes[0].id = world.ids.next_id<OrganizationTag>();
        nodes[0].values.parent = OrganizationId{42};
        auto orphan = world.write(
            [&](db::Tx& tx) { return bulk_found(world.office, tx, world.actor, batch, std::vector(nodes)); });
        CHECK(error_of(orphan) == "organization.not_found");
    });
}
