#include "statistics/year_records.hpp"

#include <algorithm>
#include <map>
#include <tuple>

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

/// [DEV-14] The last stage of everybody who is on the way on the last day, and the stages of the year: whoever reached
/// one in it did so, whatever became of it. Whose way is over then, or who is a member, is on the way no more.
void place_development(const YearRows& rows, YearRecords& records, const Placing& place)
{
    team::StageEvent last;
    OrganizationId where;
    const auto stands = [&] {
        if (!last.person || last.stage.empty() || last.over || last.counts) return;
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
            last.over = event.over;
        }
        where = event.organization;
        if (moved || event.on < rows.year.first) continue;
        if (const auto node = place(event.organization, event.person); node != node_none)
            records.reached.push_back({node, event.stage, event.person.value});
    }
    stands();
}

/// [STAT-05] Each where it was on the day: whoever leaves an organisation leaves what it stood below the day before.
void place_steps(const YearRows& rows, YearRecords& records)
{
    const auto& places = *records.places;
    const auto at = [&](const team::StandingStep& step, OrganizationId organization, bool gained) {
        return places.on(organization, gained ? step.on : step.on.plus_days(-1));
    };
    for (const auto& step : rows.steps)
        records.steps.push_back({at(step, step.organization, step.gained), step.change, step.gained,
                                 step.other ? at(step, step.other, !step.gained) : YearPlaces::Place{}});
}

/// [STAT-05] 整建制划转: who counted at an organisation the day before it was moved, and on that day.
void place_carried(const YearRows& rows, YearRecords& records)
{
    struct Move {
        std::int64_t member;
        Date on;
        std::uint32_t line;
    };
    std::vector<Move> moves;
    const auto& places = *records.places;
    for (const auto& stay : rows.stays)
        places.each_move(stay.organization, stay.from, stay.to, [&](std::uint32_t line, Date on) {
            moves.push_back({stay.member.value, on, line});
        });
    std::ranges::sort(moves, {}, [](const Move& one) { return std::tuple(one.member, one.on, one.line); });
    // Most of an organisation go the same ways.
    std::map<std::vector<std::uint32_t>, std::uint64_t> ways;
    for (auto at = moves.begin(); at != moves.end();) {
        std::vector<std::uint32_t> way;
        const auto member = at->member;
        for (; at != moves.end() && at->member == member; ++at) way.push_back(at->line);
        ++ways[std::move(way)];
    }
    for (const auto& [way, members] : ways) records.carried.push_back({way, members});
}

std::optional<team::YearScope> scope_of(const World& world, const World& before, std::int64_t organization,
                                        const YearPlaces& places, bool is_part)
{
    constexpr std::uint64_t part_max = 4;  // more than a quarter: one pass over everything is faster
    const auto& rows = world.members();
    const auto node = rows.tree().find(organization);
    if (node == node_none) return std::nullopt;
    const auto range = rows.rows_below(node);
    if (!is_part && (rows.count_rows(range) * part_max > rows.rows() ||
                     (rows.tree().end(node) - node) * part_max > rows.tree().size()))
        return std::nullopt;
    team::YearScope scope;
    const auto add = [&](const Tree& tree) {
        const auto at = tree.find(organization);
        if (at == node_none) return;
        for (auto below = at; below < tree.end(at); ++below) scope.organizations.emplace_back(tree.id(below));
    };
    add(rows.tree());
    add(before.tree());
    places.add_once_below(node, scope.organizations);
    std::ranges::sort(scope.organizations);
    scope.organizations.erase(std::ranges::unique(scope.organizations).begin(), scope.organizations.end());
    for (auto row = range.begin; row < range.end; ++row)
        if (rows.chunk(row / chunk_rows).is_taken(row % chunk_rows)) scope.members.emplace_back(rows.id_of(row));
    std::ranges::sort(scope.members);
    return scope;
}

}  // namespace

YearReach year_reach(const World& world, const World& before, std::int64_t organization,
                     std::vector<organization::ParentRow> parents, bool is_part)
{
    YearReach reach;
    const YearPlaces places(parents, world.members().shared_tree(), before.on(), world.on());
    reach.within = scope_of(world, before, organization, places, is_part);
    reach.moved = places.moved();
    if (reach.within)
        std::erase_if(reach.moved,
                      [&](OrganizationId id) { return !std::ranges::binary_search(reach.within->organizations, id); });
    reach.parents = std::move(parents);
    return reach;
}

std::vector<organization::ParentRow> moved_in(db::Tx& tx, const team::YearSpan& year)
{
    std::vector<organization::ParentRow> rows;
    organization::each_moved_parent(tx, year.first, year.end(),
                                    [&](const organization::ParentRow& row) { rows.push_back(row); });
    return rows;
}

YearRows read_year(const organization::Office& office, db::Tx& tx, const team::YearSpan& year,
                   const std::vector<std::string>& counted, YearReach reach)
{
    const auto* within = reach.within ? &*reach.within : nullptr;
    YearRows rows;
    rows.year = year;
    const auto keep_unit = [&](const organization::UnitRow& row) { rows.units.push_back(row); };
    if (within == nullptr) organization::each_unit_row(office, tx, year.end(), keep_unit);
    else organization::each_unit_row_at(office, tx, within->organizations, year.end(), keep_unit);
    team::each_stage_event(tx, year, within, counted,
                           [&](const team::StageEvent& event) { rows.stages.push_back(event); });
    team::each_award_of(tx, year, within, [&](const team::AwardRow& row) { rows.awards.push_back(row); });
    team::each_discipline_of(tx, year, within,
                             [&](const team::DisciplineRow& row) { rows.disciplines.push_back(row); });
    team::each_standing_step(tx, year, within, counted,
                             [&](const team::StandingStep& step) { rows.steps.push_back(step); });
    team::each_stay(tx, year, reach.moved, counted, [&](const team::Stay& stay) { rows.stays.push_back(stay); });
    rows.parents = std::move(reach.parents);
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
    records.places = std::make_shared<const YearPlaces>(rows.parents, world.members().shared_tree(),
                                                        rows.year.first.plus_days(-1), rows.year.last);
    place_steps(rows, records);
    place_carried(rows, records);
    return records;
}

}  // namespace jishi::statistics
