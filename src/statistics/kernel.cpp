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
        for (const auto* kernel : {&avx512_kernel, &avx2_kernel})
            if (kernel->runs_here()) found.push_back(kernel);
#endif
        found.push_back(&portable_kernel);
        return found;
    }();
    return list;
}

const Kernel& best_kernel() { return *kernels_here().front(); }

}  // namespace jishi::statistics
