#pragma once
// Two records of one person: found, compared, told apart or merged into one with nothing lost. [DATA-50]

#include <string>
#include <vector>

#include "team/member.hpp"
#include "team/member_office.hpp"
#include "team/member_service.hpp"

namespace jishi::team {

/// Two records that may be of one person, the older one first.
struct DuplicatePair {
    Member one;
    Member other;
    std::vector<std::string> reasons;  // name_birth; phone, branch, native_place as well
};

/// Pairs of which the actor may see both, and at least one belongs to the scope; without those that were told apart.
/// The surest first; at most `limit`.
std::vector<DuplicatePair> duplicates_within(const Office& office, db::Tx& tx, const platform::Actor& actor,
                                             OrganizationId within, std::size_t limit);

/// They are two persons: the pair is not shown again.
/// @errors member.not_found, access.forbidden, member.same_record
Result<void> tell_apart(const Office& office, db::Tx& tx, const platform::Actor& actor, MemberId one, MemberId other,
                        const std::string& reason);

struct Merging {
    MemberId survivor;
    MemberId merged;
    int survivor_version = 0;
    int merged_version = 0;
    AttributeSet taken;               // attributes of which the merged record is right
    std::vector<SealedField> sealed;  // and sealed fields
    Papers papers;
};
/// The survivor keeps its record and gets what is taken, the earlier history of the other, its participations, posts,
/// awards, discipline, hardship, cases, attachments and its account; what the survivor does not say is taken too. The
/// other stays as history, and its id leads to the survivor.
/// @errors of MemberCase::begin for both, member.same_record, member.not_mergeable (branch, standing),
///         member.two_accounts, member.two_development_files, member.version_conflict, input.invalid
Result<Outcome> merge_members(const Office& office, db::Tx& tx, const platform::Actor& actor, const Merging& asked);

/// Takes a merge back: both records are as they were.
/// @errors member.change_not_found, member.change_superseded, member.has_later_changes, member.id_number_known,
///         access.forbidden
Result<Outcome> unmerge_members(const Office& office, db::Tx& tx, const platform::Actor& actor, ChangeId merge,
                                const Papers& papers);

/// Where the id of a merged record leads; none when it was not merged.
MemberId survivor_of(db::Tx& tx, MemberId id);

}  // namespace jishi::team
