// Keys of leading teams, of awards and discipline, and of care.

#include "policy/keys_parts.hpp"

namespace jishi::policy {
namespace {

Shape posts()
{
    return table(
        {field("body", choice({"committee", "sent", "outside"}),
               "a member of the committee; sent from above; in a unit or another body beside the organisation"),
         optional("head", flag(), "leads the organisation: one at a time, and its vacancy is watched"),
         optional("deputy", flag()), optional("single", flag(), "one at a time"),
         optional("needed", flag(), "a committee that is set up has one"),
         field("rank", integer(1, 99), "1 is highest: who rises is promoted"),
         field("ways", list_of(reference("team.post_ways"), 1)),
         optional("full_months_min", integer(1, 600), "months as a full member, as a rule"),
         field("types", list_of(reference("organization.types"), 1), "of organisations that have it"), rule()});
}

Shape discipline_kinds()
{
    return table({field("punishes", flag(), "discipline; otherwise a measure until something is clear"),
                  field("open", flag(), "without a fixed end"),
                  optional("months", list_of(integer(1, 120), 1), "how long it may be decided for"),
                  field("withholds_rights", flag(), "no vote, and cannot be elected, while it lasts"),
                  field("ends_posts", flag(), "posts in the Party end with it"),
                  field("withholds_grade", flag(), "takes part in the yearly appraisal without a grade while it lasts"),
                  optional("blocks_promotion_months", integer(1, 120),
                           "no higher post for so long after it, or after its period"),
                  optional("standing_change", reference("team.standing_changes"), "what it does to membership"),
                  rule()});
}

}  // namespace

std::vector<Key> post_keys()
{
    return {
        {"team.posts", "Posts in the Party and posts held beside them", posts()},
        {"team.post_ways", "How one comes to a post",
         table({field("election", flag()), field("from_above", flag(), "decided by the organisation above"),
                field("needs_document", flag()), field("needs_sender", flag(), "names who sends, and until when")})},
        {"team.post_origins", "Where those who hold posts come from", table()},
        {"team.post_ends", "Why a post ended",
         table({field("automatic", flag(), "follows from another record"), field("needs_document", flag())})},
        {"team.secretary_vacant_months_max", "Months that the post of secretary may be empty at most", integer(0, 120)},
        {"team.secretary_training_months", "Months within which a new secretary is trained", integer(1, 120)},
        {"team.period_reminder_months", "Months before the end of a period of sending that it is reminded of",
         integer(0, 60)},
        {"team.reserve_kinds", "Kinds of reserve", table()},
        {"team.reserve_ends", "Why somebody leaves the reserve", table()},
        {"team.award_titles", "Titles of awards", table({field("of", choice({"member", "organization"}))})},
        {"team.discipline_kinds", "Discipline and what else suspends rights", discipline_kinds()},
        {"team.discipline_grounds", "Kinds of breach", table()},
        {"team.discipline_ends", "How discipline ends before its time",
         table({field("of", choice({"punished", "open"})), field("needs_document", flag())})},
        {"team.hardship_grounds", "Grounds of hardship", table()},
        {"team.hardship_ends", "Why somebody is no longer in hardship", table()},
        {"team.long_membership", "Years of membership for the medal, and the day of the year on which they are counted",
         object({field("years", integer(1, 120)), field("month", integer(1, 12)), field("day", integer(1, 31))})},
        {"team.old_member_joined_until", "Last day of joining of the oldest members", date()},
        {"team.former_secretary_months_min", "Months in office from which a former secretary is listed",
         integer(0, 600)},
    };
}

}  // namespace jishi::policy
