#pragma once
// 党员信息排查: is the record of a member complete and plausible? Rules are pack data by sector; what they find is
// computed when it is asked for, never stored. Pure functions.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "team/member.hpp"

namespace jishi::policy {
class Reader;
}

namespace jishi::team {

/// What a rule looks at. Named by meaning; which fields, limits and sectors is data.
enum class CheckupKind : std::uint8_t {
    said,           // the field is said
    said_with,      // the field is said where `other` is said
    years_after,    // the field is at least `min`, at most `max` years after `other`
    months_passed,  // no more than `max` months have passed since the field
    age,            // in years on the day, `min` to `max`
};
std::optional<CheckupKind> checkup_kind_from(std::string_view code);

struct CheckupRule {
    std::string code;
    CheckupKind kind = CheckupKind::said;
    std::string field;
    std::string other;  // a second field
    std::optional<int> min;
    std::optional<int> max;
    // Whom it concerns; empty: everybody.
    std::vector<std::string> sectors;
    std::vector<std::string> statuses;
    std::vector<std::string> categories;
    std::vector<std::string> occupation_groups;
    std::string rule;
};

struct CheckupPolicy {
    std::vector<CheckupRule> rules;
    const CheckupRule* rule(std::string_view code) const;
};
CheckupPolicy read_checkup_policy(const policy::Reader& reader);

/// A member as the rules see it.
struct CheckupFacts {
    const Attributes& values;
    std::string_view sector;            // of the branch
    std::string_view occupation_group;  // [DATA-32]
    bool has_id_number = false;
    bool has_phone = false;
    bool has_address = false;
};

/// The rules that the record does not satisfy on a day, in their order.
std::vector<const CheckupRule*> checkup_of(const CheckupPolicy& policy, const CheckupFacts& facts, Date day);

}  // namespace jishi::team
