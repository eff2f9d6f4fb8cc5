#include "statistics/scan.hpp"

#include <doctest/doctest.h>

#include "statistics/columns_fixture.hpp"
#include "statistics/cube.hpp"

using namespace jishi::statistics;
using namespace jishi::statistics::test;

namespace {

/// One random change of the world and of its snapshot.
void change(World& world, Snapshot& snapshot)
{
    const auto& tree = snapshot.tree();
    const auto kind = world.pick(4);
    if (kind == 0 || world.rows.empty()) {
        const auto id = world.next_id++;
        PlainRow row{id, world.random_node(), world.random_codes()};
        snapshot.insert(tree.find(row.node), id, row.codes);
        world.rows[id] = std::move(row);
        return;
    }
    auto at = world.rows.lower_bound(static_cast<std::int64_t>(world.pick(static_cast<std::uint64_t>(world.next_id))));
    if (at == world.rows.end()) at = world.rows.begin();
    auto& row = at->second;
    const auto node = tree.find(row.node);
    const auto place = snapshot.find(node, row.id);
    REQUIRE(place != row_none);
    CHECK(snapshot.node_of(place) == node);
    if (kind == 1) {
        snapshot.remove(place, node);
        world.rows.erase(at);
    } else if (kind == 2) {
        row.codes = world.random_codes();
        snapshot.recode(place, node, row.codes);
    } else {
        row.node = world.random_node();
        // Where somebody stands may say something of him.
        if (world.pick(2) == 0) row.codes = world.random_codes();
        const auto now = snapshot.move(place, node, tree.find(row.node), row.id, row.codes);
        CHECK(snapshot.find(tree.find(row.node), row.id) == now);
    }
}

void compare(World& world, const Snapshot& snapshot, int questions)
{
    const auto& tree = snapshot.tree();
    for (int i = 0; i < questions; ++i) {
        const auto node = static_cast<Node>(world.pick(tree.size()));
        const auto dimensions = random_dimensions(world);
        const auto filter = random_filter(world, 3);
        const auto expected = count_plainly(world, tree, node, dimensions, filter);
        for (const auto* kernel : kernels_here()) {
            CAPTURE(kernel->name);
            ScanOptions options;
            options.kernel = kernel;
            options.helped_rows_min = 1;
            CHECK(scan(snapshot, {dimensions, filter, {{snapshot.rows_below(node)}}}, options) == expected);
        }
        std::vector<std::uint64_t> from_cube;
        if (ask_cubes(snapshot, node, dimensions, filter, from_cube)) CHECK(from_cube == expected);
    }
}

}  // namespace

TEST_CASE("statistics: every kernel counts random worlds like plain counting, while they change [X-B]")
{
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U, 6U}) {
        CAPTURE(seed);
        auto world = random_world(seed, 1 + seed * 40, seed * 700);
        auto snapshot = build(world);
        snapshot.build_cubes(500);
        compare(world, snapshot, 20);
        for (int round = 0; round < 5; ++round) {
            for (int i = 0; i < 200; ++i) change(world, snapshot);
            CHECK(snapshot.rows() == world.rows.size());
            compare(world, snapshot, 10);
        }
    }
}

TEST_CASE("statistics: cubes count codes too that nobody had when they were made, and forget them when they go")
{
    for (const std::uint64_t seed : {31U, 32U, 33U}) {
        CAPTURE(seed);
        auto world = random_world(seed, 60, 3'000);
        for (auto& [id, row] : world.rows)
            for (std::size_t column = 0; column < row.codes.size(); ++column)
                if (world.schema.columns[column].cubed) row.codes[column] = row.codes[column] % 2;
        auto snapshot = build(world);
        snapshot.build_cubes(200);
        const auto first = snapshot.cubes()->memory_bytes();
        compare(world, snapshot, 10);
        for (int i = 0; i < 400; ++i) change(world, snapshot);
        CHECK(snapshot.cubes()->memory_bytes() > first);
        compare(world, snapshot, 30);
        for (auto& [id, row] : world.rows) {
            const auto node = snapshot.tree().find(row.node);
            for (std::size_t column = 0; column < row.codes.size(); ++column)
                if (world.schema.columns[column].cubed) row.codes[column] = row.codes[column] % 2;
            snapshot.recode(snapshot.find(node, id), node, row.codes);
        }
        CHECK(snapshot.cubes()->memory_bytes() == first);
        compare(world, snapshot, 10);
    }
}

TEST_CASE("statistics: a branch that grows past a chunk splits it, and nothing is lost")
{
    auto world = random_world(11, 30, 64'000);
    auto snapshot = build(world);
    CHECK(snapshot.chunk_count() == 1);
    const auto crowded = world.links[7].id;
    for (int i = 0; i < 4'000; ++i) {
        const auto id = world.next_id++;
        PlainRow row{id, i % 3 == 0 ? world.random_node() : crowded, world.random_codes()};
        snapshot.insert(snapshot.tree().find(row.node), id, row.codes);
        world.rows[id] = std::move(row);
    }
    CHECK(snapshot.chunk_count() > 1);
    CHECK(snapshot.rows() == world.rows.size());
    compare(world, snapshot, 15);
    for (const auto& [id, row] : world.rows) {
        const auto place = snapshot.find(snapshot.tree().find(row.node), id);
        REQUIRE(place != row_none);
        std::vector<Code> codes(world.schema.size());
        snapshot.read(place, codes);
        REQUIRE(codes == row.codes);
    }
}

TEST_CASE("statistics: rows by child node are the rows of each child")
{
    auto world = random_world(21, 200, 5'000);
    const auto snapshot = build(world);
    const auto& tree = snapshot.tree();
    const auto children = tree.children(0);
    REQUIRE(children.size() > 1);
    const Axes dimensions{0, 1};
    Question question{dimensions, {}, {}};
    for (const auto child : children) question.groups.push_back({snapshot.rows_below(child)});
    const auto table = scan(snapshot, question);
    const auto cells = cells_of(world.schema, dimensions);
    for (std::size_t i = 0; i < children.size(); ++i) {
        const auto expected = count_plainly(world, tree, children[i], dimensions, {});
        CHECK(std::equal(expected.begin(), expected.end(), table.begin() + static_cast<std::ptrdiff_t>(i * cells)));
    }
}

TEST_CASE("statistics: cubes stay exact while members come, go, move and change")
{
    auto world = random_world(31, 60, 4'000);
    auto snapshot = build(world);
    snapshot.build_cubes(1'000);
    REQUIRE(snapshot.cubes()->has(0));
    for (int i = 0; i < 1'000; ++i) change(world, snapshot);
    int answered = 0;
    for (int i = 0; i < 300; ++i) {
        const auto node = static_cast<Node>(world.pick(snapshot.tree().size()));
        auto dimensions = random_dimensions(world);
        std::erase_if(dimensions, [&](const Axis& axis) { return !world.schema.columns[axis.column].cubed; });
        const auto filter = world.pick(2) == 0
                                ? Filter{}
                                : Filter::of(Filter::Kind::all_of, {Filter::set(1, {1, 3, 3}), Filter::set(2, {0, 5})});
        std::vector<std::uint64_t> out;
        if (!ask_cubes(snapshot, node, dimensions, filter, out)) continue;
        ++answered;
        CHECK(out == count_plainly(world, snapshot.tree(), node, dimensions, filter));
    }
    CHECK(answered > 0);
}

TEST_CASE("statistics: under another tree every row stands where its organisation stands")
{
    auto world = random_world(41, 80, 3'000);
    auto before = build(world);
    // A subtree moves, an organisation is founded, and one goes with its people.
    world.links[20].parent = world.links[0].id;
    world.links.push_back({5'000, world.links[3].id});
    std::erase_if(world.rows, [&](const auto& entry) { return entry.second.node == world.links[50].id; });
    for (auto& link : world.links)
        if (link.parent == world.links[50].id) link.parent = world.links[50].parent;
    world.links.erase(world.links.begin() + 50);
    auto after = std::move(before);
    after.lay_under(std::make_shared<const Tree>(world.links));
    CHECK(after.rows() == world.rows.size());
    compare(world, after, 20);
}

TEST_CASE("statistics: leaves come into the tree without a row being touched, with their cubes, and take changes")
{
    auto world = random_world(42, 120, 4'000);
    auto snapshot = build(world);
    snapshot.build_cubes(400);
    REQUIRE(snapshot.cubes()->size() > 1);
    for (int round = 0; round < 25; ++round) {
        std::vector<Tree::Link> leaves;
        for (auto n = 1 + world.pick(3); n-- > 0;) {
            const auto id = static_cast<std::int64_t>(9'000 + world.links.size());
            world.links.push_back({id, world.pick(20) == 0 ? 0 : world.random_node()});
            leaves.push_back(world.links.back());
        }
        const auto* memory = snapshot.chunk_memory(0).data();
        const auto cubes = snapshot.cubes()->size();
        auto tree = std::make_shared<const Tree>(snapshot.tree().with(leaves));
        for (Node node = 0; node < tree->size(); ++node) {
            const auto link = std::ranges::find(world.links, tree->id(node), &Tree::Link::id);
            REQUIRE(link != world.links.end());
            CHECK((tree->parent(node) == node_none ? 0 : tree->id(tree->parent(node))) == link->parent);
            CHECK(tree->find(link->id) == node);
        }
        snapshot.lay_under(std::move(tree));
        CHECK(snapshot.chunk_memory(0).data() == memory);
        CHECK(snapshot.cubes()->size() == cubes);
        for (int i = 0; i < 20; ++i) change(world, snapshot);
        compare(world, snapshot, 6);
    }
    std::vector<std::int64_t> ids{-1};
    for (const auto& [id, row] : world.rows) ids.push_back(id);
    const auto nodes = snapshot.nodes_of(ids);
    CHECK(nodes.size() == world.rows.size());
    for (const auto& [id, row] : world.rows) CHECK(nodes.at(id) == snapshot.tree().find(row.node));
}

TEST_CASE("statistics: a column is recoded for all at once, cubes too")
{
    auto world = random_world(51, 40, 2'000);
    auto snapshot = build(world);
    snapshot.build_cubes(500);
    snapshot.recode_column(1,
                           [](const Chunk& rows, std::uint32_t at) { return static_cast<Code>(rows.days(7)[at] % 9); });
    for (auto& [id, row] : world.rows) row.codes[1] = static_cast<Code>(row.codes[7] % 9);
    compare(world, snapshot, 30);
}

TEST_CASE("statistics: the few rows that a filter leaves of many blocks are gathered and counted like plain counting")
{
    auto world = random_world(41, 12, 0);
    // Ten planes in five dimensions of 243 cells, and a column to let any share of the rows through.
    world.schema.columns.clear();
    for (const char* name : {"a", "b", "c", "d", "e"})
        world.schema.columns.push_back({name, Storage::planes, 3, false});
    world.schema.columns.push_back({"share", Storage::planes, 64, false});
    for (int i = 0; i < 40'000; ++i) {
        const auto id = world.next_id++;
        PlainRow row{id, world.random_node(), {}};
        for (const auto& column : world.schema.columns)
            row.codes.push_back(static_cast<Code>(world.pick(column.cells)));
        world.rows[id] = std::move(row);
    }
    const auto snapshot = build(world);
    const auto& tree = snapshot.tree();
    for (const std::uint32_t let_through : {1U, 3U, 17U, 30U, 50U, 63U}) {
        CAPTURE(let_through);
        std::vector<std::uint32_t> codes(let_through);
        std::iota(codes.begin(), codes.end(), 0U);
        const auto filter = Filter::of(Filter::Kind::all_of, {Filter::set(5, codes)});
        for (const Axes& dimensions : {Axes{0, 1, 2, 3, 4}, Axes{4, 1, 0}, Axes{2, 3}, Axes{1}}) {
            Question question{dimensions, filter, {}};
            for (Node node = 0; node < tree.size(); ++node) question.groups.push_back({snapshot.rows_below(node)});
            std::vector<std::uint64_t> expected;
            for (Node node = 0; node < tree.size(); ++node)
                std::ranges::copy(count_plainly(world, tree, node, dimensions, filter), std::back_inserter(expected));
            for (const auto* kernel : kernels_here()) {
                CAPTURE(kernel->name);
                ScanOptions options;
                options.kernel = kernel;
                CHECK(scan(snapshot, question, options) == expected);
            }
        }
    }
}
