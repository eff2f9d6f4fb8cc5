#pragma once
// A world from the records: of today, or of a day by the dated states.

#include <functional>
#include <memory>
#include <vector>

#include "db/db.hpp"
#include "statistics/world.hpp"
#include "organization/node_rows.hpp"
#include "team/person_rows.hpp"
#include "team/team.hpp"

namespace jishi::statistics {

/// Nodes as they stand in a tree, by their number.
struct Nodes {
    Tree tree;
    std::vector<NodeInfo> infos;
};
Nodes load_nodes(db::Tx& tx);
Nodes load_nodes_on(db::Tx& tx, const organization::Moment& moment);

/// Turns the rows of members into codes.
class Encoder {
public:
    Encoder(const Columns& columns, Date on);
    void encode(const team::PersonRow& row, const NodeInfo& node, std::vector<Code>& codes);

private:
    const Columns& columns_;
    Date on_;
    Source source_;
};

/// Throws std::runtime_error when somebody stands at no organisation: then no count would be right.
std::unique_ptr<World> load_world(db::Tx& tx, std::shared_ptr<const Columns> columns,
                                  const std::vector<std::string>& statuses, Date today, Nodes nodes);
std::unique_ptr<World> load_world_on(db::Tx& tx, std::shared_ptr<const Columns> columns,
                                     const std::vector<std::string>& statuses, const organization::Moment& moment,
                                     Nodes nodes);

}  // namespace jishi::statistics
