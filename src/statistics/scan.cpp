#include "statistics/scan.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <memory>
#include <mutex>
#include <optional>

#include "statistics/block_filter.hpp"
#include "statistics/cube.hpp"
#include "statistics/plane_counter.hpp"
#include "statistics/scan_helper.hpp"

namespace jishi::statistics {
namespace {

constexpr std::size_t plane_cells_max = 256;  // beyond, one pass over the rows is cheaper than one over each cell
constexpr std::size_t lines_while_filtering = 8;
constexpr std::uint32_t item_rows = 1'048'576;  // what a thread takes at a time

struct Dimension {
    std::size_t column;
    const ColumnShape* shape;
    std::vector<std::uint32_t> filled;  // cells of which a code occurs
    PlaneDimension by_planes;           // those, where the column stands in planes
    std::uint32_t cells;
    std::size_t stride;                    // in the answer
    const std::uint8_t* groups = nullptr;  // by code; none: the codes themselves

    std::size_t cell_of(const Chunk& chunk, std::uint32_t row) const
    {
        const auto code = chunk.code(column, row);
        return (groups ? groups[code] : code) * stride;
    }
};

struct Item {
    std::size_t group;
    RowRange range;
};

/// Counts one item after another into cells of its own.
class Counter {
public:
    Counter(const Snapshot& snapshot, const Question& question, const std::vector<Dimension>& dimensions,
            std::uint64_t cells, const Kernel& kernel)
        : snapshot_(snapshot), dimensions_(dimensions), kernel_(kernel), filter_(snapshot, question.filter, kernel),
          counts_(cells, 0), ahead_(snapshot, filter_.reads_taken())
    {
        for (const auto& plane : filter_.reads()) ahead_.read(plane);
        std::size_t product = 1;
        bool bytes = false;
        for (const auto& dimension : dimensions) {
            product *= dimension.filled.size();
            bytes = bytes || dimension.shape->storage != Storage::planes;
        }
        if (bytes || product == 0 || product > plane_cells_max || dimensions.empty()) return;
        std::vector<PlaneDimension> list;
        for (const auto& dimension : dimensions) {
            list.push_back(dimension.by_planes);
            for (const auto bit : list.back().telling.bits()) ahead_.read({dimension.column, bit});
        }
        planes_.emplace(kernel, std::move(list));
    }

    /// Adds what was counted since the last time.
    void take(std::uint64_t* out)
    {
        if (planes_) {
            planes_->take(by_planes_);
            std::size_t at = 0;
            add_planes(0, 0, at);
        }
        for (std::size_t cell = 0; cell < counts_.size(); ++cell) out[cell] += counts_[cell];
        std::ranges::fill(counts_, 0);
    }

    void count(RowRange range)
    {
        if (range.begin >= range.end) return;
        constexpr std::uint32_t rows_of_block = block_words * 64;
        ahead_.begin(range.begin / rows_of_block, (range.end + rows_of_block - 1) / rows_of_block);
        while (range.begin < range.end) {
            const auto at = range.begin / chunk_rows;
            const auto base = at * chunk_rows;
            const auto end = std::min(range.end - base, chunk_rows);
            count_in(snapshot_.chunk(at), range.begin - base, end);
            range.begin = base + end;
        }
    }

private:
    void count_in(const Chunk& chunk, std::uint32_t from, std::uint32_t to)
    {
        const std::size_t end = (to + group_rows - 1) / group_rows * 8;
        for (std::size_t word = from / group_rows * 8; word < end;) {
            const auto words = std::min(end, (word / block_words + 1) * block_words) - word;
            const bool any = filter_.choose(chunk, word, words, rows_.data());
            ahead_.fetch(lines_while_filtering);
            if (any) {
                cut(word, words, from, to);
                count_block(chunk, word, words);
            }
            ahead_.fetch(lines_while_filtering);
            ahead_.go_on();
            word += words;
        }
    }

    /// Rows outside [from, to) do not count.
    void cut(std::size_t word, std::size_t words, std::uint32_t from, std::uint32_t to)
    {
        for (std::size_t i = 0; i < words && (word + i) * 64 < from; ++i) {
            const auto below = from - (word + i) * 64;
            rows_[i] &= below >= 64 ? 0 : ~std::uint64_t{0} << below;
        }
        for (std::size_t i = words; i-- > 0 && (word + i + 1) * 64 > to;) {
            const auto base = (word + i) * 64;
            rows_[i] &= base >= to ? 0 : (std::uint64_t{1} << (to - base)) - 1;
        }
    }

    void count_block(const Chunk& chunk, std::size_t word, std::size_t words)
    {
        if (dimensions_.empty()) {
            counts_[0] += kernel_.count(rows_.data(), words);
            return;
        }
        if (planes_) {
            planes_->count(chunk, word, words, rows_, ahead_);
        } else {
            if (kernel_.count(rows_.data(), words) < words * 4) one_by_one(chunk, word, words);
            else histogram(chunk, word, words);
        }
    }

    void one_by_one(const Chunk& chunk, std::size_t word, std::size_t words)
    {
        for (std::size_t i = 0; i < words; ++i)
            for (auto bits = rows_[i]; bits != 0; bits &= bits - 1) {
                const auto row =
                    static_cast<std::uint32_t>((word + i) * 64) + static_cast<std::uint32_t>(std::countr_zero(bits));
                std::size_t cell = 0;
                for (const auto& dimension : dimensions_) cell += dimension.cell_of(chunk, row);
                ++counts_[cell];
            }
    }

    void histogram(const Chunk& chunk, std::size_t word, std::size_t words)
    {
        std::uint32_t cells[64];
        std::uint8_t bytes[64];
        for (std::size_t i = 0; i < words; ++i) {
            auto bits = rows_[i];
            if (bits == 0) continue;
            std::fill_n(cells, 64, 0);
            for (const auto& dimension : dimensions_) {
                const auto first = (word + i) * 64;
                const std::uint8_t* codes = bytes;
                if (dimension.shape->storage == Storage::wide) {
                    const auto* days = chunk.days(dimension.column) + first;
                    for (int row = 0; row < 64; ++row) bytes[row] = dimension.groups[days[row]];
                } else {
                    if (dimension.shape->storage == Storage::bytes) codes = chunk.bytes(dimension.column) + first;
                    else spell(chunk, dimension, word + i, bytes);
                    if (dimension.groups) {
                        for (int row = 0; row < 64; ++row) bytes[row] = dimension.groups[codes[row]];
                        codes = bytes;
                    }
                }
                kernel_.extend(cells, dimension.cells, codes);
            }
            // Where nearly all rows count, walking them in order is cheaper than finding the next one.
            if (bits == ~std::uint64_t{0})
                for (const auto cell : cells) ++counts_[cell];
            else
                for (; bits != 0; bits &= bits - 1) ++counts_[cells[std::countr_zero(bits)]];
        }
    }

    /// @param at  how many cells of by_planes_ were added
    void add_planes(std::size_t level, std::size_t cell, std::size_t& at)
    {
        if (level == dimensions_.size()) {
            counts_[cell] += by_planes_[at++];
            return;
        }
        for (const auto filled : dimensions_[level].filled)
            add_planes(level + 1, cell + filled * dimensions_[level].stride, at);
    }

    void spell(const Chunk& chunk, const Dimension& dimension, std::size_t word, std::uint8_t* bytes)
    {
        std::uint64_t planes[planes_max];
        std::uint8_t codes[planes_max];
        const auto count = dimension.shape->planes();
        for (int bit = 0; bit < count; ++bit) {
            planes[bit] = chunk.plane(dimension.column, bit)[word];
            codes[bit] = dimension.shape->code_of_plane(bit);
        }
        kernel_.spell(planes, codes, count, bytes);
    }

    const Snapshot& snapshot_;
    const std::vector<Dimension>& dimensions_;  // by planes: few codes first; else in the order of the answer
    const Kernel& kernel_;
    BlockFilter filter_;
    std::vector<std::uint64_t> counts_;
    std::optional<PlaneCounter> planes_;  // where the table is small and all its columns stand in planes
    std::vector<std::uint64_t> by_planes_;
    Ahead ahead_;
    Block rows_;
};

/// @param pairs  of a cell and a code of it, sorted
PlaneDimension planes_of(std::size_t column, const ColumnShape& shape, std::span<const CodeOfCell> pairs)
{
    PlaneDimension out{column, telling_planes(shape, pairs), {}, {}};
    std::uint32_t cell = 0;
    for (const auto& pair : pairs) {
        if (out.spelled_from.empty() || pair.cell != cell)
            out.spelled_from.push_back(static_cast<std::uint32_t>(out.spelled.size()));
        cell = pair.cell;
        const auto spelled = out.telling.spelled(pair.spelled);
        if (std::find(out.spelled.begin() + out.spelled_from.back(), out.spelled.end(), spelled) == out.spelled.end())
            out.spelled.push_back(spelled);
    }
    out.spelled_from.push_back(static_cast<std::uint32_t>(out.spelled.size()));
    return out;
}

Dimension dimension_of(const Snapshot& snapshot, const Axis& axis, std::size_t stride)
{
    const auto& shape = snapshot.schema().columns[axis.column];
    const auto cells = cells_of(snapshot.schema(), axis);
    const auto* groups = axis.groups ? axis.groups->data() : nullptr;
    Dimension dimension{axis.column, &shape, {}, {}, cells, stride, groups};
    if (shape.storage == Storage::wide) {
        // Which days occur is not kept.
        for (std::uint32_t cell = 0; cell < cells; ++cell) dimension.filled.push_back(cell);
        return dimension;
    }
    std::vector<CodeOfCell> pairs;
    pairs.reserve(shape.cells);
    for (std::uint32_t code = 0; code < shape.cells; ++code)
        if (snapshot.total(axis.column, code) != 0)
            pairs.push_back({shape.spelled(code), groups ? groups[code] : code});
    std::ranges::stable_sort(pairs, {}, &CodeOfCell::cell);
    for (const auto& pair : pairs)
        if (dimension.filled.empty() || dimension.filled.back() != pair.cell) dimension.filled.push_back(pair.cell);
    if (shape.storage == Storage::planes) dimension.by_planes = planes_of(axis.column, shape, pairs);
    return dimension;
}

std::vector<Dimension> dimensions_of(const Snapshot& snapshot, const Question& question)
{
    std::vector<Dimension> list;
    std::size_t stride = 1;
    for (std::size_t i = question.dimensions.size(); i-- > 0;) {
        list.insert(list.begin(), dimension_of(snapshot, question.dimensions[i], stride));
        stride *= list.front().cells;
    }
    std::size_t product = 1;
    for (const auto& dimension : list) product *= std::max<std::size_t>(1, dimension.filled.size());
    const bool planes = std::ranges::all_of(list, [](const auto& d) { return d.shape->storage == Storage::planes; });
    if (planes && product <= plane_cells_max)
        std::ranges::stable_sort(list, {}, [](const Dimension& d) { return d.filled.size(); });
    return list;
}

std::vector<Item> items_of(const Question& question)
{
    std::vector<Item> items;
    for (std::size_t group = 0; group < question.groups.size(); ++group)
        for (auto range : question.groups[group])
            while (range.begin < range.end) {
                const auto end = std::min(range.end, (range.begin / item_rows + 1) * item_rows);
                items.push_back({group, {range.begin, end}});
                range.begin = end;
            }
    return items;
}

}  // namespace

std::uint32_t cells_of(const Schema& schema, const Axis& axis)
{
    return axis.cells != 0 ? axis.cells : schema.columns[axis.column].cells;
}

std::uint64_t cells_of(const Schema& schema, const Axes& dimensions)
{
    std::uint64_t cells = 1;
    for (const auto& axis : dimensions) cells *= cells_of(schema, axis);
    return cells;
}

PlanesRead planes_read(const Snapshot& snapshot, const Question& question)
{
    const BlockFilter filter(snapshot, question.filter, best_kernel());
    PlanesRead out{filter.reads_taken(), {}};
    const auto add = [&](const PlaneOfColumn& plane) {
        if (std::ranges::find(out.planes, plane) == out.planes.end()) out.planes.push_back(plane);
    };
    for (const auto& plane : filter.reads()) add(plane);
    for (const auto& dimension : dimensions_of(snapshot, question))
        for (const auto bit : dimension.by_planes.telling.bits()) add({dimension.column, bit});
    return out;
}

std::vector<std::uint64_t> scan(const Snapshot& snapshot, const Question& question, const ScanOptions& options)
{
    const auto& kernel = options.kernel != nullptr ? *options.kernel : best_kernel();
    const auto dimensions = dimensions_of(snapshot, question);
    const auto cells = cells_of(snapshot.schema(), question.dimensions);
    const auto items = items_of(question);
    std::vector<std::uint64_t> out(cells * question.groups.size(), 0);
    std::atomic<std::size_t> next{0};
    std::mutex merging;
    // Small items are taken by the handful, so that the counter of a thread is emptied once for each group.
    std::uint64_t rows = 0;
    for (const auto& item : items) rows += item.range.end - item.range.begin;
    const std::size_t handful = std::max<std::size_t>(1, items.size() / 64);
    const auto work = [&] {
        Counter counter(snapshot, question, dimensions, cells, kernel);
        const auto merge = [&](std::size_t group) {
            const std::lock_guard lock(merging);
            counter.take(&out[group * cells]);
        };
        for (;;) {
            const auto from = next.fetch_add(handful);
            if (from >= items.size()) return;
            const auto to = std::min(from + handful, items.size());
            for (auto at = from; at < to; ++at) {
                counter.count(items[at].range);
                if (at + 1 == to || items[at + 1].group != items[at].group) merge(items[at].group);
            }
        }
    };
    if (options.two_threads && rows >= options.helped_rows_min && items.size() > 1) ScanHelper::shared().run(work);
    else work();
    return out;
}

namespace {

/// Sets of codes by column, when the filter is nothing but a list of sets.
bool sets_of(const Filter& filter, const CubeShape& shape, std::vector<std::vector<std::uint32_t>>& allowed)
{
    if (filter.kind == Filter::Kind::everything) return true;
    if (filter.kind == Filter::Kind::all_of)
        return std::ranges::all_of(filter.parts, [&](const Filter& part) { return sets_of(part, shape, allowed); });
    if (filter.kind != Filter::Kind::in_set || filter.codes.empty()) return false;
    const auto found = std::ranges::find(shape.columns, filter.column);
    if (found == shape.columns.end()) return false;
    auto& codes = allowed[static_cast<std::size_t>(found - shape.columns.begin())];
    if (!codes.empty()) return false;  // the same column twice: left to the scan
    codes = filter.codes;
    std::ranges::sort(codes);
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    return true;
}

}  // namespace

bool ask_cubes(const Snapshot& snapshot, Node node, const Axes& dimensions, const Filter& filter,
               std::vector<std::uint64_t>& out)
{
    const auto* cubes = snapshot.cubes();
    if (cubes == nullptr || !cubes->has(node)) return false;
    const auto& shape = cubes->shape();
    CubeQuestion question;
    question.allowed.resize(shape.columns.size());
    bool grouped = false;
    for (const auto& axis : dimensions) {
        const auto found = std::ranges::find(shape.columns, axis.column);
        if (found == shape.columns.end()) return false;
        const auto place = static_cast<std::size_t>(found - shape.columns.begin());
        if (std::ranges::find(question.kept, place) != question.kept.end()) return false;
        question.kept.push_back(place);
        grouped = grouped || axis.groups;
    }
    if (!sets_of(filter, shape, question.allowed)) return false;
    out.assign(cells_of(snapshot.schema(), dimensions), 0);
    if (!grouped) {
        cubes->ask(node, question, out.data());
        return true;
    }
    std::size_t cells = 1;
    for (const auto place : question.kept) cells *= shape.cells[place];
    std::vector<std::uint64_t> codes(cells, 0);
    cubes->ask(node, question, codes.data());
    for (std::size_t from = 0; from < cells; ++from) {
        std::size_t rest = from;
        std::size_t to = 0;
        std::size_t stride = 1;
        for (std::size_t i = dimensions.size(); i-- > 0;) {
            const auto code = rest % shape.cells[question.kept[i]];
            rest /= shape.cells[question.kept[i]];
            to += (dimensions[i].groups ? (*dimensions[i].groups)[code] : code) * stride;
            stride *= cells_of(snapshot.schema(), dimensions[i]);
        }
        out[to] += codes[from];
    }
    return true;
}

}  // namespace jishi::statistics
