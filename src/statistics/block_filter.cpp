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
    : snapshot_(snapshot), filter_(filter), kernel_(kernel), buffers_(static_cast<std::size_t>(depth_of(filter)) + 2)
{
    prepare(filter);
}

void BlockFilter::prepare(const Filter& filter)
{
    if (filter.kind == Filter::Kind::in_set) {
        auto& table = tables_.emplace_back();
        table.fill(0);
        for (const auto code : filter.codes) table[code] = 1;
    }
    for (const auto& part : filter.parts) prepare(part);
}

bool BlockFilter::narrow(const Chunk& chunk, std::size_t from, std::size_t words, std::uint64_t* rows)
{
    auto& result = buffers_[0];
    std::size_t leaf = 0;
    if (filter_.kind != Filter::Kind::all_of) {
        work_out(filter_, leaf, chunk, from, words, 1, result.data());
        return kernel_.both(rows, result.data(), words, rows);
    }
    bool any = true;
    for (const auto& part : filter_.parts) {
        work_out(part, leaf, chunk, from, words, 1, result.data());
        any = kernel_.both(rows, result.data(), words, rows);
        if (!any) return false;
    }
    return any;
}

void BlockFilter::match_set(const Filter& filter, const std::array<std::uint8_t, 256>& table, const Chunk& chunk,
                            std::size_t from, std::size_t words, std::uint64_t* out)
{
    const auto& shape = snapshot_.schema().columns[filter.column];
    if (shape.storage == Storage::bytes) {
        kernel_.in_table(chunk.bytes(filter.column) + from * 64, table.data(), words, out);
        return;
    }
    const std::uint64_t* planes[8];
    for (int bit = 0; bit < shape.planes(); ++bit) planes[bit] = chunk.plane(filter.column, bit) + from;
    const auto wanted = static_cast<std::uint32_t>(std::count(table.begin(), table.begin() + shape.cells, 1));
    // The fewer of those that are wanted and those that are not.
    const bool turned = wanted * 2 > shape.cells;
    const std::uint8_t look_for = turned ? 0 : 1;
    Block one;
    bool first = true;
    for (std::uint32_t code = 0; code < shape.cells; ++code) {
        if (table[code] != look_for || snapshot_.total(filter.column, code) == 0) continue;
        kernel_.match(planes, shape.planes(), code, words, first ? out : one.data());
        if (!first)
            for (std::size_t i = 0; i < words; ++i) out[i] |= one[i];
        first = false;
    }
    if (first) std::fill_n(out, words, 0);
    if (turned)
        for (std::size_t i = 0; i < words; ++i) out[i] = ~out[i];
}

void BlockFilter::work_out(const Filter& filter, std::size_t& leaf, const Chunk& chunk, std::size_t from,
                           std::size_t words, int depth, std::uint64_t* out)
{
    using Kind = Filter::Kind;
    switch (filter.kind) {
        case Kind::everything: std::fill_n(out, words, ~std::uint64_t{0}); return;
        case Kind::in_set: match_set(filter, tables_[leaf++], chunk, from, words, out); return;
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
