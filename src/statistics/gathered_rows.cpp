#include "statistics/gathered_rows.hpp"

#include <algorithm>

namespace jishi::statistics {
namespace {

// What is asked for takes about as long to come as what is done before takes.
constexpr std::size_t lines_after_gathering = 7;

}  // namespace

void GatheredRows::begin(const Kernel& kernel, std::size_t planes)
{
    kernel_ = &kernel;
    const auto groups = (planes + planes_at_once - 1) / planes_at_once;
    if (room_ < groups) {
        gathered_ = std::make_unique_for_overwrite<Gathered[]>(groups);
        spread_ = std::make_unique_for_overwrite<Spread[]>(groups * planes_at_once);
        room_ = groups;
    }
    planes_.clear();
    for (std::size_t plane = 0; plane < planes; ++plane) planes_.push_back(spread_[plane].words.data());
    clear();
}

void GatheredRows::clear()
{
    for (std::size_t plane = 0; plane < planes_.size(); plane += planes_at_once)
        std::fill_n(gathered_[plane / planes_at_once].lines.begin(), planes_at_once, 0);
    rows_ = 0;
}

void GatheredRows::add(const Block& rows, std::span<const std::uint64_t* const> planes, std::size_t words, Ahead& ahead)
{
    constexpr std::size_t step = 16;  // words
    for (std::size_t word = 0; word < words; word += step) {
        auto filled = rows_;
        for (std::size_t plane = 0; plane < planes.size(); plane += planes_at_once) {
            const auto count = std::min(planes_at_once, planes.size() - plane);
            const std::uint64_t* from[planes_at_once];
            for (std::size_t k = 0; k < count; ++k) from[k] = planes[plane + k] + word;
            filled = kernel_->gather(rows.data() + word, from, count, std::min(step, words - word), rows_,
                                     gathered_[plane / planes_at_once].lines.data());
        }
        rows_ = filled;
        ahead.fetch(lines_after_gathering);
    }
}

GatheredRows::Planes GatheredRows::spread(Block& chosen)
{
    const auto words = (rows_ + group_rows - 1) / group_rows * (group_rows / 64);
    const auto whole = rows_ / 64;
    std::fill_n(chosen.data(), whole, ~std::uint64_t{0});
    std::fill_n(chosen.data() + whole, words - whole, 0);
    if (whole < words) chosen[whole] = (std::uint64_t{1} << (rows_ % 64)) - 1;
    for (std::size_t plane = 0; plane < planes_.size(); plane += planes_at_once)
        kernel_->spread(gathered_[plane / planes_at_once].lines.data(), words, spread_[plane].words.data(),
                        sizeof(Spread) / sizeof(std::uint64_t));
    clear();
    return {planes_.data(), words};
}

}  // namespace jishi::statistics
