#pragma once
// The rules of transfers: which way a transfer goes, who may leave, how long a letter is valid. Pure functions of facts
// and policy. [REL-01 – REL-20]

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "team/member_policy.hpp"
#include "team/relation_policy.hpp"

namespace jishi {
class WorkCalendar;
}

namespace jishi::team {

/// Where an organisation stands, for the way of a transfer. None: not in this installation.
struct Standpoint {
    OrganizationId place;      // the branch; the committee while the branch is not chosen yet
    OrganizationId committee;  // the basic committee that it stands below, or itself
    OrganizationId county;     // the nearest local committee: of a county, or what stands for one
};

/// How far a transfer reaches; each has a workflow of its own.
enum class Reach : std::uint8_t { same_branch, within_committee, within_county, across_counties, outside };
std::string_view code_of(Reach reach);
std::optional<Reach> reach_from(std::string_view code);
/// [REL-15 – REL-19] @param to  without a place: outside of this installation
Reach reach_of(const Standpoint& from, const Standpoint& to);
/// The code of the workflow by which such a transfer is done; empty within one branch.
std::string_view workflow_of(Reach reach);

/// What is known of somebody who wants to leave.
struct Leaver {
    std::string status;
    bool transfer_open = false;  // another transfer is under way
};
/// May a transfer of this reach begin by a workflow that is for `asked`?
/// @errors member.not_on_roll, transfer.suspended, transfer.same_branch, transfer.other_way (detail: the workflow that
///         it would be), transfer.other_open
Result<void> check_leaving(const MemberPolicy& policy, const Leaver& leaver, Reach reach, Reach asked);

enum class Side : std::uint8_t { old_side, new_side };
/// [REL-05] Refused or given back only for a listed reason, and only by the side that it is for. @return its rule
/// @errors transfer.refusal_unknown, transfer.refusal_of_other_side
Result<std::string> check_refusal(const RelationPolicy& policy, std::string_view reason, Side side);

/// [REL-01, REL-02] Must the formal relation go along? Otherwise a certificate is enough.
bool must_transfer(const RelationPolicy& policy, int months_away, bool fixed_place);
/// [REL-20] The last day on which the relation of a graduate without work may stay at the school.
Date graduate_until(const RelationPolicy& policy, Date graduated_on);

/// [REL-06] @errors transfer.validity_too_long (with the limit), transfer.validity_needs_reason
Result<void> check_validity(const RelationPolicy& policy, int days, std::string_view reason);
/// The last day on which a letter counts.
Date letter_until(Date issued_on, int days);
/// [REL-10] Is somebody who reports on this day in time? @errors transfer.letter_expired
Result<void> check_reporting(Date valid_until, Date reported_on);
/// [REL-11] From this day on a letter that was not handed in is treated as leaving.
Date letter_overdue_on(const RelationPolicy& policy, Date issued_on);
/// [REL-08] The last day for the receipt.
Date receipt_until(const RelationPolicy& policy, Date received_on);
/// [REL-05] The last day to answer a request.
Date answer_until(const RelationPolicy& policy, Date asked_on, const WorkCalendar& calendar, bool& provisional);
/// [REL-06] The last day on which a transfer between committees is in time.
Date transit_until(const RelationPolicy& policy, Reach reach, Date released_on);

/// What a letter is to somebody who checks it.
enum class LetterState : std::uint8_t { valid, expired, invalid };
std::string_view code_of(LetterState state);
/// @param recalled  it was taken back, or another took its place
/// @param used      its receipt has come
LetterState letter_state(Date issued_on, Date valid_until, bool used, bool recalled, Date today);

}  // namespace jishi::team
