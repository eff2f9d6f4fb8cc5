// move-subtree: the largest province goes below another one and back, while readers are answered.

#include <atomic>
#include <cstdio>
#include <stdexcept>
#include <thread>

#include "nation.hpp"
#include "report.hpp"
#include "session.hpp"

namespace {

using namespace jishi::bench;

double move(Session& session, std::int64_t what, std::int64_t to, const std::string& on)
{
    const auto body =
        R"({"parent":")" + std::to_string(to) + R"(","effective_on":")" + on + R"(","document_no":"测组〔2026〕2号"})";
    const Stopwatch watch;
    const auto answer = session.post("/api/organizations/" + std::to_string(what) + "/move", body);
    const double seconds = watch.seconds();
    if (answer.status != 200) throw std::runtime_error("move: " + std::to_string(answer.status) + " " + answer.body);
    return seconds;
}

}  // namespace

int main()
{
    const Nation nation;
    const ServerProcess server(nation.data());
    Session session(server.port(), nation.username(), nation.password());
    const auto& root = nation.nodes().front();
    const NationNode* largest = nullptr;
    const NationNode* other = nullptr;
    for (const auto& node : nation.nodes()) {
        if (node.parent != root.id) continue;
        if (!largest || node.subtree > largest->subtree) largest = &node;
        if (!other || node.subtree < other->subtree) other = &node;
    }
    if (!largest || largest->subtree < 20'000) throw std::runtime_error("no province of 20,000 organisations");

    std::atomic<bool> over{false};
    double slowest_ms = 0;
    std::uint64_t reads = 0;
    std::thread reader([&] {
        HttpConnection connection(server.port());
        const auto target = "/api/organizations/" + std::to_string(nation.nodes().back().id);
        while (!over) {
            const Stopwatch watch;
            if (connection.send("GET", target, session.read_headers()).status != 200)
                throw std::runtime_error("a reader was refused");
            slowest_ms = std::max(slowest_ms, watch.seconds() * 1000);
            ++reads;
        }
    });
    const double there = move(session, largest->id, other->id, "2026-01-01");
    const double back = move(session, largest->id, root.id, "2026-01-02");
    over = true;
    reader.join();
    std::printf("%lld organisations moved; %llu reads meanwhile, the slowest %.1f ms\n",
                static_cast<long long>(largest->subtree), static_cast<unsigned long long>(reads), slowest_ms);
    report("move-subtree", {{"seconds", std::max(there, back)},
                            {"there_seconds", there},
                            {"back_seconds", back},
                            {"read_max_ms", slowest_ms}});
}
