#include "statistics/plane_counter.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace jishi::statistics {
namespace {

// What is asked for takes about as long to come as what is done before takes.
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
    space_->gathered.end();
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
    if (!worth_gathering(count, words)) {
        count_planes(planes_.data(), rows.data(), words, &ahead);
        return;
    }
    auto& gathered = space_->gathered;
    if (gathered.planes() == 0) gathered.begin(kernel_, planes_.size());
    if (gathered.rows() + count > GatheredRows::rows_max) count_gathered(&ahead);
    gathered.add(rows, planes_, words, ahead);
}

bool PlaneCounter::worth_gathering(std::uint64_t rows, std::size_t words) const
{
    if (kernel_.gather == nullptr || planes_.empty()) return false;
    const auto all = words * 64;
    return cells() * (all - rows) > kernel_.cells_of_gathering * planes_.size() * all;
}

void PlaneCounter::count_gathered(Ahead* ahead)
{
    if (space_->gathered.rows() == 0) return;
    Block rows;
    const auto block = space_->gathered.spread(rows);
    count_planes(block.planes, rows.data(), block.words, ahead);
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
