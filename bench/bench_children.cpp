// children: the first page of the children of any organisation of the nation that has some, on one connection.

#include <random>

#include "questions.hpp"

int main()
{
    using namespace jishi::bench;
    const Nation nation;
    const ServerProcess server(nation.data());
    Session session(server.port(), nation.username(), nation.password());
    std::vector<std::int64_t> parents;
    for (const auto& node : nation.nodes())
        if (node.children > 0) parents.push_back(node.id);
    std::mt19937_64 random{3};
    std::vector<std::string> targets;
    for (int i = 0; i < 20'000; ++i)
        targets.push_back("/api/organizations/" + std::to_string(parents[random() % parents.size()]) +
                          "/children?limit=100");
    ask_all("children", session, targets);
}
