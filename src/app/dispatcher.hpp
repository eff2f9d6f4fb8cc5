#pragma once
// From a request to its answer: find the endpoint, who asks, whether they may, the transaction, the
// handler, the answer or problem. The only place where these meet.

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "app/metrics.hpp"
#include "base/worker_pool.hpp"
#include "db/db.hpp"
#include "http/endpoint.hpp"
#include "platform/actor.hpp"

namespace jishi::app {

using ActorPointer = std::shared_ptr<const platform::Actor>;

/// Who is behind a request: an actor, nobody (a null pointer), or a refusal (a write without its CSRF token).
using Authenticate = std::function<Result<ActorPointer>(const http::Request&)>;

enum class RequestLog : std::uint8_t { none, problems, all };

class Dispatcher {
public:
    /// Throws std::logic_error when an endpoint names an unknown permission.
    Dispatcher(http::Router& router, db::Database& database, WorkerPool& pool, Authenticate authenticate,
               Metrics& metrics, RequestLog log);

    /// Answers what no endpoint takes (the web application's files); set before the server starts.
    std::function<http::Response(const http::Request&)> fallback;

    void handle(http::Request&& request, http::Respond respond);

private:
    struct Route {
        const http::Endpoint* endpoint;
        platform::Permission permission;
        Metrics::Series* series;
    };
    struct Exchange;  // one request on its way
    using ExchangePointer = std::shared_ptr<Exchange>;

    Result<void> admit(Exchange& exchange) const;
    void run_read(const ExchangePointer& exchange);
    void run_write(const ExchangePointer& exchange);
    void run_blocking(const ExchangePointer& exchange);
    http::Response call(Exchange& exchange, db::Tx* tx, bool& keep);
    http::Response call_once(Exchange& exchange);
    void finish(Exchange& exchange, http::Response&& response) const;
    void fail(Exchange& exchange, std::exception_ptr error) const;

    http::Router& router_;
    db::Database& database_;
    WorkerPool& pool_;
    Authenticate authenticate_;
    Metrics& metrics_;
    RequestLog log_;
    std::unordered_map<const http::Endpoint*, Route> routes_;
    Metrics::Series* unrouted_;
};

}  // namespace jishi::app
