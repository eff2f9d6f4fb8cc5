// Keys of the register of people.

#include "policy/keys_parts.hpp"

namespace jishi::policy {
namespace {

Shape standing_changes()
{
    const auto statuses = [] { return reference("team.statuses"); };
    const auto category = [] { return reference("codes.personnel_category"); };
    return table(
        {field("enters", flag(), "whoever is not in the register yet may enter it so"),
         field("from", list_of(statuses()), "of these statuses"), field("to", statuses()),
         optional("categories", list_of(category(), 1), "left out: all"),
         optional("category", category(), "that it makes"),
         optional("joins_anew", flag(), "the day and the kind of joining are new"),
         optional("years_since_min", integer(1, 100), "years since the status began"),
         optional("months_since_min", map_of(integer(1, 1200)), "months since the status began, by status"),
         field("flow", choice({"in", "out", "none"}), "in which list it is offered"), field("needs_document", flag()),
         field("needs_reason", flag()),
         optional("grounds", table({optional("lost_months_min", integer(1, 1200), "months out of contact"), rule()})),
         rule()});
}

Shape change_kinds()
{
    return table({field("needs_document", flag(), "a document number is asked for"),
                  field("needs_reason", flag(), "a reason is asked for")});
}

}  // namespace

std::vector<Key> team_keys()
{
    return {
        {"team.statuses", "Statuses of membership",
         table({field("on_roll", flag(), "belongs to a branch"), field("counted", flag(), "counted as a member"),
                field("votes", flag(), "may vote, as far as the category may")})},
        {"team.standing_changes", "How members are gained and lost, and how their standing changes",
         standing_changes()},
        {"team.change_kinds", "Kinds of changes of a member's record", change_kinds()},
        {"team.join_kinds", "How one joined", table()},
        {"team.occupation_groups", "Groups of occupations", table()},
        {"team.occupations", "Occupations", table({field("group", reference("team.occupation_groups"))})},
        {"team.social_strata", "New social strata", table()},
        {"team.lost_reasons", "Why contact was lost", table()},
        {"team.participations", "Taking part without belonging",
         table({field("types", list_of(reference("organization.types"), 1), "of organisations")})},
        {"team.join_periods", "Periods of joining, in order",
         table({optional("until", date(), "last day; left out: the last period")})},
        {"team.age_bands", "Age bands, in order",
         table({optional("until", integer(0, 200), "years; left out: the last band")})},
        {"team.joining_age_years_min", "Least age in years on joining", integer(0, 100)},
        {"team.probation_months_min", "Months of probation", integer(0, 120)},
        {"team.probation_months_max", "Most months of probation, with its extension", integer(0, 240)},
        {"team.probation_checked_from", "Joining day from which the months of probation are checked", date()},
        {"team.checkup.rules", "Check-up of members' records, in order",
         table({field("kind", choice({"said", "said_with", "years_after", "months_passed", "age"})),
                field("field", text(), "that is looked at and mended"), optional("other", text(), "a second field"),
                optional("min", integer(0, 1200)), optional("max", integer(0, 1200)),
                optional("sectors", list_of(reference("organization.sectors"), 1), "of branches; left out: all"),
                optional("statuses", list_of(reference("team.statuses"), 1)),
                optional("categories", list_of(reference("codes.personnel_category"), 1)),
                optional("occupation_groups", list_of(reference("team.occupation_groups"), 1)), rule()})},
        {"team.imports.columns", "Columns of imports of members", object({field("members", sheet_columns())})},
        {"team.imports.entry", "How imported members come into the register", reference("team.standing_changes")},
        {"team.age_years_max", "Age in years above which a record is not plausible", integer(1, 200)},
    };
}

}  // namespace jishi::policy
