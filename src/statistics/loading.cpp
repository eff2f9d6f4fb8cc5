#include "statistics/loading.hpp"

#include <stdexcept>

namespace jishi::statistics {
namespace {

Nodes nodes_of(std::vector<NodeInfo> infos)
{
    std::vector<Tree::Link> links;
    links.reserve(infos.size());
    for (const auto& info : infos) links.push_back({info.id, info.parent});
    Nodes nodes{Tree(links), {}};
    if (nodes.tree.size() != infos.size())
        throw std::runtime_error("statistics: the tree of organisations has a circle");
    nodes.infos.resize(infos.size());
    for (auto& info : infos) nodes.infos[nodes.tree.find(info.id)] = std::move(info);
    return nodes;
}

NodeInfo info_of(const organization::NodeRow& row)
{
    return {row.id.value, row.parent.value, row.active, row.type, row.sector};
}

/// Rows as they come from the database, to be put in the order of the tree.
class Gathering {
public:
    Gathering(const Columns& columns, Date on, const Nodes& nodes) : encoder_(columns, on), nodes_(nodes)
    {
        width_ = columns.schema().size();
    }

    void add(const team::PersonRow& row)
    {
        if (last_ == node_none || nodes_.tree.id(last_) != row.branch.value) last_ = nodes_.tree.find(row.branch.value);
        if (last_ == node_none) throw std::runtime_error("statistics: a member stands at no organisation");
        encoder_.encode(row, nodes_.infos[last_], row_);
        nodes_of_rows_.push_back(last_);
        ids_.push_back(row.id.value);
        codes_.insert(codes_.end(), row_.begin(), row_.end());
    }

    Snapshot finish(const Schema& schema, Tree tree)
    {
        Snapshot snapshot(schema, std::move(tree));
        snapshot.reserve(ids_.size());
        // Counting sort by node; within a node the order does not matter.
        std::vector<std::uint32_t> begins(snapshot.tree().size() + 1, 0);
        for (const auto node : nodes_of_rows_) ++begins[node + 1];
        for (std::size_t i = 1; i < begins.size(); ++i) begins[i] += begins[i - 1];
        std::vector<std::uint32_t> order(ids_.size());
        for (std::uint32_t row = 0; row < ids_.size(); ++row) order[begins[nodes_of_rows_[row]]++] = row;
        for (const auto row : order)
            snapshot.append(nodes_of_rows_[row], ids_[row], std::span(codes_).subspan(row * width_, width_));
        snapshot.finish_building();
        snapshot.build_cubes(cube_rows_min);
        return snapshot;
    }

private:
    Encoder encoder_;
    const Nodes& nodes_;
    std::size_t width_ = 0;
    Node last_ = node_none;
    std::vector<Code> row_;
    std::vector<Node> nodes_of_rows_;
    std::vector<std::int64_t> ids_;
    std::vector<Code> codes_;
};

}  // namespace

Nodes load_nodes(db::Tx& tx)
{
    std::vector<NodeInfo> infos;
    organization::each_node_row(tx, [&](const organization::NodeRow& row) { infos.push_back(info_of(row)); });
    return nodes_of(std::move(infos));
}

Nodes load_nodes_on(db::Tx& tx, const organization::Moment& moment)
{
    std::vector<NodeInfo> infos;
    organization::each_node_row_on(tx, moment,
                                   [&](const organization::NodeRow& row) { infos.push_back(info_of(row)); });
    return nodes_of(std::move(infos));
}

Encoder::Encoder(const Columns& columns, Date on) : columns_(columns), on_(on)
{
    const auto& names = columns.names();
    source_.texts.resize(names.texts.size());
    source_.days.resize(names.days.size());
    source_.flags.resize(names.flags.size());
}

void Encoder::encode(const team::PersonRow& row, const NodeInfo& node, std::vector<Code>& codes)
{
    // In the order of member_fields().
    source_.texts = {row.status,     row.category,       row.sex,     row.ethnicity, row.education, row.degree,
                     row.occupation, row.social_stratum, node.sector, node.type};
    source_.days = {row.birth_date, row.joined_on};
    source_.flags = {row.migrant_worker ? char{1} : char{0}, row.front_line ? char{1} : char{0},
                     row.mobile ? char{1} : char{0}, row.lost ? char{1} : char{0}};
    columns_.encode(source_, on_, codes);
}

std::unique_ptr<World> load_world(db::Tx& tx, std::shared_ptr<const Columns> columns,
                                  const std::vector<std::string>& statuses, Date today, Nodes nodes)
{
    Gathering gathering(*columns, today, nodes);
    team::each_person(tx, today, statuses, [&](const team::PersonRow& row) { gathering.add(row); });
    auto snapshot = gathering.finish(columns->schema(), nodes.tree);
    return std::make_unique<World>(std::move(columns), today, std::move(snapshot), std::move(nodes.infos));
}

std::unique_ptr<World> load_world_on(db::Tx& tx, std::shared_ptr<const Columns> columns,
                                     const std::vector<std::string>& statuses, const organization::Moment& moment,
                                     Nodes nodes)
{
    Gathering gathering(*columns, moment.day, nodes);
    team::each_person_on(tx, moment, statuses, [&](const team::PersonRow& row) { gathering.add(row); });
    auto snapshot = gathering.finish(columns->schema(), nodes.tree);
    return std::make_unique<World>(std::move(columns), moment.day, std::move(snapshot), std::move(nodes.infos));
}

}  // namespace jishi::statistics
