#pragma once
// The nation's tree in a data folder of its own, with an account of an organisation department at the top.

#include <cstdint>
#include <string>
#include <vector>

#include "installation.hpp"

namespace jishi::bench {

struct NationNode {
    std::int64_t id;
    std::int64_t parent;
    std::string name;
    std::string pinyin;
    std::string initials;
    std::int64_t children = 0;
    std::int64_t subtree = 0;
};

class Nation {
public:
    /// Copies the imported tree and makes the account.
    Nation();
    const std::string& data() const { return data_; }
    const std::string& username() const { return username_; }
    const std::string& password() const { return password_; }
    /// Every organisation, parents before children.
    const std::vector<NationNode>& nodes() const { return nodes_; }

private:
    TemporaryFolder folder_;
    std::string data_;
    std::string username_ = "bench";
    std::string password_;
    std::vector<NationNode> nodes_;
};

}  // namespace jishi::bench
