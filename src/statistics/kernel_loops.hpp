// The loops themselves, included by one file for each processor, each compiled with its own options. Everything is in
// an unnamed namespace and calls no function of a library: what is compiled for one processor must not be shared. No
// #pragma once: a file that includes this twice is wrong.

#include "statistics/kernel.hpp"

#ifdef __AVX512VPOPCNTDQ__
#include <immintrin.h>
#endif

// NOLINTBEGIN(misc-definitions-in-headers)
namespace jishi::statistics {
namespace {

using Word = std::uint64_t;

void match(const Word* const* planes, int count, unsigned code, std::size_t words, Word* __restrict out)
{
    const auto flip = [&](int bit) { return (code >> bit & 1) != 0 ? Word{0} : ~Word{0}; };
    if (count == 0) {
        for (std::size_t i = 0; i < words; ++i) out[i] = ~Word{0};
        return;
    }
    int bit = 0;
    if (count >= 2) {
        const Word* a = planes[0];
        const Word* b = planes[1];
        const Word fa = flip(0);
        const Word fb = flip(1);
        for (std::size_t i = 0; i < words; ++i) out[i] = (a[i] ^ fa) & (b[i] ^ fb);
        bit = 2;
    } else {
        const Word* a = planes[0];
        const Word fa = flip(0);
        for (std::size_t i = 0; i < words; ++i) out[i] = a[i] ^ fa;
        bit = 1;
    }
    for (; bit < count; ++bit) {
        const Word* a = planes[bit];
        const Word fa = flip(bit);
        for (std::size_t i = 0; i < words; ++i) out[i] &= a[i] ^ fa;
    }
}

template <int count>
bool narrow_some(const Word* const* planes, unsigned code, std::size_t words, Word* __restrict rows)
{
    const Word* from[count];
    Word flip[count];
    for (int bit = 0; bit < count; ++bit) {
        from[bit] = planes[bit];
        flip[bit] = (code >> bit & 1) != 0 ? Word{0} : ~Word{0};
    }
    Word any = 0;
    for (std::size_t i = 0; i < words; ++i) {
        Word left = rows[i];
        for (int bit = 0; bit < count; ++bit) left &= from[bit][i] ^ flip[bit];
        rows[i] = left;
        any |= left;
    }
    return any != 0;
}

bool narrow(const Word* const* planes, int count, unsigned code, std::size_t words, Word* rows)
{
    bool any = true;
    for (; count > 4; count -= 2, planes += 2, code >>= 2) any = narrow_some<2>(planes, code, words, rows);
    switch (count) {
        case 4: return narrow_some<4>(planes, code, words, rows);
        case 3: return narrow_some<3>(planes, code, words, rows);
        case 2: return narrow_some<2>(planes, code, words, rows);
        case 1: return narrow_some<1>(planes, code, words, rows);
        default: break;
    }
    if (!any) return false;
    for (std::size_t i = 0; i < words; ++i)
        if (rows[i] != 0) return true;
    return false;
}

bool both(const Word* a, const Word* b, std::size_t words, Word* __restrict out)
{
    Word any = 0;
    for (std::size_t i = 0; i < words; ++i) {
        const Word x = a[i] & b[i];
        out[i] = x;
        any |= x;
    }
    return any != 0;
}

#ifdef __AVX512VPOPCNTDQ__

std::uint64_t count(const Word* rows, std::size_t words)
{
    __m512i sum = _mm512_setzero_si512();
    for (std::size_t i = 0; i < words; i += 8)
        sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(_mm512_loadu_si512(rows + i)));
    return static_cast<std::uint64_t>(_mm512_reduce_add_epi64(sum));
}

template <std::size_t n>
void count_some(const Word* a, const Word* b, const Word* const* masks, std::size_t words, Word* lanes)
{
    constexpr int all_three = 0x80;
    const Word* at[n];
    __m512i sums[n];
#pragma GCC unroll 8
    for (std::size_t k = 0; k < n; ++k) {
        at[k] = masks[k];
        sums[k] = _mm512_loadu_si512(lanes + k * 8);
    }
    for (std::size_t i = 0; i < words; i += 8) {
        const __m512i of_a = _mm512_loadu_si512(a + i);
        const __m512i of_b = _mm512_loadu_si512(b + i);
#pragma GCC unroll 8
        for (std::size_t k = 0; k < n; ++k)
            sums[k] = _mm512_add_epi64(sums[k], _mm512_popcnt_epi64(_mm512_ternarylogic_epi64(
                                                    of_a, of_b, _mm512_loadu_si512(at[k] + i), all_three)));
    }
#pragma GCC unroll 8
    for (std::size_t k = 0; k < n; ++k) _mm512_storeu_si512(lanes + k * 8, sums[k]);
}

#else

std::uint64_t count(const Word* rows, std::size_t words)
{
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < words; ++i) sum += static_cast<std::uint64_t>(__builtin_popcountll(rows[i]));
    return sum;
}

template <std::size_t n>
void count_some(const Word* a, const Word* b, const Word* const* masks, std::size_t words, Word* lanes)
{
    Word sums[n] = {};
    for (std::size_t i = 0; i < words; ++i) {
        const Word here = a[i] & b[i];
        for (std::size_t k = 0; k < n; ++k) sums[k] += static_cast<Word>(__builtin_popcountll(here & masks[k][i]));
    }
    for (std::size_t k = 0; k < n; ++k) lanes[k * 8] += sums[k];
}

#endif

void count_each(const Word* a, const Word* b, const Word* const* masks, std::size_t n, std::size_t words, Word* lanes)
{
    for (; n >= 8; n -= 8, masks += 8, lanes += 64) count_some<8>(a, b, masks, words, lanes);
    switch (n) {
        case 7: return count_some<7>(a, b, masks, words, lanes);
        case 6: return count_some<6>(a, b, masks, words, lanes);
        case 5: return count_some<5>(a, b, masks, words, lanes);
        case 4: return count_some<4>(a, b, masks, words, lanes);
        case 3: return count_some<3>(a, b, masks, words, lanes);
        case 2: return count_some<2>(a, b, masks, words, lanes);
        case 1: return count_some<1>(a, b, masks, words, lanes);
        default: return;
    }
}

#ifdef __BMI2__

constexpr std::size_t lanes_of_line = 8;

#ifdef __AVX512VBMI2__

/// Bytes of two planes side by side: the even ones, and the odd ones.
inline void pair_bytes(__m512i a, __m512i b, __m512i& even, __m512i& odd)
{
    constexpr __mmask64 every_other = 0xAAAA'AAAA'AAAA'AAAAULL;
    even = _mm512_mask_blend_epi8(every_other, a, _mm512_slli_epi16(b, 8));
    odd = _mm512_mask_blend_epi8(every_other, _mm512_srli_epi16(a, 8), b);
}

/// Eight rows are a matrix of bits, a byte for each plane, which is turned over by multiplying it with the rows of the
/// unit matrix.
inline __m512i turn_over(__m512i matrices)
{
    return _mm512_gf2p8affine_epi64_epi8(_mm512_set1_epi64(static_cast<long long>(0x8040'2010'0804'0201ULL)), matrices,
                                         0);
}

/// The planes of 512 rows become a byte for each row, and the bytes of rows that count go together. Rows are taken in
/// whatever order is quickest: which of them stands where is all the same.
template <std::size_t count>
std::size_t gather_some(const Word* rows, const Word* const* planes, std::size_t words, std::size_t filled, Word* lines)
{
    const Word* from[count];
    for (std::size_t k = 0; k < count; ++k) from[k] = planes[k];
    auto* bytes = reinterpret_cast<char*>(lines);
    // Which eight rows come where: of each eight words, by odd or even bytes, words, and the rest of their bytes.
    alignas(64) unsigned char places[64];
    for (unsigned at = 0; at < 64; ++at) {
        const unsigned odd = at / 32;
        const unsigned word = at % 8 / 2 * 2 + at / 16 % 2;
        const unsigned pair = at / 8 % 2 * 2 + at % 2;
        places[at] = static_cast<unsigned char>(word * 8 + pair * 2 + odd);
    }
    const __m512i order = _mm512_load_si512(places);
    for (std::size_t i = 0; i < words; i += 8) {
        __m512i plane[8];
#pragma GCC unroll 8
        for (std::size_t k = 0; k < 8; ++k) {
            plane[k] = _mm512_setzero_si512();
            if (k >= count) continue;
            plane[k] = _mm512_loadu_si512(from[k] + i);
            __builtin_prefetch(from[k] + i + 32);  // which the second cache has by now
        }
        __m512i pairs[8];
#pragma GCC unroll 4
        for (std::size_t k = 0; k < 4; ++k) pair_bytes(plane[7 - 2 * k], plane[6 - 2 * k], pairs[k], pairs[4 + k]);
        alignas(64) Word counting[8];
        _mm512_store_si512(counting, _mm512_permutexvar_epi8(order, _mm512_loadu_si512(rows + i)));
#pragma GCC unroll 2
        for (std::size_t odd = 0; odd < 2; ++odd) {
            const __m512i* pair = pairs + 4 * odd;
            const __m512i low[2] = {_mm512_unpacklo_epi16(pair[0], pair[1]), _mm512_unpacklo_epi16(pair[2], pair[3])};
            const __m512i high[2] = {_mm512_unpackhi_epi16(pair[0], pair[1]), _mm512_unpackhi_epi16(pair[2], pair[3])};
            const __m512i turned[4] = {_mm512_unpacklo_epi32(low[0], low[1]), _mm512_unpackhi_epi32(low[0], low[1]),
                                       _mm512_unpacklo_epi32(high[0], high[1]),
                                       _mm512_unpackhi_epi32(high[0], high[1])};
#pragma GCC unroll 4
            for (std::size_t k = 0; k < 4; ++k) {
                const Word here = counting[4 * odd + k];
                _mm512_storeu_si512(bytes + filled, _mm512_maskz_compress_epi8(here, turn_over(turned[k])));
                filled += static_cast<std::size_t>(__builtin_popcountll(here));
            }
        }
    }
    return filled;
}

void spread(const Word* lines, std::size_t words, Word* planes, std::size_t stride)
{
    // From eight rows, a byte for each plane, to eight bytes of each plane.
    alignas(64) unsigned char places[64];
    for (unsigned at = 0; at < 64; ++at) places[at] = static_cast<unsigned char>(at % 8 * 8 + at / 8);
    const __m512i order = _mm512_load_si512(places);
    // Turning over leaves the last of eight rows first.
    const __m512i backwards = _mm512_set1_epi64(static_cast<long long>(0x8040'2010'0804'0201ULL));
    for (std::size_t word = 0; word < words; word += 8) {
        // Two lines in one: of every other plane the words of both. Then four, then eight of one plane.
        __m512i twos[2][4];
#pragma GCC unroll 4
        for (std::size_t k = 0; k < 4; ++k) {
            __m512i line[2];
#pragma GCC unroll 2
            for (std::size_t i = 0; i < 2; ++i) {
                const __m512i codes = _mm512_loadu_si512(lines + (word + 2 * k + i) * lanes_of_line);
                line[i] = _mm512_permutexvar_epi8(order, _mm512_gf2p8affine_epi64_epi8(turn_over(codes), backwards, 0));
            }
            twos[0][k] = _mm512_unpacklo_epi64(line[0], line[1]);
            twos[1][k] = _mm512_unpackhi_epi64(line[0], line[1]);
        }
        constexpr int even = 0x88;
        constexpr int odd = 0xDD;
#pragma GCC unroll 2
        for (std::size_t i = 0; i < 2; ++i) {
            const __m512i* two = twos[i];
            const __m512i first[2] = {_mm512_shuffle_i64x2(two[0], two[1], even),
                                      _mm512_shuffle_i64x2(two[2], two[3], even)};
            const __m512i second[2] = {_mm512_shuffle_i64x2(two[0], two[1], odd),
                                       _mm512_shuffle_i64x2(two[2], two[3], odd)};
            Word* at = planes + i * stride + word;
            _mm512_storeu_si512(at, _mm512_shuffle_i64x2(first[0], first[1], even));
            _mm512_storeu_si512(at + 2 * stride, _mm512_shuffle_i64x2(second[0], second[1], even));
            _mm512_storeu_si512(at + 4 * stride, _mm512_shuffle_i64x2(first[0], first[1], odd));
            _mm512_storeu_si512(at + 6 * stride, _mm512_shuffle_i64x2(second[0], second[1], odd));
        }
    }
}

#else

template <std::size_t count>
std::size_t gather_some(const Word* rows, const Word* const* planes, std::size_t words, std::size_t filled, Word* lines)
{
    const Word* from[count];
    for (std::size_t k = 0; k < count; ++k) from[k] = planes[k];
    constexpr std::size_t step = 8;
    alignas(64) Word bits[step * lanes_of_line] = {};
    for (std::size_t base = 0; base < words; base += step) {
        const std::size_t some = words - base < step ? words - base : step;
        // First all bits, then their places: so that what is written in words is not read as a line at once.
        for (std::size_t i = 0; i < some; ++i) {
            const Word here = rows[base + i];
#pragma GCC unroll 8
            for (std::size_t k = 0; k < count; ++k)
                bits[i * lanes_of_line + k] = __builtin_ia32_pext_di(from[k][base + i], here);
        }
        for (std::size_t i = 0; i < some; ++i) {
            const std::size_t shift = filled % 64;
            Word* at = lines + filled / 64 * lanes_of_line;
            const Word* line = bits + i * lanes_of_line;
            for (std::size_t k = 0; k < lanes_of_line; ++k) at[k] |= line[k] << shift;
            for (std::size_t k = 0; k < lanes_of_line; ++k) at[lanes_of_line + k] = line[k] >> 1 >> (63 - shift);
            filled += static_cast<std::size_t>(__builtin_popcountll(rows[base + i]));
        }
    }
    return filled;
}

void spread(const Word* lines, std::size_t words, Word* planes, std::size_t stride)
{
    for (std::size_t word = 0; word < words; ++word)
        for (std::size_t k = 0; k < lanes_of_line; ++k) planes[k * stride + word] = lines[word * lanes_of_line + k];
}

#endif

std::size_t gather(const Word* rows, const Word* const* planes, std::size_t count, std::size_t words,
                   std::size_t filled, Word* lines)
{
    switch (count) {
        case 8: return gather_some<8>(rows, planes, words, filled, lines);
        case 7: return gather_some<7>(rows, planes, words, filled, lines);
        case 6: return gather_some<6>(rows, planes, words, filled, lines);
        case 5: return gather_some<5>(rows, planes, words, filled, lines);
        case 4: return gather_some<4>(rows, planes, words, filled, lines);
        case 3: return gather_some<3>(rows, planes, words, filled, lines);
        case 2: return gather_some<2>(rows, planes, words, filled, lines);
        default: return gather_some<1>(rows, planes, words, filled, lines);
    }
}

#endif

void in_range(const std::uint16_t* days, std::uint16_t low, std::uint16_t high, std::size_t words, Word* out)
{
    const auto width = static_cast<std::uint16_t>(high - low);
    for (std::size_t i = 0; i < words; ++i) {
        const std::uint16_t* at = days + i * 64;
#ifdef __AVX512BW__
        const __m512i from = _mm512_set1_epi16(static_cast<short>(low));
        const __m512i span = _mm512_set1_epi16(static_cast<short>(width));
        const __mmask32 first = _mm512_cmple_epu16_mask(_mm512_sub_epi16(_mm512_loadu_si512(at), from), span);
        const __mmask32 second = _mm512_cmple_epu16_mask(_mm512_sub_epi16(_mm512_loadu_si512(at + 32), from), span);
        out[i] = static_cast<Word>(first) | static_cast<Word>(second) << 32;
#else
        Word bits = 0;
        for (unsigned row = 0; row < 64; ++row)
            bits |= static_cast<Word>(static_cast<std::uint16_t>(at[row] - low) <= width) << row;
        out[i] = bits;
#endif
    }
}

void in_table(const std::uint8_t* bytes, const std::uint8_t* table, std::size_t words, Word* out)
{
    for (std::size_t i = 0; i < words; ++i) {
        Word bits = 0;
        for (unsigned row = 0; row < 64; ++row) bits |= static_cast<Word>(table[bytes[i * 64 + row]]) << row;
        out[i] = bits;
    }
}

void spell(const Word* planes, const std::uint8_t* codes, int count, std::uint8_t* bytes)
{
#ifdef __AVX512BW__
    __m512i sum = _mm512_setzero_si512();
    for (int bit = 0; bit < count; ++bit)
        sum = _mm512_add_epi8(sum, _mm512_maskz_set1_epi8(planes[bit], static_cast<char>(codes[bit])));
    _mm512_storeu_si512(bytes, sum);
#else
    // Eight rows at once: every byte of the product keeps one bit of the plane.
    for (int group = 0; group < 8; ++group) {
        Word sum = 0;
        for (int bit = 0; bit < count; ++bit) {
            const Word spread =
                (planes[bit] >> (group * 8) & 0xFF) * 0x0101'0101'0101'0101ULL & 0x8040'2010'0804'0201ULL;
            const Word ones = ((spread + 0x7F7F'7F7F'7F7F'7F7FULL) | spread) >> 7 & 0x0101'0101'0101'0101ULL;
            sum += ones * codes[bit];
        }
        for (int row = 0; row < 8; ++row) bytes[group * 8 + row] = static_cast<std::uint8_t>(sum >> (row * 8));
    }
#endif
}

void extend(std::uint32_t* __restrict cells, std::uint32_t factor, const std::uint8_t* __restrict bytes)
{
    for (int row = 0; row < 64; ++row) cells[row] = cells[row] * factor + bytes[row];
}

void add(const std::uint32_t* __restrict values, std::size_t n, std::uint32_t* __restrict sum)
{
    for (std::size_t i = 0; i < n; ++i) sum[i] += values[i];
}

}  // namespace
}  // namespace jishi::statistics
// NOLINTEND(misc-definitions-in-headers)
