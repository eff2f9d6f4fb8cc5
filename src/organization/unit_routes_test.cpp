// Units, coverage, counterparts and the to-do list as the web application asks for them.

#include <doctest/doctest.h>

#include "browser_fixture.hpp"
#include "engine/todo_routes.hpp"
#include "organization/counterpart_routes.hpp"
#include "organization/coverage_routes.hpp"
#include "organization/todo.hpp"
#include "organization/unit_fixture.hpp"
#include "organization/unit_routes.hpp"

using namespace jishi;
using namespace jishi::organization;
using namespace jishi::organization::testing;

namespace {

namespace json = http::json;

struct Browser : jishi::testing::Browser {
    explicit Browser(World& w)
        : jishi::testing::Browser(w.database, w.actor, unit_endpoints(w.office)), world(w), todo(w.clock)
    {
        router.add(coverage_endpoints(world.office));
        router.add(counterpart_endpoints(world.office));
        todo.add(todo_source(world.office));
        router.add(engine::todo_endpoints(todo));
    }

    World& world;
    engine::TodoBook todo;
};

std::string text(const json::value& value) { return std::string(value.as_string()); }

}  // namespace

TEST_CASE("unit routes: register, read, change, guide, attach, close and the history of it")
{
    each_world([](World& world) {
        const auto town = world.found({}, "镇党委", "committee", Date{2010, 1, 1});
        const auto own = world.found(town, "红日支部", "branch", Date{2016, 1, 1});
        Browser browser(world);
        const json::object body{{"name", "红日纺织"},
                                {"credit_code", "91350100M000100Y43"},
                                {"kind", "nonpublic_enterprise"},
                                {"sector", "nonpublic_enterprise"},
                                {"staff_count", 85},
                                {"area", town.str()},
                                {"opened_on", "2015-01-01"}};
        const auto unit = browser.post("/api/units", body);
        const auto id = text(unit.at("id"));
        CHECK(text(unit.at("area").at("name")) == "镇党委");
        CHECK(text(unit.at("coverage")) == "none");
        CHECK(unit.at("obliged").as_bool());
        CHECK_FALSE(unit.as_object().contains("organization"));
        CHECK_FALSE(unit.as_object().contains("closed_on"));
        CHECK(browser.refused(http::Method::post, "/api/units", body) == "credit_code unit.credit_code_taken");

        CHECK(text(browser.post("/api/units/" + id + "/guide", {{"on", "2016-01-01"}, {"name", "张三"}})
                       .at("guide")
                       .at("name")) == "张三");
        CHECK(text(browser.get("/api/units/" + id).at("coverage")) == "work");
        browser.post("/api/units/" + id + "/guide/end", {{"on", "2017-01-01"}});
        const auto attached =
            browser.post("/api/units/" + id + "/attach", {{"organization", own.str()}, {"on", "2018-01-01"}});
        CHECK(text(attached.at("coverage")) == "own");
        CHECK(text(attached.at("organization").at("name")) == "红日支部");
        CHECK(text(browser.get("/api/units/" + id + "?as_of=2016-06-01").at("coverage")) == "work");
        CHECK(text(browser.post("/api/units/" + id + "/detach", {{"organization", own.str()}, {"on", "2019-01-01"}})
                       .at("coverage")) == "none");
        // As the form sends it: all fields, the unchanged ones too.
        json::object changed = body;
        changed.erase("area");
        changed["name"] = "红日集团";
        CHECK(text(browser.post("/api/units/" + id + "/update", changed).at("name")) == "红日集团");
        CHECK(browser.refused(http::Method::post, "/api/units/" + id + "/update", changed) == "unit.nothing_changed");
        CHECK(browser.refused(http::Method::post, "/api/units/" + id + "/update", {{"name", "甲"}, {"version", 1}}) ==
              "unit.version_conflict");
        CHECK(browser.refused(http::Method::post, "/api/units/" + id + "/update", {{"staff_count", -1}}) ==
              "staff_count input.out_of_range");
        CHECK(browser.refused(http::Method::post, "/api/units/" + id + "/close", {{"on", "2026-01-01"}}) ==
              "unit.too_early");  // renamed later
        CHECK(text(browser.post("/api/units/" + id + "/close", {{"on", "2026-03-05"}}).at("closed_on")) ==
              "2026-03-05");
        CHECK(browser.get("/api/units/" + id + "/history").at("items").as_array().size() == 7);
        CHECK(browser.refused(http::Method::get, "/api/units/7") == "unit.not_found");
        CHECK(browser.refused(http::Method::get, "/api/units/x") == "id input.expected_id");
        CHECK(browser.refused(http::Method::get, "/api/units?limit=501") == "limit input.out_of_range");
        CHECK(browser.refused(http::Method::get, "/api/units?covered=maybe") == "covered input.not_one_of");

        browser.actor = actor_below(world, own);
        CHECK(browser.get("/api/units").at("items").as_array().empty());
        CHECK(browser.refused(http::Method::post, "/api/units/" + id + "/close", {{"on", "2026-03-05"}}) ==
              "access.forbidden");
    });
}

TEST_CASE("coverage routes: tables, trend and the list of the missing agree")
{
    each_world([](World& world) {
        const auto county = world.found({}, "县委", "local_committee", Date{2010, 1, 1});
        const auto town = world.found(county, "镇党委", "committee", Date{2010, 1, 1});
        std::vector<UnitId> units;
        for (int i = 0; i < 3; ++i)
            units.push_back(registered(world, registering(town, "厂" + std::to_string(i), "nonpublic_enterprise", 50)));
        registered(world, registering(county, "小店", "individual"));
        const auto own = world.found(town, "支部", "branch", Date{2016, 1, 1});
        REQUIRE(attach(world, units[0], own, Date{2017, 6, 1}));
        REQUIRE(guide(world, units[1], "张三", Date{2020, 1, 1}));
        Browser browser(world);
        const auto in = "within=" + county.str();
        const auto table = browser.get("/api/coverage?" + in + "&by=sector");
        CHECK(table.at("total").at("units").as_int64() == 4);
        CHECK(table.at("total").at("obliged").as_int64() == 3);
        CHECK(table.at("total").at("organization_rate_bp").as_int64() == 3333);
        CHECK(table.at("total").at("work_rate_bp").as_int64() == 6667);
        CHECK(text(table.at("as_of")) == "2026-03-05");
        CHECK(table.at("rows").as_array().size() == 8);
        CHECK_FALSE(table.at("rows").at(0).as_object().contains("organization_rate_bp"));  // nothing of nothing
        const auto places = browser.get("/api/coverage?" + in + "&by=place").at("rows");
        REQUIRE(places.as_array().size() == 2);
        CHECK(text(places.at(0).at("key")) == county.str());
        CHECK(text(places.at(1).at("name")) == "镇党委");
        CHECK(browser.get("/api/coverage?by=place").at("rows").as_array().size() == 1);
        const auto trend = browser
                               .get("/api/coverage/trend?" + in +
                                    "&from=2015-12-31&to=2018-06-30&step=year&sector=nonpublic_enterprise")
                               .at("items");
        REQUIRE(trend.as_array().size() == 4);
        CHECK(text(trend.at(3).at("date")) == "2018-06-30");
        CHECK(trend.at(1).at("organization_covered").as_int64() == 0);
        CHECK(trend.at(2).at("organization_covered").as_int64() == 1);
        CHECK(
            browser.get("/api/coverage/trend?from=2018-01-31&to=2018-03-01&step=month").at("items").at(1).at("date") ==
            "2018-02-28");
        CHECK(browser.refused(http::Method::get, "/api/coverage/trend?from=2018-01-01&to=2017-01-01") ==
              "to input.out_of_range");
        CHECK(browser.refused(http::Method::get, "/api/coverage/trend?from=0001-01-01&to=2017-01-01&step=month") ==
              "from input.out_of_range");
        CHECK(browser.get("/api/coverage/missing?" + in).at("items").as_array().size() == 2);
        const auto first = browser.get("/api/coverage/missing?limit=1&" + in);
        CHECK(text(first.at("next")) == units[1].str());
        CHECK_FALSE(browser.get("/api/coverage/missing?limit=1&" + in + "&after=" + text(first.at("next")))
                        .as_object()
                        .contains("next"));
        CHECK(browser.refused(http::Method::get, "/api/coverage?within=5") == "organization.not_found");
    });
}

TEST_CASE("todo route: an election that was put off is due on the day of the approval, and says so [ORG-43, ORG-46]")
{
    each_world([](World& world) {
        const auto town = world.found({}, "镇党委", "committee", Date{2010, 1, 1});
        auto asked = world.founding(town, "甲支部", "branch", Date{2012, 1, 1});
        asked.term_started_on = Date{2020, 12, 1};  // five years, in a village
        const auto branch = world.try_found(asked)->node.id;
        auto papers = world.papers(Date{2026, 3, 1});
        papers.reason = "村里合并";
        REQUIRE(world.run(postpone_term, branch, Postponing{Date{2026, 9, 30}, papers}));
        Browser browser(world);
        const auto todo = browser.get("/api/todo?within=" + town.str());
        REQUIRE(todo.at("items").as_array().size() == 1);
        const auto& term = todo.at("items").at(0);
        CHECK(text(term.at("title_key")) == "todo.term_postponed");
        CHECK(text(term.at("params").at("date")) == "2026-09-30");
        CHECK(text(term.at("light")) != "overdue");
    });
}

TEST_CASE("todo and counterpart routes: items say what, where, by which rule and where to go")
{
    each_world([](World& world) {
        const auto town = world.found({}, "镇党委", "committee", Date{2010, 1, 1});
        auto asked = world.founding(town, "甲支部", "branch", Date{2012, 1, 1});
        asked.term_started_on = Date{2020, 1, 1};
        const auto branch = world.try_found(asked)->node.id;
        const auto unit = registered(world, registering(town, "大厂", "nonpublic_enterprise", 50));
        Browser browser(world);
        const auto todo = browser.get("/api/todo?within=" + town.str());
        REQUIRE(todo.at("items").as_array().size() == 2);
        const auto& term = todo.at("items").at(0);
        CHECK(text(term.at("title_key")) == "todo.term_overdue");
        CHECK(text(term.at("params").at("name")) == "甲支部");
        CHECK(text(term.at("params").at("date")) == "2025-01-01");
        CHECK(text(term.at("light")) == "overdue");
        CHECK(text(term.at("link")) == "/organizations/" + branch.str() + "/do/start-term");
        const auto& uncovered = todo.at("items").at(1);
        CHECK(text(uncovered.at("rule")) == "ORG-57");
        CHECK(text(uncovered.at("link")) == "/units/" + unit.str());
        CHECK(todo.at("counts").at("total").as_int64() == 2);

        const auto base = "/api/organizations/" + town.str() + "/counterparts";
        const auto one =
            browser.post(base, {{"kind", "trade_union"}, {"name", "镇总工会"}, {"founded_on", "2015-01-01"}});
        CHECK(browser.get(base).at("items").as_array().size() == 1);
        browser.post(base + "/" + text(one.at("id")) + "/close", {{"on", "2020-01-01"}});
        CHECK(browser.get(base).at("items").as_array().empty());
        CHECK(browser.get(base + "?closed=true").at("items").as_array().size() == 1);
        const auto share = browser.get("/api/counterparts/coverage?as_of=2019-01-01");
        CHECK(share.at("organizations").as_int64() == 2);
        CHECK(share.at("rows").at(0).at("rate_bp").as_int64() == 5000);
        CHECK(browser.refused(http::Method::get, "/api/organizations/5/counterparts") == "organization.not_found");
        CHECK(browser.refused(http::Method::post, base + "/5/close", {{"on", "2020-01-01"}}) ==
              "counterpart.not_found");
    });
}
