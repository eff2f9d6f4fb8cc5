#pragma once
// The texts of an organisation in the directory, side by side in blocks that never move: records are added and read
// without a lock, and never changed.

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string_view>

namespace jishi::organization {

/// What is kept of one organisation as text.
enum class Word : std::uint8_t {
    name,
    folded_name,
    short_name,
    folded_short_name,
    code,
    folded_code,
    region,
    pinyin,
    initials,
    count_
};

class TextArena {
    static constexpr std::size_t words = static_cast<std::size_t>(Word::count_);
    static constexpr std::uint32_t block_bits = 20;
    static constexpr std::uint16_t same_as_before = 0xFFFF;  // a folded text that equals the plain one

public:
    using Texts = std::array<std::string_view, words>;

    TextArena() = default;
    TextArena(const TextArena&) = delete;
    TextArena& operator=(const TextArena&) = delete;
    ~TextArena()
    {
        for (auto& block : blocks_) delete[] block.load(std::memory_order_relaxed);
    }

    /// @return where the record stands
    std::uint32_t add(const Texts& texts)
    {
        std::array<std::uint16_t, words> lengths{};
        std::size_t bytes = sizeof lengths;
        for (std::size_t i = 0; i < words; ++i) {
            const bool same = is_folded(i) && texts[i] == texts[i - 1] && !texts[i].empty();
            lengths[i] =
                same ? same_as_before : static_cast<std::uint16_t>(std::min<std::size_t>(texts[i].size(), 0xFFFE));
            if (!same) bytes += lengths[i];
        }
        const auto place = room_for(bytes);
        auto* to = at(place);
        std::memcpy(to, lengths.data(), sizeof lengths);
        to += sizeof lengths;
        for (std::size_t i = 0; i < words; ++i) {
            if (lengths[i] == same_as_before || lengths[i] == 0) continue;
            std::memcpy(to, texts[i].data(), lengths[i]);
            to += lengths[i];
        }
        return place;
    }

    std::string_view get(std::uint32_t place, Word word) const
    {
        std::array<std::uint16_t, words> lengths;
        const auto* from = at(place);
        std::memcpy(lengths.data(), from, sizeof lengths);
        from += sizeof lengths;
        auto index = static_cast<std::size_t>(word);
        if (lengths[index] == same_as_before) --index;
        for (std::size_t i = 0; i < index; ++i)
            if (lengths[i] != same_as_before) from += lengths[i];
        return {from, lengths[index]};
    }

    std::size_t bytes() const { return count_ << block_bits; }

private:
    static constexpr bool is_folded(std::size_t i)
    {
        return i == static_cast<std::size_t>(Word::folded_name) ||
               i == static_cast<std::size_t>(Word::folded_short_name) ||
               i == static_cast<std::size_t>(Word::folded_code);
    }
    std::uint32_t room_for(std::size_t bytes)
    {
        if (count_ == 0 || used_ + bytes > (std::size_t{1} << block_bits)) {
            if (count_ == blocks_.size()) throw std::length_error("organization: directory is full");
            blocks_[count_++].store(new char[std::size_t{1} << block_bits], std::memory_order_release);
            used_ = 0;
        }
        const auto place = static_cast<std::uint32_t>(((count_ - 1) << block_bits) | used_);
        used_ += bytes;
        return place;
    }
    char* at(std::uint32_t place) const
    {
        return blocks_[place >> block_bits].load(std::memory_order_acquire) + (place & ((1U << block_bits) - 1));
    }

    std::array<std::atomic<char*>, 4096> blocks_{};
    std::size_t count_ = 0;
    std::size_t used_ = 0;
};

}  // namespace jishi::organization
