#include "statistics/cube.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "statistics/kernel.hpp"
#include "statistics/snapshot.hpp"

namespace jishi::statistics {
namespace {

constexpr std::size_t inner_cells_min = 256;  // a stretch that is added at once

/// Adds the rows of a range to a cube.
void count_into(const Snapshot& snapshot, const CubeShape& shape, RowRange range, std::span<std::uint32_t> cube)
{
    // By code, as far as its planes can spell: how far its place is into the cube.
    std::vector<std::array<std::uint32_t, planes_cells_max>> tables(shape.columns.size());
    for (std::size_t i = 0; i < shape.columns.size(); ++i) {
        tables[i].fill(0);
        for (std::size_t place = 0; place < shape.codes[i].size(); ++place)
            tables[i][shape.codes[i][place]] = static_cast<std::uint32_t>(place * shape.strides[i]);
    }
    std::uint32_t cells[64];
    for (auto row = range.begin; row < range.end;) {
        const auto rows = snapshot.chunk(row / chunk_rows);
        const auto word = row % chunk_rows / 64;
        const auto word_base = row / 64 * 64;
        auto bits = rows.taken()[word];
        if (row > word_base) bits &= ~std::uint64_t{0} << (row - word_base);
        if (range.end - word_base < 64) bits &= (std::uint64_t{1} << (range.end - word_base)) - 1;
        std::fill_n(cells, 64, 0);
        for (std::size_t i = 0; bits != 0 && i < shape.columns.size(); ++i) {
            std::uint32_t codes[64] = {};
            const auto& column = snapshot.schema().columns[shape.columns[i]];
            for (int bit = 0; bit < column.planes(); ++bit) {
                const auto plane = rows.plane(shape.columns[i], bit)[word];
                const auto weight = std::uint32_t{column.code_of_plane(bit)};
                for (std::uint32_t at = 0; at < 64; ++at)
                    codes[at] += weight & -static_cast<std::uint32_t>(plane >> at & 1);
            }
            // Whoever counts has a place; free rows do not count.
            const auto* offsets = tables[i].data();
            for (std::uint32_t at = 0; at < 64; ++at) cells[at] += offsets[codes[at]];
        }
        for (; bits != 0; bits &= bits - 1) ++cube[cells[std::countr_zero(bits)]];
        row = word_base + 64;
    }
}

}  // namespace

CubeShape::CubeShape(const Snapshot& snapshot)
{
    const auto& schema = snapshot.schema();
    for (std::size_t at = 0; at < schema.size(); ++at)
        if (schema.columns[at].cubed) columns.push_back(at);
    const auto occurring = [&](std::size_t column) {
        std::vector<std::uint32_t> found;
        for (std::uint32_t code = 0; code < schema.columns[column].cells; ++code)
            if (snapshot.total(column, code) != 0) found.push_back(code);
        return found;
    };
    // Columns of few codes outside: the innermost ones are added in long stretches.
    std::ranges::stable_sort(columns, {}, [&](std::size_t at) { return occurring(at).size(); });
    for (const auto at : columns) {
        cells.push_back(schema.columns[at].cells);
        codes.push_back(occurring(at));
    }
    strides.resize(columns.size());
    for (std::size_t i = columns.size(); i-- > 0;) {
        strides[i] = size;
        size *= codes[i].size();
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        offsets_from.push_back(offsets.size());
        offsets.resize(offsets.size() + cells[i], absent);
        for (std::size_t place = 0; place < codes[i].size(); ++place)
            offsets[offsets_from[i] + codes[i][place]] = place * strides[i];
    }
}

CubeSet::CubeSet(const Snapshot& snapshot, std::uint64_t rows_min) : shape_(snapshot), rows_min_(rows_min)
{
    if (shape_.columns.empty() || shape_.size == 0) return;
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
        cubes_.push_back({node, above, {}, {}});
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

std::size_t CubeSet::memory_bytes() const
{
    std::size_t bytes = cubes_.size() * shape_.size * sizeof(std::uint32_t);
    for (const auto& cube : cubes_) bytes += cube.rest.size() * 4 * sizeof(std::uint64_t);
    return bytes;
}

void CubeSet::Cube::add(std::size_t cell, std::uint64_t wide, int by)
{
    if (cell != none) {
        cells[cell] += static_cast<std::uint32_t>(by);
        return;
    }
    auto& count = rest[wide];
    count += static_cast<std::uint32_t>(by);
    if (count == 0) rest.erase(wide);
}

void CubeSet::add(const Tree& tree, Node node, Codes codes, int by)
{
    if (cubes_.empty()) return;
    const auto cell = shape_.cell(codes);
    const auto wide = cell == none ? shape_.wide_cell(codes) : 0;
    for (auto at = around(tree, node); at != none; at = cubes_[at].above) cubes_[at].add(cell, wide, by);
}

void CubeSet::move(const Tree& tree, Node from, Codes before, Node to, Codes now)
{
    if (cubes_.empty()) return;
    const auto cell_before = shape_.cell(before);
    const auto cell_now = shape_.cell(now);
    const auto wide_before = cell_before == none ? shape_.wide_cell(before) : 0;
    const auto wide_now = cell_now == none ? shape_.wide_cell(now) : 0;
    auto left = around(tree, from);
    auto entered = around(tree, to);
    // A cube stands after all that are around it: the later one of two cannot be around the other.
    const auto rank = [](std::size_t at) { return at + 1; };  // none: 0
    while (left != entered) {
        if (rank(left) > rank(entered)) {
            cubes_[left].add(cell_before, wide_before, -1);
            left = cubes_[left].above;
        } else {
            cubes_[entered].add(cell_now, wide_now, 1);
            entered = cubes_[entered].above;
        }
    }
    if (cell_before == cell_now && wide_before == wide_now) return;
    for (; left != none; left = cubes_[left].above) {
        cubes_[left].add(cell_before, wide_before, -1);
        cubes_[left].add(cell_now, wide_now, 1);
    }
}

void CubeSet::fetch(const Tree& tree, Node node, Codes codes) const
{
    if (cubes_.empty()) return;
    const auto cell = shape_.cell(codes);
    if (cell == none) return;
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
    const auto& asked = cubes_[find(node)];
    const auto cube = asked.cells;
    if (!asked.rest.empty()) ask_rest(asked, question, out);
    const auto count = shape_.columns.size();
    // The inner columns make one stretch that is added up cell by cell; the outer ones are walked.
    std::size_t inner = count;
    while (inner > 0 && shape_.strides[inner - 1] * shape_.codes[inner - 1].size() < inner_cells_min) --inner;
    if (inner > 0) --inner;
    const std::size_t stretch = inner == 0 ? shape_.size : shape_.strides[inner - 1];

    std::vector<std::size_t> out_strides(count, 0);  // 0: summed over
    std::size_t stride = 1;
    for (std::size_t i = question.kept.size(); i-- > 0;) {
        out_strides[question.kept[i]] = stride;
        stride *= shape_.cells[question.kept[i]];
    }
    // What counts of each column: a place in the cube, and how far its code is into the answer.
    struct Counting {
        std::size_t from;
        std::size_t to;
    };
    std::vector<std::vector<Counting>> codes(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto add = [&](std::uint32_t code) {
            if (const auto from = shape_.offset(i, code); from != CubeShape::absent)
                codes[i].push_back({from, code * out_strides[i]});
        };
        for (const auto code : question.allowed[i].empty() ? shape_.codes[i] : question.allowed[i]) add(code);
        if (codes[i].empty()) return;  // nobody was like that
    }
    // Outer columns that are kept go first, so that one sum serves all the rest.
    std::vector<std::size_t> kept_outer;
    std::vector<std::size_t> summed_outer;
    for (std::size_t i = 0; i < inner; ++i) (out_strides[i] != 0 ? kept_outer : summed_outer).push_back(i);
    std::vector<std::size_t> offsets{0};  // of the stretches that are summed
    for (const auto i : summed_outer) {
        std::vector<std::size_t> more;
        for (const auto offset : offsets)
            for (const auto& code : codes[i]) more.push_back(offset + code.from);
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
            for (const auto& code : codes[i])
                more.push_back(
                    {static_cast<std::uint32_t>(cell.from + code.from), static_cast<std::uint32_t>(cell.to + code.to)});
        cells = std::move(more);
    }
    std::vector<std::uint32_t> sum(stretch);
    const auto& kernel = best_kernel();
    std::vector<std::size_t> at(kept_outer.size(), 0);
    for (;;) {
        std::size_t from = 0;
        std::size_t to = 0;
        for (std::size_t i = 0; i < kept_outer.size(); ++i) {
            from += codes[kept_outer[i]][at[i]].from;
            to += codes[kept_outer[i]][at[i]].to;
        }
        std::ranges::fill(sum, 0);
        for (const auto offset : offsets) kernel.add(cube.data() + from + offset, stretch, sum.data());
        for (const auto& cell : cells) out[to + cell.to] += sum[cell.from];
        std::size_t next = kept_outer.size();
        while (next > 0 && ++at[next - 1] == codes[kept_outer[next - 1]].size()) at[--next] = 0;
        if (next == 0) break;
    }
}

/// Those whose codes have no place: a few, until cubes are made anew with the next day.
void CubeSet::ask_rest(const Cube& cube, const CubeQuestion& question, std::uint64_t* out) const
{
    const auto count = shape_.columns.size();
    std::vector<std::uint32_t> codes(count);
    for (const auto& [wide, number] : cube.rest) {
        auto left = wide;
        bool counts = true;
        for (std::size_t i = count; i-- > 0;) {
            codes[i] = static_cast<std::uint32_t>(left % shape_.cells[i]);
            left /= shape_.cells[i];
            const auto& allowed = question.allowed[i];
            counts = counts && (allowed.empty() || std::ranges::find(allowed, codes[i]) != allowed.end());
        }
        if (!counts) continue;
        std::size_t to = 0;
        for (const auto kept : question.kept) to = to * shape_.cells[kept] + codes[kept];
        out[to] += number;
    }
}

}  // namespace jishi::statistics
