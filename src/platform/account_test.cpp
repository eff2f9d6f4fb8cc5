#include "platform/account.hpp"

#include "platform/account_store.hpp"
#include <doctest/doctest.h>

#include "platform/platform_world.hpp"

using namespace jishi;
using namespace jishi::platform;
using namespace jishi::platform::testing;

namespace {

Result<void> change(World& world, const std::string& token, const std::string& from, const std::string& to)
{
    const auto actor = world.authenticate(token);
    REQUIRE(actor);
    REQUIRE(*actor);
    return world.platform->sign_in().change_password(**actor, from, to);
}

}  // namespace

TEST_CASE("account: an initial password opens nothing but its own change [SEC-10]")
{
    in_each_world([](World& world) {
        const auto fresh = world.platform->accounts().create(Platform::console(), {"zhangsan", "张三"});
        REQUIRE(fresh);
        REQUIRE(world.give(Platform::console(), fresh->id, "committee_organizer", 42));
        const auto token = world.sign_in("zhangsan", fresh->initial_password);
        REQUIRE(token);
        auto actor = **world.authenticate(*token);
        CHECK(actor.blocked == "session.password_change_needed");
        CHECK(actor.grants.empty());
        CHECK_FALSE(actor.may(Permission::organization_read, OrganizationId{42}));
        REQUIRE(change(world, *token, fresh->initial_password, "Another-Good-One-7"));
        actor = **world.authenticate(*token);
        CHECK(actor.blocked == "");
        CHECK(actor.may(Permission::organization_change, OrganizationId{42}));
        CHECK(code_of(world.sign_in("zhangsan", fresh->initial_password)) == "session.wrong_credentials");
        world.database.read([&](db::Tx& tx) {
            const auto hash = tx.value<std::string>("SELECT password_hash FROM platform_account");
            CHECK(hash.starts_with("$argon2id$"));
        });
    });
}

TEST_CASE("account: a new password is refused for each reason, and the last five are [SEC-11]")
{
    in_each_world([](World& world) {
        world.account("zhangsan");
        const auto token = *world.sign_in("zhangsan");
        CHECK(code_of(change(world, token, "Not-The-Old-1", "Another-Good-One-7")) == "password.wrong");
        CHECK(code_of(change(world, token, good_password, "Short-1")) == "password.too_short");
        CHECK(code_of(change(world, token, good_password, std::string(200, 'a') + "B-1")) == "password.too_long");
        CHECK(code_of(change(world, token, good_password, "onlysmallletters")) == "password.too_simple");
        CHECK(code_of(change(world, token, good_password, "Zhangsan-2026")) == "password.contains_username");
        CHECK(code_of(change(world, token, good_password, good_password)) == "password.reused");
        std::string current = good_password;
        for (int i = 1; i <= 5; ++i) {
            world.pass(1);
            const auto next = "Number-" + std::to_string(i) + "-Password";
            REQUIRE(change(world, token, current, next));
            current = next;
            CHECK(code_of(change(world, token, current, good_password)) == (i < 5 ? "password.reused" : ""));
            if (i == 5) current = good_password;
        }
        CHECK(world.sign_in("zhangsan", good_password));
    });
}

TEST_CASE("account: a changed password ends the other sessions and keeps the own")
{
    in_each_world([](World& world) {
        world.account("zhangsan");
        const auto stolen = *world.sign_in("zhangsan");
        const auto own = *world.sign_in("zhangsan");
        REQUIRE(change(world, own, good_password, "Another-Good-One-7"));
        CHECK(code_of(world.authenticate(stolen)) == "session.none");
        CHECK(world.authenticate(own));
        CHECK(world.newest_audit().action == "password.changed");
    });
}

TEST_CASE("account: whoever sits at an open session cannot guess the password without end")
{
    in_each_world([](World& world) {
        world.account("zhangsan");
        const auto token = *world.sign_in("zhangsan");
        for (int i = 0; i < 5; ++i)
            CHECK(code_of(change(world, token, "Guess-1-x", "Another-Good-One-7")) == "password.wrong");
        CHECK(code_of(change(world, token, good_password, "Another-Good-One-7")) == "session.locked");
    });
}

TEST_CASE("account: a password must be changed after ninety days [SEC-11]")
{
    in_each_world([](World& world) {
        world.account("zhangsan");
        world.pass(89 * 86'400);
        CHECK((*world.authenticate(*world.sign_in("zhangsan")))->blocked == "");
        world.pass(86'400);
        const auto token = *world.sign_in("zhangsan");
        CHECK((*world.authenticate(token))->blocked == "session.password_change_needed");
        REQUIRE(change(world, token, good_password, "Another-Good-One-7"));
        CHECK((*world.authenticate(token))->blocked == "");
    });
}

TEST_CASE("account: an administrator's password has twelve characters at least [SEC-11]")
{
    in_each_world([](World& world) {
        const auto id = world.account("boss", "security_administrator");
        const auto secret = world.enable_totp(id);
        const auto token = *world.sign_in("boss", good_password, world.code_of(secret));
        const auto refused = change(world, token, good_password, "Eleven-char");
        CHECK(code_of(refused) == "password.too_short");
        CHECK(refused.error().detail == "12");
        CHECK(change(world, token, good_password, "Twelve-chars"));
    });
}

TEST_CASE("account: names are checked, told apart without regard to case, and found by name or pinyin")
{
    in_each_world([](World& world) {
        auto& accounts = world.platform->accounts();
        const auto create = [&](const std::string& username, const std::string& name) {
            return code_of(accounts.create(Platform::console(), {username, name}));
        };
        CHECK(create("zhangsan", "张三") == "");
        CHECK(create("ZhangSan", "另一个") == "account.username_taken");
        for (const auto* bad : {"", "a", "-abc", "has space", "quo'te", "张三", "a/b", "a\"b", "<b>"})
            CHECK(create(bad, "x") == "username: account.username_form");
        CHECK(create(std::string(65, 'a'), "x") == "username: account.username_form");
        CHECK(create("lisi", "") == "display_name: input.too_short");
        CHECK(create("lisi", "  ") == "display_name: input.too_short");
        CHECK(create("lisi", std::string(101, 'x')) == "display_name: input.too_long");
        CHECK(create("lisi", "a\x01") == "display_name: text.control_character");
        CHECK(create("lisi", "李四%") == "");
        world.database.read([&](db::Tx& tx) {
            const auto found = [&](const std::string& search) {
                std::string names;
                const auto page = accounts.page(tx, Platform::console(), {.search = search});
                for (const auto& account : *page) names += account.username + " ";
                return names;
            };
            CHECK(found("") == "lisi zhangsan ");
            CHECK(found("张") == "zhangsan ");
            CHECK(found("ZHANG") == "zhangsan ");
            CHECK(found("zs") == "zhangsan ");
            CHECK(found("%") == "lisi ");
            CHECK(found("_") == "");
            CHECK(found("' OR 1=1 --") == "");
        });
    });
}

TEST_CASE("account: a list is paged over usernames without loss or repetition")
{
    in_each_world([](World& world) {
        for (int i = 0; i < 7; ++i) world.account("user" + std::to_string(i));
        world.database.read([&](db::Tx& tx) {
            std::vector<std::string> seen;
            AccountFilter filter{.limit = 3};
            for (;;) {
                auto page = *world.platform->accounts().page(tx, Platform::console(), filter);
                const bool more = page.size() > 3;
                if (more) page.pop_back();
                for (const auto& account : page) seen.push_back(account.username);
                if (!more) break;
                filter.after = username_key(page.back().username);
            }
            CHECK(seen == std::vector<std::string>{"user0", "user1", "user2", "user3", "user4", "user5", "user6"});
        });
    });
}

TEST_CASE("account: who lacks the permission may do none of it, and nothing is written")
{
    in_each_world([](World& world) {
        const auto victim = world.account("victim");
        for (const auto* role : {"organization_department", "auditor", "security_administrator"}) {
            CAPTURE(role);
            const auto actor = world.actor(world.account(std::string("a-") + role, role,
                                                         std::string_view(role) == "organization_department" ? 42 : 0));
            auto& accounts = world.platform->accounts();
            CHECK(code_of(accounts.create(actor, {"fresh", "新"})) == "access.forbidden");
            CHECK(code_of(accounts.create_with_password(actor, {"fresh", "新"}, good_password)) == "access.forbidden");
            CHECK(code_of(accounts.reset_password(actor, victim)) == "access.forbidden");
            CHECK(code_of(world.write([&](db::Tx& tx) { return accounts.disable(tx, actor, victim); })) ==
                  "access.forbidden");
            CHECK(code_of(world.write([&](db::Tx& tx) { return accounts.enable(tx, actor, victim); })) ==
                  "access.forbidden");
            CHECK(code_of(world.write([&](db::Tx& tx) { return accounts.unlock(tx, actor, victim); })) ==
                  "access.forbidden");
        }
        const auto system = world.actor(world.account("system", "system_administrator"));
        CHECK(code_of(world.write([&](db::Tx& tx) {
                  return world.platform->accounts().remove_totp(tx, system, victim);
              })) == "access.forbidden");
        const auto business = world.actor(world.account("business", "member", 42));
        world.database.read([&](db::Tx& tx) {
            CHECK(code_of(world.platform->accounts().page(tx, business, {})) == "access.forbidden");
            CHECK(code_of(world.platform->accounts().find(tx, business, victim)) == "access.forbidden");
            CHECK_FALSE(account_store::find(tx, victim)->disabled());
            CHECK_FALSE(account_store::exists(tx, "fresh"));
        });
    });
}

TEST_CASE("account: a reset gives a new initial password, ends the sessions and leaves the second factor")
{
    in_each_world([](World& world) {
        const auto id = world.account("zhangsan");
        const auto secret = world.enable_totp(id);
        const auto token = *world.sign_in("zhangsan", good_password, world.code_of(secret));
        const auto system = world.actor(world.account("system", "system_administrator"));
        const auto fresh = world.platform->accounts().reset_password(system, id);
        REQUIRE(fresh);
        CHECK(code_of(world.authenticate(token)) == "session.none");
        // The system administrator knows the password now, and still does not get in.
        CHECK(code_of(world.sign_in("zhangsan", fresh->initial_password)) == "session.totp_needed");
        world.pass(30);
        CHECK(world.sign_in("zhangsan", fresh->initial_password, world.code_of(secret)));
        CHECK(code_of(world.platform->accounts().reset_password(system, system.account)) == "account.own_account");
        CHECK(code_of(world.platform->accounts().reset_password(system, AccountId{4711})) == "account.unknown");
        CHECK(code_of(world.write([&](db::Tx& tx) {
                  return world.platform->accounts().disable(tx, system, system.account);
              })) == "account.own_account");
        CHECK(code_of(world.write([&](db::Tx& tx) {
                  return world.platform->accounts().enable(tx, system, AccountId{4711});
              })) == "account.unknown");
    });
}

TEST_CASE("account: every change of an account is in the audit trail with who did it")
{
    in_each_world([](World& world) {
        const auto system = world.actor(world.account("system", "system_administrator"));
        const auto security = world.actor(world.account("security", "security_administrator"));
        auto& accounts = world.platform->accounts();
        const auto fresh = accounts.create(system, {"zhangsan", "张三"});
        REQUIRE(fresh);
        const auto expect = [&](const char* action, AccountId by) {
            const auto row = world.newest_audit();
            CHECK(row.action == action);
            CHECK(row.account == by);
            CHECK(row.subject == fresh->id.str());
            CHECK(row.request_id == "request-1");
        };
        expect("account.created", system.account);
        CHECK(world.newest_audit().after == R"({"username":"zhangsan","display_name":"张三"})");
        REQUIRE(accounts.reset_password(system, fresh->id));
        expect("account.password_reset", system.account);
        REQUIRE(world.write([&](db::Tx& tx) { return accounts.disable(tx, system, fresh->id); }));
        expect("account.disabled", system.account);
        REQUIRE(world.write([&](db::Tx& tx) { return accounts.enable(tx, system, fresh->id); }));
        expect("account.enabled", system.account);
        REQUIRE(world.write([&](db::Tx& tx) { return accounts.unlock(tx, system, fresh->id); }));
        expect("account.unlocked", system.account);
        REQUIRE(world.write([&](db::Tx& tx) { return accounts.remove_totp(tx, security, fresh->id); }));
        expect("account.totp_removed", security.account);
        CHECK(world.platform->audit().verify().rows > 5);
    });
}
