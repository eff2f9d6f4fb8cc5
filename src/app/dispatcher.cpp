#include "app/dispatcher.hpp"

#include <chrono>

#include <fmt/format.h>

#include "app/idempotency.hpp"
#include "base/log.hpp"
#include "base/elsewhere.hpp"
#include "http/problem.hpp"

namespace jishi::app {

struct Dispatcher::Exchange {
    http::Request request;
    http::Respond respond;
    http::Router::Match match;
    const Route* route = nullptr;
    ActorPointer actor;
    Metrics::Series* series = nullptr;
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
    http::Response answer;  // of the latest attempt of a write
};

namespace {

constexpr double slow_seconds = 1.0;

bool is_safe(http::Method method) { return method == http::Method::get || method == http::Method::head; }

}  // namespace

Dispatcher::Dispatcher(http::Router& router, db::Database& database, WorkerPool& pool, Authenticate authenticate,
                       Metrics& metrics, RequestLog log)
    : router_(router), database_(database), pool_(pool), authenticate_(std::move(authenticate)), metrics_(metrics),
      log_(log), unrouted_(metrics.series("none"))
{
    for (const auto& endpoint : router_.endpoints()) {
        Route route{endpoint.get(), platform::Permission::count_, metrics_.series(endpoint->operation)};
        if (endpoint->access.kind == http::Access::Kind::permission) {
            const auto permission = platform::permission_from(endpoint->access.permission);
            if (!permission)
                throw std::logic_error(fmt::format("endpoint {} names the unknown permission {}", endpoint->operation,
                                                   endpoint->access.permission));
            route.permission = *permission;
        }
        routes_.emplace(endpoint.get(), route);
    }
}

void Dispatcher::handle(http::Request&& request, http::Respond respond)
{
    auto exchange = std::make_shared<Exchange>();
    exchange->request = std::move(request);
    exchange->respond = std::move(respond);
    exchange->series = unrouted_;
    const auto lookup = exchange->request.method == http::Method::head ? http::Method::get : exchange->request.method;
    exchange->match = router_.find(lookup, exchange->request.path);
    if (!exchange->match.endpoint) {
        if (exchange->match.path_known) {
            auto response = http::problem(405, "http.method_not_allowed", exchange->request.id);
            response.headers.emplace_back("Allow", exchange->match.allowed);
            return finish(*exchange, std::move(response));
        }
        if (fallback && is_safe(exchange->request.method) && !exchange->request.path.starts_with("/api/"))
            return finish(*exchange, fallback(exchange->request));
        return finish(*exchange, http::problem(404, "http.no_such_path", exchange->request.id));
    }
    exchange->route = &routes_.at(exchange->match.endpoint);
    exchange->series = exchange->route->series;
    try {
        if (auto admitted = admit(*exchange); !admitted)
            return finish(*exchange, http::problem(admitted.error(), exchange->request.id));
        switch (exchange->match.endpoint->runs) {
            case http::Runs::read: return run_read(exchange);
            case http::Runs::write: return run_write(exchange);
            case http::Runs::blocking: return run_blocking(exchange);
        }
    } catch (...) {
        fail(*exchange, std::current_exception());
    }
}

Result<void> Dispatcher::admit(Exchange& exchange) const
{
    const auto& access = exchange.match.endpoint->access;
    auto actor = authenticate_(exchange.request);
    if (!actor) {
        // Whoever needs no account is not turned away for a stale cookie.
        if (access.kind == http::Access::Kind::everyone && actor.error().kind == ErrorKind::unauthenticated) return {};
        return std::unexpected(std::move(actor).error());
    }
    exchange.actor = std::move(*actor);
    if (access.kind == http::Access::Kind::everyone) return {};
    if (!exchange.actor) return refuse(ErrorKind::unauthenticated, "session.none");
    // An initial password or a missing second factor comes first; the routes of the own session are where it is done.
    if (!exchange.actor->blocked.empty() && exchange.match.endpoint->tag != "session")
        return refuse(ErrorKind::forbidden, std::string(exchange.actor->blocked));
    if (access.kind == http::Access::Kind::permission && !exchange.actor->may_somewhere(exchange.route->permission))
        return refuse(ErrorKind::forbidden, "access.forbidden", {}, std::string(access.permission));
    return {};
}

http::Response Dispatcher::call(Exchange& exchange, db::Tx* tx, bool& keep)
{
    http::Call call{exchange.request, exchange.match.path, exchange.actor.get(), tx};
    auto result = exchange.match.endpoint->handler(call);
    keep = result.has_value();
    if (!result) return http::problem(result.error(), exchange.request.id);
    return std::move(*result);
}

void Dispatcher::run_read(const ExchangePointer& exchange)
{
    auto work = [this, exchange] {
        try {
            http::Response response;
            database_.read([&](db::Tx& tx) {
                bool keep = false;
                response = call(*exchange, &tx, keep);
            });
            finish(*exchange, std::move(response));
        } catch (const Elsewhere&) {
            throw;
        } catch (...) {
            fail(*exchange, std::current_exception());
        }
    };
    // A read of the embedded database is a few microseconds of memory and page cache: a change of threads would
    // cost more. One that turns out to be long, and a round trip to PostgreSQL, belong on the pool.
    if (database_.engine() == db::Engine::sqlite) try {
            const OnConnection here;
            return work();
        } catch (const Elsewhere&) {
        }
    if (!pool_.post(work)) finish(*exchange, http::problem(503, "server.busy", exchange->request.id));
}

void Dispatcher::run_write(const ExchangePointer& exchange)
{
    const bool keyed = exchange->actor && !exchange->request.header("Idempotency-Key").empty();
    auto work = [this, exchange, keyed](db::Tx& tx) {
        bool keep = false;
        if (keyed) {
            auto first = first_answer(tx, exchange->actor->account, exchange->request);
            if (!first) {
                exchange->answer = http::problem(first.error(), exchange->request.id);
                return false;
            }
            if (*first) {
                exchange->answer = std::move(**first);
                return false;
            }
        }
        exchange->answer = call(*exchange, &tx, keep);
        if (keyed && keep) keep_answer(tx, exchange->actor->account, exchange->request, exchange->answer);
        return keep;
    };
    database_.submit(work, [this, exchange](bool, std::exception_ptr error) {
        if (error) return fail(*exchange, error);
        finish(*exchange, std::move(exchange->answer));
    });
}

void Dispatcher::run_blocking(const ExchangePointer& exchange)
{
    const bool accepted = pool_.post([this, exchange] {
        try {
            finish(*exchange, call_once(*exchange));
        } catch (...) {
            fail(*exchange, std::current_exception());
        }
    });
    if (!accepted) finish(*exchange, http::problem(503, "server.busy", exchange->request.id));
}

/// Work with transactions of its own: the first answer is looked up before it and kept after it. Two that run at the
/// very same moment both run; the rules of the work itself (a taken name, a used code) then tell them apart.
http::Response Dispatcher::call_once(Exchange& exchange)
{
    bool keep = false;
    const bool keyed =
        exchange.actor && !is_safe(exchange.request.method) && !exchange.request.header("Idempotency-Key").empty();
    if (!keyed) return call(exchange, nullptr, keep);
    Result<std::optional<http::Response>> first = std::nullopt;
    database_.read([&](db::Tx& tx) { first = first_answer(tx, exchange.actor->account, exchange.request); });
    if (!first) return http::problem(first.error(), exchange.request.id);
    if (*first) return std::move(**first);
    auto response = call(exchange, nullptr, keep);
    if (keep && response.file.empty() && !response.stream)
        database_.submit_and_wait([&](db::Tx& tx) {
            keep_answer(tx, exchange.actor->account, exchange.request, response);
            return true;
        });
    return response;
}

void Dispatcher::fail(Exchange& exchange, std::exception_ptr error) const
{
    try {
        std::rethrow_exception(error);
    } catch (const db::ConstraintViolated& violated) {
        log::warning("http.conflict", {{"request", exchange.request.id}, {"why", violated.what()}});
        finish(exchange, http::problem(409, "database.conflict", exchange.request.id));
    } catch (const db::DatabaseFailed& failed) {
        log::error("http.failed", {{"request", exchange.request.id}, {"why", failed.what()}});
        finish(exchange, http::problem(503, "database.unavailable", exchange.request.id));
    } catch (const std::exception& failed) {
        log::error("http.failed", {{"request", exchange.request.id}, {"why", failed.what()}});
        finish(exchange, http::problem(500, "server.failed", exchange.request.id));
    }
}

void Dispatcher::finish(Exchange& exchange, http::Response&& response) const
{
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - exchange.began).count();
    const int status = response.status;
    Metrics::observe(exchange.series, status, seconds);
    // Paths carry ids, never names; queries may carry what people typed and stay out of the log.
    if (log_ == RequestLog::all || (log_ == RequestLog::problems && (status >= 500 || seconds > slow_seconds)))
        log::info("http.request", {{"request", exchange.request.id},
                                   {"method", http::to_string(exchange.request.method)},
                                   {"path", exchange.request.path},
                                   {"status", status},
                                   {"ms", seconds * 1000},
                                   {"account", exchange.actor ? exchange.actor->account.value : 0}});
    exchange.respond(std::move(response));
}

}  // namespace jishi::app
