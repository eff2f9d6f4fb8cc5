#pragma once
// A small world for the tests of this module: a platform, organisations, the register, a clock that stands still, an
// account that may do everything.

#include <map>
#include <optional>
#include <string>

#include <doctest/doctest.h>

#include "engine/workflows.hpp"
#include "platform/platform_world.hpp"
#include "team/member_store.hpp"
#include "team/team.hpp"

namespace jishi::team::testing {

inline platform::Actor actor_on(OrganizationId organization, platform::PermissionSet permissions,
                                const platform::OrganizationScope& scope)
{
    auto actor = platform::testing::actor_of(7, "tester");
    actor.display_name = "测试员";
    platform::Grant grant;
    grant.organization = organization;
    grant.permissions = permissions;
    actor.grants = {grant};
    actor.scope = &scope;
    return actor;
}

/// A citizen number with its right check character.
inline std::string id_number_of(Date birth, int sequence, std::string_view region = "999999")
{
    const auto day = birth.str();
    auto digits = std::string(region) + day.substr(0, 4) + day.substr(5, 2) + day.substr(8, 2) +
                  std::to_string(1000 + sequence % 1000).substr(1);
    static constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < 17; ++i) sum += (digits[i] - '0') * weights[i];
    return digits + "10X98765432"[sum % 11];
}

struct World {
    explicit World(db::Database& d, FixedClock& c)
        : clock(c), database(d), under(d, c),
          organizations(d, platform::testing::national_rules(), ids, c, under.platform->audit()),
          team(d, ids, c, under.platform->audit(), under.platform->secret_key(), organizations),
          actor(actor_on({}, everything(), organizations.directory()))
    {
        organizations.connect(team.people());
        organizations.start();
        county = found({}, "沙州县委", "local_committee", Date{1950, 1, 1});
        committee = found(county, "平安镇委员会", "committee", Date{1984, 1, 1});
        branch = found(committee, "东村支部", "branch", Date{1984, 2, 1});
        other = found(committee, "西村支部", "branch", Date{1984, 2, 1});
    }

    static platform::PermissionSet everything()
    {
        using platform::Permission;
        return {Permission::organization_read, Permission::organization_change, Permission::member_read,
                Permission::member_reveal,     Permission::member_change,       Permission::member_import,
                Permission::member_export};
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

    OrganizationId found(OrganizationId parent, std::string name, std::string type, Date on)
    {
        organization::Founding founding;
        founding.parent = parent;
        founding.values.name = std::move(name);
        founding.values.type = std::move(type);
        founding.values.sector = "rural";
        founding.papers = {on, "组发〔2026〕1号", "工作需要", "特殊需要", {}, false};
        const auto outcome =
            write([&](db::Tx& tx) { return organization::found(organizations.office(), tx, actor, founding); });
        REQUIRE_MESSAGE(outcome.has_value(), (outcome ? "" : outcome.error().code + " " + outcome.error().detail));
        return outcome->node.id;
    }

    Papers papers(std::optional<Date> on = {}) const
    {
        return {on.value_or(clock.today()), "组字〔2026〕1号", "工作需要", {}, false};
    }
    Registering registering(std::string name, OrganizationId to, std::optional<Date> on = {})
    {
        Registering asked;
        asked.entry = "enrolled";
        asked.values.branch = to;
        asked.values.name = std::move(name);
        asked.values.category = "1";
        asked.values.ethnicity = "01";
        asked.values.education = "61";
        asked.values.joined_on = Date{1998, 7, 1};
        asked.values.full_on = Date{1999, 7, 1};
        asked.contact.id_number = id_number_of(Date{1970, 5, 6}, ++sequence);
        asked.contact.phone = "138" + std::to_string(10'000'000 + sequence);
        asked.contact.address = "宁安县平安镇东村三组 12 号";
        asked.papers = papers(on.value_or(Date{2020, 1, 1}));
        return asked;
    }
    Result<Outcome> try_register(const Registering& asked)
    {
        return write([&](db::Tx& tx) { return register_member(team.office(), tx, actor, asked); });
    }
    MemberId add(std::string name, OrganizationId to, std::optional<Date> on = {})
    {
        const auto outcome = try_register(registering(std::move(name), to, on));
        REQUIRE_MESSAGE(outcome.has_value(), (outcome ? "" : outcome.error().code + " " + outcome.error().detail));
        return outcome->member.id;
    }
    template <class Request>
    Result<Outcome> run(Result<Outcome> (*use_case)(const Office&, db::Tx&, const platform::Actor&, MemberId,
                                                    const Request&),
                        MemberId id, const Request& request)
    {
        return write([&](db::Tx& tx) { return use_case(team.office(), tx, actor, id, request); });
    }
    Result<Outcome> stand(MemberId id, std::string change, std::optional<Date> on = {}, std::string ground = {})
    {
        StandingChange asked;
        asked.change = std::move(change);
        asked.ground = std::move(ground);
        asked.papers = papers(on);
        return run(change_standing, id, asked);
    }
    Member stored(MemberId id)
    {
        return read([&](db::Tx& tx) { return store::find_member(tx, id); }).value();
    }
    std::vector<MemberId> roster(OrganizationId id, Date on, std::optional<Instant> known = {}, bool voters = false)
    {
        const auto found = read([&](db::Tx& tx) {
            return roster_of(team.office(), tx, {id, {on, known}, voters, {}, {}, 10'000});
        });
        std::vector<MemberId> members;
        if (found)
            for (const auto& line : found->items) members.push_back(line.id);
        std::ranges::sort(members);
        return members;
    }
    std::vector<MemberId> search(const std::string& text, OrganizationId within = {})
    {
        return read([&](db::Tx& tx) {
            const auto sight =
                organization::sight_of(organizations.directory(), actor, platform::Permission::member_read, within);
            return find_members(team.office(), tx, *sight, text, 100);
        });
    }

    FixedClock& clock;
    db::Database& database;
    platform::testing::World under;
    IdGenerator ids;
    organization::Organizations organizations;
    Team team;
    platform::Actor actor;
    OrganizationId county;
    OrganizationId committee;
    OrganizationId branch;
    OrganizationId other;
    int sequence = 0;
};

/// On every engine, with the clock of the database.
template <class Body>
void each_world(Body body)
{
    FixedClock clock(Date{2026, 3, 5});
    jishi::testing::each_database(
        {platform::migrations(), organization::migrations(), engine::migrations(), team::migrations()}, clock,
        [&](db::Database& database) {
            clock.set(Date{2026, 3, 5});
            World world(database, clock);
            body(world);
        });
}

inline std::string code_of(const Result<Outcome>& outcome)
{
    if (outcome) return "";
    return outcome.error().fields.empty() ? outcome.error().code : outcome.error().fields.front().code;
}

}  // namespace jishi::team::testing
