// For any processor.
#include "statistics/kernel_loops.hpp"

namespace jishi::statistics {
namespace {

bool runs_here() { return true; }

}  // namespace

extern const Kernel portable_kernel;
const Kernel portable_kernel{"portable", runs_here, match,    match_each, both,   count,
                             count_each, in_range,  in_table, spell,      extend, add};

}  // namespace jishi::statistics
