#include "statistics/year_records.hpp"

#include "organization/node_rows.hpp"

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

YearRows read_year(const organization::Office& office, db::Tx& tx, const team::YearSpan& year,
                   const std::vector<std::string>& counted)
{
    YearRows rows;
    rows.year = year;
    organization::each_unit_row(office, tx, year.end(),
                                [&](const organization::UnitRow& row) { rows.units.push_back(row); });
    team::each_stage_event(tx, year, [&](const team::StageEvent& event) { rows.stages.push_back(event); });
    team::each_award_of(tx, year, [&](const team::AwardRow& row) { rows.awards.push_back(row); });
    team::each_discipline_of(tx, year, [&](const team::DisciplineRow& row) { rows.disciplines.push_back(row); });
    team::each_standing_step(tx, year, counted, [&](const team::StandingStep& step) { rows.steps.push_back(step); });
    organization::each_node_row_on(
        tx, {year.first.plus_days(-1), year.known_at},
        [&](const organization::NodeRow& row) { rows.organizations_before.insert(row.id.value); });
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
    records.organizations_before = rows.organizations_before;
    return records;
}

}  // namespace jishi::statistics
