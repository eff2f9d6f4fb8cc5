#pragma once
// The frame of a use case: what each does first and last. For the use cases of this module.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "team/belonging.hpp"
#include "team/member_office.hpp"
#include "team/member_service.hpp"

namespace jishi::team {

/// A change of one member on its way from the first check to the last row.
struct MemberCase {
    MemberCase(const Office& office, db::Tx& tx, const platform::Actor& actor, ChangeKind kind, const Papers& papers);

    /// The member that is changed: existence, permission, version, papers, day.
    /// @errors member.not_found, access.forbidden, member.version_conflict, member.in_future, member.document_needed,
    ///         member.reason_needed
    Result<void> begin(MemberId id);
    /// One who goes along with an organisation: whoever may change that may change this.
    Result<void> begin_along(MemberId id);
    /// A new one, not in the register yet.
    void begin_new(MemberId id);
    /// The state on which a change of the papers' day builds. @errors member.too_early
    Result<const State*> state_on_day() const;
    Result<void> decide(Date from, AttributeSet decided, const Attributes& values);

    /// Checks the whole and, unless it is a dry run, writes it: rows, names, record, audit, outbox, fact.
    /// @errors member.standing_not_possible (a later one would no longer follow), those of check_belongings
    Result<Outcome> finish();

    const Office& office;
    db::Tx& tx;
    const platform::Actor& actor;
    const Papers& papers;
    Member member;  // as it is shown today; afterwards, as it will be shown
    Timeline before;
    Timeline after;
    bool is_new = false;
    Change change;
    std::shared_ptr<const MemberPolicy> rules;
    std::string rule;              // that decided, for the audit trail
    Branches* branches = nullptr;  // shared by several cases of one change

private:
    Result<void> load(MemberId id);
    Result<void> drop_ways_along();
    void write_states();
    void write_row();
    void write_record();

    std::vector<Change> dropped_;  // ways along with a branch that are not gone any more
    std::unique_ptr<Branches> own_branches_;
    AttributeSet decided_;
};

/// The number that the change left behind is taken back; a correction leaves it on its new day.
void correct_fact(db::Tx& tx, const Change& corrected, std::optional<Date> now);

}  // namespace jishi::team
