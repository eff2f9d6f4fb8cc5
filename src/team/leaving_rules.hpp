#pragma once
// The rules of lost contact, of leaving and of disposing of members who do not qualify. Pure functions of facts and
// policy. [REL-30 – REL-48]

#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "team/member_policy.hpp"
#include "team/relation_policy.hpp"

namespace jishi::team {

/// [REL-32] When contact was lost: the last attendance or the last payment, whichever is later. Nothing is known: none.
std::optional<Date> lost_since(std::optional<Date> last_attended_on, std::optional<Date> last_paid_on,
                               std::optional<Date> last_contact_on);

/// [LIFE-35, REL-30, REL-31] How somebody stands who was last heard of on a day.
enum class ContactState : std::uint8_t { in_contact, warning, lost };
std::string_view code_of(ContactState state);
ContactState contact_state(const RelationPolicy& policy, Date last_contact_on, Date today);
/// [REL-21, REL-29] The last day for the next contact with a mobile member.
Date contact_due(const RelationPolicy& policy, Date last_contact_on, bool abroad);
/// [REL-30] The first day on which the membership may be suspended.
Date suspension_from(const RelationPolicy& policy, Date lost_since);
/// [REL-31] The first day on which somebody suspended may be removed.
Date removal_from(const RelationPolicy& policy, Date suspended_on);
/// [REL-36] Found again: is the time such that mending one's ways applies?
bool calls_for_admonition(const RelationPolicy& policy, Date lost_since, Date found_on);

/// [REL-25] Away for so long without taking part at home, and not transferred.
bool is_mobile(const RelationPolicy& policy, Date away_from, Date until);

/// [REL-40] @errors leaving.proper_reason, leaving.too_early (detail: the first day on which it could be decided)
Result<void> check_left(const RelationPolicy& policy, std::optional<Date> last_attended_on,
                        std::optional<Date> last_paid_on, std::optional<Date> last_worked_on, bool proper_reason,
                        Date today);

/// [REL-42 – REL-46] @errors leaving.ground_unknown, leaving.ground_of_other_kind
Result<const DisposalGround*> check_ground(const RelationPolicy& policy, std::string_view ground,
                                           std::string_view kind);
/// [REL-43] @errors leaving.term_too_long
Result<void> check_term(const RelationPolicy& policy, int months);

/// A decision of the general meeting: at least half of those entitled are there [GEN-01], and more than half of those
/// entitled agree. @errors meeting.counts_wrong, meeting.no_quorum, meeting.no_majority
Result<void> check_meeting(std::int64_t entitled, std::int64_t present, std::int64_t yes);

}  // namespace jishi::team
