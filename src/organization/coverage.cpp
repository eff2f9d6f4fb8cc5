#include "organization/coverage.hpp"

#include <algorithm>
#include <tuple>

namespace jishi::organization {
namespace {

bool fits(const std::vector<std::string>& list, std::string_view code)
{
    return list.empty() || std::ranges::find(list, code) != list.end();
}

bool is_enough(const OrganizationPolicy& policy, std::optional<int> staff, int least)
{
    return staff ? *staff >= least : policy.staff_unknown_is_enough;
}

auto rank(const Cover& cover) { return std::tuple{cover.reach, cover.level, cover.from, cover.organization}; }

}  // namespace

std::string_view code_of(Reach reach)
{
    switch (reach) {
        case Reach::own: return "own";
        case Reach::joint: return "joint";
        case Reach::work: return "work";
        case Reach::none: return "none";
    }
    return "";
}

const ObligedRule* obliged_by(const OrganizationPolicy& policy, const UnitAttributes& unit)
{
    for (const auto& rule : policy.obliged) {
        if (!fits(rule.sectors, unit.sector) || !fits(rule.kinds, unit.kind)) continue;
        if (rule.min_staff && !is_enough(policy, unit.staff_count, *rule.min_staff)) continue;
        return rule.obliged ? &rule : nullptr;
    }
    return nullptr;
}

CoverageKind kind_of(const OrganizationPolicy& policy, Reach reach)
{
    const auto found = std::ranges::find(policy.coverage_kinds, code_of(reach), &CoverageKind::code);
    return found == policy.coverage_kinds.end() ? CoverageKind{std::string(code_of(reach)), false, false} : *found;
}

bool is_counted(const OrganizationPolicy& policy, std::string_view sector)
{
    const auto known = policy.sectors.find(sector);
    return known != policy.sectors.end() && known->second;
}

std::optional<int> rate_bp(std::int64_t part, std::int64_t whole)
{
    if (whole == 0) return std::nullopt;
    return static_cast<int>((part * 20'000 + whole) / (2 * whole));
}

std::optional<std::int64_t> missing_to_target(const OrganizationPolicy& policy, std::string_view sector,
                                              std::int64_t obliged, std::int64_t covered)
{
    for (const auto& target : policy.coverage_targets) {
        if (!fits(target.sectors, sector)) continue;
        // Part of a unit is a unit: 95 % of 21 are 20.
        const auto due = (obliged * target.rate_bp + 9'999) / 10'000;
        return std::max<std::int64_t>(due - covered, 0);
    }
    return std::nullopt;
}

Covers::Covers(std::vector<Cover> list) : list_(std::move(list)) { std::ranges::sort(list_, {}, &Cover::unit); }

const Cover* Covers::best(UnitId unit, Date day) const
{
    const Cover* best = nullptr;
    for (const auto& cover : std::ranges::equal_range(list_, unit, {}, &Cover::unit))
        if (cover.holds_on(day) && (!best || rank(cover) < rank(*best))) best = &cover;
    return best;
}

Judged judge(const OrganizationPolicy& policy, const UnitAttributes& unit, const Cover* cover)
{
    Judged judged;
    judged.counted = is_counted(policy, unit.sector);
    judged.obliged = judged.counted && obliged_by(policy, unit);
    const auto kind = kind_of(policy, cover ? cover->reach : Reach::none);
    judged.organization = kind.organization;
    judged.work = kind.work;
    return judged;
}

void count(CoverageCounts& counts, const Judged& judged)
{
    if (!judged.counted) return;
    ++counts.units;
    if (!judged.obliged) return;
    ++counts.obliged;
    counts.organization_covered += judged.organization;
    counts.work_covered += judged.work;
}

const OrganizationPolicy& AreaRules::at(OrganizationId area)
{
    if (!office_.policies.differs_by_place()) return *national_;
    auto& known = known_[area];
    if (!known) known = office_.rules(area, day_);
    return *known;
}

}  // namespace jishi::organization
