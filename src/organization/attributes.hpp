#pragma once
// What is decided about an organisation, attribute by attribute.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

#include "base/date.hpp"
#include "platform/ids.hpp"

namespace jishi::organization {

using ChangeId = Id<struct ChangeTag>;

/// What one change can decide. The numbers stand in the database (column `decided` is a bit set of them).
enum class Attribute : std::uint8_t {
    existence = 0,
    parent = 1,
    name = 2,
    short_name = 3,
    code = 4,
    type = 5,
    sector = 6,
    level = 7,
    form = 8,
    region = 9,
    term = 10,
    order = 11,
    members = 12,
    count_
};

class AttributeSet {
public:
    constexpr AttributeSet() = default;
    constexpr AttributeSet(std::initializer_list<Attribute> attributes)
    {
        for (auto attribute : attributes) bits_ |= bit(attribute);
    }
    static constexpr AttributeSet from_bits(std::int64_t bits)
    {
        AttributeSet set;
        set.bits_ = static_cast<std::uint32_t>(bits) & all().bits_;
        return set;
    }
    static constexpr AttributeSet all()
    {
        AttributeSet set;
        set.bits_ = (std::uint32_t{1} << static_cast<unsigned>(Attribute::count_)) - 1;
        return set;
    }
    constexpr bool has(Attribute attribute) const { return (bits_ & bit(attribute)) != 0; }
    constexpr void add(Attribute attribute) { bits_ |= bit(attribute); }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr std::int64_t bits() const { return bits_; }
    constexpr AttributeSet operator&(AttributeSet other) const { return from_bits(bits_ & other.bits_); }
    constexpr AttributeSet operator|(AttributeSet other) const { return from_bits(bits_ | other.bits_); }
    constexpr bool operator==(const AttributeSet&) const = default;

private:
    static constexpr std::uint32_t bit(Attribute attribute) { return std::uint32_t{1} << static_cast<unsigned>(attribute); }
    std::uint32_t bits_ = 0;
};

/// The state of an organisation on one day: what was decided, not what follows from it (paths, counts).
struct Attributes {
    bool exists = false;  // false from the day of dissolution
    OrganizationId parent;  // none: a root
    std::string name;       // [ORG-54] the text on the seal
    std::string short_name;
    std::string code;
    std::string type;    // codes of the policy pack
    std::string sector;  // [ORG-50]
    std::string level;   // [ORG-52]
    std::string form;    // form of establishment
    std::string region_code;
    std::optional<Date> term_started_on;  // [ORG-45] day the election took effect
    std::optional<Date> term_expires_on;  // by the rule in force when the term started
    int sort_order = 0;
    // Declared in the application papers: the member register is kept elsewhere.
    std::optional<int> members;
    std::optional<int> formal_members;

    bool operator==(const Attributes&) const = default;
};

/// Copies the attributes of `which` from one state into another.
void assign(Attributes& to, const Attributes& from, AttributeSet which);
/// The attributes in which two states differ.
AttributeSet difference(const Attributes& a, const Attributes& b);

}  // namespace jishi::organization
