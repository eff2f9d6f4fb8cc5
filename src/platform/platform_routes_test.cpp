#include "platform/platform_routes.hpp"

#include <map>
#include <set>

#include <doctest/doctest.h>

#include "platform/platform_world.hpp"

using namespace jishi;
using namespace jishi::platform;
using namespace jishi::platform::testing;

namespace {

namespace json = http::json;

/// A browser with its cookie, in front of the endpoints as the dispatcher serves them.
struct Browser {
    World& world;
    http::Router router;
    std::string token{};
    std::string csrf{};
    bool secure = false;

    explicit Browser(World& w) : world(w) { router.add(world.platform->endpoints()); }

    http::Response ask(http::Method method, const std::string& path, const std::string& body = "")
    {
        http::Request request;
        request.method = method;
        const auto question = path.find('?');
        request.path = path.substr(0, question);
        if (question != std::string::npos) {
            const auto query = path.substr(question + 1);
            const auto equals = query.find('=');
            request.query.emplace_back(query.substr(0, equals), query.substr(equals + 1));
        }
        request.headers = {{"User-Agent", "Browser/1.0"}, {"Cookie", "other=1; jishi_session=" + token}};
        if (!csrf.empty()) request.headers.emplace_back("X-CSRF-Token", csrf);
        request.body = body;
        request.remote = "10.0.0.7";
        request.id = "r-77";
        request.secure = secure;
        const auto match = router.find(method, request.path);
        REQUIRE_MESSAGE(match.endpoint, path);
        return serve(request, match);
    }
    http::Response serve(const http::Request& request, const http::Router::Match& match)
    {
        const auto& endpoint = *match.endpoint;
        auto actor = world.platform->authenticate(presented_by(request));
        const bool open = endpoint.access.kind == http::Access::Kind::everyone;
        if (!actor && !open) return http::problem(actor.error(), request.id);
        const Actor* who = actor ? actor->get() : nullptr;
        const auto refused = [&](ErrorKind kind, const std::string& code) {
            return http::problem(Error{kind, code, {}, {}, {}}, request.id);
        };
        if (!open && !who) return refused(ErrorKind::unauthenticated, "session.none");
        if (!open && !who->blocked.empty() && endpoint.tag != "session")
            return refused(ErrorKind::forbidden, std::string(who->blocked));
        if (endpoint.access.kind == http::Access::Kind::permission &&
            !who->may_somewhere(*permission_from(endpoint.access.permission)))
            return refused(ErrorKind::forbidden, "access.forbidden");
        return run(request, match, who);
    }
    http::Response run(const http::Request& request, const http::Router::Match& match, const Actor* who)
    {
        http::Response response;
        const auto call = [&](db::Tx* tx) {
            http::Call one{request, match.path, who, tx};
            auto result = match.endpoint->handler(one);
            response = result ? std::move(*result) : http::problem(result.error(), request.id);
            return result.has_value();
        };
        switch (match.endpoint->runs) {
            case http::Runs::blocking: call(nullptr); break;
            case http::Runs::read: world.database.read([&](db::Tx& tx) { call(&tx); }); break;
            case http::Runs::write: world.database.submit_and_wait([&](db::Tx& tx) { return call(&tx); }); break;
        }
        return response;
    }
    json::value get(const std::string& path) { return json::parse(ask(http::Method::get, path).body); }
    json::value post(const std::string& path, const std::string& body = "")
    {
        const auto response = ask(http::Method::post, path, body);
        return response.body.empty() ? json::value{} : json::parse(response.body);
    }
    std::string code(http::Method method, const std::string& path, const std::string& body = "")
    {
        const auto response = ask(method, path, body);
        if (response.status < 300) return "";
        return std::string(json::parse(response.body).at("code").as_string());
    }
    json::value sign_in(const std::string& username, const std::string& password = good_password,
                        const std::string& code = "")
    {
        json::object body{{"username", username}, {"password", password}};
        if (!code.empty()) body["totp_code"] = code;
        token.clear();
        csrf.clear();
        const auto response = ask(http::Method::post, "/api/session", json::serialize(body));
        auto view = json::parse(response.body);
        for (const auto& [name, value] : response.headers)
            if (name == "Set-Cookie") token = value.substr(14, value.find(';') - 14);
        if (response.status == 200) csrf = view.at("csrf_token").as_string();
        return view;
    }
    /// With a second factor, as the policy wants it of administrators.
    AccountId administrator(const std::string& role)
    {
        const auto id = world.account(role, role);
        const auto secret = world.enable_totp(id);
        CHECK(sign_in(role, good_password, world.code_of(secret)).at("account").at("username").as_string() == role);
        return id;
    }
};

}  // namespace

TEST_CASE("routes: a log-in answers the session and sets a cookie that scripts and other sites cannot use")
{
    in_each_world([](World& world) {
        world.platform->connect(
            {.organization_name = [](OrganizationId) { return std::optional<std::string>("滨河镇党委"); }});
        const auto id = world.account("zhangsan", "branch_secretary", 42);
        Browser browser(world);
        CHECK(browser.code(http::Method::get, "/api/session") == "session.none");
        CHECK(browser.ask(http::Method::get, "/api/session").status == 401);
        for (const bool secure : {false, true}) {
            browser.secure = secure;
            const auto response = browser.ask(http::Method::post, "/api/session",
                                              R"({"username":"zhangsan","password":"Three-Classes-2026"})");
            CHECK(response.status == 200);
            REQUIRE(response.headers.at(0).first == "Set-Cookie");
            const auto cookie = response.headers.at(0).second;
            CHECK(cookie.starts_with("jishi_session="));
            CHECK(cookie.find("; HttpOnly") != std::string::npos);
            CHECK(cookie.find("; SameSite=Strict") != std::string::npos);
            CHECK(cookie.find("; Path=/") != std::string::npos);
            CHECK((cookie.find("; Secure") != std::string::npos) == secure);
        }
        const auto view = browser.sign_in("zhangsan");
        CHECK(view.at("account").at("id").as_string() == id.str());
        CHECK(view.at("grants").at(0).at("role_name").as_string() == "党支部书记");
        CHECK(view.at("grants").at(0).at("role_name_en").as_string() == "Branch secretary");
        CHECK(view.at("grants").at(0).at("organization").at("name").as_string() == "滨河镇党委");
        std::set<std::string> permissions;
        for (const auto& one : view.at("permissions").as_array()) permissions.emplace(one.as_string());
        const auto& role = *world.platform->role_book().find("branch_secretary");
        CHECK(permissions == std::set<std::string>(role.permission_codes.begin(), role.permission_codes.end()));
        CHECK_FALSE(permissions.contains("account.read"));
        CHECK(view.at("idle_logout_minutes").as_int64() == 15);
        CHECK(view.at("must_change_password").as_bool() == false);
        CHECK(view.at("totp_required").as_bool() == false);
        CHECK(browser.get("/api/session") == view);
        const auto out = browser.ask(http::Method::del, "/api/session");
        CHECK(out.status == 204);
        CHECK(out.headers.at(0).second.find("Max-Age=0") != std::string::npos);
        CHECK(browser.code(http::Method::get, "/api/session") == "session.none");
    });
}

TEST_CASE("routes: attack: every endpoint that changes something refuses a request without its CSRF token")
{
    in_each_world([](World& world) {
        Browser browser(world);
        browser.administrator("system_administrator");
        const auto right = browser.csrf;
        int tried = 0;
        for (const auto& endpoint : browser.router.endpoints()) {
            if (endpoint->method == http::Method::get || endpoint->operation == "sign_in") continue;
            auto path = endpoint->path;
            for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
                path.replace(at, path.find('}') - at + 1, "7");
            CAPTURE(path);
            for (const auto& forged : {std::string(), std::string("x"), right.substr(1)}) {
                browser.csrf = forged;
                CHECK(browser.code(endpoint->method, path, "{}") == "session.csrf_wrong");
                ++tried;
            }
        }
        CHECK(tried > 40);
        browser.csrf = right;
        CHECK(browser.code(http::Method::get, "/api/session") == "");
    });
}

TEST_CASE("routes: attack: nobody without a session reaches any endpoint but the log-in")
{
    in_each_world([](World& world) {
        Browser browser(world);
        for (const auto& endpoint : browser.router.endpoints()) {
            if (endpoint->access.kind == http::Access::Kind::everyone) {
                CHECK(endpoint->operation == "sign_in");
                continue;
            }
            auto path = endpoint->path;
            for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
                path.replace(at, path.find('}') - at + 1, "7");
            CAPTURE(path);
            CHECK(browser.code(endpoint->method, path) == "session.none");
        }
    });
}

TEST_CASE(
    "routes: attack: a business user reaches no administration, and no administrator the pages of another [SEC-13]")
{
    in_each_world([](World& world) {
        const std::map<std::string, std::set<std::string>> allowed{
            {"system_administrator",
             {"account.read", "account.change", "settings.read", "settings.change", "job.read", "policy.read"}},
            {"security_administrator", {"account.read", "grant.read", "grant.change", "settings.read", "policy.read"}},
            {"auditor", {"audit.read", "policy.read"}},
            {"organization_department", {"policy.read"}}};
        for (const auto& [role, permissions] : allowed) {
            CAPTURE(role);
            Browser browser(world);
            if (role == "organization_department") {
                world.account("business", role, 42);
                browser.sign_in("business");
            } else {
                browser.administrator(role);
            }
            for (const auto& endpoint : browser.router.endpoints()) {
                if (endpoint->access.kind != http::Access::Kind::permission) continue;
                if (permissions.contains(std::string(endpoint->access.permission))) continue;
                auto path = endpoint->path;
                for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
                    path.replace(at, path.find('}') - at + 1, "7");
                CAPTURE(path);
                CHECK(browser.code(endpoint->method, path, "{}") == "access.forbidden");
            }
        }
    });
}

TEST_CASE("routes: an account goes from its making to its first work, each step refused before the one it needs")
{
    in_each_world([](World& world) {
        Browser system(world);
        system.administrator("system_administrator");
        Browser security(world);
        security.administrator("security_administrator");
        const auto made =
            system.post("/api/accounts", R"({"username":"zhangsan","display_name":"<b>张三</b>'; DROP TABLE x"})");
        const std::string id(made.at("account").at("id").as_string());
        const std::string password(made.at("initial_password").as_string());
        CHECK(made.at("account").at("display_name").as_string() == "<b>张三</b>'; DROP TABLE x");
        CHECK(system.code(http::Method::post, "/api/accounts", R"({"username":"ZHANGSAN","display_name":"x"})") ==
              "account.username_taken");
        CHECK(system.code(http::Method::post, "/api/accounts", R"({"username":"x"})") == "input.invalid");
        CHECK(system.code(http::Method::post, "/api/accounts",
                          R"({"username":"lisi","display_name":"x","role":"auditor"})") == "input.invalid");
        const auto granted = security.post("/api/accounts/" + id + "/grants",
                                           R"({"role":"committee_organizer","organization":"42","subtree":false})");
        CHECK(granted.at("role").as_string() == "committee_organizer");
        CHECK(granted.at("subtree").as_bool() == false);
        CHECK(security.code(http::Method::post, "/api/accounts/" + id + "/grants", R"({"role":"auditor"})") ==
              "role.separation_of_duties");

        Browser person(world);
        CHECK(person.sign_in("zhangsan", password).at("must_change_password").as_bool());
        CHECK(person.code(http::Method::get, "/api/saved-views") == "session.password_change_needed");
        CHECK(person.get("/api/session").at("grants").as_array().size() == 1);
        CHECK(person.get("/api/session").at("permissions").as_array().empty());
        const auto body =
            json::serialize(json::object{{"old_password", password}, {"new_password", "Another-Good-One-7"}});
        const auto view = person.post("/api/session/password", body);
        CHECK(view.at("must_change_password").as_bool() == false);
        CHECK(view.at("permissions").as_array().size() > 3);
        CHECK(person.code(http::Method::get, "/api/saved-views") == "");

        const auto listed = system.get("/api/accounts?search=zhangsan");
        CHECK(listed.at("items").at(0).at("grants").as_array().size() == 1);
        CHECK(listed.at("items").at(0).at("state").as_string() == "active");
        CHECK(system.code(http::Method::post, "/api/accounts/" + id + "/disable") == "");
        CHECK(system.get("/api/accounts/" + id).at("state").as_string() == "disabled");
        CHECK(person.code(http::Method::get, "/api/session") == "session.none");
        CHECK(system.code(http::Method::get, "/api/accounts/4711") == "account.unknown");
        CHECK(system.code(http::Method::get, "/api/accounts/abc") == "input.invalid");
        const std::string grant(granted.at("id").as_string());
        CHECK(security.code(http::Method::del, "/api/accounts/" + id + "/grants/" + grant) == "");
        CHECK(security.code(http::Method::del, "/api/accounts/" + id + "/grants/" + grant) == "grant.unknown");
    });
}

TEST_CASE("routes: accounts are paged with a cursor that goes on where the page ended")
{
    in_each_world([](World& world) {
        Browser browser(world);
        browser.administrator("system_administrator");
        for (int i = 0; i < 60; ++i) world.account("user" + std::to_string(i));
        const auto first = browser.get("/api/accounts");
        CHECK(first.at("items").as_array().size() == 50);
        const auto rest = browser.get("/api/accounts?after=" + std::string(first.at("next").as_string()));
        CHECK(rest.at("items").as_array().size() == 11);
        CHECK_FALSE(rest.as_object().contains("next"));
    });
}

TEST_CASE("routes: a second factor is set up, asked for and given up over HTTP")
{
    in_each_world([](World& world) {
        world.account("zhangsan");
        Browser browser(world);
        browser.sign_in("zhangsan");
        const auto offer = browser.post("/api/session/totp", R"({"password":"Three-Classes-2026"})");
        const std::string secret(offer.at("secret").as_string());
        CHECK(offer.at("qr_svg").as_string().starts_with("<svg"));
        CHECK(browser.code(http::Method::post, "/api/session/totp/confirm", R"({"code":"000000"})") ==
              "session.totp_wrong");
        CHECK(browser.post("/api/session/totp/confirm", R"({"code":")" + world.code_of(secret) + R"("})")
                  .at("totp_enabled")
                  .as_bool());
        Browser other(world);
        CHECK(other.sign_in("zhangsan").at("code").as_string() == "session.totp_needed");
        world.pass(30);
        CHECK(other.sign_in("zhangsan", good_password, world.code_of(secret)).at("totp_enabled").as_bool());
        const auto sessions = other.get("/api/session/sessions");
        REQUIRE(sessions.at("items").as_array().size() == 2);
        const bool first_is_current = sessions.at("items").at(0).at("current").as_bool();
        CHECK(first_is_current != sessions.at("items").at(1).at("current").as_bool());
        const std::string stolen(sessions.at("items").at(first_is_current ? 1 : 0).at("id").as_string());
        CHECK(other.code(http::Method::del, "/api/session/sessions/" + stolen) == "");
        CHECK(browser.code(http::Method::get, "/api/session") == "session.none");
        CHECK(other.post("/api/session/totp/remove", R"({"password":"Three-Classes-2026"})")
                  .at("totp_enabled")
                  .as_bool() == false);
    });
}

TEST_CASE("routes: settings show value and default, and a change is in force at once")
{
    in_each_world([](World& world) {
        Browser browser(world);
        browser.administrator("system_administrator");
        const auto find = [&] {
            const auto settings = browser.get("/api/settings");
            for (const auto& item : settings.at("items").as_array())
                if (item.at("key").as_string() == "platform.session.idle_minutes") return item;
            return json::value{};
        };
        CHECK(find().at("value").as_int64() == 15);
        const auto put = [&](const std::string& key, const std::string& body) {
            return browser.code(http::Method::put, "/api/settings/" + key, body);
        };
        CHECK(put("platform.session.idle_minutes", R"({"value":10})") == "");
        CHECK(find().at("value").as_int64() == 10);
        CHECK(find().at("default").as_int64() == 15);
        CHECK(find().at("kind").as_string() == "integer");
        CHECK(browser.get("/api/session").at("idle_logout_minutes").as_int64() == 10);
        CHECK(put("platform.session.idle_minutes", R"({"value":20})") == "setting.looser");
        CHECK(put("platform.session.idle_minutes", R"({"value":[1]})") == "input.invalid");
        CHECK(put("platform.session.idle_minutes", R"({})") == "input.invalid");
        CHECK(put("no.such.key", R"({"value":20})") == "setting.unknown");
    });
}

TEST_CASE("routes: the auditor reads, filters and verifies the trail, and the verification is in it")
{
    in_each_world([](World& world) {
        Browser browser(world);
        const auto id = browser.administrator("auditor");
        world.platform->audit().seal();
        const auto all = browser.get("/api/audit");
        CHECK(all.at("items").as_array().size() >= 4);
        CHECK(all.at("items").at(0).at("action").as_string() == "session.signed_in");
        CHECK(all.at("items").at(0).at("hash").as_string().starts_with("sm3:"));
        CHECK(browser.get("/api/audit?action=totp.").at("items").as_array().size() == 1);
        CHECK(browser.get("/api/audit?account=" + id.str()).at("items").as_array().size() >= 2);
        CHECK(browser.get("/api/audit?from=2026-03-05").at("items") == all.at("items"));
        CHECK(browser.get("/api/audit?to=2026-03-05").at("items") == all.at("items"));
        CHECK(browser.get("/api/audit?from=2026-03-06").at("items").as_array().empty());
        CHECK(browser.get("/api/audit?to=2026-03-04").at("items").as_array().empty());
        const auto page = browser.get("/api/audit?limit=2");
        CHECK(page.at("items").as_array().size() == 2);
        const auto next = browser.get("/api/audit?after=" + std::string(page.at("next").as_string()));
        CHECK(next.at("items").at(0) == all.at("items").at(2));
        CHECK(browser.code(http::Method::get, "/api/audit?from=yesterday") == "input.invalid");
        const auto verdict = browser.post("/api/audit/verify");
        CHECK(verdict.at("ok").as_bool());
        CHECK_FALSE(verdict.as_object().contains("first_bad"));
        CHECK(browser.get("/api/audit?limit=1").at("items").at(0).at("action").as_string() == "audit.verified");
        CHECK(browser.get("/api/audit?limit=1").at("items").at(0).at("request_id").as_string() == "r-77");
    });
}

TEST_CASE("routes: roles are told with their permissions, saved views are kept and forgotten")
{
    in_each_world([](World& world) {
        world.account("zhangsan");
        Browser browser(world);
        browser.sign_in("zhangsan");
        const auto roles = browser.get("/api/roles");
        CHECK(roles.at("items").as_array().size() == 8);
        CHECK(roles.at("items").at(0).at("name").as_string() == "党员");
        const auto kept = browser.post("/api/saved-views", R"({"page":"units","name":"农村","query":"sector=rural"})");
        CHECK(browser.get("/api/saved-views?page=units").at("items").at(0) == kept);
        CHECK(browser.get("/api/saved-views?page=tree").at("items").as_array().empty());
        CHECK(browser.code(http::Method::post, "/api/saved-views", R"({"page":"units","name":"","query":""})") ==
              "input.invalid");
        CHECK(browser.code(http::Method::del, "/api/saved-views/" + std::string(kept.at("id").as_string())) == "");
        CHECK(browser.code(http::Method::del, "/api/saved-views/" + std::string(kept.at("id").as_string())) ==
              "saved_view.unknown");
    });
}
