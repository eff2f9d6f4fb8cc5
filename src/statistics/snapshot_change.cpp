// One change of a snapshot: room for a new row is made by moving the rows between it and the nearest free place.
#include <algorithm>

#include "statistics/cube.hpp"
#include "statistics/snapshot.hpp"

namespace jishi::statistics {
namespace {

constexpr std::uint32_t base_of(std::uint32_t row) { return row / chunk_rows * chunk_rows; }

}  // namespace

/// Whatever still stands in the row is to be written over.
std::uint32_t Snapshot::make_room(Node node)
{
    for (;;) {
        const auto own = rows_at(node);
        for (auto from = own.begin; from < own.end;) {
            const auto base = base_of(from);
            const auto to = std::min(own.end, base + chunk_rows);
            const auto free = chunk(from / chunk_rows).free_after(from - base, to - base);
            if (free != row_none) return base + free;
            from = to;
        }
        const auto all = places();
        std::uint32_t up = row_none;    // the free row above the node's end
        std::uint32_t down = row_none;  // and below its begin, both in the same chunk as the neighbour
        if (own.end < all) {
            const auto base = base_of(own.end);
            const auto near = chunk(own.end / chunk_rows);
            const auto free = near.free_after(own.end - base, near.rows());
            if (free != row_none) up = base + free;
        }
        if (own.begin > 0) {
            const auto base = base_of(own.begin - 1);
            const auto free = chunk((own.begin - 1) / chunk_rows).free_before(0, own.begin - base);
            if (free != row_none) down = base + free;
        }
        if (up != row_none && (down == row_none || up - own.end <= own.begin - down)) {
            const auto base = base_of(own.end);
            chunk(own.end / chunk_rows).shift_up(own.end - base, up - base);
            for (Node after = node + 1; after < tree_->size() && starts_[after] <= up; ++after) ++starts_[after];
            return own.end;
        }
        if (down != row_none) {
            const auto base = base_of(down);
            chunk(down / chunk_rows).shift_down(down + 1 - base, own.begin - base);
            for (Node before = node + 1; before-- > 0 && starts_[before] > down;) --starts_[before];
            return own.begin - 1;
        }
        const auto full = std::min(own.begin, all - 1) / chunk_rows;
        if (last_layout_ && full + 1 == chunks_.size()) lengthen_last();
        else split(full);
    }
}

std::byte* Snapshot::spare_chunk()
{
    if (spares_.empty()) {
        arenas_.push_back(std::make_unique<Arena>(layout_->bytes()));
        spares_.push_back(arenas_.back()->at(0));
    }
    const auto spare = spares_.back();
    spares_.pop_back();
    return spare;
}

void Snapshot::split(std::size_t at)
{
    const auto full = chunk(at);
    const auto count = full.count_taken(0, chunk_rows);
    const auto base = static_cast<std::uint32_t>(at * chunk_rows);
    const auto place = [&](std::uint32_t rank) {
        return count == 0 ? 0 : static_cast<std::uint32_t>(std::uint64_t{rank} * (2 * chunk_rows) / count);
    };
    std::byte* const halves[] = {spare_chunk(), spare_chunk()};

    // Nodes first, while the rows still stand where they begin.
    auto begun = std::upper_bound(starts_.begin(), starts_.end(), base);
    std::uint32_t rank = 0;
    std::uint32_t seen = 0;
    for (; begun != starts_.end() && *begun < base + chunk_rows; ++begun) {
        rank += full.count_taken(seen, *begun - base);
        seen = *begun - base;
        *begun = base + place(rank);
    }
    for (; begun != starts_.end(); ++begun) *begun += chunk_rows;

    rank = 0;
    for (std::uint32_t row = 0; row < chunk_rows; ++row) {
        if (!full.is_taken(row)) continue;
        const auto to = place(rank++);
        const Chunk half{halves[to / chunk_rows], *layout_};
        half.take(to % chunk_rows);
        for (std::size_t column = 0; column < schema_.size(); ++column)
            half.set_code(column, to % chunk_rows, full.code(column, row));
        if (schema_.with_ids) half.set_id_handle(to % chunk_rows, full.id_handle(row));
    }
    full.clear();
    spares_.push_back(chunks_[at]);
    chunks_[at] = halves[0];
    chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(at) + 1, halves[1]);
}

void Snapshot::count(Codes codes, int by)
{
    for (std::size_t column = 0; column < codes.size(); ++column)
        if (!totals_[column].empty())
            totals_[column][codes[column]] += static_cast<std::uint64_t>(static_cast<std::int64_t>(by));
}

/// Asks the memory for the place where a row of this node is going to be written.
void Snapshot::fetch(Node node) const
{
    const auto near = std::min(starts_[node + 1], places() - 1);
    chunk(near / chunk_rows).fetch(near % chunk_rows);
}

std::uint32_t Snapshot::insert(Node node, std::int64_t id, Codes codes)
{
    fetch(node);
    if (cubes_) cubes_->fetch(*tree_, node, codes);
    const auto row = make_room(node);
    const auto rows = chunk(row / chunk_rows);
    const auto place = row % chunk_rows;
    rows.take(place);
    rows.write(place, codes);
    if (schema_.with_ids) rows.set_id_handle(place, ids_.enter(id));
    count(codes, 1);
    ++rows_;
    if (cubes_) cubes_->add(*tree_, node, codes, 1);
    return row;
}

void Snapshot::remove(std::uint32_t row, Node node)
{
    Code buffer[columns_max];
    const std::span codes(buffer, schema_.size());
    read(row, codes);
    if (cubes_) cubes_->add(*tree_, node, codes, -1);
    count(codes, -1);
    chunk(row / chunk_rows).release(row % chunk_rows);
    --rows_;
}

std::uint32_t Snapshot::move(std::uint32_t row, Node from, Node to, std::int64_t id, Codes codes)
{
    fetch(to);
    Code buffer[columns_max];
    const std::span before(buffer, schema_.size());
    read(row, before);
    if (cubes_) cubes_->fetch(*tree_, from, before);
    if (cubes_) cubes_->fetch(*tree_, to, codes);
    chunk(row / chunk_rows).release(row % chunk_rows);
    const auto now = make_room(to);
    const auto rows = chunk(now / chunk_rows);
    const auto place = now % chunk_rows;
    rows.take(place);
    rows.write(place, codes);
    if (schema_.with_ids) rows.set_id_handle(place, ids_.enter(id));
    for (std::size_t column = 0; column < codes.size(); ++column) {
        if (before[column] == codes[column] || totals_[column].empty()) continue;
        --totals_[column][before[column]];
        ++totals_[column][codes[column]];
    }
    if (cubes_) cubes_->move(*tree_, from, before, to, codes);
    return now;
}

void Snapshot::recode(std::uint32_t row, Node node, Codes codes)
{
    Code buffer[columns_max];
    const std::span before(buffer, schema_.size());
    if (cubes_) cubes_->fetch(*tree_, node, codes);
    read(row, before);
    const auto rows = chunk(row / chunk_rows);
    bool in_cubes = false;
    for (std::size_t column = 0; column < codes.size(); ++column) {
        if (before[column] == codes[column]) continue;
        rows.set_code(column, row % chunk_rows, codes[column]);
        in_cubes = in_cubes || schema_.columns[column].cubed;
        if (totals_[column].empty()) continue;
        --totals_[column][before[column]];
        ++totals_[column][codes[column]];
    }
    if (!cubes_ || !in_cubes) return;
    cubes_->add(*tree_, node, before, -1);
    cubes_->add(*tree_, node, codes, 1);
}

void Snapshot::recode_column(std::size_t column, const std::function<Code(const Chunk&, std::uint32_t)>& code_of)
{
    auto& totals = totals_[column];
    for (std::size_t at = 0; at < chunks_.size(); ++at) {
        const auto rows = chunk(at);
        for (std::uint32_t place = 0; place < rows.rows(); ++place) {
            if (!rows.is_taken(place)) continue;
            const auto before = rows.code(column, place);
            const auto now = code_of(rows, place);
            if (before == now) continue;
            rows.set_code(column, place, now);
            if (totals.empty()) continue;
            --totals[before];
            ++totals[now];
        }
    }
    if (cubes_ && schema_.columns[column].cubed) build_cubes(cubes_->rows_min());
}

}  // namespace jishi::statistics
