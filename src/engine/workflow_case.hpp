#pragma once
// A case: one run of a workflow. Each step that was done is a row of its own; nothing of it changes afterwards.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "platform/ids.hpp"
#include "policy/value.hpp"

namespace jishi {
using CaseId = Id<struct CaseTag>;
using StepId = Id<struct StepTag>;
}  // namespace jishi

namespace jishi::engine {

/// What was filled in, by field: a text, a number, a truth, a date or an id as text, a list of attachment ids.
class Form {
public:
    using Values = std::map<std::string, policy::Value, std::less<>>;

    Form() = default;
    explicit Form(Values values) : values_(std::move(values)) {}

    const Values& values() const { return values_; }
    void set(std::string_view field, policy::Value value)
    {
        values_.insert_or_assign(std::string(field), std::move(value));
    }
    /// What a later step says of a field counts.
    void overlay(const Form& later)
    {
        for (const auto& [field, value] : later.values_) values_.insert_or_assign(field, value);
    }

    const policy::Value* find(std::string_view field) const
    {
        const auto found = values_.find(field);
        return found == values_.end() || found->second.is_null() ? nullptr : &found->second;
    }
    std::string text(std::string_view field) const;
    std::optional<std::int64_t> number(std::string_view field) const;
    std::optional<Date> date(std::string_view field) const;
    bool yes(std::string_view field) const;
    template <class Tag>
    Id<Tag> id(std::string_view field) const
    {
        return Id<Tag>::parse(text(field)).value_or(Id<Tag>{});
    }
    OrganizationId organization(std::string_view field) const { return id<OrganizationTag>(field); }
    std::vector<AttachmentId> attachments(std::string_view field) const;

private:
    Values values_;
};

enum class CaseState : std::uint8_t { open, suspended, done, refused, withdrawn };
std::string_view code_of(CaseState state);
std::optional<CaseState> case_state_from(std::string_view code);
inline bool is_over(CaseState state) { return state != CaseState::open && state != CaseState::suspended; }

struct Case {
    CaseId id;
    std::string workflow;
    std::string definition;    // digest of the text under which it began and will end
    std::string subject_kind;  // empty: nothing that is there yet
    std::int64_t subject = 0;
    OrganizationId organization;  // for which it is done
    OrganizationId shard;
    CaseState state = CaseState::open;
    std::string step;  // where it stands, or stood last
    Date step_since;   // true date
    std::optional<Date> due_on;
    bool due_provisional = false;  // [GEN-03] a year without a calendar was counted on the way
    std::optional<Date> earliest_on;
    OrganizationId acts_at;  // whose turn it is
    AccountId acts_account;  // taken over by; none: whoever the relation names
    std::string label;       // what it is called in lists
    Date started_on;         // true date
    Instant started_at;
    AccountId started_by;
    std::optional<Date> suspended_on;
    std::optional<Date> ended_on;
    int version = 1;  // grows with every step: of two at once one wins
    int steps_done = 0;
};

/// What was done: a step of the workflow, or a way back or out.
enum class Deed : std::uint8_t { act, withdraw, suspend, resume, take_over };
std::string_view code_of(Deed deed);
std::optional<Deed> deed_from(std::string_view code);

struct StepDone {
    StepId id;
    CaseId of;
    int number = 0;  // 1, 2, 3 … within the case
    Deed deed = Deed::act;
    std::string step;    // where the case stood
    std::string action;  // of the step
    std::string to;      // where it went; empty: it ended or stayed
    Date day;            // true date
    Instant recorded_at;
    AccountId account;
    std::string account_name;     // as it was then
    OrganizationId on_behalf_of;  // whose turn it was
    std::string document_no;
    std::string reason;
    bool from_paper = false;     // held on paper, entered later
    std::string rule;            // that set the time limit, if one did
    std::optional<Date> due_on;  // the limit as it was
    Form form;
    std::vector<AttachmentId> papers;
};

}  // namespace jishi::engine
