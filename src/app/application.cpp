#include "app/application.hpp"

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <thread>

#include "app/dispatcher.hpp"
#include "app/system_routes.hpp"
#include "app/version.hpp"
#include "base/log.hpp"
#include "http/endpoint.hpp"
#include "http/static_files.hpp"
#include "platform/platform_routes.hpp"

namespace jishi::app {

namespace {

constexpr std::size_t waiting_max = 4096;

http::ServerConfig server_config(const Config& config)
{
    http::ServerConfig server;
    server.address = config.address;
    server.port = config.port;
    server.threads = config.threads;
    server.trusted_proxies = config.trusted_proxies;
    if (!config.tls_certificate.empty()) server.tls = http::TlsConfig{config.tls_certificate, config.tls_key};
    return server;
}

/// What the database was first filled with, as `./dev run` wrote it down.
std::string world_of(const Config& config)
{
    std::ifstream in(std::filesystem::path(config.data) / "world");
    std::string world;
    std::getline(in, world);
    return world;
}

RequestLog request_log(const std::string& name)
{
    return name == "all" ? RequestLog::all : name == "none" ? RequestLog::none : RequestLog::problems;
}

}  // namespace

struct Application::Impl {
    std::unique_ptr<Installation> installation;
    std::string openapi;
    Metrics metrics;
    http::Router router;
    std::unique_ptr<WorkerPool> pool;
    std::optional<http::StaticFiles> web;
    std::optional<Dispatcher> dispatcher;
    std::optional<http::Server> server;
    std::jthread housekeeper;

    /// A day may begin while the server runs: what was planned for it takes effect.
    void keep_house(std::stop_token stop)
    {
        std::mutex mutex;
        std::condition_variable_any woken;
        std::unique_lock lock(mutex);
        while (!woken.wait_for(lock, stop, std::chrono::seconds{20}, [&] { return stop.stop_requested(); })) {
            try {
                installation->keep_house();
            } catch (const std::exception& failed) {
                log::error("housekeeping.failed", {{"why", failed.what()}});
            }
        }
    }

    SystemQuestions questions()
    {
        return {installation->database(),
                metrics,
                [this] { return ready(); },
                [this] { return static_cast<std::int64_t>(installation->organizations().directory().size()); },
                [this]() -> const std::string& { return openapi; },
                world_of(installation->config())};
    }
    bool ready()
    {
        try {
            installation->database().read([](db::Tx& tx) { (void)tx.value<std::int64_t>("SELECT 1"); });
            return true;
        } catch (const db::DatabaseFailed& failed) {
            log::warning("system.not_ready", {{"why", failed.what()}});
            return false;
        }
    }
    void wire()
    {
        const auto& config = installation->config();
        router.add(installation->endpoints());
        router.add(system_endpoints(questions()));
        openapi = http::openapi_document(router.endpoints(), version);
        pool = std::make_unique<WorkerPool>(static_cast<std::size_t>(config.workers), waiting_max);
        dispatcher.emplace(
            router, installation->database(), *pool,
            [this](const http::Request& request) {
                return installation->platform().authenticate(platform::presented_by(request));
            },
            metrics, request_log(config.log_requests));
        if (!config.web.empty()) {
            web.emplace(config.web);
            dispatcher->fallback = [this](const http::Request& request) { return web->serve(request); };
        }
        metrics.gauge(
            "jishi_organizations", "Organisations of today",
            [](void* self) {
                return static_cast<double>(static_cast<Impl*>(self)->installation->organizations().directory().size());
            },
            this);
        metrics.gauge(
            "jishi_sessions", "Sessions alive",
            [](void* self) {
                return static_cast<double>(static_cast<Impl*>(self)->installation->platform().sessions().size());
            },
            this);
        metrics.gauge(
            "jishi_connections", "Connections open",
            [](void* self) {
                return static_cast<double>(static_cast<Impl*>(self)->server->counters().connections_open);
            },
            this);
        metrics.gauge(
            "jishi_resident_bytes", "Resident memory", [](void*) { return static_cast<double>(resident_bytes()); },
            nullptr);
        server.emplace(server_config(config), [this](http::Request&& request, http::Respond respond) {
            dispatcher->handle(std::move(request), std::move(respond));
        });
    }
};

Application::Application(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Application::~Application() { stop(); }

Result<std::unique_ptr<Application>> Application::create(const Config& config)
{
    if (!config.web.empty() && !std::filesystem::exists(std::filesystem::path(config.web) / "index.html"))
        return refuse(ErrorKind::invalid_input, "config.wrong_value", {},
                      "web.folder has no index.html: " + config.web);
    auto impl = std::make_unique<Impl>();
    impl->installation = TRY(Installation::open(config, Open::loaded));
    impl->wire();
    return std::unique_ptr<Application>(new Application(std::move(impl)));
}

void Application::start()
{
    impl_->installation->platform().start_background();
    constexpr std::size_t megabyte = 1'048'576;
    statistics::limit_snapshot_memory(static_cast<std::size_t>(impl_->installation->config().statistics_memory_mb) *
                                      megabyte);
    impl_->installation->statistics().start(std::filesystem::path(impl_->installation->config().data) /
                                            "statistics.snapshot");
    impl_->housekeeper =
        std::jthread([impl = impl_.get()](std::stop_token stop) { impl->keep_house(std::move(stop)); });
    impl_->server->start();
}

void Application::stop()
{
    // From the outside in: no new requests, then what was accepted, then what it left to be done.
    if (impl_->server) impl_->server->stop();
    if (impl_->pool) impl_->pool->stop();
    impl_->housekeeper = {};
    impl_->installation->statistics().stop();
    impl_->installation->platform().stop();
}

std::uint16_t Application::port() const { return impl_->server->port(); }

Installation& Application::installation() { return *impl_->installation; }

std::string openapi_of(Installation& installation)
{
    static Metrics metrics;
    http::Router router;
    router.add(installation.endpoints());
    router.add(system_endpoints({installation.database(),
                                 metrics,
                                 [] { return true; },
                                 [] { return std::int64_t{0}; },
                                 []() -> const std::string& {
                                     static const std::string none;
                                     return none;
                                 },
                                 {}}));
    return http::openapi_document(router.endpoints(), version);
}

}  // namespace jishi::app
