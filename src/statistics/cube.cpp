#include "statistics/cube.hpp"

#include <algorithm>
#include <numeric>

#include "statistics/kernel.hpp"
#include "statistics/snapshot.hpp"

namespace jishi::statistics {
namespace {

constexpr std::size_t inner_cells_min = 256;  // a stretch that is added at once

/// Adds the rows of a range to a cube.
void count_into(const Snapshot& snapshot, const CubeShape& shape, RowRange range, std::span<std::uint32_t> cube)
{
    std::uint32_t cells[64];
    for (auto row = range.begin; row < range.end;) {
        const auto rows = snapshot.chunk(row / chunk_rows);
        const auto word = row % chunk_rows / 64;
        const auto word_base = row / 64 * 64;
        auto bits = rows.taken()[word];
        if (row > word_base) bits &= ~std::uint64_t{0} << (row - word_base);
        if (range.end - word_base < 64) bits &= (std::uint64_t{1} << (range.end - word_base)) - 1;
        std::fill_n(cells, 64, 0);
        for (std::size_t i = 0; bits != 0 && i < shape.columns.size(); ++i)
            for (int bit = 0; bit < snapshot.schema().columns[shape.columns[i]].planes(); ++bit) {
                const auto plane = rows.plane(shape.columns[i], bit)[word];
                const auto weight = static_cast<std::uint32_t>(shape.strides[i] << bit);
                for (std::uint32_t at = 0; at < 64; ++at)
                    cells[at] += weight & -static_cast<std::uint32_t>(plane >> at & 1);
            }
        for (; bits != 0; bits &= bits - 1) ++cube[cells[std::countr_zero(bits)]];
        row = word_base + 64;
    }
}

}  // namespace

CubeShape::CubeShape(const Schema& schema)
{
    for (std::size_t at = 0; at < schema.size(); ++at)
        if (schema.columns[at].cubed) columns.push_back(at);
    // Columns of few codes outside: the innermost ones are added in long stretches.
    std::ranges::stable_sort(columns, {}, [&](std::size_t at) { return schema.columns[at].cells; });
    for (const auto at : columns) cells.push_back(schema.columns[at].cells);
    strides.resize(columns.size());
    for (std::size_t i = columns.size(); i-- > 0;) {
        strides[i] = size;
        size *= cells[i];
    }
}

CubeSet::CubeSet(const Snapshot& snapshot, std::uint64_t rows_min) : shape_(snapshot.schema()), rows_min_(rows_min)
{
    if (shape_.columns.empty()) return;
    const auto& tree = snapshot.tree();
    std::vector<Node> chosen;
    for (Node node = 0; node < tree.size();) {
        // Below a node of few rows nobody has more.
        if (snapshot.count_rows(snapshot.rows_below(node)) < rows_min) {
            node = tree.end(node);
            continue;
        }
        auto above = cubes_.empty() ? none : cubes_.size() - 1;
        while (above != none && !tree.contains(cubes_[above].node, node)) above = cubes_[above].above;
        chosen.push_back(node);
        cubes_.push_back({node, above, {}});
        ++node;
    }
    if (cubes_.empty()) return;
    memory_ = std::make_unique<Arena>(cubes_.size() * shape_.size * sizeof(std::uint32_t));
    for (std::size_t i = 0; i < cubes_.size(); ++i)
        cubes_[i].cells = {reinterpret_cast<std::uint32_t*>(memory_->at(i * shape_.size * sizeof(std::uint32_t))),
                           shape_.size};
    // The deepest first: what stands in a cube below is added as a whole.
    for (std::size_t i = chosen.size(); i-- > 0;) {
        const auto node = chosen[i];
        const auto cube = cubes_[i].cells;
        std::uint32_t from = snapshot.rows_below(node).begin;
        for (std::size_t below = i + 1; below < chosen.size() && tree.contains(node, chosen[below]);) {
            const auto inner = chosen[below];
            const auto range = snapshot.rows_below(inner);
            count_into(snapshot, shape_, {from, range.begin}, cube);
            const auto part = cubes_[below].cells;
            for (std::size_t cell = 0; cell < shape_.size; ++cell) cube[cell] += part[cell];
            from = range.end;
            while (below < chosen.size() && tree.contains(inner, chosen[below])) ++below;
        }
        count_into(snapshot, shape_, {from, snapshot.rows_below(node).end}, cube);
    }
}

std::size_t CubeSet::find(Node node) const
{
    const auto at = std::ranges::lower_bound(cubes_, node, {}, &Cube::node);
    return at == cubes_.end() || at->node != node ? none : static_cast<std::size_t>(at - cubes_.begin());
}

std::size_t CubeSet::around(const Tree& tree, Node node) const
{
    const auto after = std::ranges::upper_bound(cubes_, node, {}, &Cube::node);
    auto at = after == cubes_.begin() ? none : static_cast<std::size_t>(after - cubes_.begin()) - 1;
    while (at != none && !tree.contains(cubes_[at].node, node)) at = cubes_[at].above;
    return at;
}

void CubeSet::add(const Tree& tree, Node node, Codes codes, int by)
{
    if (cubes_.empty()) return;
    const auto cell = shape_.cell(codes);
    for (auto at = around(tree, node); at != none; at = cubes_[at].above)
        cubes_[at].cells[cell] += static_cast<std::uint32_t>(by);
}

void CubeSet::move(const Tree& tree, Node from, Codes before, Node to, Codes now)
{
    if (cubes_.empty()) return;
    const auto cell_before = shape_.cell(before);
    const auto cell_now = shape_.cell(now);
    auto left = around(tree, from);
    auto entered = around(tree, to);
    // A cube stands after all that are around it: the later one of two cannot be around the other.
    const auto rank = [](std::size_t at) { return at + 1; };  // none: 0
    while (left != entered) {
        if (rank(left) > rank(entered)) {
            --cubes_[left].cells[cell_before];
            left = cubes_[left].above;
        } else {
            ++cubes_[entered].cells[cell_now];
            entered = cubes_[entered].above;
        }
    }
    if (cell_before == cell_now) return;
    for (; left != none; left = cubes_[left].above) {
        --cubes_[left].cells[cell_before];
        ++cubes_[left].cells[cell_now];
    }
}

void CubeSet::fetch(const Tree& tree, Node node, Codes codes) const
{
    if (cubes_.empty()) return;
    const auto cell = shape_.cell(codes);
    for (auto at = around(tree, node); at != none; at = cubes_[at].above)
        __builtin_prefetch(cubes_[at].cells.data() + cell, 1);
}

void CubeSet::renumber(const std::vector<std::pair<Node, Node>>& numbers)
{
    // The order of the tree stays, and so does what is around what.
    for (std::size_t i = 0; i < numbers.size(); ++i) cubes_[i].node = numbers[i].second;
}

void CubeSet::ask(Node node, const CubeQuestion& question, std::uint64_t* out) const
{
    const auto cube = cubes_[find(node)].cells;
    const auto count = shape_.columns.size();
    // The inner columns make one stretch that is added up cell by cell; the outer ones are walked.
    std::size_t inner = count;
    while (inner > 0 && shape_.strides[inner - 1] * shape_.cells[inner - 1] < inner_cells_min) --inner;
    if (inner > 0) --inner;
    const std::size_t stretch = inner == 0 ? shape_.size : shape_.strides[inner - 1];

    std::vector<std::size_t> out_strides(count, 0);  // 0: summed over
    std::size_t stride = 1;
    for (std::size_t i = question.kept.size(); i-- > 0;) {
        out_strides[question.kept[i]] = stride;
        stride *= shape_.cells[question.kept[i]];
    }
    std::vector<std::vector<std::uint32_t>> codes(count);
    for (std::size_t i = 0; i < count; ++i) {
        codes[i] = question.allowed[i];
        if (!codes[i].empty()) continue;
        codes[i].resize(shape_.cells[i]);
        std::iota(codes[i].begin(), codes[i].end(), 0U);
    }
    // Outer columns that are kept go first, so that one sum serves all the rest.
    std::vector<std::size_t> kept_outer;
    std::vector<std::size_t> summed_outer;
    for (std::size_t i = 0; i < inner; ++i) (out_strides[i] != 0 ? kept_outer : summed_outer).push_back(i);
    std::vector<std::size_t> offsets{0};  // of the stretches that are summed
    for (const auto i : summed_outer) {
        std::vector<std::size_t> more;
        for (const auto offset : offsets)
            for (const auto code : codes[i]) more.push_back(offset + code * shape_.strides[i]);
        offsets = std::move(more);
    }
    // Where the cells of a stretch that count go.
    struct Cell {
        std::uint32_t from;
        std::uint32_t to;
    };
    std::vector<Cell> cells{{0, 0}};
    for (std::size_t i = inner; i < count; ++i) {
        std::vector<Cell> more;
        for (const auto& cell : cells)
            for (const auto code : codes[i])
                more.push_back({static_cast<std::uint32_t>(cell.from + code * shape_.strides[i]),
                                static_cast<std::uint32_t>(cell.to + code * out_strides[i])});
        cells = std::move(more);
    }
    std::vector<std::uint32_t> sum(stretch);
    const auto& kernel = best_kernel();
    std::vector<std::size_t> at(kept_outer.size(), 0);
    for (;;) {
        std::size_t from = 0;
        std::size_t to = 0;
        for (std::size_t i = 0; i < kept_outer.size(); ++i) {
            from += codes[kept_outer[i]][at[i]] * shape_.strides[kept_outer[i]];
            to += codes[kept_outer[i]][at[i]] * out_strides[kept_outer[i]];
        }
        std::ranges::fill(sum, 0);
        for (const auto offset : offsets) kernel.add(cube.data() + from + offset, stretch, sum.data());
        for (const auto& cell : cells) out[to + cell.to] += sum[cell.from];
        std::size_t next = kept_outer.size();
        while (next > 0 && ++at[next - 1] == codes[kept_outer[next - 1]].size()) at[--next] = 0;
        if (next == 0) break;
    }
}

}  // namespace jishi::statistics
