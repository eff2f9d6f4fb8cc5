#pragma once
// 64-bit identifiers: time-ordered, unique across installations, decimal strings in JSON.

#include <atomic>
#include <charconv>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace jishi {

/// An identifier of one kind of thing; `Tag` keeps kinds apart at compile time. 0 is "none".
template <class Tag>
struct Id {
    std::int64_t value = 0;

    auto operator<=>(const Id&) const = default;
    explicit operator bool() const { return value != 0; }
    std::string str() const { return std::to_string(value); }

    /// Reads the decimal form of JSON and paths; nullopt for anything but a positive 64-bit number.
    static std::optional<Id> parse(std::string_view text)
    {
        Id id;
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id.value);
        if (error != std::errc{} || end != text.data() + text.size() || id.value <= 0) return std::nullopt;
        return id;
    }
};

/// Hands out ids: 41 bits of milliseconds since 2020-01-01 UTC, 10 bits node, 12 bits sequence.
/// Never blocks: when a millisecond's 4096 numbers are used up it borrows from the next one, so that
/// bulk work runs ahead of the clock rather than waiting for it.
class IdGenerator {
public:
    /// @param node  0..1023, one per running server, so that two installations never collide
    explicit IdGenerator(std::uint16_t node = 0) : node_(static_cast<std::int64_t>(node & 0x3FF) << 12) {}

    std::int64_t next();

    template <class Tag>
    Id<Tag> next_id()
    {
        return Id<Tag>{next()};
    }

private:
    std::int64_t node_;
    std::atomic<std::int64_t> last_{0};  // milliseconds << 12 | sequence
};

}  // namespace jishi

template <class Tag>
struct std::hash<jishi::Id<Tag>> {
    std::size_t operator()(jishi::Id<Tag> id) const noexcept
    {
        // Fibonacci hashing: ids of one millisecond differ in their low bits only.
        return static_cast<std::size_t>(static_cast<std::uint64_t>(id.value) * 0x9E3779B97F4A7C15ULL >> 7);
    }
};
