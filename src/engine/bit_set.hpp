#pragma once

#include <cstdint>
#include <initializer_list>

namespace jishi::engine {

/// A set of the enumerators of Enum, which ends in count_ and has at most 63. Its bits stand in the database.
template <class Enum>
class BitSet {
public:
    constexpr BitSet() = default;
    constexpr BitSet(std::initializer_list<Enum> members)
    {
        for (auto member : members) bits_ |= bit(member);
    }
    static constexpr BitSet from_bits(std::int64_t bits)
    {
        BitSet set;
        set.bits_ = static_cast<std::uint64_t>(bits) & ((std::uint64_t{1} << static_cast<unsigned>(Enum::count_)) - 1);
        return set;
    }
    static constexpr BitSet all() { return from_bits(-1); }

    constexpr bool has(Enum member) const { return (bits_ & bit(member)) != 0; }
    constexpr void add(Enum member) { bits_ |= bit(member); }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr std::int64_t bits() const { return static_cast<std::int64_t>(bits_); }
    constexpr BitSet operator&(BitSet other) const { return from_bits(bits() & other.bits()); }
    constexpr BitSet operator|(BitSet other) const { return from_bits(bits() | other.bits()); }
    constexpr bool operator==(const BitSet&) const = default;

    /// Calls `visit` for each enumerator, whether it is in a set or not.
    template <class Visit>
    static constexpr void each(Visit visit)
    {
        for (unsigned i = 0; i < static_cast<unsigned>(Enum::count_); ++i) visit(static_cast<Enum>(i));
    }

private:
    static constexpr std::uint64_t bit(Enum member) { return std::uint64_t{1} << static_cast<unsigned>(member); }
    std::uint64_t bits_ = 0;
};

}  // namespace jishi::engine
