#pragma once
// What the rules on the development of members say about days, votes and people: no database, no clock. [DEV-01 –
// DEV-38] The program computes days and warns; it never fills in a decision. [DEV-38]

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.hpp"
#include "base/result.hpp"
#include "team/development_policy.hpp"

namespace jishi::team {

/// Days that a case keeps, by name: applied_on, activist_on …
using KeptDays = std::map<std::string, Date, std::less<>>;

/// When something may be done at the earliest, until when it is in time, and after which day it is too late.
struct Span {
    std::optional<Date> earliest;
    std::optional<Date> due;
    std::optional<Date> last;
};
/// Empty where the pack says nothing on that day, or the day it counts from is not known.
Span span_of(const DevelopmentPolicy& policy, std::string_view interval, const KeptDays& days);

/// @errors development.too_early, development.too_late, input.invalid (reason: development.late_reason_needed), each
///         with the day of the limit
Result<void> check_interval(const DevelopmentPolicy& policy, std::string_view interval, const KeptDays& days, Date on,
                            bool with_reason);

/// [DEV-20] @errors development.too_young
Result<void> check_age(const DevelopmentPolicy& policy, std::optional<Date> birth, Date on);

/// [DEV-22] Young members of the League are recommended by it.
/// @errors input.invalid (development.league_recommends)
Result<void> check_recommendation(const DevelopmentPolicy& policy, bool league_member, std::optional<Date> birth,
                                  std::string_view by, bool with_reason, Date on);

/// [DEV-03] No half year without an inspection. @errors development.inspections_missing
Result<void> check_inspections(const DevelopmentPolicy& policy, const KeptDays& days, int inspections, Date on);

/// [DEV-04, GEN-03] @errors input.invalid (development.publicity_needed, development.publicity_too_short,
///         development.publicity_not_over, development.publicity_backwards)
Result<void> check_publicity(const DevelopmentPolicy& policy, std::optional<Date> from, std::optional<Date> to,
                             Date on);
/// The last day of a publicity that begins on a day; none where none is asked for.
std::optional<WorkCalendar::Counted> publicity_end(const DevelopmentPolicy& policy, Date from);

struct Training {
    Date from;
    Date to;
    int days = 0;
    int hours = 0;
    bool with_exception = false;  // [DEV-26]
};
/// [DEV-06] @errors input.invalid (development.training_backwards, development.training_days,
/// development.training_short)
Result<void> check_training(const DevelopmentPolicy& policy, const Training& training, Date on);

/// [GEN-04] Due, present and entitled are three counts.
struct Vote {
    int due = 0;
    int present = 0;
    int entitled = 0;  // of those due
    int voters = 0;    // entitled and present
    int written = 0;   // entitled, absent, opinion in writing before the meeting [DEV-28]
    int yes = 0;
    int no = 0;
    int abstained = 0;
};
/// Do the figures hold together? @errors input.invalid (development.vote_…)
Result<void> check_figures(const VoteRule& rule, const Vote& vote);
/// [DEV-08] @errors those of check_figures; development.no_quorum
Result<bool> is_passed(const VoteRule& rule, const Vote& vote);
/// The decision that whoever enters it says was taken must be the one that the figures show.
/// @errors those of is_passed; development.vote_not_passed, development.vote_passed
Result<void> check_vote(const VoteRule& rule, const Vote& vote, bool said_passed);

/// [DEV-11, DEV-12] First day on which one may become a full member.
Date probation_end(const DevelopmentPolicy& policy, Date accepted, int extension_months);
/// [DEV-12] @errors input.invalid (extension_months: development.extension_months), development.extended_before
Result<void> check_extension(const DevelopmentPolicy& policy, int months, int times_before);

/// [DEV-27] @errors input.invalid (leaving_note: development.leaving_soon)
Result<void> check_leaving(const DevelopmentPolicy& policy, std::optional<Date> leaving, Date on, bool with_note);

/// [DEV-24] How many of those named there must be. @errors input.invalid (development.people_count)
Result<void> check_people_count(const CountRange& range, int people, std::string field);

/// [DEV-37] @errors input.invalid (over_plan_note: development.over_plan)
Result<void> check_plan(std::optional<std::int64_t> quota, std::int64_t used, bool with_note);

}  // namespace jishi::team
