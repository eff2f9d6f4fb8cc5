// For any processor.
#include "statistics/kernel_loops.hpp"

namespace jishi::statistics {
namespace {

bool runs_here() { return true; }

}  // namespace

extern const Kernel portable_kernel;
const Kernel portable_kernel{"portable", runs_here, match,    narrow,   both,  count,  count_each, nullptr,
                             nullptr,    0,         in_range, in_table, spell, extend, add};

}  // namespace jishi::statistics
