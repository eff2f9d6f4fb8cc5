#include "team/post_todo.hpp"

#include "team/post_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

TEST_CASE("posts: what is to be done: an empty post, a period that ends, a holder who left, a team that is too small")
{
    each_post_world([](PostWorld& world) {
        const auto source = post_todo_source(world.team.office());
        const auto todo = [&](OrganizationId within) {
            return world.read([&](db::Tx& tx) { return source(tx, {world.actor, within, world.clock.today()}); });
        };
        CHECK(todo(world.committee)->counts["no_secretary"] ==
              0);  // nothing was ever recorded: nobody knows since when
        const auto here = world.add("马小明", world.branch);
        const auto there = world.add("白大山", world.other);
        const auto far = world.found(world.county, "远镇委员会", "committee", Date{1984, 1, 1});
        const auto far_branch = world.found(far, "远村支部", "branch", Date{1984, 2, 1});
        const auto post = world.appoint(world.branch, here, "secretary", Date{2022, 1, 1});
        world.appoint(world.committee, there, "secretary", Date{2022, 1, 1});
        auto sent = world.asking(world.branch, {}, "first_secretary", Date{2024, 5, 1}, "sent");
        sent.post.holder_name = "王建国";
        sent.post.sent_by = "县财政局";
        sent.post.period_to = Date{2026, 5, 4};
        REQUIRE(world.try_appoint(sent));
        CHECK(todo(world.committee)->counts["period_ends"] == 1);
        world.clock.set(Date{2026, 3, 3});
        CHECK(todo(world.committee)->counts["period_ends"] == 0);  // more than two months before
        world.clock.set(Date{2026, 3, 5});
        REQUIRE(world.run(move_member, there, Moving{far_branch, world.papers(Date{2025, 1, 1})}));
        REQUIRE(world.try_relieve(post, Date{2025, 12, 1}));
        const auto found = todo(world.committee);
        REQUIRE(found);
        CHECK(found->counts.at("no_secretary") == 1);
        CHECK(found->counts.at("holder_left") == 1);
        CHECK(found->counts.at("overdue") == 1);  // three months were over on 1 March
        const auto& first = found->items.front();
        CHECK(first.title_key == "todo.no_secretary_overdue");
        CHECK(first.due_on == Date{2026, 3, 1});
        CHECK(first.organization == world.branch);
        CHECK(first.link == "/organizations/" + world.branch.str() + "?tab=team");
        CHECK(first.rule == "EVAL-22");
        CHECK(todo(far)->counts["no_secretary"] == 0);
        world.appoint(world.branch, here, "secretary", Date{2026, 1, 1});
        CHECK(todo(world.committee)->counts["no_secretary"] == 0);

        // Whoever may see posts elsewhere only gets an empty list, not a refusal.
        world.actor = actor_on(far, everything_of_posts(), world.organizations.directory());
        CHECK(todo(world.committee)->counts.empty());
        world.actor = actor_on(world.committee, {}, world.organizations.directory());
        CHECK(todo(world.committee)->counts.empty());
    });
}
