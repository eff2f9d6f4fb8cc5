#pragma once
// Random worlds, and counting them row by row: what every answer is compared with.

#include <map>
#include <numeric>
#include <random>
#include <vector>

#include "statistics/scan.hpp"
#include "statistics/snapshot.hpp"

namespace jishi::statistics::test {

struct PlainRow {
    std::int64_t id;
    std::int64_t node;  // its id
    std::vector<Code> codes;
};

struct World {
    std::mt19937_64 random;
    Schema schema;
    std::vector<Tree::Link> links;
    std::map<std::int64_t, PlainRow> rows;
    std::int64_t next_id = 1;

    std::uint64_t pick(std::uint64_t below) { return random() % below; }
    std::vector<Code> random_codes()
    {
        std::vector<Code> codes;
        for (const auto& column : schema.columns)
            // Low codes are common, high ones rare, as with real columns.
            codes.push_back(static_cast<Code>(std::min(pick(column.cells), pick(column.cells))));
        return codes;
    }
    std::int64_t random_node() { return links[pick(links.size())].id; }
};

inline Schema sample_schema()
{
    return {{{"sex", Storage::planes, 3, true},
             {"age", Storage::planes, 9, true},
             {"education", Storage::planes, 12, true},
             {"one", Storage::planes, 1, false},
             {"flag", Storage::planes, 2, false},
             {"sixty", Storage::planes, 60, false},
             {"ethnicity", Storage::bytes, 59, false},
             {"birth", Storage::wide, wide_cells, false},
             {"occupation", Storage::planes, 10, true, true},
             {"seventeen", Storage::planes, plane_each_cells_max, false, true}},
            true};
}

/// @param nodes  organisations; the first is a root
inline World random_world(std::uint64_t seed, std::size_t nodes, std::size_t people)
{
    World world;
    world.random.seed(seed);
    world.schema = sample_schema();
    for (std::size_t i = 0; i < nodes; ++i) {
        const auto id = static_cast<std::int64_t>(1000 + i);
        const auto parent = i == 0 || world.pick(50) == 0 ? 0 : world.links[world.pick(i)].id;
        world.links.push_back({id, parent});
    }
    for (std::size_t i = 0; i < people; ++i) {
        const auto id = world.next_id++;
        world.rows[id] = {id, world.random_node(), world.random_codes()};
    }
    return world;
}

inline Snapshot build(const World& world)
{
    Snapshot snapshot(world.schema, Tree(world.links));
    std::map<Node, std::vector<const PlainRow*>> by_node;
    for (const auto& [id, row] : world.rows) by_node[snapshot.tree().find(row.node)].push_back(&row);
    snapshot.reserve(world.rows.size());
    for (const auto& [node, rows] : by_node)
        for (const auto* row : rows) snapshot.append(node, row->id, row->codes);
    snapshot.finish_building();
    return snapshot;
}

inline bool lets_through(const Filter& filter, const PlainRow& row)
{
    using Kind = Filter::Kind;
    const auto through = [&](const Filter& part) { return lets_through(part, row); };
    switch (filter.kind) {
        case Kind::everything: return true;
        case Kind::in_set:
            return std::ranges::find(filter.codes, std::uint32_t{row.codes[filter.column]}) != filter.codes.end();
        case Kind::in_range: return filter.low <= row.codes[filter.column] && row.codes[filter.column] <= filter.high;
        case Kind::all_of: return std::ranges::all_of(filter.parts, through);
        case Kind::any_of: return std::ranges::any_of(filter.parts, through);
        case Kind::none_of: return std::ranges::none_of(filter.parts, through);
    }
    return false;
}

inline Filter random_filter(World& world, int depth)
{
    using Kind = Filter::Kind;
    const auto kind = world.pick(depth == 0 ? 3 : 6);
    if (kind == 0) return {};
    if (kind >= 3) {
        static constexpr Kind joins[] = {Kind::all_of, Kind::any_of, Kind::none_of};
        std::vector<Filter> parts;
        for (std::uint64_t i = world.pick(4); i-- > 0;) parts.push_back(random_filter(world, depth - 1));
        return Filter::of(joins[kind - 3], std::move(parts));
    }
    const auto column = world.pick(world.schema.size());
    const auto& shape = world.schema.columns[column];
    if (shape.storage == Storage::wide)
        return Filter::range(column, static_cast<Code>(world.pick(40000)), static_cast<Code>(world.pick(65536)));
    std::vector<std::uint32_t> codes;
    for (std::uint32_t code = 0; code < shape.cells; ++code)
        if (world.pick(3) == 0) codes.push_back(code);
    return Filter::set(column, std::move(codes));
}

inline Axis random_axis(World& world, std::size_t column)
{
    const auto& shape = world.schema.columns[column];
    if (shape.storage != Storage::wide && world.pick(3) != 0) return column;
    const auto cells = static_cast<std::uint32_t>(1 + world.pick(12));
    std::vector<std::uint8_t> groups(shape.cells);
    for (auto& group : groups) group = static_cast<std::uint8_t>(world.pick(cells));
    return {column, std::make_shared<const std::vector<std::uint8_t>>(std::move(groups)), cells};
}

inline Axes random_dimensions(World& world)
{
    std::vector<std::size_t> all(world.schema.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    std::ranges::shuffle(all, world.random);
    all.resize(world.pick(dimensions_max + 1));
    Axes axes;
    for (const auto column : all) axes.push_back(random_axis(world, column));
    while (cells_of(world.schema, axes) > 60'000) axes.pop_back();
    return axes;
}

inline std::vector<std::uint64_t> count_plainly(const World& world, const Tree& tree, Node node, const Axes& dimensions,
                                                const Filter& filter)
{
    std::vector<std::uint64_t> out(cells_of(world.schema, dimensions), 0);
    for (const auto& [id, row] : world.rows) {
        if (!tree.contains(node, tree.find(row.node)) || !lets_through(filter, row)) continue;
        std::size_t cell = 0;
        for (const auto& axis : dimensions) {
            const auto code = row.codes[axis.column];
            cell = cell * cells_of(world.schema, axis) + (axis.groups ? (*axis.groups)[code] : code);
        }
        ++out[cell];
    }
    return out;
}

}  // namespace jishi::statistics::test
