// Keys of the transfer of relations, of mobile members, of lost contact and of leaving.

#include "policy/keys_parts.hpp"

namespace jishi::policy {

std::vector<Key> relation_keys()
{
    return {
        {"team.transfer_reasons", "Why a relation is transferred", table({rule()})},
        {"team.transfer_refusals", "Why a transfer may be refused or given back, and by which side",
         table(
             {field("by", list_of(choice({"old", "new"}), 1), "the side that sends; the side that receives"), rule()})},
        {"team.transfer_bodies", "Who decides about transfers: the nearest organisation of these types",
         object({field("committees", list_of(reference("organization.types"), 1), "of one side"),
                 field("counties", list_of(reference("organization.types"), 1), "above several committees")})},
        {"team.transfer_away_months_min", "Months away from which the relation is transferred", integer(1, 120)},
        {"team.transfer_answer_working_days", "Working days to answer a request of a transfer", integer(1, 365)},
        {"team.transfer_transit_days_city", "Days that a transfer is under way within a city", integer(1, 365)},
        {"team.transfer_transit_days_outside", "Days that a transfer is under way beyond a city", integer(1, 365)},
        {"team.letter_validity_days_max", "Days that a letter is valid at most", integer(1, 3650)},
        {"team.letter_validity_days_limit", "Days that a letter is valid at most with a special reason",
         integer(1, 3650)},
        {"team.letter_receipt_months", "Months within which the receipt is sent", integer(1, 60)},
        {"team.letter_overdue_months", "Months after which a letter that was not handed in counts as leaving",
         integer(1, 60)},
        {"team.letter_number_word", "Word in front of the number of a letter", text()},
        {"team.graduate_stay_months_max", "Months that a graduate's relation may stay at the school", integer(1, 120)},
        {"team.mobile_months_min", "Months away from the branch from which a member is a mobile one", integer(1, 120)},
        {"team.mobile_reasons", "Why members are on the move", table()},
        {"team.contact_ways", "Ways of keeping in contact", table()},
        {"team.contact_months", "Months within which a mobile member is contacted", integer(1, 60)},
        {"team.contact_abroad_months", "Months within which a member abroad is contacted", integer(1, 60)},
        {"team.contact_warning_months", "Months without contact from which it is warned of", integer(1, 60)},
        {"team.report_code_days", "Days that a code for reporting in is valid", integer(1, 3650)},
        {"team.leaving_months",
         "Months without organisation life, dues or work after which somebody counts as having left", integer(1, 60)},
        {"team.admonition_months", "Usual months to mend one's ways", integer(1, 60)},
        {"team.admonition_months_max", "Months to mend one's ways at most", integer(1, 60)},
        {"team.disposal_grounds", "Grounds on which members who do not qualify are disposed of",
         table({field("kinds", list_of(choice({"admonition", "persuasion", "removal"}), 1)),
                optional("change", reference("team.standing_changes"), "of standing that it leads to"), rule()})},
        {"team.bulk_transfer_people_max", "People of one bulk transfer at most", integer(1, 1000000)},
        {"platform.public_requests_per_minute", "Requests of one address to a public page in a minute",
         integer(1, 100000)},
    };
}

}  // namespace jishi::policy
