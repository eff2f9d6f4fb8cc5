#pragma once
// The record of a change: what was decided, by which paper, by whom and when it was recorded. Records are only added;
// a correction is a record too.

#include <optional>
#include <string>
#include <string_view>

#include "organization/attributes.hpp"
#include "engine/dated.hpp"
#include "policy/policy.hpp"

namespace jishi::organization {

enum class ChangeKind : std::uint8_t {
    founded,
    renamed,
    type_changed,
    reclassified,
    moved,
    merged_into,
    split_from,
    dissolved,
    term_started,
    term_postponed,
    imported,
    corrected,
};
std::string_view code_of(ChangeKind kind);
std::optional<ChangeKind> change_kind_from(std::string_view code);

/// What whoever records a change says about it.
struct Papers {
    Date effective_on;        // past, today or to come
    std::string document_no;  // [ORG-25] of the reply that allows it
    std::string reason;
    std::string special_reason;  // [ORG-02, ORG-03] why below a threshold
    std::optional<int> version;  // of the organisation as it was seen; refused when it has changed since
    bool dry_run = false;        // check everything, write nothing
};

struct Change {
    ChangeId id;
    ChangeKind kind = ChangeKind::founded;
    OrganizationId organization;
    Date effective_on;
    std::string document_no;
    std::string reason;
    std::string special_reason;
    OrganizationId related;      // into which it was merged, from which it was split, to which its children went
    std::string payload = "{}";  // JSON object: what else was asked for
    Instant recorded_at;
    AccountId recorded_by;
    std::string recorded_by_name;  // as it was then
    ChangeId corrects;             // the change that this one puts right or takes back
    bool superseded = false;       // corrected by a later one
    std::string rules = "[]";      // by which it was decided: JSON list of {key, rule, pack, version, from} [GEN-05]
};

/// The rules by which a change of a kind is decided where `policy` is in force, for Change::rules.
std::string rules_deciding(const policy::Policy& policy, ChangeKind kind);

}  // namespace jishi::organization
