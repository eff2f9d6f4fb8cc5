#pragma once
// What the records say about a year besides who stands on a roll: units and their coverage, people on the way, awards,
// discipline, who came and went. Each at its organisation in the tree of the last day.

#include <optional>
#include <string>
#include <vector>

#include "organization/unit_rows.hpp"
#include "statistics/world.hpp"
#include "team/yearly_rows.hpp"

namespace jishi::statistics {

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
        Node node;
        std::string change;
        bool gained;
        Node other;  // moved: the other end
    };
    std::vector<UnitAt> units;
    std::vector<StandsAt> standing;  // on the last day, of those on the way
    std::vector<StandsAt> reached;   // in the year
    std::vector<AwardAt> awards;
    std::vector<DisciplineAt> disciplines;
    std::vector<StepAt> steps;
};

/// The records as they are read: slow, so nothing is held meanwhile.
struct YearRows {
    team::YearSpan year;
    std::vector<organization::UnitRow> units;
    std::vector<team::StageEvent> stages;
    std::vector<team::AwardRow> awards;
    std::vector<team::DisciplineRow> disciplines;
    std::vector<team::StandingStep> steps;
};
/// @param counted  statuses of those that count as members
/// @param within   whose records are read; none: everybody's
YearRows read_year(const organization::Office& office, db::Tx& tx, const team::YearSpan& year,
                   const std::vector<std::string>& counted, const team::YearScope* within);
/// Whose records tell of an organisation and what is below it, in the worlds of both ends of the year; none: it is so
/// much of all that everything is read. An organisation that is gone is told of where its people stand now.
std::optional<team::YearScope> scope_of(const World& world, const World* before, std::int64_t organization);
/// Each where it belongs. @param world  of the last day of the year, or of today
YearRecords placed(const YearRows& rows, const World& world);

}  // namespace jishi::statistics
