#pragma once
// Awards to members and to organisations; a revocation is a record too. [TEAM-J]

#include <optional>
#include <string>
#include <vector>

#include "team/member_office.hpp"
#include "team/record.hpp"

namespace jishi::team {

struct Award
    : Record {  // valid_from: the day of the award; valid_to: of its revocation. No member: of the organisation itself
    std::string title;  // code of the pack
    std::string name;   // as it is written on the paper, where the title is not enough
    std::string level;  // of the authority
    std::string authority;
    std::string document_no;
    std::string end_document_no;
    std::string end_reason;

    static constexpr std::string_view table = "team_award";
    static constexpr auto columns()
    {
        return std::tuple{RowColumn{"title", &Award::title},
                          RowColumn{"name", &Award::name},
                          RowColumn{"level", &Award::level},
                          RowColumn{"authority", &Award::authority},
                          RowColumn{"document_no", &Award::document_no},
                          RowColumn{"end_document_no", &Award::end_document_no},
                          RowColumn{"end_reason", &Award::end_reason}};
    }
};

/// To a member: organization none, it is that of the branch on the day. To an organisation: member none.
/// @errors member.not_found, organization.not_found, access.forbidden, input.invalid (award.title_unknown,
/// award.title_of_another,
///         award.level_unknown, award.in_future), award.not_a_member, award.exists
Result<Award> give_award(const Office&, db::Tx&, const platform::Actor&, const Award& asked);

struct Revoking {
    Date on;
    std::string document_no;
    std::string reason;
    bool withdraw = false;  // it was recorded by mistake: it never was
    std::optional<StateId> seen;
};
/// @errors award.not_found, access.forbidden, record.version_conflict, award.revoked, record.reason_needed,
/// input.invalid (award.too_early)
Result<Award> revoke_award(const Office&, db::Tx&, const platform::Actor&, RecordId, const Revoking&);

/// The newest first; those that were revoked too.
std::vector<Award> awards_of(db::Tx&, MemberId);
std::vector<Award> awards_of(db::Tx&, OrganizationId);

}  // namespace jishi::team
