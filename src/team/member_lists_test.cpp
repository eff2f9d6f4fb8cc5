// Lists of members as looks that are written down, as files, as work to be done.

#include "http/problem.hpp"
#include "http/target.hpp"
#include "platform/spreadsheet.hpp"
#include "http/endpoint.hpp"
#include "team/checkup_todo.hpp"
#include "team/team_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

namespace {

struct Browser {
    explicit Browser(World& w) : world(w), actor(w.actor) { router.add(world.team.endpoints()); }
    http::Response get(const std::string& target)
    {
        http::Request request;
        request.method = http::Method::get;
        REQUIRE(http::parse_target(target, request));
        const auto match = router.find(http::Method::get, request.path);
        REQUIRE_MESSAGE(match.endpoint, target);
        REQUIRE(match.endpoint->runs == http::Runs::blocking);
        http::Call call{request, match.path, &actor, nullptr};
        auto result = match.endpoint->handler(call);
        return result ? std::move(*result) : http::problem(result.error(), "r");
    }
    /// What the trail says of an action, the oldest first.
    std::vector<std::string> trail(const std::string& action)
    {
        return world.read([&](db::Tx& tx) {
            std::vector<std::string> after;
            tx.for_each<std::string>("SELECT after FROM platform_audit WHERE action = :action ORDER BY seq",
                                     db::Params{{"action", action}},
                                     [&](std::string text) { after.push_back(std::move(text)); });
            return after;
        });
    }

    World& world;
    http::Router router;
    platform::Actor actor;
};

}  // namespace

TEST_CASE(
    "team: a list of members is one line in the trail, with how many and by what, never with what was typed [SEC-05]")
{
    each_world([](World& world) {
        Browser browser(world);
        world.add("甲某", world.branch);
        world.add("乙某", world.branch);
        CHECK(browser.get("/api/members?status=normal&limit=50").status == 200);
        CHECK(browser.trail("member.listed") == std::vector<std::string>{R"({"members":2,"by":["status"]})"});
        CHECK(browser.get("/api/members?q=%E7%94%B2%E6%9F%90").status == 200);  // 甲某
        const auto trail = browser.trail("member.listed");
        REQUIRE(trail.size() == 2);
        CHECK(trail[1] == R"({"members":1,"by":["text"]})");
        // Nobody was seen: nothing is written.
        CHECK(browser.get("/api/members?q=nobody").status == 200);
        CHECK(browser.trail("member.listed").size() == 2);
        CHECK(browser.get("/api/organizations/" + world.branch.str() + "/roster").status == 200);
        CHECK(browser.trail("member.roster_viewed").size() == 1);
        CHECK(browser.get("/api/members/checkup?within=" + world.branch.str()).status == 200);
        CHECK(browser.trail("member.checkup_viewed").size() == 1);
    });
}

TEST_CASE("team: the list is exported as filtered and shown, masked, marked with its maker, and written down [SEC-05]")
{
    each_world([](World& world) {
        Browser browser(world);
        const auto id = world.add("甲某", world.branch);
        world.add("乙某", world.other);
        const auto target = "/api/exports/members.xlsx?within=" + world.branch.str() +
                            "&columns=name&columns=branch&columns=id_number&columns=joined_on";
        const auto response = browser.get(target);
        REQUIRE_MESSAGE(response.status == 200, response.body);
        const auto sheet = platform::read_sheet(response.body, "members.xlsx");
        REQUIRE_MESSAGE(sheet.has_value(), (sheet ? "" : sheet.error().code));
        REQUIRE(sheet->rows() == 2);
        REQUIRE(sheet->columns() == 4);
        CHECK(sheet->at(0, 0).text == "姓名");
        CHECK(sheet->at(1, 0).text == "甲某");
        CHECK(sheet->at(1, 1).text == "东村支部");
        CHECK(sheet->at(1, 3).text == "1998-07-01");
        const auto number = std::string(sheet->at(1, 2).text);
        const auto clear =
            world.team.office().vault.open(world.stored(id).sealed.id_number, SealedField::id_number, id);
        CHECK(number == mask(SealedField::id_number, clear));
        CHECK(response.body.find(clear) == std::string::npos);
        const auto trail = browser.trail("member.exported");
        REQUIRE(trail.size() == 1);
        CHECK(trail[0] ==
              R"({"list":{"members":1,"by":[]},"columns":["name","branch","id_number","joined_on"],"format":"xlsx"})");
        CHECK(browser.get("/api/exports/members.xlsx?columns=address").status == 400);
        // Whoever may not export where they look gets nothing, and nothing is written down.
        auto permissions = World::everything();
        permissions = platform::PermissionSet{platform::Permission::member_read};
        browser.actor = actor_on(world.branch, permissions, world.organizations.directory());
        CHECK(browser.get(target).status == 403);
        CHECK(browser.trail("member.exported").size() == 1);
    });
}

TEST_CASE("team: records that lack something are to be done by those who may mend them, branch by branch")
{
    each_world([](World& world) {
        auto asked = world.registering("甲某", world.branch);
        asked.contact.phone.reset();
        asked.contact.address.reset();
        REQUIRE(world.try_register(asked).has_value());
        const auto source = checkup_todo_source(world.team.office());
        const auto todo = [&](const platform::Actor& actor) {
            return world.read([&](db::Tx& tx) { return source(tx, {actor, world.committee, world.clock.today()}); });
        };
        const auto mine = todo(world.actor);
        REQUIRE(mine.has_value());
        REQUIRE(mine->items.size() == 1);
        CHECK(mine->items[0].organization == world.branch);
        CHECK(std::get<std::int64_t>(mine->items[0].params.at("n")) == 1);
        CHECK(mine->items[0].link == "/members/checkup?in=" + world.branch.str());
        CHECK(mine->counts.at("checkup") == 1);
        const auto reader =
            actor_on({}, platform::PermissionSet{platform::Permission::member_read}, world.organizations.directory());
        const auto nothing = todo(reader);
        REQUIRE(nothing.has_value());
        CHECK(nothing->items.empty());
    });
}

TEST_CASE("team: an organisation that is gone has no roster today either, as on any day on which it is not there")
{
    each_world([](World& world) {
        const auto gone = world.found(world.committee, "旧村支部", "branch", Date{1990, 1, 1});
        organization::Dissolving asked;
        asked.papers = {Date{2026, 2, 1}, "组发〔2026〕7号", "工作需要", "", {}, false};
        REQUIRE(world.write([&](db::Tx& tx) {
            return organization::dissolve(world.organizations.office(), tx, world.actor, gone, asked);
        }));
        const auto there = [&](Date day) {
            return world.read([&](db::Tx& tx) {
                return subtree_on(world.team.office(), tx, gone, {day, {}}).has_value();
            });
        };
        CHECK(there(Date{2026, 1, 31}));
        CHECK_FALSE(there(Date{2026, 2, 1}));
        CHECK_FALSE(there(world.clock.today()));
    });
}
