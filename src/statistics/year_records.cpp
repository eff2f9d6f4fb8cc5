#include "statistics/year_records.hpp"

#include "organization/node_rows.hpp"
#include "organization/unit_rows.hpp"

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

void load_units(const organization::Office& office, db::Tx& tx, YearRecords& records, const Placing& place)
{
    organization::each_unit_row(office, tx, records.year.end(), [&](const organization::UnitRow& unit) {
        if (const auto node = place(unit.area); node != node_none)
            records.units.push_back({node, unit.sector, unit.kind, unit.judged.counted, unit.judged.obliged,
                                     unit.judged.organization, unit.judged.work});
    });
}

/// [DEV-14] Everybody's last stage, and the stages of the year.
void load_development(db::Tx& tx, YearRecords& records, const Placing& place)
{
    team::StageEvent last;
    OrganizationId where;
    const auto stands = [&] {
        if (!last.person || last.stage.empty()) return;
        if (const auto node = place(where, last.person); node != node_none)
            records.standing.push_back({node, last.stage, last.person.value});
    };
    team::each_stage_event(tx, records.year, [&](const team::StageEvent& event) {
        if (event.person != last.person) {
            stands();
            last = event;
            if (event.stage == "moved") last.stage.clear();
        } else if (event.stage != "moved") {
            last.stage = event.stage;
        }
        where = event.organization;
        if (event.stage == "moved" || event.on < records.year.first) return;
        if (const auto node = place(event.organization, event.person); node != node_none)
            records.reached.push_back({node, event.stage, event.person.value});
    });
    stands();
}

}  // namespace

YearRecords load_year(const organization::Office& office, db::Tx& tx, const team::YearSpan& year, const World& world,
                      const std::vector<std::string>& counted)
{
    YearRecords records;
    records.year = year;
    const Placing place(world);
    load_units(office, tx, records, place);
    load_development(tx, records, place);
    team::each_award_of(tx, year, [&](const team::AwardRow& row) {
        if (const auto node = place(row.organization, row.member); node != node_none)
            records.awards.push_back({node, row.title, static_cast<bool>(row.member)});
    });
    team::each_discipline_of(tx, year, [&](const team::DisciplineRow& row) {
        if (const auto node = place(row.organization, row.member); node != node_none)
            records.disciplines.push_back({node, row.kind});
    });
    team::each_standing_step(tx, year, counted, [&](const team::StandingStep& step) {
        if (const auto node = place(step.organization, step.member); node != node_none)
            records.steps.push_back(
                {node, step.change, step.gained, step.other ? place(step.other, step.member) : node_none});
    });
    organization::each_node_row_on(
        tx, {year.first.plus_days(-1), year.known_at},
        [&](const organization::NodeRow& row) { records.organizations_before.insert(row.id.value); });
    return records;
}

}  // namespace jishi::statistics
