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

#ifdef __AVX512VPOPCNTDQ__

/// Planes are read once for all codes.
template <int count>
void match_some(const Word* const* planes, const std::uint32_t* codes, std::size_t n, std::size_t words,
                std::size_t stride, Word* masks)
{
    for (std::size_t i = 0; i < words; i += 8) {
        __m512i here[count];
#pragma GCC unroll 8
        for (int bit = 0; bit < count; ++bit) here[bit] = _mm512_loadu_si512(planes[bit] + i);
        for (std::size_t k = 0; k < n; ++k) {
            __m512i all = _mm512_set1_epi64(-1);
#pragma GCC unroll 8
            for (int bit = 0; bit < count; ++bit) {
                // all & ~(plane ^ what the code says of it)
                const __m512i said = _mm512_set1_epi64(-static_cast<long long>(codes[k] >> bit & 1));
                all = _mm512_ternarylogic_epi64(all, here[bit], said, 0x90);
            }
            _mm512_storeu_si512(masks + k * stride + i, all);
        }
    }
}

#endif

void match_each(const Word* const* planes, int count, const std::uint32_t* codes, std::size_t n, std::size_t words,
                std::size_t stride, Word* masks)
{
#ifdef __AVX512VPOPCNTDQ__
    switch (count) {
        case 1: return match_some<1>(planes, codes, n, words, stride, masks);
        case 2: return match_some<2>(planes, codes, n, words, stride, masks);
        case 3: return match_some<3>(planes, codes, n, words, stride, masks);
        case 4: return match_some<4>(planes, codes, n, words, stride, masks);
        case 5: return match_some<5>(planes, codes, n, words, stride, masks);
        case 6: return match_some<6>(planes, codes, n, words, stride, masks);
        default: break;
    }
#endif
    for (std::size_t k = 0; k < n; ++k) match(planes, count, codes[k], words, masks + k * stride);
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

template <int n>
void count_some(const Word* rows, const Word* masks, std::size_t stride, std::size_t words, std::uint64_t* counts)
{
    __m512i sums[n];
    for (int k = 0; k < n; ++k) sums[k] = _mm512_setzero_si512();
    for (std::size_t i = 0; i < words; i += 8) {
        const __m512i here = _mm512_loadu_si512(rows + i);
#pragma GCC unroll 8
        for (int k = 0; k < n; ++k)
            sums[k] = _mm512_add_epi64(
                sums[k], _mm512_popcnt_epi64(_mm512_and_si512(
                             here, _mm512_loadu_si512(masks + static_cast<std::size_t>(k) * stride + i))));
    }
    for (int k = 0; k < n; ++k) counts[k] += static_cast<std::uint64_t>(_mm512_reduce_add_epi64(sums[k]));
}

#else

std::uint64_t count(const Word* rows, std::size_t words)
{
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < words; ++i) sum += static_cast<std::uint64_t>(__builtin_popcountll(rows[i]));
    return sum;
}

template <int n>
void count_some(const Word* rows, const Word* masks, std::size_t stride, std::size_t words, std::uint64_t* counts)
{
    std::uint64_t sums[n] = {};
    for (std::size_t i = 0; i < words; ++i)
        for (int k = 0; k < n; ++k)
            sums[k] += static_cast<std::uint64_t>(
                __builtin_popcountll(rows[i] & masks[static_cast<std::size_t>(k) * stride + i]));
    for (int k = 0; k < n; ++k) counts[k] += sums[k];
}

#endif

void count_each(const Word* rows, const Word* masks, std::size_t stride, std::size_t n, std::size_t words,
                std::uint64_t* counts)
{
    std::size_t k = 0;
    for (; k + 8 <= n; k += 8) count_some<8>(rows, masks + k * stride, stride, words, counts + k);
    for (; k + 4 <= n; k += 4) count_some<4>(rows, masks + k * stride, stride, words, counts + k);
    for (; k < n; ++k) count_some<1>(rows, masks + k * stride, stride, words, counts + k);
}

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

void spell(const Word* planes, int count, std::uint8_t* bytes)
{
#ifdef __AVX512BW__
    __m512i sum = _mm512_setzero_si512();
    for (int bit = 0; bit < count; ++bit)
        sum = _mm512_or_si512(sum, _mm512_maskz_set1_epi8(planes[bit], static_cast<char>(1 << bit)));
    _mm512_storeu_si512(bytes, sum);
#else
    // Eight rows at once: every byte of the product keeps one bit of the plane.
    for (int group = 0; group < 8; ++group) {
        Word sum = 0;
        for (int bit = 0; bit < count; ++bit) {
            const Word spread =
                (planes[bit] >> (group * 8) & 0xFF) * 0x0101'0101'0101'0101ULL & 0x8040'2010'0804'0201ULL;
            const Word ones = ((spread + 0x7F7F'7F7F'7F7F'7F7FULL) | spread) >> 7 & 0x0101'0101'0101'0101ULL;
            sum |= ones << bit;
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
