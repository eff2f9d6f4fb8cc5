// Documents of an organisation as the web application asks for them.

#include <doctest/doctest.h>

#include "http/problem.hpp"
#include "http/target.hpp"
#include "organization/document_routes.hpp"
#include "organization/unit_fixture.hpp"

using namespace jishi;
using namespace jishi::organization;
using namespace jishi::organization::testing;

namespace {

namespace json = http::json;
namespace document = platform::document;

const document::Library& library()
{
    static const auto loaded = [] {
        auto result = document::Library::load(national_rules(),
                                              policy::pack_folders(std::filesystem::path(JISHI_SOURCE_DIR) / "packs"));
        if (!result) FAIL(result.error().detail);
        return *std::move(result);
    }();
    return loaded;
}

struct Desk {
    explicit Desk(World& w) : world(w), documents(w.database, w.office, library())
    {
        actor = actor_on({}, {platform::Permission::organization_read, platform::Permission::organization_export},
                         w.directory);
        router.add(document_endpoints(documents));
        committee = w.found({}, "中共滨河镇委员会", "committee", Date{2015, 1, 1});
        branch = w.found(committee, "中共滨河镇新村支部委员会", "branch", Date{2016, 5, 1});
    }
    http::Response ask(http::Method method, const std::string& target, const std::string& body = "")
    {
        http::Request request;
        request.method = method;
        REQUIRE(http::parse_target(target, request));
        request.body = body;
        const auto match = router.find(method, request.path);
        REQUIRE_MESSAGE(match.endpoint, target);
        CHECK(match.endpoint->runs == http::Runs::blocking);
        http::Call call{request, match.path, &actor, nullptr};
        auto result = match.endpoint->handler(call);
        return result ? std::move(*result) : http::problem(result.error(), "r");
    }
    std::string page(OrganizationId id) const { return "/api/organizations/" + id.str() + "/documents"; }
    static std::string header(const http::Response& response, std::string_view name)
    {
        for (const auto& [key, value] : response.headers)
            if (key == name) return value;
        return {};
    }

    World& world;
    Documents documents;
    platform::Actor actor;
    http::Router router;
    OrganizationId committee;
    OrganizationId branch;
};

}  // namespace

TEST_CASE("documents of an organisation: each is offered with what the registry does not know [ORG-25]")
{
    each_world([](World& world) {
        Desk desk(world);
        const auto response = desk.ask(http::Method::get, desk.page(desk.branch));
        REQUIRE(response.status == 200);
        const auto parsed = json::parse(response.body);
        const auto& items = parsed.at("items").as_array();
        CHECK(items.size() == 8);
        for (const auto& item : items) {
            for (const auto& field : item.at("asked").as_array()) {
                CHECK(field.at("code") != "name");
                CHECK(field.at("code") != "parent");
                CHECK(field.at("code") != "units");
            }
            if (item.at("code") == "dissolution_request") {
                CHECK(item.at("group") == "dissolution");
                CHECK(item.at("retention") == "permanent");
                CHECK(json::serialize(item.at("asked")).find(R"("code":"reason")") != std::string::npos);
            }
        }
        CHECK(desk.ask(http::Method::get, desk.page(OrganizationId{99})).status == 404);
    });
}

TEST_CASE("documents of an organisation: the record is made of what the registry knows, and the trail says so")
{
    each_world([](World& world) {
        Desk desk(world);
        const auto unit = registered(world, registering(desk.committee, "滨河<新村>合作社"));
        REQUIRE(attach(world, unit, desk.branch, Date{2020, 1, 1}));
        world.deeds.clear();
        const auto response = desk.ask(http::Method::get, desk.page(desk.branch) + "/organization_record?format=docx");
        REQUIRE(response.status == 200);
        CHECK(response.content_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
        CHECK(response.body.starts_with("PK"));
        CHECK(Desk::header(response, "Jishi-Blanks") == "3");  // members, full members, the leading team
        CHECK(Desk::header(response, "Cache-Control").find("no-store") != std::string::npos);
        REQUIRE(world.deeds.size() == 1);
        CHECK(world.deeds[0].action == "organization.document_made");
        CHECK(world.deeds[0].organization == desk.branch);
        CHECK(world.deeds[0].after == R"({"documents":["organization_record"],"format":"docx"})");
        const auto pdf = desk.ask(http::Method::get, desk.page(desk.branch) + "/organization_record?format=pdf");
        CHECK(pdf.content_type == "application/pdf");
        CHECK(pdf.body.starts_with("%PDF-"));
    });
}

TEST_CASE("documents of an organisation: one entry fills a set, and what the registry knows is not overwritten")
{
    each_world([](World& world) {
        Desk desk(world);
        const std::string given =
            R"({"name":"冒名","reason":"党员转出\n不足三名","requested_on":"2026-03-05","members":2,"people":[{"name":"张三","born_on":"1988-05-01"}],"deputies":["李四"]})";
        const auto body = [&](const std::string& values) {
            return R"({"documents":["dissolution_request","dissolution_reply"],"format":"docx","values":)" + values +
                   "}";
        };
        const auto response = desk.ask(http::Method::post, desk.page(desk.branch), body(given));
        REQUIRE_MESSAGE(response.status == 200, response.body);
        CHECK(response.content_type == "application/zip");
        DocumentOrder order{{"dissolution_request"},
                            document::Format::docx,
                            document::Value().set("name", "冒名").set("reason", "工作需要")};
        const auto file = desk.documents.make(desk.actor, desk.branch, order);
        REQUIRE(file);
        CHECK(std::ranges::none_of(file->blanks,
                                   [](const auto& blank) { return blank.field == "reason" || blank.field == "name"; }));
        const auto refused = [&](const std::string& values) {
            return json::parse(desk.ask(http::Method::post, desk.page(desk.branch), body(values)).body);
        };
        CHECK(refused(R"({"nobody":1})").at("fields").at(0).at("code") == "input.unknown_field");
        CHECK(refused(R"({"requested_on":"2026-02-30"})").at("fields").at(0).at("field") == "values/requested_on");
        CHECK(refused(R"({"members":"zwei"})").at("fields").at(0).at("code") == "input.expected_integer");
        CHECK(refused(R"({"people":[{"name":7}]})").at("fields").at(0).at("field") == "values/people/0/name");
        CHECK(refused("[]").at("fields").at(0).at("code") == "input.expected_object");
        CHECK(refused(R"({"reason":")" + std::string(4'001, 'x') + "\"}").at("fields").at(0).at("code") ==
              "input.too_long");
    });
}

TEST_CASE("documents of an organisation: nobody makes them for another organisation, or what is not for organisations")
{
    each_world([](World& world) {
        Desk desk(world);
        world.deeds.clear();
        CHECK(desk.ask(http::Method::get, desk.page(desk.branch) + "/member_form").status == 404);
        CHECK(desk.ask(http::Method::get, desk.page(desk.branch) + "/nothing").status == 404);
        CHECK(desk.ask(http::Method::get, desk.page(desk.branch) + "/organization_record?format=exe").status == 400);
        CHECK(desk.ask(http::Method::post, desk.page(desk.branch), R"({"documents":[],"format":"pdf"})").status == 400);
        desk.actor =
            actor_on(desk.branch, {platform::Permission::organization_read, platform::Permission::organization_export},
                     world.directory);
        CHECK(desk.ask(http::Method::get, desk.page(desk.committee) + "/organization_record").status == 403);
        CHECK(desk.ask(http::Method::get, desk.page(desk.committee)).status == 403);
        desk.actor = actor_on(desk.branch, {platform::Permission::organization_read}, world.directory);
        CHECK(desk.ask(http::Method::get, desk.page(desk.branch) + "/organization_record").status == 403);
        CHECK(world.deeds.empty());
    });
}
