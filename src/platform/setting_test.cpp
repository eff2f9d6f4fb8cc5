#include "platform/setting.hpp"

#include <doctest/doctest.h>

#include "platform/platform_world.hpp"

using namespace jishi;
using namespace jishi::platform;
using namespace jishi::platform::testing;

TEST_CASE("setting: the parameters of the packs are in force until an administrator makes one stricter [SEC-11]")
{
    in_each_world([](World& world) {
        auto& settings = world.platform->settings();
        const auto system = world.actor(world.account("system", "system_administrator"));
        const auto change = [&](std::string_view key, SettingValue value) {
            return world.write([&](db::Tx& tx) { return settings.change(tx, system, key, value); });
        };
        CHECK(settings.policy()->password.length_min == 8);
        CHECK(settings.policy()->session.idle_minutes == 15);
        const auto changed = change("platform.password.length_min", std::int64_t{10});
        REQUIRE(changed);
        CHECK(std::get<std::int64_t>(changed->standard) == 8);
        CHECK(settings.policy()->password.length_min == 10);
        CHECK(settings.integer("platform.password.length_min") == 10);
        CHECK(world.newest_audit().action == "setting.changed");
        CHECK(world.newest_audit().before == R"({"value":"8"})");
        CHECK(world.newest_audit().after == R"({"value":"10"})");
        world.restart();
        CHECK(world.platform->settings().policy()->password.length_min == 10);
    });
}

TEST_CASE("setting: a change is refused for each reason and leaves what is in force")
{
    in_each_world([](World& world) {
        auto& settings = world.platform->settings();
        const auto system = world.actor(world.account("system", "system_administrator"));
        const auto change = [&](std::string_view key, SettingValue value) {
            return code_of(world.write([&](db::Tx& tx) { return settings.change(tx, system, key, value); }));
        };
        CHECK(change("platform.password.length_max", std::int64_t{10}) == "setting.unknown");
        CHECK(change("platform.totp.parameters", std::int64_t{10}) == "setting.unknown");  // not for administrators
        CHECK(change("platform.roles", std::string("x")) == "setting.unknown");
        CHECK(change("platform.password.length_min", std::string("10")) == "value: input.expected_integer");
        CHECK(change("platform.totp.required_for_all", std::int64_t{1}) == "value: input.expected_boolean");
        CHECK(change("platform.password.length_min", std::int64_t{1000}) == "value: setting.out_of_range");
        CHECK(change("platform.password.length_min", std::int64_t{7}) == "setting.looser");
        CHECK(change("platform.session.idle_minutes", std::int64_t{16}) == "setting.looser");
        CHECK(change("platform.lockout.failures_max", std::int64_t{6}) == "setting.looser");
        // Kept three years by convention, six months by law: the law is the bound.
        CHECK(change("platform.audit.keep_months", std::int64_t{5}) == "setting.looser");
        CHECK(change("platform.audit.keep_months", std::int64_t{6}) == "");
        CHECK(settings.policy()->password.length_min == 8);
        for (const auto* role : {"security_administrator", "auditor"}) {
            const auto actor = world.actor(world.account(role, role));
            CHECK(code_of(world.write([&](db::Tx& tx) {
                      return settings.change(tx, actor, "platform.password.length_min", std::int64_t{10});
                  })) == "access.forbidden");
        }
    });
}

TEST_CASE("setting: a change that is rolled back is not in force")
{
    in_each_world([](World& world) {
        auto& settings = world.platform->settings();
        const auto system = world.actor(world.account("system", "system_administrator"));
        CHECK_FALSE(world.write([&](db::Tx& tx) -> Result<bool> {
            REQUIRE(settings.change(tx, system, "platform.password.length_min", std::int64_t{10}));
            return refuse(ErrorKind::conflict, "x.refused");
        }));
        CHECK(settings.policy()->password.length_min == 8);
    });
}

TEST_CASE("setting: the list names every parameter for administrators with its value, standard and rule")
{
    in_each_world([](World& world) {
        const auto list = world.platform->settings().list();
        CHECK(list.size() >= 15);
        const auto found = std::ranges::find(list, "platform.lockout.minutes", &Setting::key);
        REQUIRE(found != list.end());
        CHECK(to_string(found->value) == "30");
        CHECK(found->rule == "SEC-11");
        CHECK(found->kind == "integer");
        CHECK_FALSE(found->title.empty());
        CHECK(std::ranges::find(list, "platform.roles", &Setting::key) == list.end());
    });
}

TEST_CASE("setting: a stricter lock-out counts for the next wrong password")
{
    in_each_world([](World& world) {
        world.account("zhangsan");
        const auto system = world.actor(world.account("system", "system_administrator"));
        REQUIRE(world.write([&](db::Tx& tx) {
            return world.platform->settings().change(tx, system, "platform.lockout.failures_max", std::int64_t{2});
        }));
        for (int i = 0; i < 2; ++i)
            CHECK(code_of(world.sign_in("zhangsan", "Wrong-1-x")) == "session.wrong_credentials");
        CHECK(code_of(world.sign_in("zhangsan")) == "session.locked");
    });
}
