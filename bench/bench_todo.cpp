// todo: 本月要办 of a committee with 2,000 branches and 60,000 open deadlines of cases, counted and the most urgent 200
// shown.

#include "questions.hpp"
#include "workflow_world.hpp"

int main()
{
    using namespace jishi::bench;
    constexpr int branches = 2'000;
    constexpr int deadlines = 60'000;
    WorkflowWorld world(branches);
    world.begin_cases(deadlines);
    const auto target = "/api/todo?within=" + world.committee();
    const auto answer = world.session().get(target).body;
    const auto counted = answer.find("\"case_turn\":");
    std::printf("%s\n", counted == std::string::npos ? "no cases" : answer.substr(counted, 24).c_str());
    ask_all("todo", world.session(), std::vector<std::string>(1'000, target));
}
