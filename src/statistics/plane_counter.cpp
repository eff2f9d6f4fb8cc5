#include "statistics/plane_counter.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace jishi::statistics {
namespace {

// What is asked for takes about as long to come as what is done before takes.
constexpr std::size_t lines_after_gathering = 7;
constexpr std::size_t lines_after_counting = 10;
constexpr std::size_t lines_before = 8;

}  // namespace

thread_local std::unique_ptr<PlaneCounter::Space> PlaneCounter::kept_;

PlaneCounter::PlaneCounter(const Kernel& kernel, std::vector<PlaneDimension> dimensions)
    : kernel_(kernel), dimensions_(std::move(dimensions)), masks_(dimensions_.size())
{
    std::size_t blocks = dimensions_.size() + 2;
    for (std::size_t i = 0; i < dimensions_.size(); ++i) {
        cells_ *= dimensions_[i].cells();
        blocks += dimensions_[i].cells();
        masks_[i].resize(dimensions_[i].cells());
    }
    space_ = kept_ ? std::move(kept_) : std::make_unique<Space>();
    if (space_->block_count < blocks) {
        space_->blocks = std::make_unique_for_overwrite<Block[]>(blocks);
        space_->block_count = blocks;
    }
    if (space_->lanes.size() < cells_) space_->lanes.resize(cells_);
    std::ranges::fill(space_->blocks[dimensions_.size() + 1], ~std::uint64_t{0});
}

PlaneCounter::~PlaneCounter()
{
    for (std::size_t cell = 0; cell < cells_; ++cell) space_->lanes[cell].sums.fill(0);
    kept_ = std::move(space_);
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
    if (groups_ == 0) {
        groups_ = (planes_.size() + planes_at_once - 1) / planes_at_once;
        if (space_->group_count < groups_) {
            space_->gathered = std::make_unique_for_overwrite<Gathered[]>(groups_);
            space_->spread = std::make_unique_for_overwrite<Spread[]>(groups_ * planes_at_once);
            space_->group_count = groups_;
        }
        clear_gathered();
        for (std::size_t plane = 0; plane < planes_.size(); ++plane)
            gathered_planes_.push_back(space_->spread[plane].words.data());
    }
    if (gathered_rows_ + count > block_words * 64) count_gathered(&ahead);
    constexpr std::size_t step = 16;  // words
    for (std::size_t from = 0; from < words; from += step) {
        auto filled = gathered_rows_;
        for (std::size_t plane = 0; plane < planes_.size(); plane += planes_at_once)
            filled = kernel_.gather(rows.data() + from, &planes_[plane],
                                    std::min(planes_at_once, planes_.size() - plane), std::min(step, words - from),
                                    gathered_rows_, space_->gathered[plane / planes_at_once].lines.data());
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
        kernel_.spread(space_->gathered[i].lines.data(), words, space_->spread[i * planes_at_once].words.data(),
                       sizeof(Spread) / sizeof(std::uint64_t));
    count_planes(gathered_planes_.data(), rows.data(), words, ahead);
    clear_gathered();
}

void PlaneCounter::clear_gathered()
{
    for (std::size_t i = 0; i < groups_; ++i) std::fill_n(space_->gathered[i].lines.begin(), planes_at_once, 0);
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
    auto* space = &space_->blocks[dimensions_.size() + 2];
    auto& spare = space_->blocks[dimensions_.size()];
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
            else if (kernel_.both(rows, masks[k], words, space_->blocks[level].data()))
                descend(level + 1, space_->blocks[level].data(), words, (cell + k) * dimensions_[level + 1].cells());
        return;
    }
    // The last two levels in one, so that what is left between them is not written down.
    const auto count = [&](const std::uint64_t* also, const auto& leaves, std::size_t first) {
        kernel_.count_each(rows, also, leaves.data(), leaves.size(), words, space_->lanes[first].sums.data());
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
        auto& sums = space_->lanes[cell].sums;
        out[cell] = std::accumulate(sums.begin(), sums.end(), std::uint64_t{0});
        sums.fill(0);
    }
    std::size_t stride = out.size();
    for (const auto& dimension : dimensions_) {
        const auto n = dimension.cells();
        const auto around = stride;
        stride /= n;
        if (!dimension.nested()) continue;
        // Cells spelled with more planes first, which are the larger numbers: what they have is known when it is taken
        // off.
        std::vector<std::size_t> order(n);
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::sort(order, std::greater{}, [&](std::size_t k) { return dimension.spelled[k]; });
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
