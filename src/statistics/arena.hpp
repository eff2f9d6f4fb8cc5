#pragma once
// A stretch of memory in huge pages where the system gives them: a change touches many lines far apart, a scan walks
// many planes at once.

#include <cstddef>

namespace jishi::statistics {

class Arena {
public:
    /// Filled with zeros. Throws std::bad_alloc beyond the limit of all snapshots (snapshot.hpp).
    explicit Arena(std::size_t size);
    ~Arena();
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    std::byte* at(std::size_t offset) const { return static_cast<std::byte*>(memory_) + offset; }
    std::size_t size() const { return size_; }

private:
    void* memory_;
    std::size_t size_;
};

}  // namespace jishi::statistics
