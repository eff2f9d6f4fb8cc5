#pragma once
// The rules on the transfer of relations, on mobile members, on lost contact and on leaving in force on a day, as the
// policy packs have them.

#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "platform/ids.hpp"

namespace jishi::policy {
class Reader;
}

namespace jishi::team {

struct TransferRefusal {
    std::string code;
    bool by_old = false;  // the side that sends
    bool by_new = false;  // the side that receives
    std::string rule;
};

struct DisposalGround {
    std::string code;
    std::vector<std::string> kinds;  // admonition, persuasion, removal
    std::string change;              // of standing that it leads to; empty: membership stays
    std::string rule;
};

struct RelationPolicy {
    std::vector<std::string> transfer_reasons;
    std::vector<TransferRefusal> transfer_refusals;
    std::vector<DisposalGround> disposal_grounds;
    std::vector<std::string> committee_types;  // [REL-03] that transfer and receive
    std::vector<std::string> county_types;     // [REL-19] above them
    std::vector<std::string> mobile_reasons;
    std::vector<std::string> contact_ways;
    int away_months_min = 0;         // [REL-01]
    int answer_working_days = 0;     // [REL-05]
    int transit_days_city = 0;       // [REL-06]
    int transit_days_outside = 0;    // [REL-06]
    int validity_days_max = 0;       // [REL-06]
    int validity_days_limit = 0;     // [REL-06] with a reason
    int receipt_months = 0;          // [REL-08]
    int overdue_months = 0;          // [REL-11]
    int graduate_stay_months = 0;    // [REL-20]
    int mobile_months_min = 0;       // [REL-25]
    int contact_months = 0;          // [REL-29]
    int contact_abroad_months = 0;   // [REL-21]
    int contact_warning_months = 0;  // [LIFE-35]
    int lost_months_min = 0;         // [REL-30]
    int removal_months = 0;          // [REL-31]
    int leaving_months = 0;          // [REL-40]
    int admonition_months = 0;       // [REL-43]
    int admonition_months_max = 0;   // [REL-43]
    int report_code_days = 0;
    int bulk_people_max = 0;
    std::string letter_word;  // [REL-07]

    /// A null pointer when it is not a code of the pack.
    const TransferRefusal* refusal(std::string_view code) const;
    const DisposalGround* ground(std::string_view code) const;
};

RelationPolicy read_relation_policy(const policy::Reader& reader);

struct Office;
/// The rules at a place on a day; none: the national ones. A day before the first rule is judged by those of today.
RelationPolicy relation_rules(const Office& office, OrganizationId at, Date day);

}  // namespace jishi::team
