// write-organization: 64 clients found organisations, each answered when it is on disk with its history, audit, outbox
// and fact rows; against the same server and statements with one commit per write.

#include <atomic>
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "load.hpp"
#include "nation.hpp"
#include "report.hpp"
#include "session.hpp"

namespace {

using namespace jishi::bench;

/// Organisations below which a branch may be founded: those that have children without children.
std::vector<std::int64_t> parents_of(const Nation& nation)
{
    std::vector<std::int64_t> parents;
    for (const auto& node : nation.nodes())
        if (node.children > 0 && node.subtree == node.children + 1) parents.push_back(node.id);
    return parents;
}

LoadResult load(const std::string& group_commit)
{
    const Nation nation;
    const auto parents = parents_of(nation);
    const ServerProcess server(nation.data(), {"--group-commit", group_commit});
    Session session(server.port(), nation.username(), nation.password());
    LoadPlan plan;
    plan.port = server.port();
    plan.seconds = 6;
    plan.request = [&](std::string& out, int connection, std::uint64_t nth) {
        const auto parent = parents[(static_cast<std::size_t>(connection) * 7919 + nth) % parents.size()];
        const auto body = R"({"parent":")" + std::to_string(parent) + R"(","name":"测试支部)" +
                          std::to_string(connection) + "-" + std::to_string(nth) +
                          R"(","type":"branch","sector":"rural","units":[],"effective_on":"2026-01-01",)"
                          R"("document_no":"测组〔2026〕1号","special_reason":"测试"})";
        out += "POST /api/organizations HTTP/1.1\r\nHost: localhost\r\n" + session.write_headers() +
               "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    };
    std::string refusal;
    plan.answer = [&](int, int status, std::string_view body) {
        if (status >= 300 && refusal.empty()) refusal = body;
    };
    const auto result = run_load(plan);
    if (result.refused > 0) throw std::runtime_error("writes were refused: " + refusal);
    return result;
}

}  // namespace

int main()
{
    const auto single = load("false");
    std::printf("one commit per write: %.0f/s, p50 %.1f ms, p99 %.1f ms\n", single.per_second, single.p50_us / 1000,
                single.p99_us / 1000);
    const auto group = load("true");
    std::printf("group commit: %.0f/s, p50 %.1f ms, p99 %.1f ms\n", group.per_second, group.p50_us / 1000,
                group.p99_us / 1000);
    report("write-organization", {{"ratio", group.per_second / single.per_second},
                                  {"per_second", group.per_second},
                                  {"single_per_second", single.per_second},
                                  {"p50_ms", group.p50_us / 1000},
                                  {"p99_ms", group.p99_us / 1000}});
}
