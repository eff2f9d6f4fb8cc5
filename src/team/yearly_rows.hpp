#pragma once
// What the records of people say about a year, as it is known at an instant, for statistics: no name, nothing sealed.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/db.hpp"
#include "organization/organizations.hpp"
#include "platform/ids.hpp"

namespace jishi::team {

/// The days of a year, or of what has passed of it.
struct YearSpan {
    Date first;
    Date last;  // included
    std::optional<Instant> known_at;
    organization::Moment end() const { return {last, known_at}; }
};

/// Whose records are read: what is told of some organisations, and of some people wherever it is told of them. Both in
/// order, each once. Where there is none everything is read.
struct YearScope {
    std::vector<OrganizationId> organizations;
    std::vector<MemberId> members;
};

/// A stage of the way into the Party that somebody reached. In order of person and day.
struct StageEvent {
    MemberId person;
    OrganizationId organization;
    std::string stage;  // of the pack; "moved": another branch, the stage stays
    Date on;
    bool over = false;    // the way on which it was reached has come to its end by the last day
    bool counts = false;  // the person counts as a member on the last day
};
/// All until the last day, so that one can tell where everybody stands on it.
/// Of a scope: all stages of everybody who reached one of them there.
/// @param counted  statuses of those that count
void each_stage_event(db::Tx& tx, const YearSpan& year, const YearScope* within,
                      const std::vector<std::string>& counted, const std::function<void(const StageEvent&)>& each);

struct AwardRow {
    MemberId member;  // none: to the organisation itself
    OrganizationId organization;
    std::string title;
    std::string level;
};
/// Given in the year; revoked later or not.
void each_award_of(db::Tx& tx, const YearSpan& year, const YearScope* within,
                   const std::function<void(const AwardRow&)>& each);

struct DisciplineRow {
    MemberId member;
    OrganizationId organization;
    std::string kind;
};
/// Imposed in the year. [SEC-04] The caller has checked the permission.
void each_discipline_of(db::Tx& tx, const YearSpan& year, const YearScope* within,
                        const std::function<void(const DisciplineRow&)>& each);

/// Somebody began or ceased to count as a member at an organisation in the year. Whoever goes from one to another is
/// lost here and gained there, as "moved".
struct StandingStep {
    MemberId member;
    OrganizationId organization;  // where from then on, or where last
    bool gained = false;
    std::string change;    // of team.standing_changes, or "moved"
    OrganizationId other;  // moved: the other end
    Date on;               // the first day on which it is so
};
/// @param counted  statuses of those that count
/// Of a scope: all steps of everybody who was at one of its organisations in the year, and of its people.
void each_standing_step(db::Tx& tx, const YearSpan& year, const YearScope* within,
                        const std::vector<std::string>& counted, const std::function<void(const StandingStep&)>& each);

/// Days of the year, and the day before it, on which somebody counted as a member at an organisation, without a break.
struct Stay {
    MemberId member;
    OrganizationId organization;
    Date from;
    Date to;  // no longer
};
/// Of these organisations, each once.
void each_stay(db::Tx& tx, const YearSpan& year, const std::vector<OrganizationId>& organizations,
               const std::vector<std::string>& counted, const std::function<void(const Stay&)>& each);

/// How many are on the way into the Party today, by the step of their case, as development lists them; who was written
/// down and has not applied yet is at no step.
std::map<std::string, std::int64_t> ways_open(db::Tx& tx, const organization::Sight& sight);

/// [DEV-37] How many places of a year's plan are taken: by whoever the branch meeting accepted in it, and by whoever
/// passed the pre-review in it and is to be accepted. @param except  a person who is not counted
std::int64_t places_used(db::Tx& tx, const organization::Sight& sight, int year, MemberId except = {});

/// Plans of development in force for a year, each with its organisation. [DEV-37]
struct QuotaRow {
    OrganizationId organization;
    int quota = 0;
};
void each_quota_of(db::Tx& tx, const YearSpan& year, const std::function<void(const QuotaRow&)>& each);

}  // namespace jishi::team
