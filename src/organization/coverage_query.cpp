#include "organization/coverage_query.hpp"

#include <algorithm>

#include "organization/coverage_store.hpp"

namespace jishi::organization {
namespace {

/// Calls `each(unit, judged)` for every unit that is there on the day.
template <class Each>
void judge_all(const Office& office, db::Tx& tx, const CoverageQuestion& question, Each&& each)
{
    const store::Period period{question.day, question.day, question.known_at};
    AreaRules rules(office, question.day);
    const Covers covers(store::covers_in(tx, rules.national(), question.sight, period));
    store::each_span(tx, question.sight, period, [&](const store::UnitSpan& span) {
        each(span.values, judge(rules.at(span.values.area), span.values, covers.best(span.unit, question.day)));
    });
}

/// Which row of a table by place an area belongs to.
class Places {
public:
    Places(const Directory& directory, const CoverageQuestion& question) : directory_(directory), question_(question) {}
    OrganizationId of(OrganizationId area)
    {
        auto& place = known_[area];
        if (!place) place = find(area);
        return place;
    }

private:
    OrganizationId find(OrganizationId area) const
    {
        if (question_.within) return directory_.child_towards(question_.within, area);
        for (const auto root : question_.sight.roots)
            if (directory_.contains(root, area)) return root;
        if (!question_.sight.everything) return area;
        return directory_.child_towards({}, area);
    }

    const Directory& directory_;
    const CoverageQuestion& question_;
    std::map<OrganizationId, OrganizationId> known_;
};

/// Rows in order of display: the organisation itself, those below it, then those that are no longer in the tree.
std::vector<OrganizationId> in_order(const Directory& directory, OrganizationId within,
                                     const std::map<OrganizationId, CoverageCounts>& counts)
{
    std::vector<OrganizationId> order;
    const auto take = [&](OrganizationId id) {
        if (counts.contains(id) && std::ranges::find(order, id) == order.end()) order.push_back(id);
    };
    take(within);
    if (within)
        for (const auto& child : directory.children(within, {}, directory.size()).items) take(child.id);
    else
        for (const auto& root : directory.roots()) take(root.id);
    for (const auto& [id, _] : counts) take(id);
    return order;
}

}  // namespace

CoverageTable coverage_by_sector(const Office& office, db::Tx& tx, const CoverageQuestion& question)
{
    std::map<std::string, CoverageCounts, std::less<>> counts;
    CoverageTable table;
    judge_all(office, tx, question, [&](const UnitAttributes& unit, const Judged& judged) {
        count(counts[unit.sector], judged);
        count(table.total, judged);
    });
    const auto rules = office.policies.on(question.day);
    // A target is set for a place: the one that is looked at, or the only one in sight.
    const auto roots = office.directory.roots();
    const auto place = question.within                    ? question.within
                       : question.sight.roots.size() == 1 ? question.sight.roots[0]
                       : roots.size() == 1                ? roots[0].id
                                                          : OrganizationId{};
    const auto targets = place ? office.rules(place, question.day) : rules;
    for (const auto& sector : rules->sector_order) {
        if (!is_counted(*rules, sector)) continue;
        const auto& of_sector = counts[sector];
        table.rows.push_back({sector, rules->sector_name(sector), of_sector,
                              missing_to_target(*targets, sector, of_sector.obliged, of_sector.organization_covered)});
    }
    return table;
}

CoverageTable coverage_by_place(const Office& office, db::Tx& tx, const CoverageQuestion& question)
{
    Places places(office.directory, question);
    std::map<OrganizationId, CoverageCounts> counts;
    CoverageTable table;
    judge_all(office, tx, question, [&](const UnitAttributes& unit, const Judged& judged) {
        if (!judged.counted) return;
        count(counts[places.of(unit.area)], judged);
        count(table.total, judged);
    });
    for (const auto id : in_order(office.directory, question.within, counts)) {
        const auto listing = office.directory.listing(id);
        table.rows.push_back({id.str(), listing ? listing->name : "", counts.at(id)});
    }
    return table;
}

std::vector<CoveragePoint> coverage_over(const Office& office, db::Tx& tx, const Sight& sight, std::string_view sector,
                                         std::span<const Date> days)
{
    std::vector<CoveragePoint> points;
    std::vector<AreaRules> rules;
    if (days.empty()) return points;
    for (const auto day : days) {
        points.push_back({day, {}});
        rules.emplace_back(office, day);
    }
    const store::Period period{days.front(), days.back(), {}};
    const Covers covers(store::covers_in(tx, rules.back().national(), sight, period));
    store::each_span(tx, sight, period, [&](const store::UnitSpan& span) {
        if (!sector.empty() && span.values.sector != sector) return;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const auto day = points[i].day;
            if (day < span.from || span.to <= day) continue;
            count(points[i].counts, judge(rules[i].at(span.values.area), span.values, covers.best(span.unit, day)));
        }
    });
    return points;
}

UnitPage missing_units(const Office& office, db::Tx& tx, const CoverageQuestion& question, std::string_view sector,
                       UnitId after, std::size_t limit)
{
    UnitFilter filter;
    filter.sight = question.sight;
    filter.sector = sector;
    filter.covered = false;
    filter.obliged = true;
    filter.in_coverage = true;
    filter.day = question.day;
    filter.known_at = question.known_at;
    return find_units(office, tx, filter, after, limit);
}

}  // namespace jishi::organization
