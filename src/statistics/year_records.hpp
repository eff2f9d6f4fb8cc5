#pragma once
// What the records say about a year besides who stands on a roll: units and their coverage, people on the way, awards,
// discipline, who came and went. Each at its organisation in the tree of the last day.

#include <optional>
#include <string>
#include <vector>

#include "organization/unit_rows.hpp"
#include "statistics/world.hpp"
#include "statistics/year_places.hpp"
#include "team/yearly_rows.hpp"

namespace jishi::statistics {

/// What whoever is moved with an organisation is gained and lost by. [STAT-05]
constexpr std::string_view with_organization = "with_organization";

struct YearRecords {
    struct UnitAt {
        Node node;
        std::string sector;
        std::string kind;
        bool counted;
        bool obliged;
        bool covered;  // by an organisation
        bool reached;  // by an organisation or by work
    };
    struct StandsAt {
        Node node;
        std::string stage;
        std::int64_t person;
    };
    struct AwardAt {
        Node node;
        std::string title;
        bool of_member;
    };
    struct DisciplineAt {
        Node node;
        std::string kind;
    };
    struct StepAt {
        YearPlaces::Place place;
        std::string change;
        bool gained;
        YearPlaces::Place other;  // moved: the other end
    };
    /// Members that were moved with their organisations, one after another.
    struct Carried {
        std::vector<std::uint32_t> lines;  // of `places`
        std::uint64_t members = 0;
    };
    std::vector<UnitAt> units;
    std::vector<StandsAt> standing;  // on the last day, of those on the way
    std::vector<StandsAt> reached;   // in the year
    std::vector<AwardAt> awards;
    std::vector<DisciplineAt> disciplines;
    std::vector<StepAt> steps;
    std::vector<Carried> carried;
    std::shared_ptr<const YearPlaces> places;  // of the steps and of who was carried
};

/// The records as they are read: slow, so nothing is held meanwhile.
struct YearRows {
    team::YearSpan year;
    std::vector<organization::UnitRow> units;
    std::vector<team::StageEvent> stages;
    std::vector<team::AwardRow> awards;
    std::vector<team::DisciplineRow> disciplines;
    std::vector<team::StandingStep> steps;
    std::vector<team::Stay> stays;                 // at organisations that were moved
    std::vector<organization::ParentRow> parents;  // of those
};
/// Whose records are read.
struct YearReach {
    std::optional<team::YearScope> within;         // none: everybody's
    std::vector<OrganizationId> moved;             // in the year, of those
    std::vector<organization::ParentRow> parents;  // of all that were moved
};
/// @param counted  statuses of those that count as members
YearRows read_year(const organization::Office& office, db::Tx& tx, const team::YearSpan& year,
                   const std::vector<std::string>& counted, YearReach reach);
/// Whose records tell of an organisation and what was below it on any day of the year; everybody's when it is much of
/// all. What is not told by steps of an organisation that is gone is told of where its people stand now.
/// @param world   of the last day @param before  of the day before the year
/// @param parents  of each_moved_parent()
/// @param is_part  the worlds have the members of the organisation alone
YearReach year_reach(const World& world, const World& before, std::int64_t organization,
                     std::vector<organization::ParentRow> parents, bool is_part = false);
/// Where organisations were moved in the year.
std::vector<organization::ParentRow> moved_in(db::Tx& tx, const team::YearSpan& year);
/// Each where it belongs. @param world  of the last day of the year, or of today
YearRecords placed(const YearRows& rows, const World& world);

}  // namespace jishi::statistics
