// The one file that includes Beast and Asio (the beast_*.hpp are its parts). One thread has one io_context and
// its own connections; this file listens, hands accepted connections out and stops in order.

#include "http/server.hpp"

#include <condition_variable>

#include <boost/asio/basic_socket_acceptor.hpp>

#include "http/beast_stream.hpp"

namespace jishi::http {

using namespace transport;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;

struct Server::Impl {
    Impl(ServerConfig c, Handler h);

    void start();
    void stop(std::chrono::milliseconds grace);
    Awaitable<> accept_loop();
    void welcome(Socket socket, std::shared_ptr<Worker> worker);
    void launch(Socket socket, std::shared_ptr<Worker> worker, std::string remote, const std::string& key);
    void released(const std::string& counted_as);

    Service service;
    std::vector<std::shared_ptr<Worker>> workers;
    Acceptor acceptor;
    std::unique_ptr<asio::ssl::context> tls;
    std::uint16_t port = 0;
    bool started = false;
    std::size_t next_worker = 0;
    std::atomic<std::uint64_t> refused = 0;
    ConnectionCounts counts;
    std::mutex mutex;
    std::condition_variable all_closed;
};

namespace {

/// Of what a client offers we speak HTTP/1.1 only; one that does not offer it may still speak it.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in, unsigned size,
                    void*)
{
    static constexpr unsigned char ours[] = "\x08http/1.1";
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, out_size, ours, sizeof ours - 1, in, size) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

std::unique_ptr<asio::ssl::context> make_tls(const TlsConfig& config)
{
    auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_alpn_select_cb(context->native_handle(), choose_protocol, nullptr);
    try {
        context->use_certificate_chain_file(config.certificate_file);
        context->use_private_key_file(config.key_file, asio::ssl::context::pem);
    } catch (const std::exception& error) {
        throw std::runtime_error("http: cannot use the certificate " + config.certificate_file + " with the key " +
                                 config.key_file + ": " + error.what());
    }
    return context;
}

}  // namespace

Server::Impl::Impl(ServerConfig c, Handler h)
    : service(std::move(c), std::move(h)), workers([this] {
          std::vector<std::shared_ptr<Worker>> made;
          for (int i = 0; i < std::max(service.config.threads, 1); ++i) made.push_back(std::make_shared<Worker>());
          return made;
      }()),
      acceptor(workers.front()->context),
      counts(service.config.connections_max, service.config.connections_per_address_max)
{
    if (service.config.tls) tls = make_tls(*service.config.tls);
    const auto where = service.config.address + " port " + std::to_string(service.config.port);
    ErrorCode error;
    const auto address = asio::ip::make_address(service.config.address, error);
    if (error) throw std::runtime_error("http: not an IP address to listen on: " + service.config.address);
    const asio::ip::tcp::endpoint endpoint(address, service.config.port);
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) throw std::runtime_error("http: cannot listen on " + where + ": " + error.message());
    port = acceptor.local_endpoint().port();
}

void Server::Impl::start()
{
    started = true;
    service.file_pool = std::make_unique<asio::thread_pool>(2);
    asio::co_spawn(workers.front()->context.get_executor(), accept_loop(), [](std::exception_ptr failure) {
        if (failure) spdlog::critical("http: no longer accepting connections");
    });
    for (const auto& worker : workers) worker->start();
}

Awaitable<> Server::Impl::accept_loop()
{
    Timer pause(workers.front()->context);
    while (!service.stopping) {
        const auto worker = workers[next_worker++ % workers.size()];
        auto [error, socket] = co_await acceptor.async_accept(worker->context.get_executor(), no_throw);
        if (service.stopping || error == asio::error::operation_aborted) break;
        if (!error) {
            welcome(std::move(socket), worker);
            continue;
        }
        // Out of descriptors, most likely: wait until some connection has ended rather than spin.
        spdlog::warn("http: cannot accept a connection: {}", error.message());
        pause.expires_after(std::chrono::milliseconds{100});
        [[maybe_unused]] const auto [waited] = co_await pause.async_wait(no_throw);
    }
}

void Server::Impl::welcome(Socket socket, std::shared_ptr<Worker> worker)
{
    ErrorCode error;
    const auto peer = socket.remote_endpoint(error);
    if (error) return;
    auto remote = canonical_address(peer.address().to_string());
    auto key = service.trust.trusts(remote) ? std::string{} : counting_key(remote);
    socket.non_blocking(true, error);
    socket.set_option(asio::ip::tcp::no_delay(true), error);
    if (!counts.admit(key)) {
        refused.fetch_add(1, std::memory_order_relaxed);
        static constexpr std::string_view full =
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        if (!tls) socket.write_some(asio::buffer(full.data(), full.size()), error);
        return;
    }
    try {
        launch(std::move(socket), std::move(worker), std::move(remote), key);
    } catch (const std::exception& failure) {  // no memory for one more: the others go on
        spdlog::error("http: cannot serve a connection: {}", failure.what());
        released(key);
    }
}

void Server::Impl::launch(Socket socket, std::shared_ptr<Worker> worker, std::string remote, const std::string& key)
{
    std::shared_ptr<Connection> connection;
    if (tls) {
        connection =
            std::make_shared<ConnectionOn<TlsStream>>(service, worker, std::move(remote), key, std::move(socket), *tls);
    } else {
        connection = std::make_shared<ConnectionOn<Socket>>(service, worker, std::move(remote), key, std::move(socket));
    }
    worker->post([this, connection = std::move(connection)] {
        const auto executor = connection->worker->context.get_executor();
        asio::co_spawn(executor, connection->run(), [this, connection](std::exception_ptr failure) {
            if (failure) spdlog::error("http: a connection ended with an exception");
            released(connection->counted_as);
        });
    });
}

void Server::Impl::released(const std::string& counted_as)
{
    if (counts.release(counted_as) > 0 || !service.stopping) return;
    const std::lock_guard lock(mutex);
    all_closed.notify_all();
}

void Server::Impl::stop(std::chrono::milliseconds grace)
{
    if (!started || service.stopping.exchange(true)) return;
    workers.front()->post([this] {
        ErrorCode ignored;
        acceptor.close(ignored);
    });
    const auto tell_all = [this](void (Managed::*what)()) {
        for (const auto& worker : workers)
            worker->post([worker, what] { worker->each_connection([what](Managed& c) { (c.*what)(); }); });
    };
    const auto empty = [this] { return counts.open() == 0; };
    tell_all(&Managed::leave);
    {
        std::unique_lock lock(mutex);
        // A connection may end between the question and the wait without the lock: hence the short waits.
        const auto until = Steady::now() + grace;
        while (!empty() && Steady::now() < until)
            all_closed.wait_until(lock, std::min(until, Steady::now() + std::chrono::milliseconds{50}));
    }
    while (!empty()) {
        tell_all(&Managed::abort);
        std::unique_lock lock(mutex);
        all_closed.wait_for(lock, std::chrono::milliseconds{50});
    }
    for (const auto& worker : workers) worker->close();
    service.file_pool->join();
}

Server::Server(ServerConfig config, Handler handler)
    : impl_(std::make_unique<Impl>(std::move(config), std::move(handler)))
{
}

Server::~Server() { impl_->stop(std::chrono::milliseconds{0}); }
void Server::start() { impl_->start(); }
void Server::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }
std::uint16_t Server::port() const { return impl_->port; }

ServerCounters Server::counters() const
{
    ServerCounters counters{impl_->counts.open(), impl_->refused, 0, 0, 0};
    for (const auto& worker : impl_->workers) {
        counters.requests += worker->requests;
        counters.malformed += worker->malformed;
        counters.timed_out += worker->timed_out;
    }
    return counters;
}

}  // namespace jishi::http
