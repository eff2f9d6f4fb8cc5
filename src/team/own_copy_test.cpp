// The own record, the record of looks, and whose account it is, as the web application asks for them.

#include <doctest/doctest.h>

#include "browser_fixture.hpp"
#include "platform/spreadsheet.hpp"
#include "team/own_copy_routes.hpp"
#include "team/team_fixture.hpp"

using namespace jishi;
using namespace jishi::team;
using namespace jishi::team::testing;

namespace {

namespace json = http::json;

struct Browser : jishi::testing::Browser {
    explicit Browser(World& world) : jishi::testing::Browser(world.database, world.actor, world.team.endpoints()) {}
};

std::string text(const json::value& value) { return std::string(value.as_string()); }
std::string at(MemberId id, const std::string& more = "") { return "/api/members/" + id.str() + more; }

/// An account without any role, with its record linked when `member` is one.
platform::Actor account_of(World& world, const std::string& username, MemberId member = {})
{
    auto actor = platform::testing::actor_of(world.under.account(username).value, username);
    if (member) {
        Browser officer(world);
        CHECK(officer.refusal(http::Method::post, at(member, "/account"), {{"username", username}}) == "");
    }
    return actor;
}

}  // namespace

TEST_CASE("own record: an account without a record is told so, everywhere [RIGHT-04]")
{
    each_world([](World& world) {
        Browser browser(world);
        browser.actor = account_of(world, "nobody1");
        for (const auto* path : {"/api/me/member", "/api/me/member/accesses", "/api/me/member/copy"})
            CHECK(browser.refusal(http::Method::get, path) == "member.no_own_record");
        CHECK(browser.refusal(http::Method::post, "/api/me/member/reveal", {{"field", "phone"}}) ==
              "member.no_own_record");
    });
}

TEST_CASE("own record: the member reads everything about oneself, masked until asked for, and needs no role")
{
    each_world([](World& world) {
        const auto id = world.add("马小军", world.branch);
        const auto other = world.add("李秀英", world.branch);
        Browser browser(world);
        browser.actor = account_of(world, "junma1", id);
        const auto own = browser.get("/api/me/member");
        const auto& record = own.at("member");
        CHECK(text(record.at("name")) == "马小军");
        CHECK(text(record.at("id_number")).find('*') != std::string::npos);
        CHECK(record.at("may").as_array().empty());
        const auto clear = browser.post("/api/me/member/reveal", {{"field", "id_number"}});
        CHECK(text(clear.at("value")).size() == 18);
        CHECK(browser.refusal(http::Method::post, "/api/me/member/reveal", {{"field", "name"}}) == "input.not_one_of");
        CHECK(own.at("history").as_array().size() == 1);
        CHECK(browser.refusal(http::Method::get, at(other)) == "member.not_found");
    });
}

TEST_CASE("own record: who looked and why stands in it; the own looks do not [SEC-05]")
{
    each_world([](World& world) {
        const auto id = world.add("马小军", world.branch);
        Browser officer(world);
        officer.get(at(id));
        CHECK(officer.refusal(http::Method::post, at(id, "/reveal"), {{"field", "phone"}, {"reason", ""}}) ==
              "input.too_short");
        officer.post(at(id, "/reveal"), {{"field", "phone"}, {"reason", "通知开会"}});
        Browser browser(world);
        browser.actor = account_of(world, "junma1", id);
        CHECK(browser.ask(http::Method::get, "/api/me/member/copy").status == 200);
        const auto looks = browser.get("/api/me/member/accesses").at("items").as_array();
        REQUIRE(looks.size() == 4);  // linked, revealed, viewed, registered
        CHECK(text(looks[0].at("action")) == "member.account_linked");
        CHECK(text(looks[1].at("action")) == "member.revealed");
        CHECK(text(looks[1].at("field")) == "phone");
        CHECK(text(looks[1].at("reason")) == "通知开会");
        CHECK(text(looks[2].at("action")) == "member.viewed");
        const auto first = browser.get("/api/me/member/accesses?limit=2");
        CHECK(first.at("items").as_array().size() == 1);  // of the newest two one is the own copy
        const auto rest = browser.get("/api/me/member/accesses?limit=200&after=" + text(first.at("next")));
        CHECK(rest.at("items").as_array().size() == 3);
        CHECK(officer.get(at(id, "/accesses")).at("items").as_array().size() ==
              5);  // those who keep it see the copy too
    });
}

TEST_CASE("own record: the copy holds everything in clear, as data and as a spreadsheet [SEC-06]")
{
    each_world([](World& world) {
        const auto id = world.add("马小军", world.branch);
        CHECK(world.stand(id, "transferred_out", Date{2026, 1, 1}).has_value());
        Browser browser(world);
        browser.actor = account_of(world, "junma1", id);
        const auto copy = browser.get("/api/me/member/copy?format=json");
        CHECK(text(copy.at("id_number")).find('*') == std::string::npos);
        CHECK(copy.at("history").as_array().size() == 2);
        for (const auto* language : {"zh-CN", "en"}) {
            const auto file =
                browser.ask(http::Method::get, std::string("/api/me/member/copy?format=xlsx&language=") + language);
            const auto sheet = platform::read_sheet(file.body, "copy.xlsx");
            REQUIRE(sheet.has_value());
            std::string all;
            for (std::size_t row = 0; row < sheet->rows(); ++row)
                for (std::size_t column = 0; column < sheet->columns(); ++column)
                    all += std::string(sheet->at(row, column).text) + "|";
            CHECK(all.find(text(copy.at("id_number"))) != std::string::npos);
            CHECK(all.find(language == std::string_view("en") ? "Branch" : "所在党支部") != std::string::npos);
            CHECK(all.find("东村支部") != std::string::npos);
        }
        CHECK(browser.refusal(http::Method::get, "/api/me/member/copy?format=pdf") == "input.not_one_of");
        CHECK(browser.refusal(http::Method::get, "/api/me/member/copy?language=fr") == "input.not_one_of");
    });
}

TEST_CASE("accounts: one record an account, one account a record, never the own one, and it can be taken back")
{
    each_world([](World& world) {
        const auto id = world.add("马小军", world.branch);
        const auto other = world.add("李秀英", world.branch);
        Browser officer(world);
        const auto own = world.under.account("officer1");
        world.under.account("junma1");
        world.under.account("liying1");
        officer.actor.account = own;
        const auto link = [&](MemberId member, const std::string& name) {
            return officer.refusal(http::Method::post, at(member, "/account"), {{"username", name}});
        };
        CHECK(!officer.get(at(id, "/account")).as_object().contains("username"));
        CHECK(link(id, "nobody") == "account.unknown");
        CHECK(link(id, "officer1") == "member.own_account");
        CHECK(link(id, "junma1") == "");
        CHECK(link(id, "liying1") == "member.has_account");
        CHECK(link(other, "junma1") == "member.account_taken");
        CHECK(text(officer.get(at(id, "/account")).at("username")) == "junma1");
        CHECK(officer.get(at(id)).at("has_account").as_bool());
        CHECK(officer.refusal(http::Method::del, at(id, "/account")) == "");
        CHECK(officer.refusal(http::Method::del, at(id, "/account")) == "member.has_no_account");
        CHECK(link(other, "junma1") == "");
    });
}

TEST_CASE(
    "accounts and looks: what lies outside the own scope is not there, and without member.change they are refused")
{
    each_world([](World& world) {
        const auto id = world.add("马小军", world.branch);
        using platform::Permission;
        Browser outsider(world);
        outsider.actor = actor_on(world.other, World::everything(), world.organizations.directory());
        Browser reader(world);
        reader.actor = actor_on(world.branch, {Permission::member_read}, world.organizations.directory());
        for (const auto& [method, path, body] :
             std::initializer_list<std::tuple<http::Method, std::string, json::object>>{
                 {http::Method::get, "/accesses", {}},
                 {http::Method::get, "/account", {}},
                 {http::Method::post, "/account", {{"username", "junma1"}}},
                 {http::Method::del, "/account", {}}}) {
            CHECK(outsider.refusal(method, at(id, path), body) == "member.not_found");
            CHECK(reader.refusal(method, at(id, path), body) == "access.forbidden");
        }
    });
}

TEST_CASE(
    "vocabulary: every item of the record has a kind, a group and a purpose, and every column of the record is an item "
    "[DATA-02, SEC-06]")
{
    each_world([](World& world) {
        Browser browser(world);
        browser.actor = account_of(world, "nobody1");
        const auto words = browser.get("/api/vocabulary?sections=members").at("members");
        std::set<std::string> items;
        for (const auto& field : words.at("fields").as_array()) {
            items.insert(text(field.at("code")));
            CHECK(!text(field.at("kind")).empty());
            if (text(field.at("kind")) == "code")
                CHECK(!words.at("tables").at(text(field.at("table"))).as_array().empty());
        }
        for (const auto& field : fields())
            if (field.name != "entry") CHECK_MESSAGE(items.contains(std::string(field.name)), field.name);
        for (const auto* sealed : {"id_number", "phone", "address"}) CHECK(items.contains(sealed));
        const auto& readers = words.at("readers").as_array();
        CHECK(std::ranges::any_of(readers,
                                  [](const auto& role) { return role.at("code").as_string() == "branch_secretary"; }));
        CHECK(std::ranges::none_of(
            readers, [](const auto& role) { return role.at("code").as_string() == "system_administrator"; }));
        CHECK(words.at("correction_reply_days").as_int64() == 15);
    });
}
