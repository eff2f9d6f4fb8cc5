// For processors with AVX2 and POPCNT; compiled with options of its own.
#include "statistics/kernel_loops.hpp"

namespace jishi::statistics {
namespace {

bool runs_here()
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi2");
}

}  // namespace

extern const Kernel avx2_kernel;
const Kernel avx2_kernel{"avx2", runs_here, match,    narrow,   both,  count,  count_each, gather,
                         spread, 1,         in_range, in_table, spell, extend, add};

}  // namespace jishi::statistics
