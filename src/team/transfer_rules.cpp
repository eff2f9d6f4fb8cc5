#include "team/transfer_rules.hpp"

#include <array>

#include "base/work_calendar.hpp"

namespace jishi::team {
namespace {

struct Way {
    Reach reach;
    std::string_view code;
    std::string_view workflow;
};
constexpr std::array ways{Way{Reach::same_branch, "same_branch", ""},
                          Way{Reach::within_committee, "within_committee", "transfer.within_committee"},
                          Way{Reach::within_county, "within_county", "transfer.within_county"},
                          Way{Reach::across_counties, "across_counties", "transfer.across_counties"},
                          Way{Reach::outside, "outside", "transfer.out_by_letter"}};

}  // namespace

std::string_view code_of(Reach reach) { return ways[static_cast<std::size_t>(reach)].code; }
std::string_view workflow_of(Reach reach) { return ways[static_cast<std::size_t>(reach)].workflow; }
std::optional<Reach> reach_from(std::string_view code)
{
    for (const auto& way : ways)
        if (way.code == code) return way.reach;
    return std::nullopt;
}

Reach reach_of(const Standpoint& from, const Standpoint& to)
{
    if (!to.place) return Reach::outside;
    if (from.place == to.place) return Reach::same_branch;
    if (from.committee && from.committee == to.committee) return Reach::within_committee;
    if (from.county && from.county == to.county) return Reach::within_county;
    return Reach::across_counties;
}

Result<void> check_leaving(const MemberPolicy& policy, const Leaver& leaver, Reach reach, Reach asked)
{
    if (!policy.on_roll(leaver.status))
        return refuse(ErrorKind::rule_refused, "member.not_on_roll", "REL-05", leaver.status);
    // Whoever is suspended is found again, or removed: nobody else takes the membership over.
    if (!policy.counted(leaver.status))
        return refuse(ErrorKind::rule_refused, "transfer.suspended", "REL-30", leaver.status);
    if (reach == Reach::same_branch) return refuse(ErrorKind::invalid_input, "transfer.same_branch", "REL-15");
    if (reach != asked)
        return refuse(ErrorKind::rule_refused, "transfer.other_way",
                      reach == Reach::within_committee ? "REL-16" : "REL-17", std::string(workflow_of(reach)));
    if (leaver.transfer_open) return refuse(ErrorKind::conflict, "transfer.other_open", "REL-05");
    return {};
}

Result<std::string> check_refusal(const RelationPolicy& policy, std::string_view reason, Side side)
{
    const auto* known = policy.refusal(reason);
    if (!known) return refuse(ErrorKind::rule_refused, "transfer.refusal_unknown", "REL-05");
    if (side == Side::old_side ? !known->by_old : !known->by_new)
        return refuse(ErrorKind::rule_refused, "transfer.refusal_of_other_side", known->rule);
    return known->rule;
}

bool must_transfer(const RelationPolicy& policy, int months_away, bool fixed_place)
{
    return fixed_place && months_away >= policy.away_months_min;
}

Date graduate_until(const RelationPolicy& policy, Date graduated_on)
{
    return graduated_on.plus_months(policy.graduate_stay_months);
}

Result<void> check_validity(const RelationPolicy& policy, int days, std::string_view reason)
{
    if (days < 1 || days > policy.validity_days_limit)
        return refuse(ErrorKind::rule_refused, "transfer.validity_too_long", "REL-06",
                      std::to_string(policy.validity_days_limit));
    if (days > policy.validity_days_max && reason.empty())
        return refuse(ErrorKind::rule_refused, "transfer.validity_needs_reason", "REL-06",
                      std::to_string(policy.validity_days_max));
    return {};
}

// [GEN-02] The last day itself is still in time.
Date letter_until(Date issued_on, int days) { return issued_on.plus_days(days); }

Result<void> check_reporting(Date valid_until, Date reported_on)
{
    if (reported_on > valid_until)
        return refuse(ErrorKind::rule_refused, "transfer.letter_expired", "REL-10", valid_until.str());
    return {};
}

Date letter_overdue_on(const RelationPolicy& policy, Date issued_on)
{
    return issued_on.plus_months(policy.overdue_months).plus_days(1);
}
Date receipt_until(const RelationPolicy& policy, Date received_on)
{
    return received_on.plus_months(policy.receipt_months);
}
Date answer_until(const RelationPolicy& policy, Date asked_on, const WorkCalendar& calendar, bool& provisional)
{
    const auto last = calendar.last_of(asked_on, policy.answer_working_days);
    provisional = provisional || last.provisional;
    return last.date;
}
Date transit_until(const RelationPolicy& policy, Reach reach, Date released_on)
{
    const bool city = reach == Reach::within_committee || reach == Reach::within_county;
    return released_on.plus_days(city ? policy.transit_days_city : policy.transit_days_outside);
}

std::string_view code_of(LetterState state)
{
    static constexpr std::string_view codes[] = {"valid", "expired", "invalid"};
    return codes[static_cast<std::size_t>(state)];
}

LetterState letter_state(Date issued_on, Date valid_until, bool used, bool recalled, Date today)
{
    if (recalled || today < issued_on) return LetterState::invalid;
    return used || today > valid_until ? LetterState::expired : LetterState::valid;
}

}  // namespace jishi::team
