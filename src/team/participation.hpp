#pragma once
// [DATA-39] Taking part in an organisation without belonging to it: temporary, functional, mobile-member branches.

#include <string>
#include <vector>

#include "team/member_service.hpp"

namespace jishi::team {

using ParticipationId = Id<struct ParticipationTag>;

struct Participation {
    ParticipationId id;
    MemberId member;
    OrganizationId organization;
    std::string kind;
    Date from;
    Date to = Date::forever();  // first day on which it is over
    Instant recorded_at;
    std::string recorded_by_name;
};

/// Of those on a roll, in an organisation of a type that the kind is for, beside the own branch.
/// @errors member.not_found, access.forbidden, input.invalid (kind, to), member.not_on_roll, member.participation_type,
///         member.branch_not_there, member.participates_already
Result<Participation> add_participation(const Office&, db::Tx&, const platform::Actor&, const Participation& asked);
/// @errors member.not_found, access.forbidden, member.participation_not_found, input.invalid (before it began)
Result<Participation> end_participation(const Office&, db::Tx&, const platform::Actor&, MemberId, ParticipationId,
                                        Date to);
/// As known now, the latest first.
std::vector<Participation> participations_of(db::Tx&, MemberId);

}  // namespace jishi::team
