#pragma once
// A world from the records: of today, or of a day by the dated states.

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "db/db.hpp"
#include "organization/node_rows.hpp"
#include "organization/unit_rows.hpp"
#include "statistics/world.hpp"
#include "team/person_rows.hpp"
#include "team/team.hpp"

namespace jishi::statistics {

/// Nodes as they stand in a tree, by their number.
struct Nodes {
    std::shared_ptr<const Tree> tree;
    std::vector<NodeInfo> infos;
};
Nodes load_nodes(db::Tx& tx);
Nodes load_nodes_on(db::Tx& tx, const organization::Moment& moment);
NodeInfo info_of(const organization::NodeRow& row);

/// The leading post of each member: of several the first in the order of the packs.
class Posts {
public:
    explicit Posts(const Columns& columns);
    void add(MemberId member, std::string_view post);
    std::string_view of(MemberId member) const;

private:
    const Column* column_;
    std::unordered_map<std::int64_t, std::uint32_t> cells_;
};

/// Turns the rows of members into codes.
class Encoder {
public:
    Encoder(const Columns& columns, Date on);
    void encode(const team::PersonRow& row, const NodeInfo& node, std::string_view post, std::vector<Code>& codes);

private:
    const Columns& columns_;
    Date on_;
    Source source_;
    Columns::Memo memo_;
};

/// Turns organisations into codes.
class OrganizationEncoder {
public:
    OrganizationEncoder(const Columns& columns, Date on, const organization::OrganizationPolicy& rules);
    void encode(const NodeInfo& node, std::uint32_t members, std::vector<Code>& codes);

private:
    const Columns& columns_;
    Date on_;
    const organization::OrganizationPolicy& rules_;
    Source source_;
    Columns::Memo memo_;
};

/// Turns units into codes.
class UnitEncoder {
public:
    explicit UnitEncoder(const Columns& columns, Date on);
    void encode(const organization::UnitRow& row, std::vector<Code>& codes);

private:
    const Columns& columns_;
    Date on_;
    Source source_;
    Columns::Memo memo_;
};

/// Throws std::runtime_error when somebody stands at no organisation: then no count would be right.
std::unique_ptr<World> load_world(db::Tx& tx, std::shared_ptr<const Columns> columns,
                                  const std::vector<std::string>& statuses, Date today, Nodes nodes);
std::unique_ptr<World> load_world_on(db::Tx& tx, std::shared_ptr<const Columns> columns,
                                     const std::vector<std::string>& statuses, const organization::Moment& moment,
                                     Nodes nodes);
/// The same with the members of an organisation and of what is below it alone: all others count nowhere.
std::unique_ptr<World> load_part_on(db::Tx& tx, std::shared_ptr<const Columns> columns,
                                    const std::vector<std::string>& statuses, const organization::Moment& moment,
                                    Nodes nodes, OrganizationId within);

/// Organisations of a world as rows, from what it knows of its nodes. @param counted  statuses of who counts as a
/// member
void add_organizations(World& world, std::shared_ptr<const Columns> columns,
                       const organization::OrganizationPolicy& rules, const std::vector<std::string>& counted);
/// Units as rows, at the organisation that looks after their place. Where nobody does on that day, a unit is
/// no row.
Register load_units(db::Tx& tx, const organization::Office& office, const organization::Moment& moment,
                    std::shared_ptr<const Tree> tree, std::shared_ptr<const Columns> columns);
/// How many members count at each node and below.
std::vector<std::uint32_t> sizes_of(const World& world, const std::vector<std::string>& counted);

}  // namespace jishi::statistics
