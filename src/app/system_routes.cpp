#include "app/system_routes.hpp"

#include <optional>

#include "app/version.hpp"

namespace jishi::app {

struct SystemView {
    std::string version;
    std::string database;
    std::int64_t organizations = 0;
    std::optional<std::string> world;
};
BOOST_DESCRIBE_STRUCT(SystemView, (), (version, database, organizations, world))

namespace {

using http::Access;
using http::Call;
using http::NoQuery;
using http::Response;
using http::Runs;

Response text(int status, std::string body)
{
    Response response;
    response.status = status;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(body);
    return response;
}

/// Metrics name no person, but they tell how busy a place is: they are for the machine itself and its monitoring.
bool is_local(const std::string& remote) { return remote == "::1" || remote.starts_with("127.") || remote.empty(); }

}  // namespace

std::vector<http::Endpoint> system_endpoints(SystemQuestions questions)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get(
        "/healthz", {"healthz", "Is the process alive?", "system", Access::everyone()},
        [](Call&, NoQuery) -> Result<Response> { return text(200, "ok\n"); }, Runs::blocking));
    endpoints.push_back(http::get(
        "/readyz",
        {"readyz",
         "Can it serve: loaded, and the database answers?",
         "system",
         Access::everyone(),
         {"system.not_ready"}},
        [questions](Call&, NoQuery) -> Result<Response> {
            if (!questions.ready()) return refuse(ErrorKind::unavailable, "system.not_ready");
            return text(200, "ready\n");
        },
        Runs::blocking));
    endpoints.push_back(http::get(
        "/metrics",
        {"metrics",
         "Counters in the Prometheus text format; answered to this machine only",
         "system",
         Access::everyone(),
         {"access.forbidden"}},
        [questions](Call& call, NoQuery) -> Result<Response> {
            if (!is_local(call.request.remote)) return refuse(ErrorKind::forbidden, "access.forbidden");
            auto response = text(200, questions.metrics.text());
            response.content_type = "text/plain; version=0.0.4; charset=utf-8";
            return response;
        },
        Runs::blocking));
    endpoints.push_back(http::get(
        "/api/openapi.json", {"openapi", "This reference", "system", Access::everyone()},
        [questions](Call&, NoQuery) -> Result<Response> {
            Response response;
            response.body = questions.openapi();
            return response;
        },
        Runs::blocking));
    endpoints.push_back(http::get(
        "/api/system", {"system", "Version, database and size of this installation", "system", Access::signed_in()},
        [questions](Call&, NoQuery) -> Result<SystemView> {
            SystemView view;
            view.version = version;
            view.database = questions.database.engine() == db::Engine::sqlite ? "sqlite" : "postgresql";
            view.organizations = questions.organizations();
            if (!questions.world.empty()) view.world = questions.world;
            return view;
        }));
    return endpoints;
}

}  // namespace jishi::app
