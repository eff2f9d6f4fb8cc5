// http: what the transport costs. Our server with a constant answer against a bare Beast server with the same,
// one I/O thread each, 64 keep-alive connections, from one load generator.

#include <cstdio>
#include <stdexcept>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include "http/server.hpp"
#include "load.hpp"
#include "peer.hpp"
#include "report.hpp"

namespace {

using namespace jishi;

bench::LoadResult load(std::uint16_t port)
{
    bench::LoadPlan plan;
    plan.port = port;
    plan.seconds = 3;
    const auto request =
        bench::get_request("/api/organizations/123456789012345678",
                           "Accept: application/json\r\nCookie: jishi_session=0123456789abcdef0123456789abcdef\r\n");
    plan.request = [&](std::string& out, int, std::uint64_t) { out += request; };
    const auto result = bench::run_load(plan);
    if (result.refused > 0) throw std::runtime_error("answers were refused");
    return result;
}

}  // namespace

int main()
{
    http::ServerConfig config;
    config.port = 0;
    const std::string body = R"({"constant":")" + std::string(485, 'c') + R"("})";
    http::Server server(config, [&](http::Request&&, http::Respond respond) {
        http::Response response;
        response.body = body;
        respond(std::move(response));
    });
    server.start();
    bench::BarePeer bare({"constant"});
    // In turns, so that a machine that slows down slows both.
    double ours = 0, theirs = 0, our_p99 = 0, their_p99 = 0;
    constexpr int rounds = 3;
    for (int i = 0; i < rounds; ++i) {
        const auto bare_result = load(bare.port());
        const auto result = load(server.port());
        std::printf("bare %.0f/s p99 %.0f us, ours %.0f/s p99 %.0f us\n", bare_result.per_second, bare_result.p99_us,
                    result.per_second, result.p99_us);
        ours += result.per_second / rounds;
        theirs += bare_result.per_second / rounds;
        our_p99 += result.p99_us / rounds;
        their_p99 += bare_result.p99_us / rounds;
    }
    bench::report("http", {{"ratio", ours / theirs},
                           {"per_second", ours},
                           {"bare_per_second", theirs},
                           {"p99_us", our_p99},
                           {"bare_p99_us", their_p99}});
}
