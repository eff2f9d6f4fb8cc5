#include "statistics/snapshot.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <new>

#include "statistics/cube.hpp"
#include "statistics/kernel.hpp"

namespace jishi::statistics {
namespace {

constexpr std::uint32_t gap = 64;  // every so many rows one is left free

std::atomic<std::size_t> memory_limit{0};
std::atomic<std::size_t> memory_taken{0};

}  // namespace

Arena::Arena(std::size_t size) : size_(size)
{
    const auto limit = memory_limit.load();
    if (limit != 0 && memory_taken + size > limit) throw std::bad_alloc();
    memory_ = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED) throw std::bad_alloc();
    memory_taken += size;
    ::madvise(memory_, size, MADV_HUGEPAGE);
}

Arena::~Arena()
{
    ::munmap(memory_, size_);
    memory_taken -= size_;
}

void limit_snapshot_memory(std::size_t bytes) { memory_limit = bytes; }
std::size_t snapshot_memory() { return memory_taken; }

Snapshot::Snapshot(Schema schema, Tree tree)
    : Snapshot(std::move(schema), std::make_shared<const Tree>(std::move(tree)))
{
}

Snapshot::Snapshot(Schema schema, std::shared_ptr<const Tree> tree)
    : schema_(std::move(schema)), layout_(std::make_unique<ChunkLayout>(schema_)), tree_(std::move(tree)),
      starts_(tree_->size() + 1, 0)
{
    for (const auto& column : schema_.columns)
        totals_.emplace_back(column.storage == Storage::wide ? 0 : column.cells, 0);
}

Snapshot::~Snapshot() = default;
Snapshot::Snapshot(Snapshot&&) noexcept = default;
Snapshot& Snapshot::operator=(Snapshot&&) noexcept = default;

std::size_t Snapshot::memory_bytes() const
{
    std::size_t bytes = tree_->memory_bytes() + starts_.capacity() * sizeof(std::uint32_t) + ids_.memory_bytes();
    for (const auto& arena : arenas_) bytes += arena->size();
    return bytes + (cubes_ ? cubes_->memory_bytes() : 0);
}

void Snapshot::add_chunks(std::size_t count)
{
    if (count == 0) return;
    arenas_.push_back(std::make_unique<Arena>(count * layout_->bytes()));
    for (std::size_t i = 0; i < count; ++i) chunks_.push_back(arenas_.back()->at(i * layout_->bytes()));
}

/// The last chunk is as long as it has to be.
void Snapshot::add_places(std::uint64_t places)
{
    add_chunks(places / chunk_rows);
    const auto rest = static_cast<std::uint32_t>(places % chunk_rows + group_rows - 1) / group_rows * group_rows;
    if (rest == chunk_rows) return add_chunks(1);
    if (rest == 0) return;
    last_layout_ = std::make_unique<ChunkLayout>(schema_, rest);
    arenas_.push_back(std::make_unique<Arena>(last_layout_->bytes()));
    chunks_.push_back(arenas_.back()->at(0));
}

/// A short last chunk has become too short.
void Snapshot::lengthen_last()
{
    if (!last_layout_) return;
    auto longer = std::make_unique<Arena>(layout_->bytes());
    Chunk(longer->at(0), *layout_).copy_from(chunk(chunks_.size() - 1));
    std::erase_if(arenas_, [&](const auto& arena) { return arena->at(0) == chunks_.back(); });
    chunks_.back() = longer->at(0);
    arenas_.push_back(std::move(longer));
    last_layout_.reset();
    starts_.back() = places();
}

std::uint64_t Snapshot::count_rows(RowRange range) const
{
    std::uint64_t count = 0;
    while (range.begin < range.end) {
        const auto at = range.begin / chunk_rows;
        const auto base = at * chunk_rows;
        const auto end = std::min(range.end, base + chunk_rows);
        count += chunk(at).count_taken(range.begin - base, end - base);
        range.begin = end;
    }
    return count;
}

void Snapshot::reserve(std::uint64_t rows)
{
    if (chunks_.empty()) add_places(rows + rows / (gap - 1) + 1);
}

void Snapshot::append(Node node, std::int64_t id, Codes codes)
{
    while (building_ < node) starts_[++building_] = next_row_;
    if (next_row_ % gap == gap - 1) ++next_row_;
    const auto at = next_row_ / chunk_rows;
    // Beyond what was reserved, the chunks grow by an eighth.
    if (next_row_ >= places()) {
        lengthen_last();
        if (at == chunks_.size()) add_chunks(1 + chunks_.size() / 8);
    }
    const auto place = next_row_ % chunk_rows;
    const auto into = chunk(at);
    into.take(place);
    into.write(place, codes);
    if (schema_.with_ids) into.set_id_handle(place, ids_.enter(id));
    ++next_row_;
}

void Snapshot::finish_building()
{
    while (building_ < tree_->size()) starts_[++building_] = next_row_;
    if (chunks_.empty()) add_places(group_rows);
    starts_.back() = places();
    count_everything();
}

void Snapshot::adopt(std::vector<std::uint32_t> starts, IdBook ids)
{
    ids_ = std::move(ids);
    starts_ = std::move(starts);
    add_places(starts_.back());
}

void Snapshot::finish_adopting(std::uint64_t rows, std::vector<std::vector<std::uint64_t>> totals)
{
    rows_ = rows;
    totals_ = std::move(totals);
}

void Snapshot::count_everything()
{
    const auto& kernel = best_kernel();
    std::vector<std::uint64_t> mask(chunk_words);
    std::vector<std::uint64_t> other(chunk_words);
    rows_ = 0;
    for (auto& column : totals_) std::ranges::fill(column, 0);
    for (std::size_t at = 0; at < chunks_.size(); ++at) {
        const auto rows = chunk(at);
        rows_ += rows.count_taken(0, rows.rows());
        for (std::size_t column = 0; column < schema_.size(); ++column) {
            auto& totals = totals_[column];
            const auto& shape = schema_.columns[column];
            if (shape.storage == Storage::bytes) {
                const auto* bytes = rows.bytes(column);
                for (std::uint32_t row = 0; row < rows.rows(); ++row)
                    if (rows.is_taken(row)) ++totals[bytes[row]];
            } else if (shape.storage == Storage::planes) {
                const std::uint64_t* planes[planes_max];
                for (int bit = 0; bit < shape.planes(); ++bit) planes[bit] = rows.plane(column, bit);
                for (std::uint32_t code = 0; code < shape.cells; ++code) {
                    kernel.match(planes, shape.planes(), shape.spelled(code), rows.words(), mask.data());
                    kernel.both(mask.data(), rows.taken(), rows.words(), other.data());
                    totals[code] += kernel.count(other.data(), rows.words());
                }
            }
        }
    }
}

std::uint32_t Snapshot::find(Node node, std::int64_t id) const
{
    const auto handle = ids_.find(id);
    auto range = rows_at(node);
    while (handle && range.begin < range.end) {
        const auto base = range.begin / chunk_rows * chunk_rows;
        const auto end = std::min(range.end, base + chunk_rows);
        const auto found = chunk(base / chunk_rows).find_id(*handle, range.begin - base, end - base);
        if (found != row_none) return base + found;
        range.begin = end;
    }
    return row_none;
}

std::uint32_t Snapshot::find_anywhere(std::int64_t id) const
{
    const auto handle = ids_.find(id);
    for (std::size_t at = 0; handle && at < chunks_.size(); ++at) {
        const auto found = chunk(at).find_id(*handle, 0, chunk(at).rows());
        if (found != row_none) return static_cast<std::uint32_t>(at * chunk_rows + found);
    }
    return row_none;
}

std::int64_t Snapshot::id_of(std::uint32_t row) const
{
    return ids_.id(chunk(row / chunk_rows).id_handle(row % chunk_rows));
}

Node Snapshot::node_of(std::uint32_t row) const
{
    // The last node that begins at or before the row; empty nodes before it begin there too.
    const auto after = std::upper_bound(starts_.begin(), starts_.end() - 1, row);
    return static_cast<Node>(after - starts_.begin() - 1);
}

void Snapshot::read(std::uint32_t row, std::span<Code> codes) const
{
    chunk(row / chunk_rows).read(row % chunk_rows, codes);
}

std::unordered_map<std::int64_t, Node> Snapshot::nodes_of(std::span<const std::int64_t> ids) const
{
    std::unordered_map<std::uint64_t, std::int64_t> wanted;
    // Most rows are told apart by a few bits of theirs.
    constexpr std::size_t told_apart = 65536;
    std::vector<bool> likely(told_apart);
    for (const auto id : ids)
        if (const auto handle = ids_.find(id)) {
            wanted.emplace(*handle, id);
            likely[*handle % told_apart] = true;
        }
    std::unordered_map<std::int64_t, Node> found;
    for (std::size_t at = 0; at < chunks_.size() && found.size() < wanted.size(); ++at) {
        const auto rows = chunk(at);
        for (std::uint32_t place = 0; place < rows.rows(); ++place) {
            if (!likely[rows.id_lows()[place] % told_apart] || !rows.is_taken(place)) continue;
            if (const auto one = wanted.find(rows.id_handle(place)); one != wanted.end())
                found.emplace(one->second, node_of(static_cast<std::uint32_t>(at * chunk_rows + place)));
        }
    }
    return found;
}

std::vector<std::uint32_t> Snapshot::count_by_node(std::size_t column, std::span<const std::uint32_t> codes) const
{
    std::vector<std::uint32_t> counts(tree_->size(), 0);
    for (Node node = 0; node < tree_->size(); ++node) {
        const auto range = rows_at(node);
        for (auto row = range.begin; row < range.end; ++row) {
            const auto rows = chunk(row / chunk_rows);
            const auto place = row % chunk_rows;
            if (rows.is_taken(place) && std::ranges::find(codes, rows.code(column, place)) != codes.end())
                ++counts[node];
        }
    }
    return counts;
}

/// Where every node begins under another tree when all rows stay where they are; nothing when they cannot.
std::optional<std::vector<std::uint32_t>> Snapshot::starts_under(const Tree& tree) const
{
    std::vector<std::uint32_t> starts(tree.size() + 1);
    std::uint32_t end = 0;  // of the last node that was there before
    for (Node node = 0; node < tree.size(); ++node) {
        starts[node] = end;
        const Node before = tree_->find(tree.id(node));
        if (before == node_none) continue;
        const auto range = rows_at(before);
        // It went backwards, or past somebody who stands at a node that is gone or comes later: of no matter when
        // nobody stands at it.
        if (range.begin < end || count_rows({end, range.begin}) > 0) {
            if (count_rows(range) > 0) return std::nullopt;
            continue;
        }
        starts[node] = range.begin;
        end = range.end;
    }
    const auto all = places();
    if (count_rows({end, all}) > 0) return std::nullopt;
    starts.back() = all;
    return starts;
}

void Snapshot::lay_under(std::shared_ptr<const Tree> tree)
{
    const auto rows_min = cubes_ ? std::optional(cubes_->rows_min()) : std::nullopt;
    auto starts = starts_under(*tree);
    if (!starts) {
        auto other = copied_under(std::move(tree));
        if (rows_min) other.build_cubes(*rows_min);
        *this = std::move(other);
        return;
    }
    // A cube stays true when its node has the same rows.
    std::vector<std::pair<Node, Node>> kept;
    bool all_kept = true;
    for (Node node = 0; cubes_ && node < tree_->size(); ++node) {
        if (!cubes_->has(node)) {
            node = tree_->end(node) - 1;
            continue;
        }
        const Node now = tree->find(tree_->id(node));
        all_kept = now != node_none && rows_below(node) == RowRange{(*starts)[now], (*starts)[tree->end(now)]};
        if (!all_kept) break;
        kept.emplace_back(node, now);
    }
    tree_ = std::move(tree);
    starts_ = *std::move(starts);
    if (!rows_min) return;
    if (all_kept) cubes_->renumber(kept);
    else build_cubes(*rows_min);
}

Snapshot Snapshot::copied_under(std::shared_ptr<const Tree> tree) const
{
    Snapshot other(schema_, std::move(tree));
    other.reserve(rows_);
    std::vector<Code> codes(schema_.size());
    for (Node node = 0; node < other.tree().size(); ++node) {
        const Node before = tree_->find(other.tree().id(node));
        if (before == node_none) continue;
        const auto range = rows_at(before);
        for (auto row = range.begin; row < range.end; ++row) {
            const auto rows = chunk(row / chunk_rows);
            if (!rows.is_taken(row % chunk_rows)) continue;
            read(row, codes);
            other.append(node, schema_.with_ids ? id_of(row) : 0, codes);
        }
    }
    other.finish_building();
    return other;
}

void Snapshot::build_cubes(std::uint64_t rows_min) { cubes_ = std::make_unique<CubeSet>(*this, rows_min); }

}  // namespace jishi::statistics
