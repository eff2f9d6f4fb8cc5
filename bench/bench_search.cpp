// search: names as people look for them in the nation's tree: parts of names, pinyin, initials, a place and a name.

#include <random>

#include "questions.hpp"

namespace {

std::string encoded(const std::string& text)
{
    std::string out;
    char escape[4];
    for (const unsigned char c : text) {
        std::snprintf(escape, sizeof escape, "%%%02X", c);
        out += escape;
    }
    return out;
}

/// `count` characters of three bytes (Han) from character `from`.
std::string part(const std::string& name, std::size_t from, std::size_t count)
{
    return name.substr(std::min(name.size(), from * 3), count * 3);
}

}  // namespace

int main()
{
    using namespace jishi::bench;
    const Nation nation;
    const ServerProcess server(nation.data());
    Session session(server.port(), nation.username(), nation.password());
    std::mt19937_64 random{4};
    std::vector<std::string> targets;
    for (int i = 0; i < 6'000; ++i) {
        const auto& node = nation.nodes()[random() % nation.nodes().size()];
        const auto& other = nation.nodes()[random() % nation.nodes().size()];
        std::string text;
        switch (i % 6) {
            case 0: text = part(node.name, 0, 2); break;                    // the beginning of a name
            case 1: text = part(node.name, 1, 2); break;                    // from its middle
            case 2: text = node.pinyin.substr(0, 4 + random() % 6); break;  // pinyin
            case 3: text = node.initials.substr(0, 2 + random() % 4); break;
            case 4:
                text = part(other.name, 0, 2) + " " + part(node.name, 0, 2);
                break;  // a place and a name, mostly without a hit
            default: text = node.name; break;
        }
        if (text.empty()) text = node.name;
        targets.push_back("/api/organizations/search?q=" + encoded(text) + "&limit=20");
    }
    ask_all("search", session, targets);
}
