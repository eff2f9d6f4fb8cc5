#pragma once
// A host unit (单位): what is decided about it, attribute by attribute, its dated truth and its row in the register.

#include <optional>
#include <string>
#include <string_view>

#include "engine/bit_set.hpp"
#include "engine/dated.hpp"

namespace jishi::organization {

/// What one change can decide. The numbers stand in the database (column `decided` is a bit set of them).
enum class UnitAttribute : std::uint8_t {
    existence = 0,
    area = 1,
    name = 2,
    credit_code = 3,
    kind = 4,
    sector = 5,
    region = 6,
    staff = 7,
    count_
};
using UnitAttributeSet = engine::BitSet<UnitAttribute>;

struct UnitAttributes {
    using Set = UnitAttributeSet;
    static constexpr Set existence{UnitAttribute::existence};

    bool exists = false;  // false from the day it is closed
    OrganizationId area;  // the organisation that looks after the place
    std::string name;
    std::string credit_code;  // [DATA-52] empty: not known
    std::string kind;         // codes of the policy pack
    std::string sector;
    std::string region_code;
    std::optional<int> staff_count;

    bool operator==(const UnitAttributes&) const = default;

    static std::unexpected<Error> too_early() { return refuse(ErrorKind::rule_refused, "unit.too_early"); }
    static std::unexpected<Error> dissolved() { return refuse(ErrorKind::conflict, "unit.closed"); }
    /// A registration is never taken back, so nothing can stand on one that was.
    static std::unexpected<Error> has_later_changes() { return too_early(); }
};

void assign(UnitAttributes& to, const UnitAttributes& from, UnitAttributeSet which);
/// The attributes of a set as a JSON object, named as in the API.
std::string json_of(const UnitAttributes& values, UnitAttributeSet which);

using UnitState = engine::DatedState<UnitAttributes>;
using UnitTimeline = engine::DatedTimeline<UnitAttributes>;
using UnitRewrite = engine::DatedRewrite<UnitAttributes>;

/// The row of the register: what the timeline shows today.
struct Unit {
    UnitId id;
    UnitAttributes values;
    OrganizationId shard;
    Date opened_on;
    Date closed_on = Date::forever();
    int version = 1;  // grows with every change, for optimistic locking
};

enum class UnitChangeKind : std::uint8_t { registered, updated, closed, attached, detached, guided, guide_ended };
std::string_view code_of(UnitChangeKind kind);

/// The record of a change.
struct UnitChange {
    ChangeId id;
    UnitChangeKind kind = UnitChangeKind::registered;
    UnitId unit;
    Date effective_on;
    std::string document_no;
    Instant recorded_at;
    AccountId recorded_by;
    std::string recorded_by_name;  // as it was then
};

/// What a unit is found by: name, pinyin, initials and credit code, folded.
std::string search_text_of(const UnitAttributes& values);

}  // namespace jishi::organization
