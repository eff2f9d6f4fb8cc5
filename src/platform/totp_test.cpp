#include "platform/totp.hpp"

#include "platform/account_store.hpp"
#include <doctest/doctest.h>

#include "platform/platform_world.hpp"

using namespace jishi;
using namespace jishi::platform;
using namespace jishi::platform::testing;

TEST_CASE("totp: once confirmed, a log-in needs a code, and a code counts once [SEC-10]")
{
    in_each_world([](World& world) {
        const auto id = world.account("zhangsan");
        const auto secret = world.enable_totp(id);
        CHECK(code_of(world.sign_in("zhangsan")) == "session.totp_needed");
        CHECK(code_of(world.sign_in("zhangsan", good_password, "000000")) == "session.totp_wrong");
        CHECK(code_of(world.sign_in("zhangsan", good_password, "")) == "session.totp_needed");
        const auto code = world.code_of(secret);
        CHECK(world.sign_in("zhangsan", good_password, code));
        CHECK(code_of(world.sign_in("zhangsan", good_password, code)) == "session.totp_wrong");  // a replay
        world.restart();
        CHECK(code_of(world.sign_in("zhangsan", good_password, code)) == "session.totp_wrong");
        world.pass(30);
        CHECK(code_of(world.sign_in("zhangsan", good_password, code)) == "session.totp_wrong");
        CHECK(world.sign_in("zhangsan", good_password, world.code_of(secret)));
        world.pass(60);
        CHECK(world.sign_in("zhangsan", good_password, world.code_of(secret, -1)));  // a clock half a minute slow
        CHECK(code_of(world.sign_in("zhangsan", good_password, world.code_of(secret, 2))) == "session.totp_wrong");
    });
}

TEST_CASE("totp: two log-ins with the same code at the same time: one gets in")
{
    in_each_world([](World& world) {
        const auto secret = world.enable_totp(world.account("zhangsan"));
        const auto code = world.code_of(secret);
        std::atomic<int> in{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                if (world.sign_in("zhangsan", good_password, code)) ++in;
            });
        for (auto& thread : threads) thread.join();
        CHECK(in == 1);
    });
}

TEST_CASE("totp: wrong codes lock the account as wrong passwords do")
{
    in_each_world([](World& world) {
        const auto secret = world.enable_totp(world.account("zhangsan"));
        for (int i = 0; i < 5; ++i)
            CHECK(code_of(world.sign_in("zhangsan", good_password, "000000")) == "session.totp_wrong");
        CHECK(code_of(world.sign_in("zhangsan", good_password, world.code_of(secret))) == "session.locked");
    });
}

TEST_CASE("totp: it is begun, confirmed and removed with the password, in this order")
{
    in_each_world([](World& world) {
        const auto id = world.account("zhangsan");
        const auto actor = world.actor(id);
        auto& totp = world.platform->totp();
        const auto confirm = [&](const std::string& code) {
            return world.write([&](db::Tx& tx) { return totp.confirm(tx, actor, code); });
        };
        CHECK(code_of(confirm("123456")) == "totp.not_begun");
        CHECK(code_of(totp.begin(actor, "Wrong-Password-1")) == "password.wrong");
        CHECK(code_of(totp.remove(actor, good_password)) == "totp.not_enabled");
        const auto offer = totp.begin(actor, good_password);
        REQUIRE(offer);
        CHECK(offer->uri.starts_with("otpauth://totp/"));
        CHECK(offer->uri.find("secret=" + offer->secret) != std::string::npos);
        CHECK(offer->qr_svg.starts_with("<svg "));
        CHECK(world.sign_in("zhangsan"));  // not in force before it is confirmed
        CHECK(code_of(confirm("000000")) == "session.totp_wrong");
        REQUIRE(confirm(world.code_of(offer->secret)));
        CHECK(world.newest_audit().action == "totp.enabled");
        CHECK(code_of(confirm(world.code_of(offer->secret))) == "totp.not_begun");
        CHECK(code_of(totp.begin(actor, good_password)) == "totp.already_enabled");
        CHECK(code_of(totp.remove(actor, "Wrong-Password-1")) == "password.wrong");
        REQUIRE(totp.remove(actor, good_password));
        CHECK(world.newest_audit().action == "totp.removed");
        CHECK(world.sign_in("zhangsan"));
    });
}

TEST_CASE("totp: the secret lies encrypted in the database, bound to its account and to the key file")
{
    in_each_world([](World& world) {
        const auto id = world.account("zhangsan");
        const auto other = world.account("lisi");
        const auto secret = world.enable_totp(id);
        world.database.submit_and_wait([&](db::Tx& tx) {
            const auto stored = account_store::find_secrets(tx, id)->totp_secret;
            CHECK(stored.find(secret) == std::string::npos);
            CHECK(stored.starts_with("totp1:"));
            account_store::set_totp(tx, other, stored, 0);
            return true;
        });
        // Copied into another row it fits no more.
        CHECK(code_of(world.sign_in("lisi", good_password, world.code_of(secret))) == "session.totp_wrong");
        CHECK(world.sign_in("zhangsan", good_password, world.code_of(secret)));
        world.pass(30);
        std::filesystem::remove(world.folder.path() / "secret.key");
        std::filesystem::remove(world.folder.path() / "audit.head");
        world.restart();
        CHECK(code_of(world.sign_in("zhangsan", good_password, world.code_of(secret))) == "session.totp_wrong");
    });
}

TEST_CASE("totp: administrators have no rights before they have a second factor, as the policy says [SEC-10]")
{
    in_each_world([](World& world) {
        const auto id = world.account("boss", "auditor");
        const auto token = *world.sign_in("boss");
        CHECK((*world.authenticate(token))->blocked == "session.totp_setup_needed");
        CHECK_FALSE((*world.authenticate(token))->may_somewhere(Permission::audit_read));
        const auto actor = **world.authenticate(token);
        const auto offer = world.platform->totp().begin(actor, good_password);
        REQUIRE(offer);
        REQUIRE(world.write(
            [&](db::Tx& tx) { return world.platform->totp().confirm(tx, actor, world.code_of(offer->secret)); }));
        CHECK((*world.authenticate(token))->blocked == "");
        CHECK((*world.authenticate(token))->may_somewhere(Permission::audit_read));
        REQUIRE(world.platform->totp().remove(world.actor(id), good_password));
        CHECK((*world.authenticate(token))->blocked == "session.totp_setup_needed");
        // The parameter says no: from the next round of housekeeping on, also for open sessions.
        const auto system = world.actor(world.account("system", "system_administrator"));
        REQUIRE(world.write([&](db::Tx& tx) {
            return world.platform->settings().change(tx, system, "platform.totp.required_for_administrators", false);
        }));
        world.platform->housekeep();
        CHECK((*world.authenticate(token))->blocked == "");
        const auto business = world.account("member");
        const auto members = *world.sign_in("member");
        CHECK((*world.authenticate(members))->blocked == "");
        REQUIRE(world.write([&](db::Tx& tx) {
            return world.platform->settings().change(tx, system, "platform.totp.required_for_all", true);
        }));
        world.platform->housekeep();
        CHECK((*world.authenticate(members))->blocked == "session.totp_setup_needed");
        CHECK(world.platform->actor_of(business)->blocked == "session.totp_setup_needed");
    });
}

TEST_CASE("totp: a QR code is a square picture that holds the text")
{
    const auto svg = qr_svg("otpauth://totp/x?secret=ABC");
    CHECK(svg.find("viewBox=\"0 0 ") != std::string::npos);
    CHECK(svg.ends_with("</svg>"));
    CHECK(svg != qr_svg("otpauth://totp/x?secret=ABD"));
    CHECK_THROWS(qr_svg(std::string(5000, 'x')));
}
