#pragma once
// Where everybody stands on the way into the Party: lists, the board by step, one person's way, the use of the plan.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "organization/organizations.hpp"
#include "team/development.hpp"
#include "team/development_rules.hpp"

namespace jishi::team {

/// One person in a list. Nothing sealed.
struct ApplicantLine {
    Applicant row;
    OrganizationId branch;  // where the person stands today
    std::string step;       // of the case; empty: has not applied yet
    std::optional<engine::CaseState> state;
    std::optional<Date> due_on;
    std::optional<Date> earliest_on;
    std::optional<Date> step_since;
    OrganizationId acts_at;  // whose turn it is
};

struct ApplicantFilter {
    organization::Sight sight;
    std::string step;
    std::vector<std::string> steps;  // any of these; empty: all
    bool open = false;               // on the way: not over
    std::optional<Date> due_until;
    OrganizationId acts_at;
    std::string text;  // part of the name
    MemberId after;
    std::size_t limit = 50;
};
struct ApplicantPage {
    std::vector<ApplicantLine> items;  // the most urgent first by id of registration
    MemberId next;                     // ask after this one; none: that was all
};
ApplicantPage find_applicants(db::Tx& tx, const ApplicantFilter& filter);
std::optional<ApplicantLine> find_line(db::Tx& tx, MemberId id);

/// How many stand in each step of those whose way is open.
struct StepCount {
    std::int64_t all = 0;
    std::int64_t overdue = 0;
    std::int64_t due_this_month = 0;
};
struct Board {
    std::map<std::string, StepCount> steps;
    std::int64_t not_applied = 0;  // written down, without a case
    std::int64_t suspended = 0;
};
Board board_of(db::Tx& tx, const organization::Sight& sight, Date today);

/// A step of one person's way.
struct WayStep {
    const DevelopmentStep* rule = nullptr;
    std::optional<Date> done_on;
    bool current = false;
    Span span;  // of what is to come, as far as it is known; of what was done, as it is judged today
    std::string limit_rule;
};
std::vector<WayStep> way_of(const DevelopmentPolicy& policy, const ApplicantLine& line, const KeptDays& days);

/// [DEV-37] Who was accepted or passed the pre-review in a year, and of what kind they are.
struct PlanUse {
    std::int64_t used = 0;
    std::int64_t women = 0;
    std::int64_t minority = 0;
    std::int64_t young = 0;
    std::int64_t college = 0;
    std::int64_t front_line = 0;
};
struct PlanLine {
    OrganizationId organization;
    std::optional<int> quota;
    PlanUse use;
};
struct PlanView {
    PlanLine own;
    std::vector<PlanLine> children;  // with a quota or with somebody
};
PlanView plan_view(const DevelopmentDesk& desk, db::Tx& tx, OrganizationId organization, int year);

}  // namespace jishi::team
