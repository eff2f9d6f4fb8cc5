#include "team/leaving_rules.hpp"

#include <algorithm>

namespace jishi::team {

std::optional<Date> lost_since(std::optional<Date> last_attended_on, std::optional<Date> last_paid_on,
                               std::optional<Date> last_contact_on)
{
    // An empty optional is less than any day.
    return std::max({last_attended_on, last_paid_on, last_contact_on});
}

std::string_view code_of(ContactState state)
{
    static constexpr std::string_view codes[] = {"in_contact", "warning", "lost"};
    return codes[static_cast<std::size_t>(state)];
}

ContactState contact_state(const RelationPolicy& policy, Date last, Date today)
{
    if (today >= last.plus_months(policy.lost_months_min)) return ContactState::lost;
    return today >= last.plus_months(policy.contact_warning_months) ? ContactState::warning : ContactState::in_contact;
}

Date contact_due(const RelationPolicy& policy, Date last, bool abroad)
{
    return last.plus_months(abroad ? policy.contact_abroad_months : policy.contact_months);
}
Date suspension_from(const RelationPolicy& policy, Date since) { return since.plus_months(policy.lost_months_min); }
Date removal_from(const RelationPolicy& policy, Date on) { return on.plus_months(policy.removal_months); }

bool calls_for_admonition(const RelationPolicy& policy, Date since, Date found_on)
{
    return found_on >= since.plus_months(policy.lost_months_min) &&
           found_on <= since.plus_months(policy.removal_months);
}

bool is_mobile(const RelationPolicy& policy, Date away_from, Date until)
{
    return until >= away_from.plus_months(policy.mobile_months_min);
}

Result<void> check_left(const RelationPolicy& policy, std::optional<Date> last_attended_on,
                        std::optional<Date> last_paid_on, std::optional<Date> last_worked_on, bool proper_reason,
                        Date today)
{
    if (proper_reason) return refuse(ErrorKind::rule_refused, "leaving.proper_reason", "REL-40");
    // One of the three is enough: the one that lies back furthest decides.
    std::optional<Date> earliest;
    for (const auto& last : {last_attended_on, last_paid_on, last_worked_on})
        if (last && (!earliest || *last < *earliest)) earliest = last;
    if (!earliest) return bad_field("form/last_attended_on", "input.required", "REL-40");
    const auto from = earliest->plus_months(policy.leaving_months);
    if (today < from) return refuse(ErrorKind::rule_refused, "leaving.too_early", "REL-40", from.str());
    return {};
}

Result<const DisposalGround*> check_ground(const RelationPolicy& policy, std::string_view ground, std::string_view kind)
{
    const auto* known = policy.ground(ground);
    if (!known) return bad_field("form/ground", "leaving.ground_unknown", "REL-42");
    if (std::ranges::find(known->kinds, kind) == known->kinds.end())
        return bad_field("form/ground", "leaving.ground_of_other_kind", known->rule);
    return known;
}

Result<void> check_term(const RelationPolicy& policy, int months)
{
    if (months < 1 || months > policy.admonition_months_max)
        return bad_field("form/months", "leaving.term_too_long", "REL-43",
                         std::to_string(policy.admonition_months_max));
    return {};
}

Result<void> check_meeting(std::int64_t entitled, std::int64_t present, std::int64_t yes)
{
    if (entitled < 1 || present < 0 || present > entitled || yes < 0 || yes > present)
        return refuse(ErrorKind::invalid_input, "meeting.counts_wrong", "GEN-04");
    if (present < entitled - present) return refuse(ErrorKind::rule_refused, "meeting.no_quorum", "GEN-01");
    if (yes <= entitled - yes) return refuse(ErrorKind::rule_refused, "meeting.no_majority", "GEN-01");
    return {};
}

}  // namespace jishi::team
