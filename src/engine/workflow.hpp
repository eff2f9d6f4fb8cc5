#pragma once
// A workflow as a policy pack describes it: steps, who acts, what is asked, what must hold, how long it may take, what
// follows. Words and figures are the pack's; relations, guards and effects are functions that modules register
// (workflow_names.hpp).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "platform/permission.hpp"
#include "policy/value.hpp"

namespace jishi {
class WorkCalendar;
}

namespace jishi::engine {

/// A registered function with what the pack tells it.
struct NamedCall {
    std::string name;
    policy::Value parameters;          // a map, or null
    std::vector<std::string> actions;  // of the step; empty: those that lead on
};

/// Who: a relation to the case, and the permission that it takes there.
struct ActorRule {
    NamedCall relation;
    std::optional<platform::Permission> permission;  // none: being one of the named persons is enough
};

enum class Unit : std::uint8_t { days, months, working_days };
std::string_view code_of(Unit unit);

struct Escalation {
    int after_days = 0;  // after the deadline
    ActorRule to;
};

/// [GEN-02, GEN-03] A stretch of time of a rule. The day itself is still in time.
struct Wait {
    int count = 0;
    Unit unit = Unit::days;
    std::string since;  // a step: the day on which it was done last; empty: the day on which this step began
    std::string rule;
    std::string source;
    int warn_days = 0;  // before a deadline
    std::vector<Escalation> escalations;
};

enum class FieldKind : std::uint8_t { text, long_text, number, date, choice, organization, attachment, yes_no };
std::string_view code_of(FieldKind kind);
std::optional<FieldKind> field_kind_from(std::string_view code);

struct FieldRule {
    std::string code;
    std::string name;
    std::string name_en;
    FieldKind kind = FieldKind::text;
    bool required = true;
    std::string choices;              // the key of a code table
    std::vector<std::string> only;    // of its codes; empty: all
    std::optional<std::int64_t> min;  // of a number
    std::optional<std::int64_t> max;  // of a number; characters of a text; files
    std::string hint;
    std::string hint_en;
    std::vector<std::string> actions;  // for which it is asked; empty: those that lead on
};

/// A field of a document that takes its value from elsewhere than the field of that name: `from` is form.FIELD,
/// subject.FIELD, organization.FIELD, case.WHAT or step.STEP.WHAT (workflow_documents.hpp).
struct DocumentValue {
    std::string field;
    std::string from;
};

/// A document that a step produces, of a template of the packs.
struct DocumentRule {
    std::string template_name;
    std::string name;  // empty: the template's
    std::string name_en;
    std::vector<DocumentValue> values;
    std::vector<std::string> actions;
};

/// Who is told of it, and for how many days it stands in their list.
struct NoticeRule {
    ActorRule to;
    int days = 0;
    std::vector<std::string> actions;
};

enum class ActionKind : std::uint8_t { advance, give_back, refuse };
std::string_view code_of(ActionKind kind);

struct ActionRule {
    std::string code;
    std::string name;
    std::string name_en;
    ActionKind kind = ActionKind::advance;
    std::string to;  // a step; empty: the case ends
    bool needs_document = false;
    bool needs_reason = false;
};

struct StepRule {
    std::string code;
    std::string name;
    std::string name_en;
    std::string rule;
    std::string hint;
    std::string hint_en;
    ActorRule actor;
    std::vector<FieldRule> fields;
    std::vector<NamedCall> guards;
    std::vector<NamedCall> effects;  // in the transaction of the step
    std::vector<DocumentRule> documents;
    std::vector<NoticeRule> notices;
    std::optional<Wait> min_wait;
    std::optional<Wait> max_wait;
    std::vector<ActionRule> actions;  // the first is the usual one

    const ActionRule* action(std::string_view code) const;
};

/// A way out that the whole case has: who may use it, in which steps.
struct WayOut {
    ActorRule actor;
    std::vector<std::string> steps;  // empty: all
};

struct Workflow {
    std::string code;
    std::string name;
    std::string name_en;
    std::string rule;
    std::string source;
    std::string subject;             // kind of what it is about; empty: nothing that is there yet
    std::string label;               // the field whose value names a case in lists
    std::vector<std::string> types;  // of organisations at which it may begin; empty: all
    std::vector<StepRule> steps;     // the first is where it begins
    std::optional<WayOut> withdraw;
    std::optional<WayOut> suspend;    // and resume
    std::optional<WayOut> take_over;  // besides those who may act anyway
    std::string place;                // file and line

    const StepRule* step(std::string_view code) const;
    const StepRule& first() const { return steps.front(); }
};

/// Does something that names actions belong to this action?
bool belongs_to(const std::vector<std::string>& actions, const ActionRule& action);

/// Reads a definition whose shape has been checked; figures that name another key must be there already.
/// @throws policy::WrongValue
Workflow workflow_of(const policy::Value& value);

/// What is wrong with a workflow by itself: FieldError{file and line, code, which}. Codes:
/// policy.workflow_unknown_step, policy.workflow_unreachable_step, policy.workflow_no_end, policy.workflow_dead_end,
/// policy.workflow_unknown_action, policy.workflow_unknown_field, policy.workflow_unknown_permission,
/// policy.workflow_step_twice
void check_graph(const policy::Value& value, std::vector<FieldError>& problems);

/// The last day that is in time. @param provisional  set when a year on the way has no calendar [GEN-03]
Date deadline_of(const Wait& wait, Date since, const WorkCalendar& calendar, bool& provisional);
/// The first day on which it may be done.
Date earliest_of(const Wait& wait, Date since, const WorkCalendar& calendar, bool& provisional);

}  // namespace jishi::engine
