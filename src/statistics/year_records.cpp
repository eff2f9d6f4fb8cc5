#include "statistics/year_records.hpp"

#include <algorithm>

namespace jishi::statistics {
namespace {

/// Where in the tree of the last day: at its organisation, or where the person stands when that is gone.
class Placing {
public:
    explicit Placing(const World& world) : world_(world) {}
    Node operator()(OrganizationId organization, MemberId person = {}) const
    {
        const auto node = world_.members().tree().find(organization.value);
        if (node != node_none || !person) return node;
        const auto row = world_.members().find_anywhere(person.value);
        return row == row_none ? node_none : world_.members().node_of(row);
    }

private:
    const World& world_;
};

/// [DEV-14] Everybody's last stage, and the stages of the year.
void place_development(const YearRows& rows, YearRecords& records, const Placing& place)
{
    team::StageEvent last;
    OrganizationId where;
    const auto stands = [&] {
        if (!last.person || last.stage.empty()) return;
        if (const auto node = place(where, last.person); node != node_none)
            records.standing.push_back({node, last.stage, last.person.value});
    };
    for (const auto& event : rows.stages) {
        const bool moved = event.stage == "moved";
        if (event.person != last.person) {
            stands();
            last = event;
            if (moved) last.stage.clear();
        } else if (!moved) {
            last.stage = event.stage;
        }
        where = event.organization;
        if (moved || event.on < rows.year.first) continue;
        if (const auto node = place(event.organization, event.person); node != node_none)
            records.reached.push_back({node, event.stage, event.person.value});
    }
    stands();
}

}  // namespace

std::optional<team::YearScope> scope_of(const World& world, const World* before, std::int64_t organization)
{
    constexpr std::uint64_t part_max = 4;  // more than a quarter: one pass over everything is faster
    const auto& rows = world.members();
    const auto node = rows.tree().find(organization);
    if (node == node_none) return std::nullopt;
    const auto range = rows.rows_below(node);
    if (rows.count_rows(range) * part_max > rows.rows() ||
        (rows.tree().end(node) - node) * part_max > rows.tree().size())
        return std::nullopt;
    team::YearScope scope;
    const auto add = [&](const Tree& tree) {
        const auto at = tree.find(organization);
        if (at == node_none) return;
        for (auto below = at; below < tree.end(at); ++below) scope.organizations.emplace_back(tree.id(below));
    };
    add(rows.tree());
    if (before != nullptr) add(before->tree());
    std::ranges::sort(scope.organizations);
    scope.organizations.erase(std::ranges::unique(scope.organizations).begin(), scope.organizations.end());
    for (auto row = range.begin; row < range.end; ++row)
        if (rows.chunk(row / chunk_rows).is_taken(row % chunk_rows)) scope.members.emplace_back(rows.id_of(row));
    std::ranges::sort(scope.members);
    return scope;
}

YearRows read_year(const organization::Office& office, db::Tx& tx, const team::YearSpan& year,
                   const std::vector<std::string>& counted, const team::YearScope* within)
{
    YearRows rows;
    rows.year = year;
    const auto keep_unit = [&](const organization::UnitRow& row) { rows.units.push_back(row); };
    if (within == nullptr) organization::each_unit_row(office, tx, year.end(), keep_unit);
    else organization::each_unit_row_at(office, tx, within->organizations, year.end(), keep_unit);
    team::each_stage_event(tx, year, within, [&](const team::StageEvent& event) { rows.stages.push_back(event); });
    team::each_award_of(tx, year, within, [&](const team::AwardRow& row) { rows.awards.push_back(row); });
    team::each_discipline_of(tx, year, within,
                             [&](const team::DisciplineRow& row) { rows.disciplines.push_back(row); });
    team::each_standing_step(tx, year, within, counted,
                             [&](const team::StandingStep& step) { rows.steps.push_back(step); });
    return rows;
}

YearRecords placed(const YearRows& rows, const World& world)
{
    YearRecords records;
    const Placing place(world);
    for (const auto& unit : rows.units)
        if (const auto node = place(unit.area); node != node_none)
            records.units.push_back({node, unit.sector, unit.kind, unit.judged.counted, unit.judged.obliged,
                                     unit.judged.organization, unit.judged.work});
    place_development(rows, records, place);
    for (const auto& row : rows.awards)
        if (const auto node = place(row.organization, row.member); node != node_none)
            records.awards.push_back({node, row.title, static_cast<bool>(row.member)});
    for (const auto& row : rows.disciplines)
        if (const auto node = place(row.organization, row.member); node != node_none)
            records.disciplines.push_back({node, row.kind});
    for (const auto& step : rows.steps)
        if (const auto node = place(step.organization, step.member); node != node_none)
            records.steps.push_back(
                {node, step.change, step.gained, step.other ? place(step.other, step.member) : node_none});
    return records;
}

}  // namespace jishi::statistics
