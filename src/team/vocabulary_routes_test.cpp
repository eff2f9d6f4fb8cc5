#include "browser_fixture.hpp"
#include "team/team_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

TEST_CASE("vocabulary: everything is told at once or section by section, of a day and of a place that one may see")
{
    each_world([](World& world) {
        jishi::testing::Browser browser(world.database, world.actor, world.team.endpoints());
        const auto all = browser.get("/api/vocabulary");
        CHECK(all.at("date") == "2026-03-05");
        for (const auto* section : {"organization", "codes", "members", "teams"})
            CHECK(all.as_object().contains(section));
        const auto two = browser.get("/api/vocabulary?sections=teams,codes&date=1985-07-01");
        CHECK(two.at("date") == "1985-07-01");
        CHECK(two.at("teams").at("tables").at("posts").at(0).at("code") == "secretary");  // in the words of today
        CHECK(!two.as_object().contains("members"));
        CHECK(!two.as_object().contains("organization"));
        CHECK(browser.refusal(http::Method::get, "/api/vocabulary?sections=teams,weather") == "input.not_one_of");
        CHECK(browser.refusal(http::Method::get, "/api/vocabulary?date=1985-02-30") == "input.expected_date");
        CHECK(browser.refusal(http::Method::get, "/api/vocabulary?colour=red") == "input.unknown_field");

        const auto here = "/api/vocabulary?sections=organization&organization=" + world.branch.str();
        CHECK(browser.get(here).at("organization").at("organization_types").as_array().size() > 5);
        browser.actor = platform::testing::actor_of(world.under.account("nobody1").value, "nobody1");
        CHECK(browser.refusal(http::Method::get, here) == "organization.not_found");
    });
}
