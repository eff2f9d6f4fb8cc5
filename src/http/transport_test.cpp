// What takes time, threads, files or certificates: streams, files, stopping, proxies, TLS.
#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>

#include <sys/stat.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "http/peers.hpp"
#include "http/server.hpp"
#include "http/test_client.hpp"

using namespace jishi;
using namespace jishi::http;
using jishi::testing::Answer;
using jishi::testing::Client;
using namespace std::chrono_literals;

namespace {

ServerConfig any_port()
{
    ServerConfig config;
    config.port = 0;
    return config;
}

struct TemporaryFolder {
    TemporaryFolder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "jishi_http_XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
        path = name;
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

/// Opens once.
class Gate {
public:
    void open()
    {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    bool wait()
    {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 20s, [this] { return open_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
};

const std::string plain_get = "GET / HTTP/1.1\r\nHost: t\r\n\r\n";

}  // namespace

// ---- streams -------------------------------------------------------------------------------------

TEST_CASE("http: a stream written from another thread arrives in order and whole, then the connection ends")
{
    std::thread writer;
    {
        Server server(any_port(), [&](Request&&, Respond respond) {
            Response response;
            response.content_type = "text/csv";
            response.stream = [&](std::shared_ptr<Stream> stream) {
                writer = std::thread([stream] {
                    for (int i = 0; i < 10'000; ++i)
                        if (!stream->write(std::to_string(i) + "\n")) return;
                    stream->close();
                });
            };
            respond(std::move(response));
        });
        server.start();
        Client client(server.port());
        const auto answer = client.ask(plain_get);
        REQUIRE(answer);
        CHECK(answer->header("Transfer-Encoding") == "chunked");
        std::string expected;
        for (int i = 0; i < 10'000; ++i) expected += std::to_string(i) + "\n";
        CHECK(answer->body == expected);
        CHECK(client.is_closed_by_server());

        Client old(server.port());
        writer.join();
        const auto unchunked = old.ask("GET / HTTP/1.0\r\n\r\n");
        REQUIRE(unchunked);
        CHECK(unchunked->body == expected);
        writer.join();
        Client head(server.port());
        head.send("HEAD / HTTP/1.1\r\nHost: t\r\n\r\n");
        CHECK(head.receive(true)->header("Content-Type") == "text/csv");
    }
}

TEST_CASE("http: what is written to an event stream arrives at once, while the stream stays open")
{
    std::shared_ptr<Stream> events;
    Gate opened;
    Server server(any_port(), [&](Request&&, Respond respond) {
        Response response;
        response.content_type = "text/event-stream";
        response.stream = [&](std::shared_ptr<Stream> stream) {
            stream->write("data: 0\n\n");
            events = std::move(stream);
            opened.open();
        };
        respond(std::move(response));
    });
    server.start();
    Client client(server.port());
    client.send(plain_get);
    REQUIRE(opened.wait());
    for (const char* event : {"data: 0\n\n", "data: 1\n\n", "data: 2\n\n"}) {
        if (event[6] != '0') CHECK(events->write(event));
        while (client.received().find(event) == std::string::npos) REQUIRE(client.read_more());
    }
    events->close();
    CHECK_FALSE(events->write("data: late\n\n"));
    const auto answer = client.receive();
    REQUIRE(answer);
    CHECK(answer->body == "data: 0\n\ndata: 1\n\ndata: 2\n\n");
}

TEST_CASE("http: a writer learns that the client has gone")
{
    std::shared_ptr<Stream> events;
    Gate opened;
    Server server(any_port(), [&](Request&&, Respond respond) {
        Response response;
        response.content_type = "text/event-stream";
        response.stream = [&](std::shared_ptr<Stream> stream) {
            events = std::move(stream);
            opened.open();
        };
        respond(std::move(response));
    });
    server.start();
    {
        Client client(server.port());
        client.send(plain_get);
        REQUIRE(opened.wait());
    }
    const auto until = std::chrono::steady_clock::now() + 20s;
    while (events->write(": still there?\n\n") && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(5ms);
    CHECK_FALSE(events->write("data\n\n"));
    while (server.counters().connections_open > 0 && std::chrono::steady_clock::now() < until)
        std::this_thread::yield();
    CHECK(server.counters().connections_open == 0);
}

TEST_CASE("http: a stream that is dropped unfinished is cut off, not ended")
{
    Server server(any_port(), [&](Request&&, Respond respond) {
        Response response;
        response.stream = [](std::shared_ptr<Stream> stream) { stream->write("half of it"); };
        respond(std::move(response));
    });
    server.start();
    Client client(server.port());
    CHECK_FALSE(client.ask(plain_get));
}

TEST_CASE("http: a fast writer waits for a slow reader instead of filling the memory")
{
    std::atomic<std::size_t> written = 0;
    std::thread writer;
    Server server(any_port(), [&](Request&&, Respond respond) {
        Response response;
        response.stream = [&](std::shared_ptr<Stream> stream) {
            writer = std::thread([&, stream] {
                for (int i = 0; i < 1000; ++i) {
                    if (!stream->write(std::string(100'000, 'x'))) return;
                    written += 100'000;
                }
                stream->close();
            });
        };
        respond(std::move(response));
    });
    server.start();
    Client client(server.port());
    client.send(plain_get);
    std::size_t before = 1;
    while (written != before) {  // until it stands still
        before = written;
        std::this_thread::sleep_for(300ms);
    }
    CHECK(written < 50'000'000);
    const auto answer = client.receive();
    REQUIRE(answer);
    CHECK(answer->body.size() == 100'000'000);
    writer.join();
}

// ---- files ---------------------------------------------------------------------------------------

TEST_CASE("http: a file is sent whole and the connection goes on; one that is not there answers 500")
{
    const TemporaryFolder folder;
    std::string content(3'000'001, 'x');
    for (std::size_t i = 0; i < content.size(); i += 1009) content[i] = static_cast<char>('a' + i % 26);
    std::ofstream(folder.path / "large", std::ios::binary) << content;
    std::ofstream(folder.path / "empty");
    Server server(any_port(), [&](Request&& request, Respond respond) {
        Response response;
        response.content_type = "application/octet-stream";
        response.file = (folder.path / request.path.substr(1)).string();
        respond(std::move(response));
    });
    server.start();
    Client client(server.port());
    CHECK(client.get("/large")->body == content);
    const auto empty = client.get("/empty");
    CHECK(empty->status == 200);
    CHECK(empty->header("Content-Length") == "0");
    client.send("HEAD /large HTTP/1.1\r\nHost: t\r\n\r\n");
    CHECK(client.receive(true)->header("Content-Length") == "3000001");
    CHECK(client.get("/missing")->status == 500);
    std::filesystem::create_directory(folder.path / "folder");
    CHECK(client.get("/folder")->status == 500);
    CHECK(client.get("/large")->body == content);
}

// ---- stopping ------------------------------------------------------------------------------------

TEST_CASE("http: waiting for an answer that takes its time costs no processor time")
{
    Gate asked, go_on;
    std::thread work;
    Server server(any_port(), [&](Request&&, Respond respond) {
        asked.open();
        work = std::thread([&go_on, respond = std::move(respond)] {
            go_on.wait();
            respond(Response{});
        });
    });
    server.start();
    Client client(server.port());
    client.send(plain_get);
    REQUIRE(asked.wait());
    const auto before = std::clock();
    std::this_thread::sleep_for(500ms);
    const auto spent = std::clock() - before;  // of all threads of this process
    go_on.open();
    CHECK(client.receive());
    work.join();
    CHECK(spent < CLOCKS_PER_SEC / 5);
}

TEST_CASE("http: stopping lets a request under way finish, closes idle connections and takes no new ones")
{
    Gate asked, go_on;
    std::thread work;
    Server server(any_port(), [&](Request&& request, Respond respond) {
        if (request.path == "/quick") return respond(Response{});
        asked.open();
        work = std::thread([&go_on, respond = std::move(respond)] {
            go_on.wait();
            Response response;
            response.body = "done";
            respond(std::move(response));
        });
    });
    server.start();
    Client idle(server.port()), busy(server.port());
    REQUIRE(idle.get("/quick"));
    busy.send("GET /slow HTTP/1.1\r\nHost: t\r\n\r\n");
    REQUIRE(asked.wait());
    std::thread stopping([&] { server.stop(20s); });
    CHECK(idle.is_closed_by_server());
    CHECK_THROWS_AS(Client{server.port()}, std::runtime_error);
    go_on.open();
    const auto answer = busy.receive();
    REQUIRE(answer);
    CHECK(answer->body == "done");
    stopping.join();
    work.join();
    CHECK(server.counters().connections_open == 0);
}

TEST_CASE("http: when the grace is over, what hangs is cut off, and a late answer harms nobody")
{
    Respond late;
    Gate asked;
    std::optional<Server> server;
    server.emplace(any_port(), [&](Request&&, Respond respond) {
        late = std::move(respond);
        asked.open();
    });
    server->start();
    Client client(server->port());
    client.send(plain_get);
    REQUIRE(asked.wait());
    const auto began = std::chrono::steady_clock::now();
    server->stop(100ms);
    CHECK(std::chrono::steady_clock::now() - began < 5s);
    CHECK_FALSE(client.receive());
    late(Response{});
    server.reset();
    late = nullptr;
}

TEST_CASE("http: stopping ends event streams in order at once")
{
    std::shared_ptr<Stream> events;
    Gate opened;
    Server server(any_port(), [&](Request&&, Respond respond) {
        Response response;
        response.content_type = "text/event-stream";
        response.stream = [&](std::shared_ptr<Stream> stream) {
            stream->write("data: last words\n\n");
            events = std::move(stream);
            opened.open();
        };
        respond(std::move(response));
    });
    server.start();
    Client client(server.port());
    client.send(plain_get);
    REQUIRE(opened.wait());
    const auto began = std::chrono::steady_clock::now();
    server.stop(20s);
    CHECK(std::chrono::steady_clock::now() - began < 5s);
    const auto answer = client.receive();
    REQUIRE(answer);
    CHECK(answer->body == "data: last words\n\n");
    CHECK_FALSE(events->write("too late"));
}

TEST_CASE("http: a server under load from many threads stops without losing an answer that it began")
{
    auto config = any_port();
    config.threads = 2;
    Server server(config, [](Request&& request, Respond respond) {
        Response response;
        response.body = request.path;
        respond(std::move(response));
    });
    server.start();
    std::atomic<int> answered = 0, broken = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < 8; ++i) {
        clients.emplace_back([&, i] {
            try {
                Client client(server.port());
                for (int n = 0;; ++n) {
                    const auto path = "/" + std::to_string(i) + "/" + std::to_string(n);
                    const auto answer = client.get(path);
                    if (!answer) {
                        broken += !client.received().empty();  // half an answer
                        return;
                    }
                    if (answer->body == path) ++answered;
                }
            } catch (const std::runtime_error&) {
                // came after the stop
            }
        });
    }
    while (answered < 1000) std::this_thread::yield();
    server.stop();
    for (auto& client : clients) client.join();
    CHECK(broken == 0);
    CHECK(static_cast<std::uint64_t>(answered) <= server.counters().requests);
    CHECK(static_cast<std::uint64_t>(answered) + 8 >= server.counters().requests);
}

TEST_CASE("http: a port that is taken or an address that is none is an error with its name")
{
    Server first(any_port(), [](Request&&, Respond) {});
    auto config = any_port();
    config.port = first.port();
    CHECK_THROWS_WITH_AS(Server(config, nullptr), doctest::Contains(std::to_string(first.port()).c_str()),
                         std::runtime_error);
    config.address = "nowhere";
    CHECK_THROWS_WITH_AS(Server(config, nullptr), doctest::Contains("nowhere"), std::runtime_error);
}

// ---- proxies -------------------------------------------------------------------------------------

TEST_CASE("http: a forwarded address is believed only from a trusted proxy, and only the part it wrote")
{
    const auto seen = [](std::vector<std::string> trusted, const std::string& headers) {
        auto config = any_port();
        config.trusted_proxies = std::move(trusted);
        Server server(config, [](Request&& request, Respond respond) {
            Response response;
            response.body = request.remote + (request.secure ? " secure " : " plain ") + request.id;
            respond(std::move(response));
        });
        server.start();
        Client client(server.port());
        const auto body = client.ask("GET / HTTP/1.1\r\nHost: t\r\n" + headers + "\r\n")->body;
        return body.find(" my-id") == std::string::npos ? body.substr(0, body.rfind(' ')) : body;
    };
    const std::string forged = "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-Proto: https\r\nX-Request-Id: my-id\r\n";
    CHECK(seen({}, forged) == "127.0.0.1 plain");
    CHECK(seen({"127.0.0.1"}, forged) == "1.1.1.1 secure my-id");
    CHECK(seen({"127.0.0.1"}, "") == "127.0.0.1 plain");
    CHECK(seen({"127.0.0.1"}, "X-Forwarded-For: 6.6.6.6, 2.2.2.2\r\n") == "2.2.2.2 plain");
    CHECK(seen({"127.0.0.1"}, "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 2.2.2.2\r\n") == "2.2.2.2 plain");
    CHECK(seen({"127.0.0.1", "10.0.0.1"}, "X-Forwarded-For: 6.6.6.6, 2.2.2.2, 10.0.0.1\r\n") == "2.2.2.2 plain");
    CHECK(seen({"127.0.0.1"}, "X-Forwarded-For: <script>, 2.2.2.2\r\n") == "2.2.2.2 plain");
    CHECK(seen({"127.0.0.1"}, "X-Forwarded-For: 2.2.2.2, <script>\r\n") == "127.0.0.1 plain");
    CHECK(seen({"127.0.0.1"}, "X-Forwarded-For: 2001:DB8::1\r\nX-Request-Id: a b\r\n") == "2001:db8::1 plain");
}

TEST_CASE("http: addresses are counted in the form in which one client holds them")
{
    CHECK(canonical_address("::ffff:1.2.3.4") == "1.2.3.4");
    CHECK(canonical_address("2001:DB8:0:0::1") == "2001:db8::1");
    CHECK(canonical_address("1.2.3") == "");
    CHECK(canonical_address("1.2.3.4:80") == "");
    CHECK(counting_key("1.2.3.4") == "1.2.3.4");
    CHECK(counting_key("2001:db8::1") == counting_key("2001:db8::ffff:2"));
    CHECK(counting_key("2001:db8::1") != counting_key("2001:db8:0:1::1"));
    CHECK_THROWS_AS(ProxyTrust({"proxy.example"}), std::runtime_error);
    CHECK(accepted_request_id("abc-123_X.y") == "abc-123_X.y");
    CHECK(accepted_request_id(std::string(65, 'a')).empty());
    CHECK(accepted_request_id("a\tb").empty());
}

// ---- TLS -----------------------------------------------------------------------------------------

namespace {

template <class T, void (*release)(T*)>
struct Release {
    void operator()(T* object) const { release(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509, X509_free>>;
using Context = std::unique_ptr<SSL_CTX, Release<SSL_CTX, SSL_CTX_free>>;

TlsConfig make_certificate(const std::filesystem::path& folder)
{
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    auto* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1,
                               0);
    X509_set_issuer_name(certificate.get(), name);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    const TlsConfig config{(folder / "cert.pem").string(), (folder / "key.pem").string()};
    auto* file = std::fopen(config.certificate_file.c_str(), "w");
    PEM_write_X509(file, certificate.get());
    std::fclose(file);
    file = std::fopen(config.key_file.c_str(), "w");
    PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
    return config;
}

class TlsClient final : public Client {
public:
    explicit TlsClient(std::uint16_t port, int version_max = TLS1_3_VERSION)
        : Client(port), context_(SSL_CTX_new(TLS_client_method()))
    {
        SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
        SSL_CTX_set_security_level(context_.get(), 0);
        SSL_CTX_set_max_proto_version(context_.get(), version_max);
        ssl_ = SSL_new(context_.get());
        static constexpr unsigned char offered[] = "\x02h2\x08http/1.1";
        SSL_set_alpn_protos(ssl_, offered, sizeof offered - 1);
        SSL_set_fd(ssl_, socket_);
        is_open = SSL_connect(ssl_) == 1;
    }
    ~TlsClient() override { SSL_free(ssl_); }
    bool send(std::string_view bytes) override
    {
        return SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) > 0;
    }
    std::string protocol() const
    {
        const unsigned char* name = nullptr;
        unsigned size = 0;
        SSL_get0_alpn_selected(ssl_, &name, &size);
        return {reinterpret_cast<const char*>(name), size};
    }
    bool is_open = false;

private:
    long read_some(char* buffer, std::size_t size) override { return SSL_read(ssl_, buffer, static_cast<int>(size)); }
    Context context_;
    SSL* ssl_ = nullptr;
};

}  // namespace

TEST_CASE("http: over TLS requests are secure, long answers and streams arrive, and HSTS is set")
{
    const TemporaryFolder folder;
    auto config = any_port();
    config.tls = make_certificate(folder.path);
    config.header_timeout = 1s;
    Server server(config, [](Request&& request, Respond respond) {
        Response response;
        if (request.path == "/long") response.body.assign(3'000'000, 'x');
        else if (request.path == "/stream") {
            response.stream = [](std::shared_ptr<Stream> stream) {
                for (int i = 0; i < 100; ++i) stream->write(std::string(1000, 's'));
                stream->close();
            };
        } else response.body = request.secure ? "secure " + request.body : "plain";
        respond(std::move(response));
    });
    server.start();
    TlsClient client(server.port());
    REQUIRE(client.is_open);
    CHECK(client.protocol() == "http/1.1");
    for (int i = 0; i < 3; ++i) {
        const auto answer = client.ask("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello");
        REQUIRE(answer);
        CHECK(answer->body == "secure hello");
        CHECK(answer->header("Strict-Transport-Security") == "max-age=31536000");
    }
    CHECK(client.get("/long")->body.size() == 3'000'000);
    CHECK(client.get("/stream")->body == std::string(100'000, 's'));

    TlsClient twelve(server.port(), TLS1_2_VERSION);
    CHECK(twelve.get("/")->body == "secure ");
    TlsClient eleven(server.port(), TLS1_1_VERSION);
    CHECK_FALSE(eleven.is_open);
    Client plain(server.port());
    CHECK_FALSE(plain.ask("GET / HTTP/1.1\r\nHost: t\r\n\r\n" + std::string(100, 'x') + "\r\n\r\n").has_value());
    Client silent(server.port());  // never says hello: cut off after header_timeout
    CHECK(silent.is_closed_by_server());
    TlsClient refused(server.port());
    CHECK(refused.ask("nonsense\r\n\r\n")->status == 400);
    server.stop();
}

TEST_CASE("http: a certificate that cannot be used stops the start with its name")
{
    const TemporaryFolder folder;
    auto config = any_port();
    config.tls = TlsConfig{(folder.path / "none.pem").string(), (folder.path / "none.key").string()};
    CHECK_THROWS_WITH_AS(Server(config, nullptr), doctest::Contains("none.pem"), std::runtime_error);
}
