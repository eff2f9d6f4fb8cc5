#include "statistics/chunk.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace jishi::statistics {
namespace {

using Word = std::uint64_t;

constexpr Word low_bits(std::uint32_t count) { return count >= 64 ? ~Word{0} : (Word{1} << count) - 1; }

template <class T>
void move_values(T* values, std::uint32_t from, std::uint32_t to, int by)
{
    std::memmove(values + from + by, values + from, (to - from) * sizeof(T));
}

/// Values of the row and of its neighbours, which make room for it.
template <class T>
void fetch_around(const T* values, std::uint32_t at)
{
    constexpr std::uint32_t reach = 32;
    const auto* line = reinterpret_cast<const char*>(values + (at < reach ? 0 : at - reach));
    const auto* end = reinterpret_cast<const char*>(values + std::min(at + reach, chunk_rows));
    for (; line < end; line += 64) __builtin_prefetch(line, 1);
}

}  // namespace

ChunkLayout::ChunkLayout(const Schema& schema, std::uint32_t rows) : rows_(rows)
{
    std::size_t at = plane_words() * sizeof(Word);
    planes_.push_back(0);
    for (const auto& column : schema.columns) {
        const auto planes = static_cast<std::uint8_t>(column.planes());
        columns_.push_back({column.storage, planes, column.plane_each, static_cast<std::uint32_t>(at)});
        for (int bit = 0; bit < planes; ++bit, at += plane_words() * sizeof(Word))
            planes_.push_back(static_cast<std::uint32_t>(at));
        if (column.storage != Storage::planes) at += rows * (column.storage == Storage::bytes ? 1U : 2U);
    }
    if (schema.with_ids) {
        ids_ = static_cast<std::uint32_t>(at);
        at += rows * (sizeof(std::uint32_t) + sizeof(std::uint8_t));
    }
    bytes_ = at;
}

Code Chunk::code(std::size_t column, std::uint32_t at) const
{
    const auto& where = layout_->column(column);
    if (where.storage == Storage::bytes) return bytes(column)[at];
    if (where.storage == Storage::wide) return days(column)[at];
    std::uint32_t spelled = 0;
    for (int bit = 0; bit < where.planes; ++bit)
        spelled |= static_cast<std::uint32_t>(plane(column, bit)[at / 64] >> (at % 64) & 1) << bit;
    return static_cast<Code>(where.plane_each ? std::bit_width(spelled) : spelled);
}

void Chunk::set_code(std::size_t column, std::uint32_t at, Code code) const
{
    const auto& where = layout_->column(column);
    if (where.storage == Storage::bytes) {
        bytes(column)[at] = static_cast<std::uint8_t>(code);
        return;
    }
    if (where.storage == Storage::wide) {
        days(column)[at] = code;
        return;
    }
    const Word mask = Word{1} << (at % 64);
    const auto spelled = where.plane_each ? std::uint32_t{1} << code >> 1 : code;
    for (int bit = 0; bit < where.planes; ++bit) {
        Word& word = plane(column, bit)[at / 64];
        word = (spelled >> bit & 1) != 0 ? word | mask : word & ~mask;
    }
}

void Chunk::release(std::uint32_t at) const
{
    const Word mask = Word{1} << (at % 64);
    for (const auto offset : layout_->planes()) reinterpret_cast<Word*>(base_ + offset)[at / 64] &= ~mask;
}

void Chunk::clear() const
{
    for (const auto offset : layout_->planes()) std::fill_n(reinterpret_cast<Word*>(base_ + offset), words(), 0);
}

void Chunk::read(std::uint32_t at, std::span<Code> codes) const
{
    for (std::size_t column = 0; column < codes.size(); ++column) codes[column] = code(column, at);
}

void Chunk::write(std::uint32_t at, Codes codes) const
{
    for (std::size_t column = 0; column < codes.size(); ++column) set_code(column, at, codes[column]);
}

void Chunk::fetch(std::uint32_t at) const
{
    for (const auto offset : layout_->planes())
        __builtin_prefetch(reinterpret_cast<Word*>(base_ + offset) + at / 64, 1);
    for (std::size_t column = 0; column < layout_->columns(); ++column) {
        const auto& where = layout_->column(column);
        if (where.storage == Storage::bytes) fetch_around(bytes(column), at);
        else if (where.storage == Storage::wide) fetch_around(days(column), at);
    }
    if (!layout_->with_ids()) return;
    fetch_around(id_lows(), at);
    fetch_around(id_highs(), at);
}

std::uint32_t Chunk::find_id(std::uint64_t handle, std::uint32_t from, std::uint32_t to) const
{
    const auto* lows = id_lows();
    const auto low = static_cast<std::uint32_t>(handle);
    for (auto at = from; at < to; ++at) {
        // Many at once: the compiler makes wide comparisons of a loop without a way out.
        constexpr std::uint32_t step = 64;
        if (at + step <= to) {
            std::uint32_t hits = 0;
            for (std::uint32_t i = 0; i < step; ++i) hits += lows[at + i] == low ? 1U : 0U;
            if (hits == 0) {
                at += step - 1;
                continue;
            }
        }
        if (lows[at] == low && id_handle(at) == handle && is_taken(at)) return at;
    }
    return row_none;
}

std::uint32_t Chunk::free_after(std::uint32_t from, std::uint32_t to) const
{
    for (std::uint32_t word = from / 64; word * 64 < to; ++word) {
        Word free = ~taken()[word];
        if (word == from / 64) free &= ~low_bits(from % 64);
        if (free == 0) continue;
        const auto at = word * 64 + static_cast<std::uint32_t>(std::countr_zero(free));
        return at < to ? at : row_none;
    }
    return row_none;
}

std::uint32_t Chunk::free_before(std::uint32_t from, std::uint32_t to) const
{
    if (from >= to) return row_none;
    for (std::uint32_t word = (to - 1) / 64 + 1; word-- > from / 64;) {
        Word free = ~taken()[word];
        if (word == (to - 1) / 64) free &= low_bits((to - 1) % 64 + 1);
        if (free == 0) continue;
        const auto at = word * 64 + 63 - static_cast<std::uint32_t>(std::countl_zero(free));
        return at >= from ? at : row_none;
    }
    return row_none;
}

void Chunk::shift_up(std::uint32_t from, std::uint32_t to) const
{
    if (from >= to) return;
    // Word by word, all planes of one together: what is written in it is the same for all.
    for (std::uint32_t word = to / 64 + 1; word-- > from / 64;) {
        // The bits of this word that are written: (from, to] as places of destination.
        const std::uint32_t base = word * 64;
        const std::uint32_t first = from + 1 > base ? from + 1 - base : 0;
        const std::uint32_t last = to - base < 63 ? to - base : 63;
        if (first > last) continue;
        const Word written = low_bits(last + 1) & ~low_bits(first);
        for (const auto offset : layout_->planes()) {
            auto* plane = reinterpret_cast<Word*>(base_ + offset) + word;
            const Word carried = first > 0 ? 0 : plane[-1] >> 63;
            *plane = (*plane & ~written) | ((*plane << 1 | carried) & written);
        }
    }
    move_values_of_rows(from, to, 1);
}

void Chunk::shift_down(std::uint32_t from, std::uint32_t to) const
{
    if (from >= to) return;
    const std::uint32_t begin = from - 1;  // places of destination: [from - 1, to - 1)
    const std::uint32_t end = to - 1;
    for (std::uint32_t word = begin / 64; word * 64 < end; ++word) {
        const std::uint32_t base = word * 64;
        const std::uint32_t first = begin > base ? begin - base : 0;
        const std::uint32_t count = end - base < 64 ? end - base : 64;
        const Word written = low_bits(count) & ~low_bits(first);
        for (const auto offset : layout_->planes()) {
            auto* plane = reinterpret_cast<Word*>(base_ + offset) + word;
            const Word carried = count < 64 || word + 1 == words() ? 0 : plane[1] << 63;
            *plane = (*plane & ~written) | ((*plane >> 1 | carried) & written);
        }
    }
    move_values_of_rows(from, to, -1);
}

void Chunk::move_values_of_rows(std::uint32_t from, std::uint32_t to, int by) const
{
    for (std::size_t column = 0; column < layout_->columns(); ++column) {
        const auto& where = layout_->column(column);
        if (where.storage == Storage::bytes) move_values(bytes(column), from, to, by);
        else if (where.storage == Storage::wide) move_values(days(column), from, to, by);
    }
    if (!layout_->with_ids()) return;
    move_values(id_lows(), from, to, by);
    move_values(id_highs(), from, to, by);
}

void Chunk::copy_from(const Chunk& other) const
{
    const auto rows = other.rows();
    for (std::size_t i = 0; i < layout_->planes().size(); ++i)
        std::memcpy(base_ + layout_->planes()[i], other.base_ + other.layout_->planes()[i],
                    other.words() * sizeof(Word));
    for (std::size_t column = 0; column < layout_->columns(); ++column) {
        const auto& where = layout_->column(column);
        if (where.storage == Storage::bytes) std::copy_n(other.bytes(column), rows, bytes(column));
        else if (where.storage == Storage::wide) std::copy_n(other.days(column), rows, days(column));
    }
    if (!layout_->with_ids()) return;
    std::copy_n(other.id_lows(), rows, id_lows());
    std::copy_n(other.id_highs(), rows, id_highs());
}

std::uint32_t Chunk::count_taken(std::uint32_t from, std::uint32_t to) const
{
    std::uint32_t count = 0;
    for (std::uint32_t word = from / 64; word * 64 < to; ++word) {
        Word bits = taken()[word];
        if (word == from / 64) bits &= ~low_bits(from % 64);
        if (to - word * 64 < 64) bits &= low_bits(to - word * 64);
        count += static_cast<std::uint32_t>(std::popcount(bits));
    }
    return count;
}

}  // namespace jishi::statistics
