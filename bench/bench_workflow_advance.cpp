// workflow-advance: 64 clients do steps of cases, each answered when it is on disk with its step, deadlines, audit and
// outbox rows; against the foundation's plain durable write (founding organisations) on the same server in the same
// run.

#include <cstdio>
#include <stdexcept>

#include "load.hpp"
#include "report.hpp"
#include "workflow_world.hpp"

namespace {

using namespace jishi::bench;

constexpr int clients = 64;
constexpr int cases_each = 20;
constexpr double seconds = 4;

LoadResult run_checked(LoadPlan& plan)
{
    std::string refusal;
    plan.answer = [&](int, int status, std::string_view body) {
        if (status >= 300 && refusal.empty()) refusal = body;
    };
    const auto result = run_load(plan);
    if (result.refused > 0) throw std::runtime_error("writes were refused: " + refusal);
    return result;
}

LoadPlan plan_of(const WorkflowWorld& world)
{
    LoadPlan plan;
    plan.port = world.port();
    plan.connections = clients;
    plan.seconds = seconds;
    return plan;
}

LoadResult plain(const WorkflowWorld& world, int round)
{
    auto plan = plan_of(world);
    plan.request = [&](std::string& out, int connection, std::uint64_t nth) {
        out +=
            world.request("/api/organizations", world.founding("写入支部" + std::to_string(round) + "-" +
                                                               std::to_string(connection) + "-" + std::to_string(nth)));
    };
    return run_checked(plan);
}

/// Each client goes round its own cases: the committee gives one back, the branch hands it in again.
class Steps {
public:
    Steps(const WorkflowWorld& world, std::vector<std::string> ids)
        : world_(world), ids_(std::move(ids)), given_back_(ids_.size())
    {
    }

    LoadResult run()
    {
        auto plan = plan_of(world_);
        plan.request = [&](std::string& out, int connection, std::uint64_t) {
            auto& turn = turns_[static_cast<std::size_t>(connection)];
            const auto at = static_cast<std::size_t>(connection) * cases_each + turn++ % cases_each;
            const bool back = given_back_[at] = !given_back_[at];
            const std::string body = back ? R"({"action":"return","reason":"请补充材料"})" : submission(at);
            out += world_.request("/api/cases/" + ids_[at] + "/act", body);
        };
        return run_checked(plan);
    }

private:
    std::string submission(std::size_t at) const
    {
        return R"({"action":"submit","form":{"parent":")" + world_.committee() + R"(","name":"再报支部)" +
               std::to_string(at) +
               R"(","type":"branch","sector":"rural","formal_members":5,"members":6,"reason":"已补充"}})";
    }

    const WorkflowWorld& world_;
    const std::vector<std::string> ids_;
    std::vector<char> given_back_;
    std::size_t turns_[clients] = {};
};

}  // namespace

int main()
{
    WorkflowWorld world(clients);
    Steps steps(world, world.begin_cases(clients * cases_each));
    double writes = 0, advances = 0, p99_ms = 0;
    constexpr int rounds = 3;  // in turns, so that a machine that slows down slows both
    for (int round = 0; round < rounds; ++round) {
        const auto plain_writes = plain(world, round);
        const auto stepped = steps.run();
        std::printf("plain %.0f/s p99 %.1f ms, steps %.0f/s p99 %.1f ms\n", plain_writes.per_second,
                    plain_writes.p99_us / 1000, stepped.per_second, stepped.p99_us / 1000);
        writes += plain_writes.per_second / rounds;
        advances += stepped.per_second / rounds;
        p99_ms += stepped.p99_us / 1000 / rounds;
    }
    report("workflow-advance",
           {{"ratio", advances / writes}, {"per_second", advances}, {"plain_per_second", writes}, {"p99_ms", p99_ms}});
}
