#include "organization/organization_service.hpp"

#include <doctest/doctest.h>

#include "organization/organization_fixture.hpp"

using namespace jishi;
using namespace jishi::organization;
namespace fixture = jishi::organization::testing;
using fixture::each_world;
using fixture::error_of;
using fixture::World;

namespace {

/// A town and a village of it.
struct Town {
    explicit Town(World& world)
        : town(world.found({}, "中共滨河镇委员会", "committee", Date{2010, 1, 1})),
          village(world.found(town, "中共滨河镇河滩村支部", "branch", Date{2015, 1, 1}))
    {
    }
    OrganizationId town, village;
};

}  // namespace

TEST_CASE("organization: [ORG-42, ORG-45] a term ends by the rule for its type and sector; [ORG-46] lights follow")
{
    each_world([](World& world) {
        const Town c(world);
        auto founding = world.founding(c.town, "中共滨河镇机关支部", "branch");
        founding.values.sector = "government";
        founding.term_started_on = Date{2024, 2, 29};
        const auto organ = world.try_found(founding);
        REQUIRE(organ);
        CHECK(organ->node.values.term_expires_on == Date{2027, 2, 28});

        auto papers = world.papers(Date{2023, 6, 1});
        auto village = world.run(start_term, c.village, papers);
        REQUIRE(village);
        CHECK(village->node.values.term_expires_on == Date{2028, 6, 1});
        const auto rules = world.policies.on(world.clock.today());
        CHECK(term_light(*rules, Date{2028, 6, 1}, Date{2027, 11, 30}) == Light::green);
        CHECK(term_light(*rules, Date{2028, 6, 1}, Date{2027, 12, 1}) == Light::yellow);
        CHECK(term_light(*rules, Date{2028, 6, 1}, Date{2028, 6, 1}) == Light::yellow);
        CHECK(term_light(*rules, Date{2028, 6, 1}, Date{2028, 6, 2}) == Light::dark_red);
        CHECK_FALSE(term_light(*rules, {}, Date{2028, 6, 2}));

        papers.effective_on = Date{2026, 1, 1};  // [ORG-43] more than a year early
        CHECK(error_of(world.run(start_term, c.village, papers)) == "organization.term_too_early");
        papers.effective_on = Date{2027, 7, 1};
        CHECK(world.run(start_term, c.village, papers));
    });
}

TEST_CASE(
    "organization: [ORG-43] an election is put off by a reply of the higher organisation, a year at most; [ORG-46]")
{
    each_world([](World& world) {
        const Town c(world);
        auto papers = world.papers(Date{2026, 3, 1});
        const auto postpone = [&](Date to) { return world.run(postpone_term, c.village, Postponing{to, papers}); };
        CHECK(error_of(postpone(Date{2026, 6, 30})) == "organization.has_no_term");

        auto began = world.papers(Date{2021, 2, 1});
        REQUIRE(world.run(start_term, c.village, began));  // until the first of February 2026
        papers.reason = "村里合并，等新村成立";
        CHECK(error_of(postpone(Date{2026, 2, 1})) == "organization.postponed_within_term");
        CHECK(error_of(postpone(Date{2027, 2, 2})) == "organization.postponed_too_long");
        papers.document_no.clear();
        CHECK(error_of(postpone(Date{2026, 6, 30})) == "organization.document_needed");
        CHECK_FALSE(world.directory.find(c.village)->values.term_postponed_to);

        papers = world.papers(Date{2026, 3, 1});
        papers.reason = "村里合并，等新村成立";
        const auto put_off = postpone(Date{2027, 2, 1});
        REQUIRE(put_off);
        CHECK(put_off->node.values.term_postponed_to == Date{2027, 2, 1});
        CHECK(put_off->node.values.term_expires_on == Date{2026, 2, 1});
        world.database.read([&](db::Tx& tx) {
            const auto timeline = store::timeline_of(tx, c.village);
            const auto* state = timeline.on(Date{2026, 3, 5});
            REQUIRE(state);
            CHECK(store::find_change(tx, state->change)->kind == ChangeKind::term_postponed);
        });
        const auto values = world.directory.find(c.village)->values;
        CHECK(values.term_postponed_to == Date{2027, 2, 1});
        const auto rules = world.policies.on(world.clock.today());
        CHECK(term_light(*rules, values.term_expires_on, Date{2027, 2, 1}, values.term_postponed_to) == Light::red);
        CHECK(term_light(*rules, values.term_expires_on, Date{2027, 2, 2}, values.term_postponed_to) ==
              Light::dark_red);

        // The next term begins with a clean slate, and what was allowed stays in the history.
        began = world.papers(Date{2026, 3, 5});
        REQUIRE(world.run(start_term, c.village, began));
        CHECK_FALSE(world.directory.find(c.village)->values.term_postponed_to);
        world.database.read([&](db::Tx& tx) {
            const auto timeline = store::timeline_of(tx, c.village);
            CHECK(timeline.on(Date{2026, 3, 1})->values.term_postponed_to == Date{2027, 2, 1});
        });
    });
}
