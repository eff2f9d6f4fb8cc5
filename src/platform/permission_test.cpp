#include <set>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "platform/actor.hpp"

using namespace jishi;
using namespace jishi::platform;

namespace {

constexpr int permission_count = static_cast<int>(Permission::count_);

/// A tree where the parent of node n (1-based) is n / 2: easy to model in another way.
struct HalvingTree final : OrganizationScope {
    bool contains(OrganizationId root, OrganizationId node) const override
    {
        for (auto at = node.value; at > 0; at /= 2)
            if (at == root.value) return true;
        return false;
    }
};

/// The model: everything that is allowed, spelled out as pairs of permission and node.
struct Model {
    std::set<std::pair<int, std::int64_t>> allowed;

    void grant(const std::set<int>& permissions, std::int64_t organization, bool subtree, std::int64_t nodes)
    {
        for (std::int64_t node = 1; node <= nodes; ++node) {
            bool reached = organization == 0 || node == organization;
            // In binary, a node of the halving tree begins with the digits of each of its ancestors.
            if (subtree && organization > 0) {
                const auto name = digits(node);
                reached = reached || name.starts_with(digits(organization));
            }
            if (!reached) continue;
            for (const int permission : permissions) allowed.emplace(permission, node);
        }
    }
    static std::string digits(std::int64_t number)
    {
        std::string text;
        for (; number > 0; number /= 2) text.insert(text.begin(), static_cast<char>('0' + number % 2));
        return text;
    }
};

}  // namespace

TEST_CASE("platform: every permission has a code of its own that reads back")
{
    std::set<std::string_view> codes;
    for (int i = 0; i < permission_count; ++i) {
        const auto permission = static_cast<Permission>(i);
        codes.insert(code_of(permission));
        CHECK(permission_from(code_of(permission)) == permission);
    }
    CHECK(codes.size() == static_cast<std::size_t>(permission_count));
    CHECK_FALSE(permission_from("organization.abolish"));
    CHECK_FALSE(permission_from(""));
}

TEST_CASE("platform: a set of permissions holds exactly what was added")
{
    CHECK(rc::check([](const std::set<std::uint8_t>& numbers) {
        PermissionSet set;
        std::set<int> model;
        for (const auto number : numbers) {
            const int permission = number % permission_count;
            set.add(static_cast<Permission>(permission));
            model.insert(permission);
        }
        for (int i = 0; i < permission_count; ++i) RC_ASSERT(set.has(static_cast<Permission>(i)) == model.contains(i));
    }));
}

TEST_CASE("platform: 100,000 random questions of an actor agree with an independent model [SEC-12]")
{
    constexpr std::int64_t nodes = 127;
    const HalvingTree tree;
    std::int64_t questions = 0;
    std::int64_t allowed = 0;
    CHECK(rc::check([&] {
        Actor actor;
        actor.scope = &tree;
        Model model;
        const auto grants = *rc::gen::inRange(0, 6);
        for (int g = 0; g < grants; ++g) {
            Grant grant;
            std::set<int> permissions;
            for (int p = 0; p < permission_count; ++p)
                if (*rc::gen::inRange(0, 3) == 0) permissions.insert(p);
            for (const int p : permissions) grant.permissions.add(static_cast<Permission>(p));
            grant.organization = OrganizationId{*rc::gen::inRange<std::int64_t>(0, nodes + 1)};
            grant.subtree = *rc::gen::inRange(0, 2) == 1;
            model.grant(permissions, grant.organization.value, grant.subtree, nodes);
            actor.grants.push_back(grant);
        }
        for (int p = 0; p < permission_count; ++p) {
            bool somewhere = false;
            for (std::int64_t node = 1; node <= nodes; ++node) {
                const bool expected = model.allowed.contains({p, node});
                const auto permission = static_cast<Permission>(p);
                RC_ASSERT(actor.may(permission, OrganizationId{node}) == expected);
                RC_ASSERT(actor.require(permission, OrganizationId{node}).has_value() == expected);
                somewhere = somewhere || expected;
                allowed += expected ? 1 : 0;
                ++questions;
            }
            RC_ASSERT(actor.may_somewhere(static_cast<Permission>(p)) == somewhere);
        }
    }));
    CHECK(questions >= 100'000);
    CHECK(allowed > 1000);  // neither side says no (or yes) to everything
    CHECK(allowed < questions - 1000);
}

TEST_CASE("platform: what an actor may not do is refused with access.forbidden and the permission")
{
    Actor actor;
    actor.grants.push_back({GrantId{1}, "auditor", {}, true, {Permission::audit_read}});
    CHECK(actor.require(Permission::audit_read));
    const auto refused = actor.require(Permission::account_change);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::forbidden);
    CHECK(refused.error().code == "access.forbidden");
    CHECK(refused.error().detail == "account.change");
}

TEST_CASE("platform: adding a grant to one actor leaves a copy made before as it was")
{
    Actor before;
    before.grants.push_back({GrantId{1}, "member", OrganizationId{5}, false, {Permission::organization_read}});
    Actor after = before;
    after.grants.push_back({GrantId{2}, "auditor", {}, true, {Permission::audit_read}});
    CHECK(before.grants.size() == 1);
    CHECK(after.grants.size() == 2);
    CHECK_FALSE(before.may_somewhere(Permission::audit_read));
}
