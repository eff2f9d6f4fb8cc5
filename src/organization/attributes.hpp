#pragma once
// What is decided about an organisation, attribute by attribute.

#include <cstdint>
#include <optional>
#include <string>

#include "base/date.hpp"
#include "base/result.hpp"
#include "engine/bit_set.hpp"
#include "platform/ids.hpp"

namespace jishi::organization {

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

using AttributeSet = engine::BitSet<Attribute>;

/// The state of an organisation on one day: what was decided, not what follows from it (paths, counts).
struct Attributes {
    using Set = AttributeSet;
    static constexpr Set existence{Attribute::existence};

    bool exists = false;    // false from the day of dissolution
    OrganizationId parent;  // none: a root
    std::string name;       // [ORG-54] the text on the seal
    std::string short_name;
    std::string code;
    std::string type;    // codes of the policy pack
    std::string sector;  // [ORG-50]
    std::string level;   // [ORG-52]
    std::string form;    // form of establishment
    std::string region_code;
    std::optional<Date> term_started_on;    // [ORG-45] day the election took effect
    std::optional<Date> term_expires_on;    // by the rule in force when the term started
    std::optional<Date> term_postponed_to;  // [ORG-43] the election may be as late as that
    int sort_order = 0;
    // Declared in the application papers: the member register is kept elsewhere.
    std::optional<int> members;
    std::optional<int> formal_members;

    bool operator==(const Attributes&) const = default;

    static std::unexpected<Error> too_early() { return refuse(ErrorKind::rule_refused, "organization.too_early"); }
    static std::unexpected<Error> dissolved() { return refuse(ErrorKind::conflict, "organization.dissolved"); }
    static std::unexpected<Error> has_later_changes()
    {
        return refuse(ErrorKind::conflict, "organization.has_later_changes");
    }
};

/// Copies the attributes of `which` from one state into another.
void assign(Attributes& to, const Attributes& from, AttributeSet which);
/// The attributes in which two states differ.
AttributeSet difference(const Attributes& a, const Attributes& b);

}  // namespace jishi::organization
