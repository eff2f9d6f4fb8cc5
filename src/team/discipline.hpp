#pragma once
// Discipline, and what else suspends a member's rights: its rules, use cases and questions. Sensitive: every look at it
// is written down. [REL-49, GEN-04, LIFE-26, SEC-04]

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "team/member_office.hpp"
#include "team/post_policy.hpp"
#include "team/record.hpp"

namespace jishi::team {

struct Discipline : Record {  // valid_to: first day after the period of effect
    std::string kind;         // code of the pack: warning … expelled, under_review, rights_suspended
    std::string ground;       // empty: not said
    std::string authority;
    std::string document_no;
    Date decided_on;
    std::optional<int> months;  // of the kinds that are decided for a time
    Date rights_to;             // first day with the right to vote again; valid_from: it was never withheld
    Date blocked_to;            // first day on which promotion is possible again
    Date grade_to;              // first day on which the yearly appraisal gives a grade again
    std::optional<Date> appealed_on;
    std::optional<Date> appeal_answered_on;
    std::string end_kind;  // empty: it runs its time
    std::string end_document_no;

    static constexpr std::string_view table = "team_discipline";
    static constexpr auto columns()
    {
        return std::tuple{RowColumn{"kind", &Discipline::kind},
                          RowColumn{"ground", &Discipline::ground},
                          RowColumn{"authority", &Discipline::authority},
                          RowColumn{"document_no", &Discipline::document_no},
                          RowColumn{"decided_on", &Discipline::decided_on},
                          RowColumn{"months", &Discipline::months},
                          RowColumn{"rights_to", &Discipline::rights_to},
                          RowColumn{"blocked_to", &Discipline::blocked_to},
                          RowColumn{"grade_to", &Discipline::grade_to},
                          RowColumn{"appealed_on", &Discipline::appealed_on},
                          RowColumn{"appeal_answered_on", &Discipline::appeal_answered_on},
                          RowColumn{"end_kind", &Discipline::end_kind},
                          RowColumn{"end_document_no", &Discipline::end_document_no}};
    }
};

// ---- rules -------------------------------------------------------------------------------------------------------

/// What kind, for how long, by which paper: is it complete and possible? Sets the ends of its effects.
/// @errors input.invalid (discipline.kind_unknown, discipline.ground_unknown, discipline.months_wrong,
/// discipline.decided_later),
///         discipline.document_needed
Result<const DisciplineRule*> complete(const PostPolicy& policy, Discipline& discipline);
/// All effects end with the day. @errors input.invalid (discipline.end_unknown, discipline.too_early),
/// discipline.document_needed
Result<void> end(const PostPolicy& policy, Discipline& discipline, Date on, std::string_view end_kind,
                 std::string_view document_no);

// ---- use cases ---------------------------------------------------------------------------------------------------

struct Imposing {
    MemberId member;
    Discipline discipline;  // kind, ground, authority, document_no, decided_on, valid_from, months
    bool dry_run = false;
};
/// Records it with all that follows in one transaction: posts end, expulsion ends membership.
/// @errors member.not_found, access.forbidden, input.invalid (discipline.in_future …), those of complete(),
///         discipline.not_a_member, discipline.exists, those of change_standing()
Result<Discipline> impose(const Office&, db::Tx&, const platform::Actor&, const Imposing&);

struct Lifting {
    Date on;
    std::string end_kind;
    std::string document_no;
    std::optional<StateId> seen;
};
/// Revoked after an appeal, changed into another, or lifted. What it did before that day stays as it was.
/// @errors discipline.not_found, access.forbidden, record.version_conflict, discipline.over, those of end()
Result<Discipline> lift(const Office&, db::Tx&, const platform::Actor&, RecordId, const Lifting&);

/// The member appealed, or the appeal was answered and changed nothing. The discipline goes on meanwhile.
/// @errors discipline.not_found, access.forbidden, record.version_conflict, discipline.appealed,
/// discipline.not_appealed, discipline.too_early
Result<Discipline> appeal(const Office&, db::Tx&, const platform::Actor&, RecordId, Date on,
                          std::optional<StateId> seen);
Result<Discipline> answer_appeal(const Office&, db::Tx&, const platform::Actor&, RecordId, Date on,
                                 std::optional<StateId> seen);

/// It was recorded by mistake: it never was. Posts that it ended are put right as posts.
/// @errors discipline.not_found, access.forbidden, record.version_conflict, record.reason_needed
Result<void> withdraw_discipline(const Office&, db::Tx&, const platform::Actor&, RecordId, std::string_view reason,
                                 std::optional<StateId> seen);

// ---- questions ---------------------------------------------------------------------------------------------------

/// Of a member, the newest first. The caller has checked the permission and writes the look down.
std::vector<Discipline> disciplines_of(db::Tx&, MemberId);
/// [GEN-04] Those of `members` whose right to vote and to be elected is withheld. For Office::rights.
std::vector<MemberId> without_rights(db::Tx&, std::span<const MemberId> members, const organization::Moment&);
/// [LIFE-26] Those of `members` who take part in the yearly appraisal without a grade.
std::vector<MemberId> without_grade(db::Tx&, std::span<const MemberId> members, const organization::Moment&);
/// [REL-49] First day on which the member may be promoted again; nothing when that is possible on the day.
std::optional<Date> promotion_blocked_until(db::Tx&, MemberId, Date day);

}  // namespace jishi::team
