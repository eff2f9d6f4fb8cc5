#pragma once
// The rules on the development of members in force on a day, as the policy packs have them. [DEV-01 – DEV-38]

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/work_calendar.hpp"

namespace jishi::policy {
class Reader;
}

namespace jishi::team {

struct StageRule {
    std::string code;
    std::string name;
    std::string name_en;
    std::string person;  // who stands in it
    std::string person_en;
};

struct DevelopmentStep {
    std::string code;  // of the workflow
    int number = 0;    // as it is counted
    std::string stage;
    std::string name;
    std::string name_en;
    std::string done;  // day under which a case keeps that it was done
};

/// Time between two steps, in months [GEN-02].
struct IntervalRule {
    std::string code;
    std::string since;  // day that a case keeps
    std::optional<int> months_min;
    std::optional<int> months_max;
    std::optional<int> months_last;
    bool late_refused = false;  // otherwise being late takes a reason
    std::string rule;
};

struct VoteRule {
    std::string code;
    int part = 0;
    int of = 0;
    bool written = false;
    std::string rule;
};

struct CountRange {
    int min = 0;
    int max = 0;
};

struct DevelopmentPolicy {
    std::string rule_set;
    std::vector<StageRule> stages;
    std::vector<DevelopmentStep> steps;
    std::vector<IntervalRule> intervals;
    int publicity_working_days = 0;  // [DEV-04]
    bool target_agreed = false;      // [DEV-05] the committee answers in writing
    int training_days_min = 0;       // [DEV-06]
    int training_hours_min = 0;
    std::vector<VoteRule> votes;   // [DEV-08]
    int extension_months_min = 0;  // [DEV-12]
    int extension_months_max = 0;
    int extension_times_max = 0;
    CountRange contacts;
    CountRange introducers;         // [DEV-24]
    int league_age_max = 0;         // [DEV-22]
    int leaving_months = 0;         // [DEV-27]
    int application_lead_days = 0;  // [DEV-30]
    int probation_months = 0;       // [DEV-11]
    int joining_age_years_min = 0;  // [DEV-20]
    int young_age_max = 0;          // [DEV-37]
    std::string majority;
    std::string woman;
    std::vector<std::string> college;  // codes of education that count as higher education
    WorkCalendar calendar;             // [GEN-03]

    // A null pointer when the pack has none of that code on this day.
    const IntervalRule* interval(std::string_view code) const;
    const VoteRule* vote(std::string_view code) const;
    const DevelopmentStep* step(std::string_view code) const;
};

DevelopmentPolicy read_development_policy(const policy::Reader& reader);

}  // namespace jishi::team
