// crosstab-http: a cross table of a county (the demo world, 12,000 members) over HTTP with session, permission and
// JSON, 64 connections, against the bare floor: a constant answer of a Beast server. One I/O thread each.

#include <cstdio>
#include <sstream>
#include <stdexcept>

#include "load.hpp"
#include "installation.hpp"
#include "peer.hpp"
#include "report.hpp"
#include "session.hpp"

int main()
{
    using namespace jishi::bench;
    const TemporaryFolder folder;
    const auto data = folder.path() + "/data";
    std::istringstream printed(run(command_of({"demo", "shapotou"}, data)));
    std::string username, password;
    for (std::string line; std::getline(printed, line);) {
        std::istringstream words(line);
        std::string role, name, secret;
        if (words >> role >> name >> secret && role == "organization_department") {
            username = name;
            password = secret;
        }
    }
    const ServerProcess server(data);
    Session session(server.port(), username, password);
    const auto roots = session.get("/api/organizations/roots");
    const auto body =
        R"({"within":[")" + json_text(roots.body, "id") +
        R"("],"dimensions":["sex","age_band"],"filter":[{"any":[{"column":"occupation_group","codes":["farmer"]}]}]})";
    const auto first = session.post("/api/statistics/crosstab", body);
    if (first.status != 200) throw std::runtime_error(first.body);
    const auto request = "POST /api/statistics/crosstab HTTP/1.1\r\nHost: localhost\r\n" + session.write_headers() +
                         "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                         "\r\n\r\n" + body;
    const BarePeer bare({"constant"});
    const auto load = [](std::uint16_t port, const std::string& text) {
        LoadPlan plan;
        plan.port = port;
        plan.seconds = 4;
        plan.request = [&](std::string& out, int, std::uint64_t) { out += text; };
        const auto result = run_load(plan);
        if (result.refused > 0) throw std::runtime_error("answers were refused");
        return result;
    };
    double ours = 0, theirs = 0, p99 = 0;
    constexpr int rounds = 3;  // in turns, so that a machine that slows down slows both
    for (int i = 0; i < rounds; ++i) {
        theirs += load(bare.port(), get_request("/")).per_second / rounds;
        const auto result = load(server.port(), request);
        ours += result.per_second / rounds;
        p99 += result.p99_us / rounds;
    }
    report("crosstab-http",
           {{"ratio", ours / theirs}, {"per_second", ours}, {"bare_per_second", theirs}, {"p99_ms", p99 / 1000}});
}
