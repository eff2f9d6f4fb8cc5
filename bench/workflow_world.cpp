#include "workflow_world.hpp"

#include <cstdio>
#include <stdexcept>

#include "load.hpp"

namespace jishi::bench {
namespace {

constexpr auto world = "shapotou";
constexpr auto role = "organization_department";

/// The username and the initial password of a role in what `jishi demo` prints.
std::pair<std::string, std::string> account_in(const std::string& printed)
{
    const auto at = printed.find(role);
    if (at == std::string::npos)
        throw std::runtime_error("the demo world has no account of the organisation department: " + printed);
    char username[64] = {};
    char password[128] = {};
    if (std::sscanf(printed.c_str() + at, "organization_department %63s %127s", username, password) != 2)
        throw std::runtime_error(printed);
    return {username, password};
}

/// The first id in an answer about the record that was made.
std::string id_in(const std::string& answer) { return json_text(answer, "id"); }

}  // namespace

WorkflowWorld::WorkflowWorld(int branches)
{
    const auto data = folder_.path() + "/data";
    const auto [username, password] = account_in(run(command_of({"demo", world}, data)));
    server_ = std::make_unique<ServerProcess>(data);
    session_ = std::make_unique<Session>(server_->port(), username, password);
    const auto root = id_in(session_->get("/api/organizations/roots").body);
    const auto founded = session_->post(
        "/api/organizations",
        R"({"parent":")" + root +
            R"(","name":"测试党委","type":"committee","sector":"other","units":[],"effective_on":"2020-01-01","document_no":"测组〔2020〕1号","special_reason":"测试"})");
    if (founded.status != 200) throw std::runtime_error(founded.body);
    committee_ = id_in(founded.body);
    std::printf("founding %d branches\n", branches);
    std::fflush(stdout);
    LoadPlan plan;
    plan.port = server_->port();
    plan.warm_up_seconds = 0;
    plan.seconds = 600;
    plan.requests_max = static_cast<std::uint64_t>(branches);
    plan.request = [&](std::string& out, int connection, std::uint64_t nth) {
        out += request("/api/organizations", founding("支部" + std::to_string(connection) + "-" + std::to_string(nth)));
    };
    plan.answer = [&](int, int status, std::string_view body) {
        if (status >= 300) throw std::runtime_error(std::string(body));
        branches_.push_back(id_in(std::string(body)));
    };
    run_load(plan);
}

std::string WorkflowWorld::request(const std::string& target, const std::string& body) const
{
    return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + session_->write_headers() +
           "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string WorkflowWorld::founding(const std::string& name) const
{
    return R"({"parent":")" + committee_ + R"(","name":")" + name +
           R"(","type":"branch","sector":"rural","units":[],"effective_on":"2026-01-01","document_no":"测组〔2026〕1号","special_reason":"测试"})";
}

std::string WorkflowWorld::application(const std::string& branch, const std::string& name) const
{
    return R"({"workflow":"organization.founding","organization":")" + branch +
           R"(","action":"submit","form":{"parent":")" + committee_ + R"(","name":")" + name +
           R"(","type":"branch","sector":"rural","formal_members":5,"members":6,"reason":"测试"}})";
}

std::vector<std::string> WorkflowWorld::begin_cases(int count)
{
    std::printf("beginning %d cases\n", count);
    std::fflush(stdout);
    std::vector<std::string> ids;
    LoadPlan plan;
    plan.port = server_->port();
    plan.warm_up_seconds = 0;
    plan.seconds = 1200;
    plan.requests_max = static_cast<std::uint64_t>(count);
    std::size_t next = 0;
    plan.request = [&](std::string& out, int connection, std::uint64_t nth) {
        const auto& branch = branches_[next++ % branches_.size()];
        out += request("/api/cases",
                       application(branch, "新支部" + std::to_string(connection) + "-" + std::to_string(nth)));
    };
    plan.answer = [&](int, int status, std::string_view body) {
        if (status >= 300) throw std::runtime_error(std::string(body));
        ids.push_back(id_in(std::string(body)));
    };
    const auto result = run_load(plan);
    std::printf("%zu cases, %.0f/s\n", ids.size(), result.per_second);
    return ids;
}

}  // namespace jishi::bench
