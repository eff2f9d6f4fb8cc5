#pragma once
// The use cases of the workflow engine: begin a case, do its steps, leave it. Each runs in the caller's transaction;
// the board follows after the commit.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "db/db.hpp"
#include "engine/places.hpp"
#include "engine/workflow_board.hpp"
#include "engine/workflow_book.hpp"
#include "engine/workflow_case.hpp"
#include "engine/workflow_form.hpp"
#include "engine/workflow_names.hpp"
#include "platform/actor.hpp"

namespace jishi::engine {

/// A line for the audit trail. Never what was filled in: that stands in the step.
struct CaseRecord {
    std::string action;  // "case.advanced"
    CaseId of;
    OrganizationId organization;
    std::string before;  // JSON object, or empty
    std::string after;
    std::string rule;
};

/// What every use case works with.
struct CaseOffice {
    IdGenerator& ids;
    const Clock& clock;
    const WorkflowBook& book;
    const WorkflowNames& names;
    const Places& places;
    Board& board;
    /// Writes to the audit trail, in the transaction of the step.
    std::function<void(db::Tx&, const platform::Actor&, const CaseRecord&)> audit;
    /// May this actor hand in that file? And: from now on it belongs to the case.
    std::function<bool(db::Tx&, const platform::Actor&, AttachmentId)> may_attach;
    std::function<void(db::Tx&, AttachmentId, CaseId)> attach;

    DefinitionPointer definition_of(db::Tx& tx, const Case& row) const;
};

/// What whoever does a step says.
struct Doing {
    std::string action;
    Form form;
    std::optional<Date> day;  // true date; none: today
    std::string document_no;
    std::string reason;
    std::vector<AttachmentId> papers;
    std::optional<int> version;  // of the case as it was seen; refused when it has moved on
    bool from_paper = false;     // held on paper by those whose turn it was, entered by whoever may
    /// Of a step held on paper only what is known is said: what is left empty stands on the paper. What is said is
    /// judged all the same.
    bool outline = false;
};

struct Starting {
    std::string workflow;
    OrganizationId organization;
    std::int64_t subject = 0;
    Doing first;  // the first step is done with it: there are no empty cases
};

/// @errors organization.not_found, case.workflow_unknown, case.not_startable_here, case.subject_needed, those of the
/// subject
///   and of act()
Result<Case> start(const CaseOffice&, db::Tx&, const platform::Actor&, const Starting&);

struct HandingOver {
    std::string subject_kind;
    std::int64_t subject = 0;
    OrganizationId to;
    CaseId except;  // the one that moves it
    Date day;
    std::string reason;
    // An organisation that has ended, and the one that takes its place wherever the cases name it.
    OrganizationId ended = {};
    OrganizationId heir = {};
};

/// Does a step, or the way back that an action of it is.
/// @errors case.not_found, case.version_conflict, case.over, case.suspended, case.action_unknown, case.not_your_turn,
///   case.day_to_come, case.day_backwards, access.forbidden (a day that is past without case.enter_past),
///   case.too_early, case.document_needed, case.reason_needed, those of check_form, of the guards and of the effects,
///   case.nobody_to_act
Result<Case> act(const CaseOffice&, db::Tx&, const platform::Actor&, CaseId, const Doing&);

/// Ways out and aside. `doing.action` is not looked at.
/// @errors case.not_found, case.version_conflict, case.over, case.suspended, case.not_suspended, case.way_not_open,
///   case.not_your_turn, case.reason_needed, case.day_to_come, case.day_backwards, access.forbidden,
///   case.nothing_to_take_over
Result<Case> withdraw(const CaseOffice&, db::Tx&, const platform::Actor&, CaseId, const Doing&);
Result<Case> suspend(const CaseOffice&, db::Tx&, const platform::Actor&, CaseId, const Doing&);
Result<Case> resume(const CaseOffice&, db::Tx&, const platform::Actor&, CaseId, const Doing&);
Result<Case> take_over(const CaseOffice&, db::Tx&, const platform::Actor&, CaseId, const Doing&);

/// A case that should never have been entered ends as withdrawn, wherever it stands, also when it was over. Called by
/// the use case that takes back what entered it, which has asked for the permission.
/// @errors case.not_found, case.version_conflict
Result<void> annul(const CaseOffice&, db::Tx&, const platform::Actor&, CaseId, const std::string& reason);

/// What a case is about belongs to another organisation from now on: every open case about it, besides `except`, goes
/// on with whoever comes after. Called by the effect that moved it, which has asked for the permission.
/// @errors case.nobody_to_act, case.version_conflict
Result<void> hand_over(const CaseOffice&, db::Tx&, const platform::Actor&, const HandingOver&);

/// May this actor follow the case?
bool may_see(const CaseOffice&, db::Tx&, const platform::Actor&, const Case&);

}  // namespace jishi::engine
