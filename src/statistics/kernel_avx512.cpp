// For processors with AVX-512 BW, VL, VPOPCNTDQ, VBMI 1 and 2, and GFNI: those that have one of the last have all;
// compiled with options of its own.
#include "statistics/kernel_loops.hpp"

namespace jishi::statistics {
namespace {

bool runs_here()
{
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vpopcntdq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&
           __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("gfni");
}

}  // namespace

extern const Kernel avx512_kernel;
const Kernel avx512_kernel{"avx512", runs_here, match,    narrow,   both,  count,  count_each, gather,
                           spread,   8,         in_range, in_table, spell, extend, add};

}  // namespace jishi::statistics
