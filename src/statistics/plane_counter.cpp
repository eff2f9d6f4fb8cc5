#include "statistics/plane_counter.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace jishi::statistics {
namespace {

// What is asked for takes about as long to come as what is done before takes.
constexpr std::size_t lines_after_gathering = 11;
constexpr std::size_t lines_after_counting = 14;
constexpr std::size_t lines_before = 10;

}  // namespace

PlaneCounter::PlaneCounter(const Kernel& kernel, std::vector<PlaneDimension> dimensions)
    : kernel_(kernel), dimensions_(std::move(dimensions)), masks_(dimensions_.size())
{
    std::size_t product = 1;
    std::size_t blocks = dimensions_.size() + 2;
    for (std::size_t i = 0; i < dimensions_.size(); ++i) {
        product *= dimensions_[i].cells();
        blocks += dimensions_[i].cells();
        masks_[i].resize(dimensions_[i].cells());
    }
    lanes_.resize(product);
    blocks_ = std::make_unique_for_overwrite<Block[]>(blocks);
    std::ranges::fill(blocks_[dimensions_.size() + 1], ~std::uint64_t{0});
}

void PlaneCounter::count(const Chunk& chunk, std::size_t word, std::size_t words, const Block& rows, Ahead& ahead)
{
    const auto count = kernel_.count(rows.data(), words);
    if (count == 0) return;
    ahead.fetch(lines_before);
    planes_.clear();
    for (const auto& dimension : dimensions_)
        for (const auto bit : dimension.telling.bits()) planes_.push_back(chunk.plane(dimension.column, bit) + word);
    if (worth_gathering(count, words)) gather(words, rows, count, ahead);
    else count_planes(planes_.data(), rows.data(), words, &ahead);
}

bool PlaneCounter::worth_gathering(std::uint64_t rows, std::size_t words) const
{
    if (kernel_.gather == nullptr || planes_.empty()) return false;
    const auto all = words * 64;
    return cells() * (all - rows) > kernel_.cells_of_gathering * planes_.size() * all;
}

void PlaneCounter::gather(std::size_t words, const Block& rows, std::uint64_t count, Ahead& ahead)
{
    if (!gathered_) {
        groups_ = (planes_.size() + planes_at_once - 1) / planes_at_once;
        gathered_ = std::make_unique_for_overwrite<Gathered[]>(groups_);
        spread_ = std::make_unique_for_overwrite<Spread[]>(groups_ * planes_at_once);
        clear_gathered();
        for (std::size_t plane = 0; plane < planes_.size(); ++plane)
            gathered_planes_.push_back(spread_[plane].words.data());
    }
    if (gathered_rows_ + count > block_words * 64) count_gathered(&ahead);
    constexpr std::size_t step = 16;  // words
    for (std::size_t from = 0; from < words; from += step) {
        auto filled = gathered_rows_;
        for (std::size_t plane = 0; plane < planes_.size(); plane += planes_at_once)
            filled = kernel_.gather(rows.data() + from, &planes_[plane],
                                    std::min(planes_at_once, planes_.size() - plane), std::min(step, words - from),
                                    gathered_rows_, gathered_[plane / planes_at_once].lines.data());
        gathered_rows_ = filled;
        for (auto& plane : planes_) plane += step;
        ahead.fetch(lines_after_gathering);
    }
}

void PlaneCounter::count_gathered(Ahead* ahead)
{
    if (gathered_rows_ == 0) return;
    Block rows;
    const auto words = (gathered_rows_ + group_rows - 1) / group_rows * (group_rows / 64);
    const auto whole = gathered_rows_ / 64;
    std::fill_n(rows.data(), whole, ~std::uint64_t{0});
    std::fill_n(rows.data() + whole, words - whole, 0);
    if (whole < words) rows[whole] = (std::uint64_t{1} << (gathered_rows_ % 64)) - 1;
    for (std::size_t i = 0; i < groups_; ++i)
        kernel_.spread(gathered_[i].lines.data(), words, spread_[i * planes_at_once].words.data(),
                       sizeof(Spread) / sizeof(std::uint64_t));
    count_planes(gathered_planes_.data(), rows.data(), words, ahead);
    clear_gathered();
}

void PlaneCounter::clear_gathered()
{
    for (std::size_t i = 0; i < groups_; ++i) std::fill_n(gathered_[i].lines.begin(), planes_at_once, 0);
    gathered_rows_ = 0;
}

void PlaneCounter::count_planes(const std::uint64_t* const* planes, const std::uint64_t* rows, std::size_t words,
                                Ahead* ahead)
{
    make_masks(planes, words);
    ahead_ = ahead;
    descend(0, rows, words, 0);
}

void PlaneCounter::make_masks(const std::uint64_t* const* planes, std::size_t words)
{
    auto* space = &blocks_[dimensions_.size() + 2];
    auto& spare = blocks_[dimensions_.size()];
    for (std::size_t i = 0; i < dimensions_.size(); planes += dimensions_[i++].telling.bits().size()) {
        const auto& dimension = dimensions_[i];
        const auto bits = dimension.telling.bits();
        for (std::size_t cell = 0; cell < dimension.cells(); ++cell, ++space) {
            auto& mask = masks_[i][cell];
            if (dimension.nested()) {
                mask = nested_mask(std::span(planes, bits.size()), dimension.spelled[cell], words, *space);
                continue;
            }
            const auto first = dimension.spelled_from[cell];
            kernel_.match(planes, static_cast<int>(bits.size()), dimension.spelled[first], words, space->data());
            for (auto more = first + 1; more < dimension.spelled_from[cell + 1]; ++more) {
                kernel_.match(planes, static_cast<int>(bits.size()), dimension.spelled[more], words, spare.data());
                for (std::size_t w = 0; w < words; ++w) (*space)[w] |= spare[w];
            }
            mask = space->data();
        }
    }
}

const std::uint64_t* PlaneCounter::nested_mask(std::span<const std::uint64_t* const> planes, std::uint32_t spelled,
                                               std::size_t words, Block& space)
{
    if (spelled == 0) return all_rows();
    const auto* mask = planes[static_cast<std::size_t>(std::countr_zero(spelled))];
    for (auto rest = spelled & (spelled - 1); rest != 0; rest &= rest - 1) {
        kernel_.both(mask, planes[static_cast<std::size_t>(std::countr_zero(rest))], words, space.data());
        mask = space.data();
    }
    return mask;
}

void PlaneCounter::descend(std::size_t level, const std::uint64_t* rows, std::size_t words, std::size_t cell)
{
    const auto& masks = masks_[level];
    const bool innermost = level + 1 == dimensions_.size();
    if (!innermost && level + 2 < dimensions_.size()) {
        for (std::size_t k = 0; k < masks.size(); ++k)
            if (masks[k] == all_rows()) descend(level + 1, rows, words, (cell + k) * dimensions_[level + 1].cells());
            else if (kernel_.both(rows, masks[k], words, blocks_[level].data()))
                descend(level + 1, blocks_[level].data(), words, (cell + k) * dimensions_[level + 1].cells());
        return;
    }
    // The last two levels in one, so that what is left between them is not written down.
    const auto count = [&](const std::uint64_t* also, const auto& leaves, std::size_t first) {
        kernel_.count_each(rows, also, leaves.data(), leaves.size(), words, lanes_[first].sums.data());
        if (ahead_ != nullptr) ahead_->fetch(lines_after_counting);
    };
    if (innermost) count(rows, masks, cell);
    else
        for (std::size_t k = 0; k < masks.size(); ++k)
            count(masks[k], masks_.back(), (cell + k) * masks_.back().size());
}

void PlaneCounter::take(std::vector<std::uint64_t>& out)
{
    count_gathered(nullptr);
    out.resize(cells());
    for (std::size_t cell = 0; cell < out.size(); ++cell) {
        auto& sums = lanes_[cell].sums;
        out[cell] = std::accumulate(sums.begin(), sums.end(), std::uint64_t{0});
        sums.fill(0);
    }
    std::size_t stride = out.size();
    for (const auto& dimension : dimensions_) {
        const auto n = dimension.cells();
        const auto around = stride;
        stride /= n;
        if (!dimension.nested()) continue;
        // Cells spelled with most planes first: what they have is known when it is taken off the others.
        std::vector<std::size_t> order(n);
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::sort(order, std::greater{}, [&](std::size_t k) { return std::popcount(dimension.spelled[k]); });
        for (const auto k : order)
            for (std::size_t more = 0; more < n; ++more) {
                if (more == k || (dimension.spelled[more] & dimension.spelled[k]) != dimension.spelled[k]) continue;
                for (std::size_t outer = 0; outer < out.size(); outer += around)
                    for (std::size_t inner = 0; inner < stride; ++inner)
                        out[outer + k * stride + inner] -= out[outer + more * stride + inner];
            }
    }
}

}  // namespace jishi::statistics
