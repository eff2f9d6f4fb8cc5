#pragma once
// Who ought to have an organisation and who is reached how: rules and sums, without I/O. [ORG-56, ORG-57]

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "organization/office.hpp"
#include "organization/unit.hpp"

namespace jishi::organization {

/// How a unit is reached, the best first.
enum class Reach : std::uint8_t {
    own,    // an organisation of its own stands in it
    joint,  // it belongs to a joint organisation
    work,   // somebody looks after it, or a body that is not counted as an organisation [ORG-06, ORG-08, ORG-09]
    none,
};
std::string_view code_of(Reach reach);

/// The first rule that fits the unit; none: it is under no obligation.
const ObligedRule* obliged_by(const OrganizationPolicy& policy, const UnitAttributes& unit);
/// What a reach counts for, by the pack.
CoverageKind kind_of(const OrganizationPolicy& policy, Reach reach);
/// Does the sector belong into coverage?
bool is_counted(const OrganizationPolicy& policy, std::string_view sector);

/// 1/10 000, rounded half up; nothing of nothing. [GEN-06]
std::optional<int> rate_bp(std::int64_t part, std::int64_t whole);

/// How many more of the obliged units must be covered to reach the target of their sector; nothing where there is none.
std::optional<std::int64_t> missing_to_target(const OrganizationPolicy& policy, std::string_view sector,
                                              std::int64_t obliged, std::int64_t covered);

/// A stretch of days in which something reaches a unit.
struct Cover {
    UnitId unit;
    OrganizationId organization;  // none: a guide
    Reach reach = Reach::none;
    int level = 0;  // of the organisation [ORG-52]; the highest is the smallest
    Date from;
    Date to;

    bool holds_on(Date day) const { return from <= day && day < to; }
};

/// Covers of many units, in order of unit.
class Covers {
public:
    explicit Covers(std::vector<Cover> list);
    /// The best one of a day: own before joint before work, the higher organisation, the older one; null: nothing.
    const Cover* best(UnitId unit, Date day) const;

private:
    std::vector<Cover> list_;
};

struct CoverageCounts {
    std::int64_t units = 0;
    std::int64_t obliged = 0;
    std::int64_t organization_covered = 0;  // of the obliged ones
    std::int64_t work_covered = 0;          // of the obliged ones, by organisation or by work
};

/// A unit as it was on some day, judged.
struct Judged {
    bool counted = false;
    bool obliged = false;
    bool organization = false;
    bool work = false;
};
Judged judge(const OrganizationPolicy& policy, const UnitAttributes& unit, const Cover* cover);
void count(CoverageCounts& counts, const Judged& judged);

/// The rules at the areas of many units on one day; asks the book once while all packs are national.
class AreaRules {
public:
    AreaRules(const Office& office, Date day) : office_(office), day_(day), national_(office.policies.on(day)) {}
    const OrganizationPolicy& at(OrganizationId area);
    const OrganizationPolicy& national() const { return *national_; }

private:
    const Office& office_;
    Date day_;
    std::shared_ptr<const OrganizationPolicy> national_;
    std::map<OrganizationId, std::shared_ptr<const OrganizationPolicy>> known_;
};

}  // namespace jishi::organization
