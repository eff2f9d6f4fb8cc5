#include "statistics/block_filter.hpp"

#include <algorithm>

namespace jishi::statistics {

int depth_of(const Filter& filter)
{
    int depth = 0;
    for (const auto& part : filter.parts) depth = std::max(depth, depth_of(part) + 1);
    return depth;
}

BlockFilter::BlockFilter(const Snapshot& snapshot, const Filter& filter, const Kernel& kernel)
    : snapshot_(snapshot), filter_(filter), kernel_(kernel),
      buffers_(std::make_unique_for_overwrite<Block[]>(static_cast<std::size_t>(depth_of(filter)) + 2))
{
    may_pass_free_rows_ = prepare(filter);
}

bool BlockFilter::prepare(const Filter& filter)
{
    using Kind = Filter::Kind;
    if (filter.kind == Kind::in_set) return prepare_set(filter);
    bool any = false;
    bool all = true;
    for (const auto& part : filter.parts) {
        const bool passes = prepare(part);
        any = any || passes;
        all = all && passes;
    }
    if (filter.kind == Kind::all_of) return all;
    if (filter.kind == Kind::any_of) return any;
    return true;  // days of free rows may be anything
}

bool BlockFilter::prepare_set(const Filter& filter)
{
    auto& set = sets_.emplace_back();
    set.column = filter.column;
    for (const auto code : filter.codes) set.table[code] = 1;
    const auto& shape = snapshot_.schema().columns[filter.column];
    if (shape.storage != Storage::planes) return true;  // bytes of free rows may be anything
    std::vector<CodeOfCell> codes;
    for (std::uint32_t code = 0; code < shape.cells; ++code)
        if (snapshot_.total(filter.column, code) != 0) codes.push_back({shape.spelled(code), set.table[code]});
    set.telling = telling_planes(shape, codes);
    std::vector<std::uint32_t> spelled[2];
    for (const auto& item : codes) spelled[item.cell].push_back(set.telling.spelled(item.spelled));
    for (auto& list : spelled) {
        std::ranges::sort(list);
        list.erase(std::unique(list.begin(), list.end()), list.end());
    }
    set.turned = spelled[0].size() < spelled[1].size();
    set.spelled = std::move(spelled[set.turned ? 0 : 1]);
    const bool listed = std::ranges::find(set.spelled, 0U) != set.spelled.end();
    return listed != set.turned;
}

bool BlockFilter::choose(const Chunk& chunk, std::size_t from, std::size_t words, std::uint64_t* rows)
{
    if (!may_pass_free_rows_ && filter_.kind == Filter::Kind::in_set) {
        match_set(sets_.front(), chunk, from, words, rows);
        return true;
    }
    if (may_pass_free_rows_) std::copy_n(chunk.taken() + from, words, rows);
    else std::fill_n(rows, words, ~std::uint64_t{0});
    if (filter_.kind == Filter::Kind::everything) return true;
    std::size_t leaf = 0;
    if (filter_.kind != Filter::Kind::all_of) return narrow_by(filter_, leaf, chunk, from, words, rows);
    return std::ranges::all_of(filter_.parts,
                               [&](const Filter& part) { return narrow_by(part, leaf, chunk, from, words, rows); });
}

bool BlockFilter::narrow_by(const Filter& part, std::size_t& leaf, const Chunk& chunk, std::size_t from,
                            std::size_t words, std::uint64_t* rows)
{
    if (part.kind == Filter::Kind::in_set) {
        const auto& set = sets_[leaf];
        if (set.spelled.size() == 1 && !set.turned && !set.telling.bits().empty()) {
            ++leaf;
            const auto bits = set.telling.bits();
            const std::uint64_t* planes[planes_max];
            for (std::size_t i = 0; i < bits.size(); ++i) planes[i] = chunk.plane(set.column, bits[i]) + from;
            return kernel_.narrow(planes, static_cast<int>(bits.size()), set.spelled[0], words, rows);
        }
    }
    auto& result = buffers_[0];
    work_out(part, leaf, chunk, from, words, 1, result.data());
    return kernel_.both(rows, result.data(), words, rows);
}

std::vector<PlaneOfColumn> BlockFilter::reads() const
{
    std::vector<PlaneOfColumn> list;
    for (const auto& set : sets_)
        for (const auto bit : set.telling.bits()) list.push_back({set.column, bit});
    return list;
}

void BlockFilter::match_set(const Set& set, const Chunk& chunk, std::size_t from, std::size_t words, std::uint64_t* out)
{
    if (snapshot_.schema().columns[set.column].storage == Storage::bytes) {
        kernel_.in_table(chunk.bytes(set.column) + from * 64, set.table.data(), words, out);
        return;
    }
    const std::uint64_t* planes[planes_max];
    const auto bits = set.telling.bits();
    for (std::size_t i = 0; i < bits.size(); ++i) planes[i] = chunk.plane(set.column, bits[i]) + from;
    if (set.spelled.empty()) std::fill_n(out, words, 0);
    Block one;
    for (std::size_t k = 0; k < set.spelled.size(); ++k) {
        kernel_.match(planes, static_cast<int>(bits.size()), set.spelled[k], words, k == 0 ? out : one.data());
        if (k > 0)
            for (std::size_t i = 0; i < words; ++i) out[i] |= one[i];
    }
    if (set.turned)
        for (std::size_t i = 0; i < words; ++i) out[i] = ~out[i];
}

void BlockFilter::work_out(const Filter& filter, std::size_t& leaf, const Chunk& chunk, std::size_t from,
                           std::size_t words, int depth, std::uint64_t* out)
{
    using Kind = Filter::Kind;
    switch (filter.kind) {
        case Kind::everything: std::fill_n(out, words, ~std::uint64_t{0}); return;
        case Kind::in_set: match_set(sets_[leaf++], chunk, from, words, out); return;
        case Kind::in_range:
            if (filter.low > filter.high) std::fill_n(out, words, 0);
            else kernel_.in_range(chunk.days(filter.column) + from * 64, filter.low, filter.high, words, out);
            return;
        case Kind::all_of:
        case Kind::any_of:
        case Kind::none_of: break;
    }
    const bool all = filter.kind == Kind::all_of;
    std::fill_n(out, words, all ? ~std::uint64_t{0} : 0);
    auto& part_result = buffers_[static_cast<std::size_t>(depth)];
    for (const auto& part : filter.parts) {
        work_out(part, leaf, chunk, from, words, depth + 1, part_result.data());
        for (std::size_t i = 0; i < words; ++i) out[i] = all ? out[i] & part_result[i] : out[i] | part_result[i];
    }
    if (filter.kind == Kind::none_of)
        for (std::size_t i = 0; i < words; ++i) out[i] = ~out[i];
}

}  // namespace jishi::statistics
