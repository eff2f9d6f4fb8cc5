#pragma once
// A small world for the tests of this module: a database, the national rules, a clock that stands still, an account
// that may do everything.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "database_fixture.hpp"
#include "organization/organization_query.hpp"
#include "organization/organization_service.hpp"
#include "organization/organization_store.hpp"
#include "organization/past_tree.hpp"
#include "organization/timeline.hpp"
#include "policy/policy.hpp"

namespace jishi::organization {

std::span<const db::Migration> migrations();

namespace testing {

inline const policy::Book& national_rules()
{
    static const auto book = [] {
        auto loaded = policy::Book::load(std::filesystem::path(JISHI_SOURCE_DIR) / "packs");
        if (!loaded) FAIL(loaded.error().detail);
        return *std::move(loaded);
    }();
    return book;
}

inline platform::Actor actor_on(OrganizationId organization, platform::PermissionSet permissions,
                                const platform::OrganizationScope& scope)
{
    platform::Actor actor;
    actor.account = AccountId{7};
    actor.username = "tester";
    actor.display_name = "测试员";
    platform::Grant grant;
    grant.organization = organization;
    grant.permissions = permissions;
    actor.grants = {grant};
    actor.scope = &scope;
    return actor;
}

struct World {
    explicit World(db::Database& d) : World(d, nullptr) {}
    /// With the clock of the database, where it matters when something was recorded.
    World(db::Database& d, FixedClock& c) : World(d, &c) {}
    World(db::Database& d, FixedClock* c)
        : database(d), own_clock(Date{2026, 3, 5}), clock(c ? *c : own_clock), policies(national_rules(), clock),
          directory([this](std::string_view type) { return counts(type); },
                    [this](const Node& node) { return policies.place_of(node); }),
          trees([this](std::string_view type) { return counts(type); }),
          office{ids,
                 clock,
                 policies,
                 directory,
                 [this](db::Tx&, const platform::Actor&, const Deed& deed) { deeds.push_back(deed); },
                 [this](Date from, std::int64_t mark) { trees.forget_from(from, mark); }},
          actor(actor_on({},
                         {platform::Permission::organization_read, platform::Permission::organization_change,
                          platform::Permission::organization_import, platform::Permission::unit_change},
                         directory))
    {
    }

    bool counts(std::string_view type) const
    {
        const auto* rule = policies.on(clock.today())->type(type);
        return rule && !rule->overlay;
    }
    template <class Fn>
    auto write(Fn fn)
    {
        return database.write([&](db::Tx& tx) { return fn(tx); });
    }
    template <class Fn>
    auto read(Fn fn)
    {
        std::optional<std::invoke_result_t<Fn, db::Tx&>> result;
        database.read([&](db::Tx& tx) { result.emplace(fn(tx)); });
        return std::move(*result);
    }

    Papers papers(std::optional<Date> effective_on = {}) const
    {
        return {effective_on.value_or(clock.today()), "组发〔2026〕1号", "工作需要", "", {}, false};
    }
    Founding founding(OrganizationId parent, std::string name, std::string type, std::optional<Date> on = {}) const
    {
        Founding founding;
        founding.parent = parent;
        founding.values.name = std::move(name);
        founding.values.type = std::move(type);
        founding.values.sector = "rural";
        founding.papers = papers(on);
        return founding;
    }
    Result<Outcome> try_found(const Founding& founding)
    {
        return write([&](db::Tx& tx) { return organization::found(office, tx, actor, founding); });
    }
    OrganizationId found(OrganizationId parent, std::string name, std::string type, std::optional<Date> on = {})
    {
        const auto outcome = try_found(founding(parent, std::move(name), std::move(type), on));
        REQUIRE_MESSAGE(outcome.has_value(), (outcome ? "" : outcome.error().code + " " + outcome.error().detail));
        return outcome->node.id;
    }
    template <class Request>
    Result<Outcome> run(Result<Outcome> (*use_case)(const Office&, db::Tx&, const platform::Actor&, OrganizationId,
                                                    const Request&),
                        OrganizationId id, const Request& request)
    {
        return write([&](db::Tx& tx) { return use_case(office, tx, actor, id, request); });
    }
    Node stored(OrganizationId id)
    {
        return read([&](db::Tx& tx) { return store::find_node(tx, id); }).value();
    }
    Timeline timeline(OrganizationId id)
    {
        return read([&](db::Tx& tx) { return store::timeline_of(tx, id); });
    }

    db::Database& database;
    FixedClock own_clock;
    FixedClock& clock;
    IdGenerator ids;
    PolicyBook policies;
    Directory directory;
    PastTrees trees;
    Office office;
    platform::Actor actor;
    std::vector<Deed> deeds;
};

/// Does the directory say what a fresh one would that was loaded from the database?
inline void check_directory(World& world)
{
    Directory fresh([&](std::string_view type) { return world.counts(type); });
    std::vector<OrganizationId> all;
    world.database.read([&](db::Tx& tx) {
        query::load(tx, fresh);
        store::each_node(tx, [&](Node&& node) { all.push_back(node.id); });
    });
    REQUIRE(fresh.size() == world.directory.size());
    for (const auto id : all) {
        const auto a = world.directory.listing(id);
        const auto b = fresh.listing(id);
        REQUIRE(a);
        CHECK(a->parent == b->parent);
        CHECK(a->name == b->name);
        CHECK(a->type == b->type);
        CHECK(a->status == b->status);
        CHECK(a->child_count == b->child_count);
        CHECK(a->subtree_count == b->subtree_count);
    }
}

/// Do today's rows follow from the timelines, and the paths from the parents?
inline void check_rows(World& world)
{
    world.database.read([&](db::Tx& tx) {
        std::map<OrganizationId, Node> nodes;
        store::each_node(tx, [&](Node&& node) { nodes.emplace(node.id, std::move(node)); });
        for (const auto& [id, node] : nodes) {
            if (node.status == Status::withdrawn) continue;
            const auto timeline = store::timeline_of(tx, id);
            const auto* state = timeline.shown_on(world.clock.today());
            REQUIRE(state);
            CHECK(node.values.name == state->values.name);
            CHECK(node.values.parent == state->values.parent);
            const auto above = node.values.parent ? nodes.at(node.values.parent).path : std::string{};
            CHECK(node.path.starts_with(above));
            CHECK(node.path.size() == above.size() + 6);
        }
    });
}

/// A world of each database, whose rows and directory agree afterwards.
inline void each_world(const std::function<void(World&)>& body)
{
    FixedClock clock(Date{2026, 3, 5});
    jishi::testing::each_database({organization::migrations()}, clock, [&](db::Database& database) {
        clock.set(Date{2026, 3, 5});
        World world(database, clock);
        body(world);
        check_directory(world);
        check_rows(world);
    });
}

/// Empty when it went well; of the first field where fields were wrong.
template <class T>
std::string error_of(const Result<T>& result)
{
    if (result) return "";
    if (!result.error().fields.empty()) return result.error().fields.front().code;
    return result.error().code;
}

}  // namespace testing
}  // namespace jishi::organization
