#pragma once
// The inner loops of counting, compiled for several processors; the best one is chosen at run time. All work on whole
// groups of eight words (512 rows); `words` is a multiple of eight.

#include <cstddef>
#include <cstdint>
#include <span>

namespace jishi::statistics {

struct Kernel {
    const char* name;
    bool (*runs_here)();
    /// out = rows whose planes spell `code`
    void (*match)(const std::uint64_t* const* planes, int count, unsigned code, std::size_t words, std::uint64_t* out);
    /// rows &= those whose planes spell `code`; whether anything is left
    bool (*narrow)(const std::uint64_t* const* planes, int count, unsigned code, std::size_t words,
                   std::uint64_t* rows);
    /// out = a & b; whether anything is left
    bool (*both)(const std::uint64_t* a, const std::uint64_t* b, std::size_t words, std::uint64_t* out);
    std::uint64_t (*count)(const std::uint64_t* rows, std::size_t words);
    /// Adds the rows of a & b & masks[i] to the eight lanes of the i-th cell, which are to be summed up.
    void (*count_each)(const std::uint64_t* a, const std::uint64_t* b, const std::uint64_t* const* masks, std::size_t n,
                       std::size_t words, std::uint64_t* lanes);
    /// Puts what up to eight planes say of `rows` side by side, from the `filled`-th on, in a form of its own; none
    /// where this is slow. A line of memory holds 64 rows; the two lines after the last row are written too, and the
    /// first is clear at the beginning. @return how many rows there are now
    std::size_t (*gather)(const std::uint64_t* rows, const std::uint64_t* const* planes, std::size_t count,
                          std::size_t words, std::size_t filled, std::uint64_t* lines);
    /// Planes, `stride` words apart, from what was gathered: eight of them, whatever is in those that were not.
    void (*spread)(const std::uint64_t* lines, std::size_t words, std::uint64_t* planes, std::size_t stride);
    /// How many cells can be counted in a block in the time that it takes to gather one plane of it.
    std::size_t cells_of_gathering;
    /// out = rows whose day is in [low, high]
    void (*in_range)(const std::uint16_t* days, std::uint16_t low, std::uint16_t high, std::size_t words,
                     std::uint64_t* out);
    /// out = rows whose byte is marked (0 or 1) in the table of 256
    void (*in_table)(const std::uint8_t* bytes, const std::uint8_t* table, std::size_t words, std::uint64_t* out);
    /// bytes of 64 rows from `count` words: each the sum of the codes of its words, which have no bits in common
    void (*spell)(const std::uint64_t* planes, const std::uint8_t* codes, int count, std::uint8_t* bytes);
    /// cells[i] = cells[i] * factor + bytes[i], for 64 rows
    void (*extend)(std::uint32_t* cells, std::uint32_t factor, const std::uint8_t* bytes);
    /// sum += values
    void (*add)(const std::uint32_t* values, std::size_t n, std::uint32_t* sum);
};

/// The fastest one that this processor runs.
const Kernel& best_kernel();
/// All that this processor runs, the fastest first: for tests.
std::span<const Kernel* const> kernels_here();

}  // namespace jishi::statistics
