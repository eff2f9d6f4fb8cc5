// Which packs speak at an organisation: by where it stands in the tree, today, on the day asked for. On both databases.
#include <doctest/doctest.h>

#include "organization/organization_fixture.hpp"
#include "organization/coverage_query.hpp"
#include "organization/organizations.hpp"
#include "organization/unit_fixture.hpp"

using namespace jishi;
using namespace jishi::organization;
using namespace jishi::organization::testing;

namespace {

constexpr std::string_view shift = "organization.term_shift_months_max";

std::string packs_of(const policy::Policy& policy)
{
    std::string names;
    for (const auto* pack : policy.packs()) names += pack->name + " ";
    return names;
}

/// Two cities, of which the first has rules of its own, and a county below the first.
struct Tree {
    explicit Tree(World& world)
        : first(placed(world, {}, "中共甲市委员会", "640500")), second(placed(world, {}, "中共乙市委员会", "640400")),
          county(placed(world, first, "中共丙区委员会", "640502")),
          town(world.found(county, "中共丁镇委员会", "committee", Date{2018, 1, 1}))
    {
    }
    static OrganizationId placed(World& world, OrganizationId parent, std::string name, std::string region)
    {
        auto founding = world.founding(parent, std::move(name), "local_committee", Date{2018, 1, 1});
        founding.values.region_code = std::move(region);
        const auto done = world.try_found(founding);
        REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().code));
        return done->node.id;
    }
    /// A branch whose term expires on 30 September 2026.
    static OrganizationId branch(World& world, OrganizationId parent)
    {
        auto founding = world.founding(parent, "中共戊村支部委员会", "branch", Date{2021, 9, 30});
        founding.term_started_on = Date{2021, 9, 30};
        const auto done = world.try_found(founding);
        REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().code));
        return done->node.id;
    }
    OrganizationId first, second, county, town;
};

}  // namespace

TEST_CASE("rules of a place: packs follow the regions and organisations above, and the tree as it is moved [X-E]")
{
    jishi::testing::each_database({organization::migrations()}, [](db::Database& database) {
        World world(database);
        const Tree tree(world);
        const auto branch = Tree::branch(world, tree.town);
        const auto now = world.clock.today();
        CHECK(packs_of(world.office.policy_at(branch, now)) == "national zhongwei shapotou ");
        CHECK(packs_of(world.office.policy_at(tree.first, now)) == "national zhongwei ");
        CHECK(packs_of(world.office.policy_at(tree.second, now)) == "national ");
        CHECK(packs_of(world.office.policy_at(OrganizationId{12345}, now)) == "national ");
        CHECK(world.office.policy_at(branch, now).integer(shift) == 6);
        CHECK(world.office.policy_at(branch, Date{2024, 12, 31}).integer(shift) == 9);
        CHECK(world.office.policy_at(branch, Date{2022, 12, 31}).integer(shift) == 12);
        CHECK(world.office.rules(branch, now)->term_shift_months_max == 6);
        CHECK(world.office.policy_at(branch, now).stamp(shift) ==
              policy::Stamp{std::string(shift), "ORG-43", "zhongwei", "2026.1", Date{2025, 1, 1}});

        // The same from the rows, for programs that have no tree in memory.
        database.read([&](db::Tx& tx) {
            std::vector<policy::PlaceNumber> places;
            for (const auto& step : line_of(tx, branch.str()))
                if (const auto place = national_rules().place_of(step.region_code, step.id.str(), step.code))
                    places.push_back(place);
            CHECK(packs_of(national_rules().at_places(places, now)) == "national zhongwei shapotou ");
            CHECK(line_of(tx, "no such code").empty());
        });

        const Moving moving{tree.second, world.papers(now)};
        REQUIRE(world.run(&organization::move, tree.town, moving).has_value());
        CHECK(packs_of(world.office.policy_at(branch, now)) == "national ");
        check_directory(world);
    });
}

TEST_CASE(
    "rules of a place: the same early election is refused in the city that tightened the rule and accepted beside it "
    "[ORG-43]")
{
    jishi::testing::each_database({organization::migrations()}, [](db::Database& database) {
        World world(database);
        const Tree tree(world);
        const auto strict = Tree::branch(world, tree.town);
        const auto free =
            Tree::branch(world, world.found(tree.second, "中共己镇委员会", "committee", Date{2018, 1, 1}));
        const auto elect = [&](OrganizationId branch, Date on, std::string document) {
            auto papers = world.papers(on);
            papers.document_no = std::move(document);
            const auto done =
                world.write([&](db::Tx& tx) { return start_term(world.office, tx, world.actor, branch, papers); });
            return done ? "accepted until " + done->node.values.term_expires_on->str()
                        : done.error().code + " " + done.error().rule;
        };
        CHECK(elect(strict, Date{2026, 3, 5}, "组发〔2026〕8号") == "organization.term_too_early ORG-43");
        CHECK(elect(free, Date{2026, 3, 5}, "") == "organization.document_needed ORG-43");
        CHECK(elect(free, Date{2026, 3, 5}, "组发〔2026〕8号") == "accepted until 2031-03-05");
        // What decided is written into the record, and stays there whatever the packs say later. [GEN-05]
        database.read([&](db::Tx& tx) {
            const auto changes = store::changes_of(tx, free);
            REQUIRE(changes.size() == 2);
            CHECK(
                changes[0].rules ==
                R"([{"key":"organization.change_kinds","rule":"ORG-25","pack":"national","version":"2026.1","from":"2018-10-28"},)"
                R"({"key":"organization.terms","rule":"ORG-41","pack":"national","version":"2026.1","from":"2018-07-12"},)"
                R"({"key":"organization.term_shift_months_max","rule":"ORG-43","pack":"national","version":"2026.1","from":"2018-07-12"}])");
        });
        world.clock.set(Date{2026, 3, 30});
        CHECK(elect(strict, Date{2026, 3, 30}, "组发〔2026〕8号") == "accepted until 2031-03-30");
        database.read([&](db::Tx& tx) {
            CHECK(store::changes_of(tx, strict)[0].rules.find(R"("pack":"zhongwei")") != std::string::npos);
        });
    });
}

TEST_CASE("rules of a place: the coverage of a place says how far it is from the target of its pack [ORG-57]")
{
    jishi::testing::each_database({organization::migrations()}, [](db::Database& database) {
        World world(database);
        const Tree tree(world);
        for (int i = 0; i < 3; ++i)
            registered(world, registering(tree.town, "企业" + std::to_string(i), "nonpublic_enterprise", 30 + i));
        const auto missing = [&](OrganizationId within) {
            return world.read([&](db::Tx& tx) {
                CoverageQuestion question;
                question.within = within;
                question.sight =
                    *sight_of(world.directory, world.actor, platform::Permission::organization_read, within);
                question.day = world.clock.today();
                std::string told;
                for (const auto& row : coverage_by_sector(world.office, tx, question).rows)
                    if (row.missing_to_target) told += row.key + " " + std::to_string(*row.missing_to_target);
                return told;
            });
        };
        CHECK(missing(tree.county) == "nonpublic_enterprise 3");
        CHECK(missing(tree.town) == "nonpublic_enterprise 3");
        CHECK(missing(tree.first).empty());
    });
}
