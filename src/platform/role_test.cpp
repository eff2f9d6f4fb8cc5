#include "platform/role.hpp"

#include <random>
#include <set>

#include <doctest/doctest.h>

#include "platform/platform_world.hpp"

using namespace jishi;
using namespace jishi::platform;
using namespace jishi::platform::testing;

namespace {

const std::vector<std::string> administrators{"system_administrator", "security_administrator", "auditor"};
const std::vector<std::string> business{"member", "branch_secretary", "committee_organizer", "organization_department",
                                        "supervisor"};

}  // namespace

TEST_CASE("role: the eight roles of the national pack are there, and no administrator sees business data [SEC-13]")
{
    const auto book = RoleBook::load(national_rules().at(Date{2026, 3, 5}));
    REQUIRE(book);
    CHECK(book->all().size() == 8);
    for (const auto& code : administrators) {
        const auto* role = book->find(code);
        REQUIRE(role);
        CHECK(role->administrator);
        CHECK_FALSE(role->on_organization);
        for (const auto permission :
             {Permission::organization_read, Permission::organization_change, Permission::organization_import,
              Permission::organization_export, Permission::unit_change})
            CHECK_FALSE(role->permissions.has(permission));
    }
    for (const auto& code : business) {
        const auto* role = book->find(code);
        REQUIRE(role);
        for (const auto permission : {Permission::account_read, Permission::account_change, Permission::grant_read,
                                      Permission::grant_change, Permission::audit_read, Permission::settings_change})
            CHECK_FALSE(role->permissions.has(permission));
    }
    // What one of the three may change, none of the others may.
    CHECK_FALSE(book->find("system_administrator")->permissions.has(Permission::grant_change));
    CHECK_FALSE(book->find("security_administrator")->permissions.has(Permission::account_change));
    CHECK_FALSE(book->find("auditor")->permissions.has(Permission::settings_change));
    CHECK_FALSE(book->find("system_administrator")->permissions.has(Permission::audit_read));
}

TEST_CASE("role: no pair of an administrator's role with any other can be held, in either order [SEC-13]")
{
    in_each_world([](World& world) {
        int number = 0;
        const auto pair = [&](const std::string& first, const std::string& second) {
            const auto place = [](const std::string& role) {
                return std::ranges::find(business, role) == business.end() ? 0 : 42;
            };
            const auto id = world.account("user" + std::to_string(++number));
            REQUIRE(world.give(Platform::console(), id, first, place(first)));
            return world.give(Platform::console(), id, second, place(second));
        };
        for (const auto& administrator : administrators) {
            for (const auto& other : administrators)
                if (other != administrator) {
                    const auto refused = pair(administrator, other);
                    CHECK(code_of(refused) == "role.separation_of_duties");
                    CHECK(refused.error().rule == "SEC-13");
                    CHECK(refused.error().detail == administrator);
                }
            for (const auto& other : business) {
                CHECK(code_of(pair(administrator, other)) == "role.separation_of_duties");
                CHECK(code_of(pair(other, administrator)) == "role.separation_of_duties");
            }
        }
        CHECK(pair("member", "branch_secretary"));
    });
}

TEST_CASE("role: giving a role is refused for each reason")
{
    in_each_world([](World& world) {
        const auto id = world.account("zhangsan");
        const auto console = Platform::console();
        CHECK(code_of(world.give(console, AccountId{4711}, "member", 42)) == "account.unknown");
        CHECK(code_of(world.give(console, id, "emperor", 42)) == "role.unknown");
        CHECK(code_of(world.give(console, id, "member")) == "role.organization_needed");
        CHECK(code_of(world.give(console, id, "auditor", 42)) == "role.organization_not_allowed");
        const auto given = world.give(console, id, "member", 42);
        REQUIRE(given);
        CHECK(code_of(world.give(console, id, "member", 42)) == "grant.exists");
        CHECK(world.give(console, id, "member", 43));  // the same role on another organisation
        REQUIRE(world.take(console, id, given->id));
        CHECK(code_of(world.take(console, id, given->id)) == "grant.unknown");
        CHECK(code_of(world.take(console, AccountId{4711}, given->id)) == "grant.unknown");
        CHECK(world.give(console, id, "member", 42));  // given again after it was taken
        world.platform->connect({.scope = nullptr, .organization_name = [](OrganizationId organization) {
                                     return organization.value == 44 ? std::optional<std::string>("滨河镇党委")
                                                                     : std::nullopt;
                                 }});
        CHECK(code_of(world.give(console, id, "member", 45)) == "role.organization_unknown");
        CHECK(world.give(console, id, "member", 44));
    });
}

TEST_CASE("role: grants are dated: who held what at a past moment can be told")
{
    in_each_world([](World& world) {
        const auto id = world.account("zhangsan");
        const auto given = *world.give(Platform::console(), id, "member", 42);
        const auto from = world.clock.now();
        world.pass(3600);
        REQUIRE(world.take(Platform::console(), id, given.id));
        world.database.read([&](db::Tx& tx) {
            const auto held = [&](std::int64_t us) {
                return tx.value<int>("SELECT count(*) FROM platform_grant WHERE given_at <= :at AND taken_at > :at",
                                     {{"at", us}});
            };
            CHECK(held(from.us) == 1);
            CHECK(held(from.us + 3'599'000'000) == 1);
            CHECK(held(from.us + 3'600'000'000) == 0);
            CHECK(held(from.us - 1) == 0);
        });
        CHECK(world.newest_audit().action == "grant.taken");
        CHECK(world.newest_audit().organization == OrganizationId{42});
        CHECK(world.newest_audit().rule == "SEC-13");
    });
}

TEST_CASE("role: attack: nobody gets himself a right that he was not given [SEC-13]")
{
    in_each_world([](World& world) {
        const auto victim = world.account("victim");
        const auto security_id = world.account("security", "security_administrator");
        const auto security = world.actor(security_id);
        // The security administrator gives to others, not to himself, and takes nothing off himself either.
        CHECK(code_of(world.give(security, security_id, "auditor")) == "role.own_grant");
        CHECK(code_of(world.give(security, security_id, "member", 42)) == "role.own_grant");
        CHECK(code_of(world.take(security, security_id, security.grants[0].id)) == "role.own_grant");
        CHECK(world.give(security, victim, "member", 42));
        // Everybody else gives nothing to anybody.
        for (const auto* role :
             {"system_administrator", "auditor", "organization_department", "committee_organizer", "member"}) {
            CAPTURE(role);
            const auto place =
                std::string_view(role) == "system_administrator" || std::string_view(role) == "auditor" ? 0 : 42;
            const auto id = world.account(std::string("x-") + role, role, place);
            const auto actor = world.actor(id);
            CHECK(code_of(world.give(actor, id, "security_administrator")) == "access.forbidden");
            CHECK(code_of(world.give(actor, victim, "supervisor", 42)) == "access.forbidden");
            CHECK(code_of(world.take(actor, security_id, security.grants[0].id)) == "access.forbidden");
        }
        CHECK(world.actor(victim).grants.size() == 1);
    });
}

TEST_CASE("role: attack: a role that was taken a second ago gives nothing, also in a request that was under way before")
{
    in_each_world([](World& world) {
        const auto security_id = world.account("security", "security_administrator");
        const auto spare = world.account("spare", "security_administrator");
        const auto victim = world.account("victim");
        const auto secret = world.enable_totp(security_id);
        const auto token = *world.sign_in("security", good_password, world.code_of(secret));
        const auto before = **world.authenticate(token);
        REQUIRE(world.give(before, victim, "member", 42));
        REQUIRE(world.take(world.actor(spare), security_id, before.grants[0].id));
        const auto after = **world.authenticate(token);
        CHECK(after.grants.empty());
        CHECK(code_of(world.give(after, victim, "member", 43)) == "access.forbidden");
    });
}

TEST_CASE("role: the last administrator of a kind stays, whether by taking the role or by disabling [SEC-13]")
{
    in_each_world([](World& world) {
        const auto console = Platform::console();
        for (const auto& role : administrators) {
            CAPTURE(role);
            const auto first = world.account("first-" + role, role);
            const auto grant = world.actor(first).grants[0].id;
            const auto refused = world.take(console, first, grant);
            CHECK(code_of(refused) == "role.last_administrator");
            CHECK(refused.error().rule == "SEC-13");
            const auto disable = [&](AccountId id) {
                return world.write([&](db::Tx& tx) { return world.platform->accounts().disable(tx, console, id); });
            };
            CHECK(code_of(disable(first)) == "role.last_administrator");
            const auto second = world.account("second-" + role, role);
            REQUIRE(disable(first));
            // The first is disabled: the second is the last that can sign in.
            CHECK(code_of(world.take(console, second, world.actor(second).grants[0].id)) == "role.last_administrator");
            CHECK(code_of(disable(second)) == "role.last_administrator");
            CHECK(world.take(console, first, grant));  // whoever cannot sign in is not missed
        }
    });
}

TEST_CASE("role: after random giving, taking and disabling the three are apart and none is missing [SEC-13]")
{
    in_each_world([](World& world) {
        const unsigned seed = std::random_device{}();
        CAPTURE(seed);
        std::mt19937 random(seed);
        const auto console = Platform::console();
        std::vector<AccountId> accounts;
        for (const auto& role : administrators) accounts.push_back(world.account("first-" + role, role));
        for (int i = 0; i < 6; ++i) accounts.push_back(world.account("user" + std::to_string(i)));
        std::vector<std::string> roles = administrators;
        roles.insert(roles.end(), business.begin(), business.end());
        for (int step = 0; step < 150; ++step) {
            const auto who = accounts[random() % accounts.size()];
            const auto& role = roles[random() % roles.size()];
            switch (random() % 4) {
                case 0:
                case 1: (void)world.give(console, who, role, random() % 2 ? 42 : 0); break;
                case 2:
                    if (const auto actor = world.actor(who); !actor.grants.empty())
                        (void)world.take(console, who, actor.grants[random() % actor.grants.size()].id);
                    break;
                default:
                    (void)world.write([&](db::Tx& tx) {
                        return random() % 2 ? world.platform->accounts().disable(tx, console, who)
                                            : world.platform->accounts().enable(tx, console, who);
                    });
            }
        }
        world.database.read([&](db::Tx& tx) {
            for (const auto& role : administrators)
                CHECK(tx.value<int>(R"(SELECT count(*) FROM platform_grant g JOIN platform_account a ON a.id = g.account
                                        WHERE g.role = :role AND g.taken_at = :held AND a.disabled_at = 0)",
                                    {{"role", role}, {"held", Instant::forever()}}) >= 1);
        });
        for (const auto who : accounts) {
            std::set<std::string> held;
            for (const auto& grant : world.actor(who).grants) held.insert(grant.role);
            const bool administrator =
                std::ranges::any_of(administrators, [&](const auto& role) { return held.contains(role); });
            CHECK((!administrator || held.size() == 1));
        }
        world.platform->audit().seal();
        CHECK(world.platform->audit().verify().ok());
    });
}
