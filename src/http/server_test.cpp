#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <thread>

#include "http/json.hpp"
#include "http/server.hpp"
#include "http/test_client.hpp"

using namespace jishi;
using namespace jishi::http;
using jishi::testing::Answer;
using jishi::testing::Client;

namespace {

ServerConfig small()
{
    ServerConfig config;
    config.port = 0;
    return config;
}

/// A server on a free port whose handler echoes what it understood.
struct Running {
    explicit Running(ServerConfig config = small(), Handler handler = echo)
        : server(std::move(config), std::move(handler))
    {
        server.start();
    }
    Client connect() { return Client(server.port()); }
    static void echo(Request&& request, Respond respond)
    {
        Response response;
        response.content_type = "text/plain";
        response.body = std::string(to_string(request.method)) + " " + request.path;
        for (const auto& [name, value] : request.query) response.body += " " + name + "=" + value;
        if (!request.body.empty()) response.body += " body:" + request.body;
        respond(std::move(response));
    }
    Server server;
};

std::string code_of(const std::optional<Answer>& answer)
{
    if (!answer) return "no answer";
    const auto value = parse_json(answer->body);
    if (!value || !value->is_object()) return "not JSON: " + answer->body;
    return std::string(value->as_object().at("code").as_string());
}

}  // namespace

TEST_CASE("http: a request reaches the handler decoded and its answer comes back with the transport's headers")
{
    Running running;
    auto client = running.connect();
    const auto answer = client.get("/%E5%85%9A?q=a%20b+c&empty=&flag");
    REQUIRE(answer);
    CHECK(answer->status == 200);
    CHECK(answer->body == "GET /党 q=a b c empty= flag=");
    CHECK(answer->header("Content-Type") == "text/plain");
    CHECK(answer->header("X-Request-Id").size() == 15);
    CHECK(answer->header("Date").ends_with(" GMT"));
    CHECK(answer->header("Cache-Control") == "no-store");
    CHECK(answer->header("X-Content-Type-Options") == "nosniff");
    CHECK(answer->header("Content-Security-Policy").find("default-src 'self'") == 0);
    CHECK(answer->header("Strict-Transport-Security").empty());
    CHECK(answer->header("Connection").empty());
}

TEST_CASE("http: one connection carries many requests, each with an id of its own")
{
    Running running;
    auto client = running.connect();
    std::string last_id;
    for (int i = 0; i < 200; ++i) {
        const auto answer = client.get("/" + std::to_string(i));
        REQUIRE(answer);
        CHECK(answer->body == "GET /" + std::to_string(i));
        CHECK(answer->header("X-Request-Id") != last_id);
        last_id = answer->header("X-Request-Id");
    }
    CHECK(running.server.counters().requests == 200);
    CHECK(running.server.counters().connections_open == 1);
}

TEST_CASE("http: pipelined requests are answered in order, also when they are answered from other threads")
{
    std::vector<std::thread> threads;
    std::mutex mutex;
    {
        Running running(small(), [&](Request&& request, Respond respond) {
            if (request.path.size() % 2 == 0) return Running::echo(std::move(request), std::move(respond));
            const std::lock_guard lock(mutex);
            threads.emplace_back([request = std::move(request), respond = std::move(respond)]() mutable {
                Running::echo(std::move(request), std::move(respond));
            });
        });
        auto client = running.connect();
        std::string all;
        for (int i = 0; i < 50; ++i)
            all += "GET /" + std::string(static_cast<std::size_t>(i), 'x') + " HTTP/1.1\r\nHost: t\r\n\r\n";
        client.send(all);
        for (int i = 0; i < 50; ++i) {
            const auto answer = client.receive();
            REQUIRE(answer);
            CHECK(answer->body == "GET /" + std::string(static_cast<std::size_t>(i), 'x'));
        }
    }
    for (auto& thread : threads) thread.join();
}

TEST_CASE("http: a request that comes byte by byte is understood like one that comes at once")
{
    Running running;
    auto client = running.connect();
    for (const char c : std::string_view(
             "POST /a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"))
        client.send({&c, 1});
    const auto answer = client.receive();
    REQUIRE(answer);
    CHECK(answer->body == "POST /a body:abcde");
    CHECK(client.get("/next")->body == "GET /next");
}

TEST_CASE("http: HEAD gets the headers of GET and no body")
{
    Running running;
    auto client = running.connect();
    client.send("HEAD /x HTTP/1.1\r\nHost: t\r\n\r\nGET /y HTTP/1.1\r\nHost: t\r\n\r\n");
    const auto head = client.receive(true);
    REQUIRE(head);
    CHECK(head->header("Content-Length") == "7");
    CHECK(client.receive()->body == "GET /y");
}

TEST_CASE("http: Connection: close and HTTP/1.0 end the connection after the answer, keep-alive of 1.0 keeps it")
{
    Running running;
    auto closing = running.connect();
    const auto answer = closing.ask("GET /x HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
    REQUIRE(answer);
    CHECK(answer->header("Connection") == "close");
    CHECK(closing.is_closed_by_server());

    auto old = running.connect();
    REQUIRE(old.ask("GET /x HTTP/1.0\r\n\r\n"));
    CHECK(old.is_closed_by_server());

    auto kept = running.connect();
    const auto first = kept.ask("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    REQUIRE(first);
    CHECK(first->header("Connection") == "keep-alive");
    CHECK(kept.ask("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")->status == 200);
}

TEST_CASE("http: Expect: 100-continue is told to go on before the body is sent")
{
    Running running;
    auto client = running.connect();
    client.send("POST /x HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    const auto interim = client.receive();
    REQUIRE(interim);
    CHECK(interim->status == 100);
    client.send("hello");
    CHECK(client.receive()->body == "POST /x body:hello");
}

TEST_CASE("http: a body that would be too large is refused before it is sent, with the answer readable")
{
    auto config = small();
    config.body_bytes_max = 1000;
    Running running(config);
    auto expecting = running.connect();
    const auto refused =
        expecting.ask("POST /x HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n");
    REQUIRE(refused);
    CHECK(refused->status == 413);

    auto eager = running.connect();
    eager.send("POST /x HTTP/1.1\r\nHost: t\r\nContent-Length: 1000000\r\n\r\n" + std::string(1'000'000, 'x'));
    const auto answer = eager.receive();
    CHECK(code_of(answer) == "http.body_too_large");
    CHECK(eager.is_closed_by_server());

    auto chunked = running.connect();
    chunked.send("POST /x HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n300\r\n" + std::string(0x300, 'x') +
                 "\r\n300\r\n" + std::string(0x300, 'x') + "\r\n0\r\n\r\n");
    CHECK(chunked.receive()->status == 413);

    auto fits = running.connect();
    CHECK(fits.ask("POST /x HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x'))->status ==
          200);
}

TEST_CASE("http: malformed requests are refused with a problem that names the reason, and the connection ends")
{
    Running running;
    struct Row {
        std::string_view what;
        std::string sent;
        int status;
        std::string_view code;
    };
    const std::string get = "GET / HTTP/1.1\r\nHost: t\r\n";
    const std::string post = "POST / HTTP/1.1\r\nHost: t\r\n";
    const Row rows[] = {
        {"no HTTP at all", "hello there, server\r\n\r\n", 400, "http.malformed"},
        {"a TLS greeting", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + "\r\n\r\n", 400,
         "http.malformed"},
        {"no version", "GET /\r\n\r\n", 400, "http.malformed"},
        {"version 2", "GET / HTTP/2.0\r\nHost: t\r\n\r\n", 400, "http.malformed"},
        {"no host", "GET / HTTP/1.1\r\n\r\n", 400, "http.malformed"},
        {"two hosts", get + "Host: u\r\n\r\n", 400, "http.malformed"},
        {"space before colon", get + "X : y\r\n\r\n", 400, "http.malformed"},
        {"line feed alone", "GET / HTTP/1.1\nHost: t\n\n\r\n\r\n", 400, "http.malformed"},
        {"NUL in a header", get + std::string("X: a\0b\r\n\r\n", 11), 400, "http.malformed"},
        {"broken escape", "GET /%zz HTTP/1.1\r\nHost: t\r\n\r\n", 400, "http.malformed"},
        {"escaped NUL", "GET /%00 HTTP/1.1\r\nHost: t\r\n\r\n", 400, "http.malformed"},
        {"not UTF-8", "GET /%ff HTTP/1.1\r\nHost: t\r\n\r\n", 400, "http.malformed"},
        {"overlong UTF-8", "GET /?q=%c0%af HTTP/1.1\r\nHost: t\r\n\r\n", 400, "http.malformed"},
        {"climbing", "GET /assets/../../etc/passwd HTTP/1.1\r\nHost: t\r\n\r\n", 400, "http.malformed"},
        {"climbing, escaped", "GET /assets/%2e%2e/x HTTP/1.1\r\nHost: t\r\n\r\n", 400, "http.malformed"},
        {"escaped slash", "GET /a%2Fb HTTP/1.1\r\nHost: t\r\n\r\n", 400, "http.malformed"},
        {"backslash", "GET /a%5Cb HTTP/1.1\r\nHost: t\r\n\r\n", 400, "http.malformed"},
        {"authority form", "CONNECT host:443 HTTP/1.1\r\nHost: t\r\n\r\n", 400, "http.malformed"},
        {"star of another method", "GET * HTTP/1.1\r\nHost: t\r\n\r\n", 400, "http.malformed"},
        {"length and chunked", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
         "http.malformed"},
        {"chunked and length", post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400,
         "http.malformed"},
        {"two lengths", post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", 400, "http.malformed"},
        {"negative length", post + "Content-Length: -5\r\n\r\n", 400, "http.malformed"},
        {"length with a sign", post + "Content-Length: +5\r\n\r\nhello", 400, "http.malformed"},
        {"length beyond 64 bits", post + "Content-Length: 99999999999999999999999\r\n\r\n", 400, "http.malformed"},
        {"unknown coding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400, "http.malformed"},
        {"only identity", post + "Transfer-Encoding: identity\r\n\r\n", 400, "http.malformed"},
        {"bad chunk size", post + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n", 400, "http.malformed"},
        {"chunk without end", post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcde\r\n\r\n", 400, "http.malformed"},
        {"long target", "GET /" + std::string(40'000, 'a') + " HTTP/1.1\r\nHost: t\r\n\r\n", 414,
         "http.target_too_long"},
        {"long header", get + "X: " + std::string(40'000, 'a') + "\r\n\r\n", 431, "http.header_too_large"},
        {"many headers",
         get +
             [] {
                 std::string s;
                 for (int i = 0; i < 200; ++i) s += "A: b\r\n";
                 return s;
             }() +
             "\r\n",
         431, "http.header_too_large"},
        {"endless chunk extension", post + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(100'000, 'e'), 400,
         "http.malformed"},
        {"too many parameters",
         "GET /?" +
             [] {
                 std::string s;
                 for (int i = 0; i < 101; ++i) s += "a=b&";
                 return s;
             }() +
             " HTTP/1.1\r\nHost: t\r\n\r\n",
         400, "http.malformed"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        auto client = running.connect();
        client.send(row.sent);
        const auto answer = client.receive();
        CHECK(code_of(answer) == row.code);
        if (!answer) continue;
        CHECK(answer->status == row.status);
        CHECK(answer->header("Content-Type") == "application/problem+json; charset=utf-8");
        CHECK(answer->header("Connection") == "close");
        CHECK(client.is_closed_by_server());
    }
    CHECK(running.server.counters().malformed == std::size(rows));
    CHECK(running.server.counters().requests == 0);
}

TEST_CASE("http: header lines that trickle in one packet each do not get around the limit")
{
    Running running;
    auto client = running.connect();
    client.send("GET / HTTP/1.1\r\nHost: t\r\n");
    bool open = true;
    for (int i = 0; open && i < 99; ++i)
        open = client.send("X" + std::to_string(i) + ": " + std::string(500, 'x') + "\r\n");
    const auto answer = client.receive();
    REQUIRE(answer);
    CHECK(answer->status == 431);
}

TEST_CASE("http: other forms of a target that HTTP allows are understood")
{
    Running running;
    auto client = running.connect();
    CHECK(client.ask("GET http://t/a?b=c HTTP/1.1\r\nHost: t\r\n\r\n")->body == "GET /a b=c");
    CHECK(client.ask("GET http://t HTTP/1.1\r\nHost: t\r\n\r\n")->body == "GET /");
    CHECK(client.ask("OPTIONS * HTTP/1.1\r\nHost: t\r\n\r\n")->body == "OPTIONS *");
    CHECK(client.ask("\r\n\r\nGET /a HTTP/1.1\r\nHost: t\r\n\r\n")->body == "GET /a");
    CHECK(client.ask("BREW /a HTTP/1.1\r\nHost: t\r\n\r\n")->body == "OTHER /a");
    CHECK(client.get("/a.b/..c/.d")->body == "GET /a.b/..c/.d");
}

TEST_CASE("http: slow clients are cut off: a header with 408, an idle connection silently, a trickling body with 408")
{
    auto config = small();
    config.header_timeout = std::chrono::seconds{1};
    config.idle_timeout = std::chrono::seconds{1};
    config.body_timeout = std::chrono::seconds{1};
    Running running(config);
    auto half_header = running.connect();
    auto idle = running.connect();
    auto silent = running.connect();
    auto body = running.connect();
    half_header.send("GET / HTTP/1.1\r\nHos");
    REQUIRE(idle.get("/"));
    body.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nx");
    CHECK(code_of(half_header.receive()) == "http.timeout");
    CHECK(half_header.is_closed_by_server());
    CHECK(code_of(body.receive()) == "http.timeout");
    CHECK(idle.is_closed_by_server());
    CHECK(silent.is_closed_by_server());
    CHECK(running.server.counters().timed_out == 3);
}

TEST_CASE("http: a client that does not read its answer is cut off")
{
    auto config = small();
    config.write_timeout = std::chrono::seconds{1};
    Running running(config, [](Request&&, Respond respond) {
        Response response;
        response.body.assign(20'000'000, 'x');
        respond(std::move(response));
    });
    auto client = running.connect();
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (running.server.counters().timed_out == 0 && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    CHECK(running.server.counters().timed_out == 1);
    CHECK_FALSE(client.receive());
}

TEST_CASE("http: a long answer arrives whole")
{
    std::string body(5'000'000, 'x');
    for (std::size_t i = 0; i < body.size(); i += 997) body[i] = static_cast<char>('a' + i % 26);
    Running running(small(), [&](Request&&, Respond respond) {
        Response response;
        response.body = body;
        respond(std::move(response));
    });
    auto client = running.connect();
    for (int i = 0; i < 3; ++i) {
        const auto answer = client.get("/");
        REQUIRE(answer);
        CHECK(answer->body == body);
    }
}

TEST_CASE("http: more connections than allowed are turned away, in all and by address, and may come back later")
{
    auto config = small();
    SUBCASE("in all") { config.connections_max = 3; }
    SUBCASE("by address") { config.connections_per_address_max = 3; }
    Running running(config);
    std::vector<Client> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(running.connect());
        REQUIRE(clients.back().get("/"));
    }
    auto fourth = running.connect();
    const auto refused = fourth.receive();
    REQUIRE(refused);
    CHECK(refused->status == 503);
    CHECK(running.server.counters().connections_refused == 1);
    clients.pop_back();
    while (running.server.counters().connections_open == 3) std::this_thread::yield();
    CHECK(running.connect().get("/")->status == 200);
}

TEST_CASE("http: a thousand connections are served side by side")
{
    auto config = small();
    config.threads = 2;
    config.connections_per_address_max = 2'000;
    Running running(config);
    std::vector<Client> clients;
    for (int i = 0; i < 1000; ++i) clients.push_back(running.connect());
    for (int round = 0; round < 2; ++round) {
        for (auto& client : clients) client.send("GET /x HTTP/1.1\r\nHost: t\r\n\r\n");
        for (auto& client : clients) CHECK(client.receive()->body == "GET /x");
    }
    CHECK(running.server.counters().requests == 2000);
}

TEST_CASE("http: a handler that throws, forgets to answer or answers twice does not hang the client")
{
    Running running(small(), [](Request&& request, Respond respond) {
        if (request.path == "/throws") throw std::runtime_error("disk on fire");
        if (request.path == "/forgets") return;
        Response first, second;
        first.body = "first";
        second.body = "second";
        respond(std::move(first));
        respond(std::move(second));
        if (request.path == "/throws-late") throw std::runtime_error("too late");
    });
    auto client = running.connect();
    const auto thrown = client.get("/throws");
    CHECK(code_of(thrown) == "server.failed");
    CHECK(thrown->status == 500);
    CHECK(thrown->body.find("fire") == std::string::npos);
    CHECK(code_of(client.get("/forgets")) == "server.no_answer");
    CHECK(client.get("/twice")->body == "first");
    CHECK(client.get("/throws-late")->body == "first");
    CHECK(client.get("/twice")->body == "first");
}

TEST_CASE("http: a handler cannot break the framing or split the answer")
{
    Running running(small(), [](Request&&, Respond respond) {
        Response response;
        response.body = "ok";
        response.headers = {{"X-Name", "a\r\nSet-Cookie: evil=1"},  {"Content-Length", "99"},    {"Bad Name", "x"},
                            {"Transfer-Encoding", "chunked"},       {"Set-Cookie", "a=1"},       {"Set-Cookie", "b=2"},
                            {"content-security-policy", "sandbox"}, {"Cache-Control", "private"}};
        respond(std::move(response));
    });
    auto client = running.connect();
    const auto answer = client.get("/");
    REQUIRE(answer);
    CHECK(answer->body == "ok");
    CHECK(answer->header("X-Name") == "a  Set-Cookie: evil=1");
    CHECK(answer->count("Content-Length") == 1);
    CHECK(answer->count("Transfer-Encoding") == 0);
    CHECK(answer->count("Bad Name") == 0);
    CHECK(answer->count("Set-Cookie") == 2);
    CHECK(answer->count("Content-Security-Policy") == 1);
    CHECK(answer->header("Content-Security-Policy") == "sandbox");
    CHECK(answer->header("Cache-Control") == "private");
    CHECK(answer->header("X-Frame-Options") == "DENY");
}
