#pragma once
// An array that grows without moving its elements, so that readers may follow indices while one writer appends.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>

namespace jishi::organization {

template <class T>
class StableArray {
    static constexpr std::uint32_t chunk_bits = 13;
    static constexpr std::uint32_t chunk_size = 1U << chunk_bits;
    static constexpr std::uint32_t chunks_max = 8192;  // 67 million elements

public:
    StableArray() = default;
    StableArray(const StableArray&) = delete;
    StableArray& operator=(const StableArray&) = delete;
    ~StableArray()
    {
        for (auto& chunk : chunks_) delete[] chunk.load(std::memory_order_relaxed);
    }

    std::uint32_t size() const { return size_.load(std::memory_order_acquire); }
    T& operator[](std::uint32_t i)
    {
        return chunks_[i >> chunk_bits].load(std::memory_order_acquire)[i & (chunk_size - 1)];
    }
    const T& operator[](std::uint32_t i) const
    {
        return chunks_[i >> chunk_bits].load(std::memory_order_acquire)[i & (chunk_size - 1)];
    }
    /// Adds a default element. One writer at a time. @return its index
    std::uint32_t grow()
    {
        const auto index = size_.load(std::memory_order_relaxed);
        const auto chunk = index >> chunk_bits;
        if (chunk >= chunks_max) throw std::length_error("organization: directory is full");
        if (!chunks_[chunk].load(std::memory_order_relaxed))
            chunks_[chunk].store(new T[chunk_size]{}, std::memory_order_release);
        size_.store(index + 1, std::memory_order_release);
        return index;
    }

private:
    std::array<std::atomic<T*>, chunks_max> chunks_{};
    std::atomic<std::uint32_t> size_{0};
};

}  // namespace jishi::organization
