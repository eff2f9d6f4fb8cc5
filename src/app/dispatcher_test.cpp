#include "app/dispatcher.hpp"

#include <atomic>
#include <future>
#include <thread>

#include <doctest/doctest.h>

#include "app/installation.hpp"
#include "database_fixture.hpp"
#include "base/elsewhere.hpp"

namespace dispatcher_test {

struct Amount {
    std::int64_t amount = 0;
};
BOOST_DESCRIBE_STRUCT(Amount, (), (amount))

}  // namespace dispatcher_test

using namespace jishi;
using dispatcher_test::Amount;
using http::Access;
using http::Call;

namespace {

constexpr db::Migration ledger[] = {
    {90, "ledger", "CREATE TABLE sample_ledger (id BIGINT PRIMARY KEY, amount BIGINT NOT NULL)"}};

/// A small ledger beside the tables of the product, on every database.
void each_ledger(const std::function<void(db::Database&)>& body)
{
    testing::each_database({ledger}, [&](db::Database& database) {
        auto all = app::all_migrations();
        all.push_back(ledger[0]);
        REQUIRE(db::migrate(database, all));
        body(database);
    });
}

std::int64_t sum_of(db::Tx& tx) { return tx.value<std::int64_t>("SELECT COALESCE(SUM(amount), 0) FROM sample_ledger"); }

std::atomic<int> long_begun = 0;
std::atomic<std::thread::id> long_done_by;

/// Endpoints of every kind over a small ledger.
std::vector<http::Endpoint> ledger_endpoints(IdGenerator& ids)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(
        http::get("/api/sum", {"sum", "", "sample", Access::permission_to("organization.read")},
                  [](Call& call, http::NoQuery) -> Result<Amount> { return Amount{sum_of(call.tx())}; }));
    auto add = [&ids](Call& call, Amount body) -> Result<Amount> {
        call.tx().execute("INSERT INTO sample_ledger (id, amount) VALUES (:id, :amount)",
                          {{"id", ids.next()}, {"amount", body.amount}});
        if (body.amount < 0) return refuse(ErrorKind::rule_refused, "sample.negative", "SAMPLE-01");
        if (body.amount == 13) throw std::runtime_error("unlucky");
        return Amount{sum_of(call.tx())};
    };
    endpoints.push_back(http::post<Amount>("/api/add", {"add", "", "sample", Access::signed_in()}, add));
    endpoints.push_back(http::post<http::NoBody>(
        "/api/slow", {"slow", "", "sample", Access::everyone()},
        [](Call& call, http::NoBody) -> Result<Amount> { return Amount{call.transaction == nullptr ? 1 : 0}; },
        http::Runs::blocking));
    endpoints.push_back(http::get("/api/long", {"long", "", "sample", Access::everyone()},
                                  [](Call& call, http::NoQuery) -> Result<Amount> {
                                      ++long_begun;
                                      leave_connection();
                                      long_done_by = std::this_thread::get_id();
                                      return Amount{sum_of(call.tx())};
                                  }));
    endpoints.push_back(http::get("/api/own", {"own", "", "session", Access::signed_in()},
                                  [](Call&, http::NoQuery) -> Result<Amount> { return Amount{7}; }));
    return endpoints;
}

struct World {
    explicit World(db::Database& database_) : database(database_)
    {
        router.add(ledger_endpoints(ids));
        dispatcher.emplace(
            router, database, pool,
            [this](const http::Request& request) -> Result<app::ActorPointer> {
                const auto who = request.cookie("who");
                if (who.empty()) return refuse(ErrorKind::unauthenticated, "session.none");
                return who == "reader" ? reader : who == "newcomer" ? newcomer : clerk;
            },
            metrics, app::RequestLog::none);
        auto with_permission = std::make_shared<platform::Actor>();
        with_permission->account = AccountId{1};
        with_permission->grants.push_back(
            {GrantId{1}, "r", OrganizationId{}, true, {platform::Permission::organization_read}});
        reader = with_permission;
        auto without = std::make_shared<platform::Actor>();
        without->account = AccountId{2};
        clerk = without;
        auto blocked = std::make_shared<platform::Actor>(*with_permission);
        blocked->blocked = "session.password_change_needed";
        newcomer = blocked;
    }
    ~World() { pool.stop(); }

    http::Response send(http::Method method, std::string path, std::string who = {}, std::string body = {},
                        std::string key = {})
    {
        http::Request request;
        request.method = method;
        request.path = request.target = std::move(path);
        request.body = std::move(body);
        request.id = "test";
        if (!who.empty()) request.headers.emplace_back("Cookie", "who=" + who);
        if (!key.empty()) request.headers.emplace_back("Idempotency-Key", key);
        std::promise<http::Response> promise;
        dispatcher->handle(std::move(request),
                           [&](http::Response&& response) { promise.set_value(std::move(response)); });
        return promise.get_future().get();
    }

    db::Database& database;
    IdGenerator ids;
    http::Router router;
    WorkerPool pool{2, 100};
    app::Metrics metrics;
    app::ActorPointer reader;
    app::ActorPointer clerk;
    app::ActorPointer newcomer;  // signed in with an initial password
    std::optional<app::Dispatcher> dispatcher;
};

bool says(const http::Response& response, int status, std::string_view code)
{
    return response.status == status && response.body.find('"' + std::string(code) + '"') != std::string::npos;
}

}  // namespace

TEST_CASE("dispatcher: unknown paths, wrong methods, nobody and the wrong role are refused each in its way")
{
    each_ledger([](db::Database& database) {
        World world(database);
        CHECK(says(world.send(http::Method::get, "/api/nothing"), 404, "http.no_such_path"));
        const auto wrong = world.send(http::Method::post, "/api/sum", "reader");
        CHECK(says(wrong, 405, "http.method_not_allowed"));
        CHECK(says(world.send(http::Method::get, "/api/sum"), 401, "session.none"));
        CHECK(says(world.send(http::Method::get, "/api/sum", "clerk"), 403, "access.forbidden"));
        CHECK(world.send(http::Method::get, "/api/sum", "reader").body == R"({"amount":0})");
        CHECK(world.send(http::Method::post, "/api/slow").body == R"({"amount":1})");
    });
}

TEST_CASE("dispatcher: who must change the password first reaches the own session and nothing else, whatever the role")
{
    each_ledger([](db::Database& database) {
        World world(database);
        CHECK(says(world.send(http::Method::get, "/api/sum", "newcomer"), 403, "session.password_change_needed"));
        CHECK(says(world.send(http::Method::post, "/api/add", "newcomer", R"({"amount":1})"), 403,
                   "session.password_change_needed"));
        CHECK(world.send(http::Method::get, "/api/own", "newcomer").body == R"({"amount":7})");
        CHECK(world.send(http::Method::post, "/api/slow", "newcomer").status == 200);  // for everyone
    });
}

TEST_CASE("dispatcher: a read that turns out to be long leaves the thread of its connection and is done on the pool")
{
    each_ledger([](db::Database& database) {
        World world(database);
        long_begun = 0;
        long_done_by = std::this_thread::get_id();
        CHECK(world.send(http::Method::get, "/api/long").body == R"({"amount":0})");
        CHECK(long_done_by.load() != std::this_thread::get_id());
        CHECK(long_begun == (database.engine() == db::Engine::sqlite ? 2 : 1));
        world.pool.stop();
        if (database.engine() == db::Engine::sqlite)
            CHECK(says(world.send(http::Method::get, "/api/long"), 503, "server.busy"));
    });
}

TEST_CASE("dispatcher: a refused or failed write leaves nothing behind")
{
    each_ledger([](db::Database& database) {
        World world(database);
        CHECK(world.send(http::Method::post, "/api/add", "clerk", R"({"amount":5})").body == R"({"amount":5})");
        CHECK(says(world.send(http::Method::post, "/api/add", "clerk", R"({"amount":-1})"), 422, "sample.negative"));
        CHECK(says(world.send(http::Method::post, "/api/add", "clerk", R"({"amount":13})"), 500, "server.failed"));
        CHECK(says(world.send(http::Method::post, "/api/add", "clerk", R"({"amount":"5"})"), 400,
                   "input.expected_integer"));
        CHECK(world.send(http::Method::get, "/api/sum", "reader").body == R"({"amount":5})");
    });
}

TEST_CASE(
    "dispatcher: a write repeated under one key is done once, and the key does not serve another request or person")
{
    each_ledger([](db::Database& database) {
        World world(database);
        const auto first = world.send(http::Method::post, "/api/add", "clerk", R"({"amount":5})", "k1");
        const auto again = world.send(http::Method::post, "/api/add", "clerk", R"({"amount":5})", "k1");
        CHECK(first.body == again.body);
        CHECK(again.headers.size() == 1);
        CHECK(says(world.send(http::Method::post, "/api/add", "clerk", R"({"amount":6})", "k1"), 409,
                   "idempotency.key_reused"));
        CHECK(says(world.send(http::Method::post, "/api/add", "clerk", R"({"amount":6})", std::string(65, 'k')), 400,
                   "idempotency.key_too_long"));
        CHECK(world.send(http::Method::post, "/api/add", "reader", R"({"amount":1})", "k1").body == R"({"amount":6})");
        // What was refused was not done, so the same key may try again.
        CHECK(says(world.send(http::Method::post, "/api/add", "clerk", R"({"amount":-1})", "k2"), 422,
                   "sample.negative"));
        CHECK(world.send(http::Method::post, "/api/add", "clerk", R"({"amount":4})", "k2").body == R"({"amount":10})");
    });
}

TEST_CASE("dispatcher: writes of many clients are all kept and each is answered once")
{
    each_ledger([](db::Database& database) {
        World world(database);
        std::vector<std::jthread> clients;
        for (int c = 0; c < 8; ++c)
            clients.emplace_back([&] {
                for (int i = 0; i < 25; ++i)
                    CHECK(world.send(http::Method::post, "/api/add", "clerk", R"({"amount":1})").status == 200);
            });
        clients.clear();
        CHECK(world.send(http::Method::get, "/api/sum", "reader").body == R"({"amount":200})");
    });
}

TEST_CASE("dispatcher: an endpoint with an unknown permission stops the start")
{
    each_ledger([](db::Database& database) {
        http::Router router;
        router.add({http::get("/api/x", {"x", "", "sample", Access::permission_to("no.such")},
                              [](Call&, http::NoQuery) -> Result<Amount> { return Amount{}; })});
        WorkerPool pool(1, 1);
        app::Metrics metrics;
        CHECK_THROWS_AS(app::Dispatcher(router, database, pool, nullptr, metrics, app::RequestLog::none),
                        std::logic_error);
    });
}
