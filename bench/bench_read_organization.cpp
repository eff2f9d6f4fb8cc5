// read-organization: GET one organisation of the nation with session, permission and JSON, 64 keep-alive connections,
// against a bare Beast server that does one prepared SQLite read per request. One I/O thread each.

#include <cstdio>
#include <random>
#include <stdexcept>

#include "load.hpp"
#include "nation.hpp"
#include "peer.hpp"
#include "report.hpp"
#include "session.hpp"

namespace {

using namespace jishi::bench;

LoadResult load(std::uint16_t port, const std::vector<std::string>& requests)
{
    LoadPlan plan;
    plan.port = port;
    plan.seconds = 4;
    plan.request = [&](std::string& out, int connection, std::uint64_t nth) {
        out += requests[(static_cast<std::size_t>(connection) * 7919 + nth) % requests.size()];
    };
    const auto result = run_load(plan);
    if (result.refused > 0) throw std::runtime_error("answers were refused");
    return result;
}

}  // namespace

int main()
{
    const Nation nation;
    const ServerProcess server(nation.data());
    Session session(server.port(), nation.username(), nation.password());
    std::mt19937_64 random{1};
    std::vector<std::string> ours_requests, bare_requests;
    for (int i = 0; i < 50'000; ++i) {
        const auto at = random() % nation.nodes().size();
        ours_requests.push_back(
            get_request("/api/organizations/" + std::to_string(nation.nodes()[at].id), session.read_headers()));
        bare_requests.push_back(get_request("/" + std::to_string(at + 1), session.read_headers()));
    }
    const BarePeer bare({"sqlite", std::to_string(nation.nodes().size())});
    double ours = 0, theirs = 0, our_p99 = 0, their_p99 = 0;
    constexpr int rounds = 3;  // in turns, so that a machine that slows down slows both
    for (int i = 0; i < rounds; ++i) {
        const auto peer = load(bare.port(), bare_requests);
        const auto result = load(server.port(), ours_requests);
        std::printf("bare %.0f/s p99 %.0f us, ours %.0f/s p99 %.0f us\n", peer.per_second, peer.p99_us,
                    result.per_second, result.p99_us);
        ours += result.per_second / rounds;
        theirs += peer.per_second / rounds;
        our_p99 += result.p99_us / rounds;
        their_p99 += peer.p99_us / rounds;
    }
    report("read-organization", {{"ratio", ours / theirs},
                                 {"p99_ratio", our_p99 / their_p99},
                                 {"per_second", ours},
                                 {"bare_per_second", theirs},
                                 {"p99_us", our_p99},
                                 {"bare_p99_us", their_p99}});
}
