#include "platform/session.hpp"

#include <doctest/doctest.h>

#include "platform/platform_world.hpp"

using namespace jishi;
using namespace jishi::platform;
using namespace jishi::platform::testing;

namespace {

std::string refusal(World& world, const std::string& token, std::string_view csrf, bool safe)
{
    return code_of(
        world.platform->authenticate({.token = token, .csrf = csrf, .safe = safe, .user_agent = "Browser/1.0"}));
}

}  // namespace

TEST_CASE("session: right name and password open a session whose token is stored as its hash only [SEC-10]")
{
    in_each_world([](World& world) {
        const auto id = world.account("zhangsan", "branch_secretary", 42);
        const auto token = world.sign_in("ZhangSan");
        REQUIRE(token);
        CHECK(token->size() == 43);
        const auto actor = world.authenticate(*token);
        REQUIRE(actor);
        REQUIRE(*actor);
        CHECK((*actor)->account == id);
        CHECK((*actor)->username == "zhangsan");
        CHECK((*actor)->may(Permission::organization_read, OrganizationId{42}));
        CHECK_FALSE((*actor)->may(Permission::organization_change, OrganizationId{42}));
        CHECK_FALSE((*actor)->may(Permission::organization_read, OrganizationId{43}));
        world.database.read([&](db::Tx& tx) {
            const auto stored = tx.value<std::string>("SELECT token_hash FROM platform_session");
            CHECK(stored == digest_hex(Digest::sha256, *token));
        });
        CHECK(world.newest_audit().action == "session.signed_in");
        CHECK(world.newest_audit().remote == "10.0.0.7");
    });
}

TEST_CASE(
    "session: wrong password, unknown name and disabled account are told apart by nobody who does not know the "
    "password")
{
    in_each_world([](World& world) {
        const auto id = world.account("zhangsan");
        const auto wrong = world.sign_in("zhangsan", "Wrong-Password-1");
        const auto unknown = world.sign_in("nobody", "Wrong-Password-1");
        CHECK(code_of(wrong) == "session.wrong_credentials");
        CHECK(code_of(unknown) == "session.wrong_credentials");
        CHECK(wrong.error().detail == unknown.error().detail);
        CHECK(wrong.error().kind == unknown.error().kind);
        REQUIRE(
            world.write([&](db::Tx& tx) { return world.platform->accounts().disable(tx, Platform::console(), id); }));
        CHECK(code_of(world.sign_in("zhangsan", "Wrong-Password-1")) == "session.wrong_credentials");
        CHECK(code_of(world.sign_in("zhangsan")) == "session.disabled");
    });
}

TEST_CASE(
    "session: five wrong passwords lock for thirty minutes, also against the right one, known name or not [SEC-11]")
{
    in_each_world([](World& world) {
        world.account("zhangsan");
        for (const auto* name : {"zhangsan", "nobody"}) {
            CAPTURE(name);
            for (int i = 0; i < 5; ++i)
                CHECK(code_of(world.sign_in(name, "Wrong-Password-1")) == "session.wrong_credentials");
            const auto locked = world.sign_in(name);
            CHECK(code_of(locked) == "session.locked");
            CHECK(locked.error().detail == "30");
            CHECK(locked.error().rule == "SEC-11");
        }
        world.pass(29 * 60 + 1);
        CHECK(world.sign_in("zhangsan").error().detail == "1");
        world.pass(60);
        // The count begins anew: one more mistake does not lock again.
        CHECK(code_of(world.sign_in("zhangsan", "Wrong-Password-1")) == "session.wrong_credentials");
        CHECK(code_of(world.sign_in("nobody", "Wrong-Password-1")) == "session.wrong_credentials");
        CHECK(world.sign_in("zhangsan"));
    });
}

TEST_CASE("session: wrong passwords count in a row only, and an administrator opens a lock")
{
    in_each_world([](World& world) {
        const auto id = world.account("zhangsan");
        for (int round = 0; round < 3; ++round) {
            for (int i = 0; i < 4; ++i)
                CHECK(code_of(world.sign_in("zhangsan", "Wrong-1-x")) == "session.wrong_credentials");
            CHECK(world.sign_in("zhangsan"));
        }
        for (int i = 0; i < 5; ++i) (void)world.sign_in("zhangsan", "Wrong-1-x");
        CHECK(code_of(world.sign_in("zhangsan")) == "session.locked");
        REQUIRE(
            world.write([&](db::Tx& tx) { return world.platform->accounts().unlock(tx, Platform::console(), id); }));
        CHECK(world.sign_in("zhangsan"));
    });
}

TEST_CASE("session: guesses made at the same time count one by one, so that no more than five are judged")
{
    in_each_world([](World& world) {
        world.account("zhangsan");
        std::vector<std::thread> guesses;
        std::atomic<int> judged{0};
        for (int i = 0; i < 12; ++i)
            guesses.emplace_back([&] {
                if (code_of(world.sign_in("zhangsan", "Wrong-Password-1")) == "session.wrong_credentials") ++judged;
            });
        for (auto& guess : guesses) guess.join();
        CHECK(judged == 5);
        CHECK(code_of(world.sign_in("zhangsan")) == "session.locked");
    });
}

TEST_CASE("session: a token that is unknown, cut, changed, or shown by another browser is nobody's")
{
    in_each_world([](World& world) {
        world.account("zhangsan");
        const auto token = *world.sign_in("zhangsan");
        CHECK(code_of(world.authenticate(token.substr(1))) == "session.none");
        auto changed = token;
        changed[5] = changed[5] == 'A' ? 'B' : 'A';
        CHECK(code_of(world.authenticate(changed)) == "session.none");
        CHECK(code_of(world.authenticate(std::string(10'000, 'x'))) == "session.none");
        CHECK(code_of(world.platform->authenticate({.token = token, .user_agent = "Thief/1.0"})) == "session.none");
        CHECK(world.authenticate(token));
        const auto nobody = world.authenticate("");
        REQUIRE(nobody);
        CHECK(*nobody == nullptr);
    });
}

TEST_CASE("session: a write must show the CSRF token of its own session")
{
    in_each_world([](World& world) {
        world.account("zhangsan");
        world.account("lisi");
        const auto token = *world.sign_in("zhangsan");
        const auto other = *world.sign_in("lisi");
        CHECK(refusal(world, token, "", true) == "");
        CHECK(refusal(world, token, "", false) == "session.csrf_wrong");
        CHECK(refusal(world, token, Sessions::csrf_token(other), false) == "session.csrf_wrong");
        CHECK(refusal(world, token, token, false) == "session.csrf_wrong");
        CHECK(refusal(world, token, Sessions::csrf_token(token), false) == "");
        const auto again = *world.sign_in("zhangsan");
        CHECK(refusal(world, again, Sessions::csrf_token(token), false) == "session.csrf_wrong");
    });
}

TEST_CASE("session: it ends after fifteen idle minutes and after twelve hours in any case [SEC-11]")
{
    in_each_world([](World& world) {
        world.account("zhangsan");
        auto token = *world.sign_in("zhangsan");
        world.pass(14 * 60);
        CHECK(world.authenticate(token));
        world.pass(14 * 60);
        CHECK(world.authenticate(token));
        world.pass(15 * 60);
        CHECK(code_of(world.authenticate(token)) == "session.none");
        world.platform->housekeep();
        CHECK(world.platform->sessions().size() == 0);
        world.database.read([](db::Tx& tx) { CHECK(tx.value<int>("SELECT count(*) FROM platform_session") == 0); });
        token = *world.sign_in("zhangsan");
        for (int i = 0; i < 12 * 6 - 1; ++i) {
            world.pass(10 * 60);
            CHECK(world.authenticate(token));
        }
        world.pass(10 * 60);
        CHECK(code_of(world.authenticate(token)) == "session.none");
    });
}

TEST_CASE("session: sessions survive a restart with the time they were last seen")
{
    in_each_world([](World& world) {
        const auto id = world.account("zhangsan", "member", 42);
        const auto token = *world.sign_in("zhangsan");
        world.pass(14 * 60);
        CHECK(world.authenticate(token));
        world.restart();
        world.pass(14 * 60);
        const auto actor = world.authenticate(token);
        REQUIRE(actor);
        CHECK((*actor)->account == id);
        CHECK((*actor)->may(Permission::organization_read, OrganizationId{42}));
    });
}

TEST_CASE("session: a stolen token is worth nothing after sign-out, after its end from elsewhere, and after a restart")
{
    in_each_world([](World& world) {
        world.account("zhangsan");
        const auto first = *world.sign_in("zhangsan");
        const auto second = *world.sign_in("zhangsan");
        const auto third = *world.sign_in("zhangsan");
        const auto actor = **world.authenticate(first);
        CHECK(world.platform->sessions().of_account(actor.account).size() == 3);
        REQUIRE(world.write([&](db::Tx& tx) -> Result<bool> {
            world.platform->sign_in().sign_out(tx, actor);
            return true;
        }));
        CHECK(code_of(world.authenticate(first)) == "session.none");
        const auto other = (*world.authenticate(second))->session;
        const auto remaining = **world.authenticate(third);
        REQUIRE(world.write([&](db::Tx& tx) { return world.platform->sign_in().end_session(tx, remaining, other); }));
        CHECK(code_of(world.authenticate(second)) == "session.none");
        world.restart();
        CHECK(code_of(world.authenticate(first)) == "session.none");
        CHECK(code_of(world.authenticate(second)) == "session.none");
        CHECK(world.authenticate(third));
    });
}

TEST_CASE("session: nobody ends the session of somebody else")
{
    in_each_world([](World& world) {
        world.account("zhangsan");
        world.account("lisi");
        const auto own = **world.authenticate(*world.sign_in("zhangsan"));
        const auto token = *world.sign_in("lisi");
        const auto other = (*world.authenticate(token))->session;
        CHECK(code_of(world.write([&](db::Tx& tx) { return world.platform->sign_in().end_session(tx, own, other); })) ==
              "session.unknown");
        CHECK(world.authenticate(token));
    });
}

TEST_CASE("session: a write that is rolled back changes no session in memory")
{
    in_each_world([](World& world) {
        const auto id = world.account("zhangsan", "member", 42);
        const auto token = *world.sign_in("zhangsan");
        CHECK_FALSE(world.write([&](db::Tx& tx) -> Result<bool> {
            world.platform->sessions().end_all(tx, id);
            return refuse(ErrorKind::conflict, "x.refused");
        }));
        CHECK(world.authenticate(token));
    });
}

TEST_CASE("session: disabling, a taken role and a given role count for the very next request")
{
    in_each_world([](World& world) {
        const auto id = world.account("zhangsan");
        const auto grant = world.give(Platform::console(), id, "committee_organizer", 42);
        REQUIRE(grant);
        const auto token = *world.sign_in("zhangsan");
        const auto may = [&](Permission permission) {
            return (*world.authenticate(token))->may(permission, OrganizationId{42});
        };
        CHECK(may(Permission::organization_change));
        REQUIRE(world.take(Platform::console(), id, grant->id));
        CHECK_FALSE(may(Permission::organization_change));
        CHECK_FALSE(may(Permission::organization_read));
        REQUIRE(world.give(Platform::console(), id, "member", 42));
        CHECK(may(Permission::organization_read));
        REQUIRE(
            world.write([&](db::Tx& tx) { return world.platform->accounts().disable(tx, Platform::console(), id); }));
        CHECK(code_of(world.authenticate(token)) == "session.none");
        REQUIRE(
            world.write([&](db::Tx& tx) { return world.platform->accounts().enable(tx, Platform::console(), id); }));
        CHECK(code_of(world.authenticate(token)) == "session.none");  // a new log-in is needed
        CHECK(world.sign_in("zhangsan"));
    });
}

TEST_CASE("session: the twenty-first session of an account ends its oldest")
{
    in_each_world([](World& world) {
        const auto id = world.account("zhangsan");
        const auto first = *world.sign_in("zhangsan");
        const auto second = *world.sign_in("zhangsan");
        for (int i = 0; i < 19; ++i) REQUIRE(world.sign_in("zhangsan"));
        CHECK(code_of(world.authenticate(first)) == "session.none");
        CHECK(world.authenticate(second));
        CHECK(world.platform->sessions().of_account(id).size() == 20);
    });
}
