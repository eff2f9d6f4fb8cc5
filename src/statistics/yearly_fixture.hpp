#pragma once
// An organisation department over a small installation, that counts and seals its years.

#include <functional>

#include "statistics/statistics_fixture.hpp"
#include "statistics/yearly.hpp"

namespace jishi::statistics::testing {

using platform::Permission;

constexpr int year = 2025;

struct Office {
    explicit Office(Installation& w)
        : world(w),
          yearly(w.statistics.office(), w.database, w.ids, w.under.platform->audit(), nullptr, w.under.folder.path()),
          department(actor_on({}, everything(), w.organizations.directory()))
    {
        for (int i = 0; i < 60; ++i) world.add(world.one_of(world.branches));
        // Whatever was recorded is older than what is asked for from now on.
        pass(60);
    }
    static platform::PermissionSet everything()
    {
        return {Permission::organization_read, Permission::organization_change, Permission::member_read,
                Permission::member_change,     Permission::award_change,        Permission::discipline_read,
                Permission::discipline_change, Permission::statistics_seal};
    }
    void pass(std::int64_t seconds) { world.clock.set(Instant{world.clock.now().us + seconds * 1'000'000}); }

    Result<YearMade> make(int of, std::string form = {}, OrganizationId within = {})
    {
        std::optional<Result<YearMade>> made;
        world.database.read([&](db::Tx& tx) {
            made = yearly.make(tx, department, {within ? within : world.county, std::move(form), of, {}});
        });
        return *std::move(made);
    }
    Result<Seal> seal(std::string remark = {})
    {
        return yearly.seal(department, {world.county, "", year, std::move(remark)});
    }
    SealVerdict verify(const Seal& seal)
    {
        std::optional<Result<SealVerdict>> verdict;
        world.database.read([&](db::Tx& tx) { verdict = yearly.verify(tx, seal); });
        REQUIRE_MESSAGE(verdict->has_value(), (*verdict ? "" : verdict->error().code));
        return **std::move(verdict);
    }
    Result<Seal> unseal(SealId id, const std::string& reason)
    {
        return world.database.write([&](db::Tx& tx) { return yearly.unseal(tx, department, id, reason); });
    }
    std::int64_t audited(const std::string& action)
    {
        std::int64_t rows = 0;
        world.database.read([&](db::Tx& tx) {
            rows = tx.value<std::int64_t>("SELECT COUNT(*) FROM platform_audit WHERE action = :action",
                                          {{"action", action}});
        });
        return rows;
    }

    Installation& world;
    Yearly yearly;
    platform::Actor department;
};

inline void each_office(std::uint64_t seed, const std::function<void(Office&)>& body)
{
    FixedClock clock(Date{2026, 3, 5});
    jishi::testing::each_database({platform::migrations(), engine::migrations(), organization::migrations(),
                                   team::migrations(), statistics::migrations()},
                                  clock, [&](db::Database& database) {
                                      clock.set(Date{2026, 3, 5});
                                      Installation world(database, clock, seed);
                                      Office office(world);
                                      body(office);
                                  });
}

inline const TableRow& row(const FormTable& table, const std::string& section, const std::string& code)
{
    const auto* found = table.find(section);
    REQUIRE_MESSAGE(found != nullptr, section);
    for (const auto& one : found->rows)
        if (one.code == code) return one;
    FAIL("no row " << section << "." << code);
    return found->rows.front();
}

inline const CheckResult& check(const YearMade& made, const std::string& code)
{
    for (const auto& one : made.checks)
        if (one.check->code == code) return one;
    FAIL("no check " << code);
    return made.checks.front();
}

}  // namespace jishi::statistics::testing
