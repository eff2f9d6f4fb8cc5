#include "statistics/kernel.hpp"

#include <vector>

namespace jishi::statistics {

extern const Kernel portable_kernel;
#ifdef JISHI_X86
extern const Kernel avx2_kernel;
extern const Kernel avx512_kernel;
#endif

std::span<const Kernel* const> kernels_here()
{
    static const auto list = [] {
        std::vector<const Kernel*> found;
#ifdef JISHI_X86
        // These have the instruction that gathers bits, but take it for a subroutine.
        static auto avx2 = avx2_kernel;
        if (__builtin_cpu_is("znver1") || __builtin_cpu_is("znver2")) avx2.gather = nullptr;
        for (const auto* kernel : {&avx512_kernel, static_cast<const Kernel*>(&avx2)})
            if (kernel->runs_here()) found.push_back(kernel);
#endif
        found.push_back(&portable_kernel);
        return found;
    }();
    return list;
}

const Kernel& best_kernel() { return *kernels_here().front(); }

}  // namespace jishi::statistics
