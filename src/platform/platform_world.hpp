#pragma once
// A whole platform for tests: the real rules of packs/national, cheap password hashes, a clock that stands still.

#include <atomic>
#include <functional>
#include <stdexcept>
#include <thread>

#include "database_fixture.hpp"
#include "platform/platform.hpp"
#include "platform/platform_fixture.hpp"

namespace jishi::platform::testing {

inline const policy::Book& national_rules()
{
    static const auto loaded = [] {
        auto result = policy::Book::load(std::filesystem::path(JISHI_SOURCE_DIR) / "packs");
        if (!result) throw std::runtime_error(result.error().detail);
        return *std::move(result);
    }();
    return loaded;
}

inline constexpr auto good_password = "Three-Classes-2026";

/// The value of what cannot go wrong in a test's preparation.
template <class T>
T must(Result<T> result)
{
    if (!result) throw std::runtime_error("preparing a test: " + result.error().code);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

struct World {
    TemporaryFolder folder;
    FixedClock& clock;
    db::Database& database;
    IdGenerator ids;
    std::unique_ptr<Platform> platform;

    World(db::Database& d, FixedClock& c) : clock(c), database(d) { restart(); }

    /// As after a restart of the server: everything in memory is gone.
    void restart()
    {
        platform.reset();
        platform = must(Platform::create(database, national_rules(), ids, clock,
                                         {.data = folder.path(), .password_cost = {1, 8192}, .hashes_at_once = 2}));
        platform->start();
    }
    void pass(std::int64_t seconds) { clock.set(Instant{clock.now().us + seconds * 1'000'000}); }

    AccountId account(const std::string& username)
    {
        return must(platform->accounts().create_with_password(Platform::console(), {username, "姓名" + username},
                                                              good_password));
    }
    AccountId account(const std::string& username, const std::string& role, std::int64_t organization = 0)
    {
        const auto id = account(username);
        must(give(Platform::console(), id, role, organization));
        return id;
    }
    /// The actor that a request of this account would have, were no second factor asked for.
    Actor actor(AccountId id)
    {
        auto actor = actor_of(id.value, "actor" + id.str());
        database.read([&](db::Tx& tx) {
            std::vector<Grant> grants;
            tx.for_each<GrantId, std::string, OrganizationId, bool>(
                "SELECT id, role, organization, subtree FROM platform_grant WHERE account = :id AND taken_at = :held",
                {{"id", id}, {"held", Instant::forever()}},
                [&](GrantId grant, std::string role, OrganizationId organization, bool subtree) {
                    grants.push_back(
                        {grant, role, organization, subtree, platform->role_book().find(role)->permissions});
                });
            actor.grants = grants;
        });
        return actor;
    }
    Result<GrantRow> give(const Actor& actor, AccountId to, const std::string& role, std::int64_t organization = 0)
    {
        return database.write([&](db::Tx& tx) {
            return platform->roles().give(tx, actor, to, {role, OrganizationId{organization}, true});
        });
    }
    Result<void> take(const Actor& actor, AccountId from, GrantId grant)
    {
        return database.write([&](db::Tx& tx) { return platform->roles().take(tx, actor, from, grant); });
    }
    Result<std::string> sign_in(const std::string& username, const std::string& password = good_password,
                                const std::string& code = "")
    {
        return platform->sign_in().sign_in({username, password, code}, {"10.0.0.7", "Browser/1.0", "r1"});
    }
    Result<std::shared_ptr<const Actor>> authenticate(const std::string& token)
    {
        return platform->authenticate({.token = token, .user_agent = "Browser/1.0"});
    }
    template <class Fn>
    auto write(Fn fn)
    {
        return database.write([&](db::Tx& tx) { return fn(tx); });
    }
    AuditRow newest_audit()
    {
        std::vector<AuditRow> rows;
        database.read([&](db::Tx& tx) { rows = platform->audit().query(tx, {.limit = 1}); });
        return rows.at(0);
    }
    /// The code that an authenticator app shows now.
    std::string code_of(const std::string& base32_secret, std::int64_t steps_later = 0)
    {
        return totp_code(*from_base32(base32_secret), clock.now().us / 30'000'000 + steps_later);
    }
    std::string enable_totp(AccountId id, const std::string& password = good_password)
    {
        const auto offer = must(platform->totp().begin(actor(id), password));
        must(write([&](db::Tx& tx) { return platform->totp().confirm(tx, actor(id), code_of(offer.secret)); }));
        pass(30);  // the code that confirmed is used up
        return offer.secret;
    }
};

/// Runs the body on every database, each with a world of its own on 5 March 2026.
inline void in_each_world(const std::function<void(World&)>& body)
{
    FixedClock clock(Date{2026, 3, 5});
    jishi::testing::each_database({migrations()}, clock, [&](db::Database& database) {
        clock.set(Date{2026, 3, 5});
        World world(database, clock);
        body(world);
    });
}

template <class T>
std::string code_of(const Result<T>& result)
{
    if (result) return "";
    if (result.error().code == "input.invalid" && !result.error().fields.empty())
        return result.error().fields.front().field + ": " + result.error().fields.front().code;
    return result.error().code;
}

}  // namespace jishi::platform::testing
