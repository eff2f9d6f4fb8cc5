// Keys of the development of members.

#include "policy/keys_parts.hpp"

namespace jishi::policy {
namespace {

Shape number_range() { return object({field("min", integer(0, 20)), field("max", integer(0, 20))}); }

}  // namespace

std::vector<Key> development_keys()
{
    return {
        {"development.rule_set", "Name of the rule set in force on a day", text()},
        {"development.stages", "Stages of development, in order",
         table({field("person", text(), "who stands in it"), field("person_en", text())})},
        {"development.steps", "Steps of development, in order",
         table({field("number", integer(1, 99), "as it is counted; steps of a workflow may share one"),
                field("stage", reference("development.stages")),
                field("done", code(), "day under which a case keeps that it was done")})},
        {"development.intervals", "Time between steps, by the day of the act",
         table({field("since", code(), "day that a case keeps"),
                optional("months_min", integer(0, 120), "not before so many months"),
                optional("months_max", integer(0, 120), "within so many months"),
                optional("months_last", integer(0, 120), "later than that never"),
                field("late", choice({"reason", "refuse"}), "what being late takes"), rule()})},
        {"development.publicity_working_days", "Working days of publicity before a target is determined",
         integer(0, 60)},
        {"development.target_act", "What the committee does with a target: files it, or agrees in writing",
         choice({"file", "agree"})},
        {"development.training", "Training of targets: one of both is enough",
         object({field("days_min", integer(1, 60)), field("hours_min", integer(1, 400))})},
        {"development.votes", "Votes: more than a part of those entitled present, and in favour",
         table({field("part", integer(1, 100)), field("of", integer(1, 100)),
                field("written", flag(), "opinions in writing before the meeting are counted"), rule()})},
        {"development.extension", "Extension of probation",
         object({field("months_min", integer(1, 60)), field("months_max", integer(1, 60)),
                 field("times_max", integer(0, 5))})},
        {"development.contacts", "Number of contacts", number_range()},
        {"development.introducers", "Number of introducers", number_range()},
        {"development.league_age_max", "Age in years to which the League recommends", integer(14, 60)},
        {"development.leaving_months", "Months before leaving the unit in which nobody is accepted as a rule",
         integer(0, 24)},
        {"development.application_lead_days", "Days before the end of probation on which one may apply",
         integer(0, 365)},
        {"development.check_months", "Months between two checks of the work by county and city", integer(1, 24)},
        {"development.plan_shares", "Shares shown with the use of the plan",
         object({field("young_age_max", integer(18, 100), "years"),
                 field("majority", reference("codes.ethnicity"), "all others are minorities"),
                 field("woman", reference("codes.sex"))})},
        {"development.apply_grounds", "Why one applies to an organisation", table()},
        {"development.recommendations", "Who recommends", table()},
        {"development.archives", "Where the file is kept", table()},
        {"development.imports.columns", "Columns about the person in imports of cases",
         object({field("cases", sheet_columns())})},
        {"development.imports.titles", "Titles of the columns of a step in imports of cases", table()},
        {"development.imports.synonyms", "Other titles of the day of a step, by step", map_of(list_of(text()))},
        {"development.imports.rows_max", "Rows of one import of cases", integer(1, 100'000)},
    };
}

}  // namespace jishi::policy
