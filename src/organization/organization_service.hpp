#pragma once
// The use cases: permission, load, decide, store, audit. Each runs in the caller's transaction; the directory follows
// after the commit.

#include <optional>
#include <string>
#include <vector>

#include "organization/change.hpp"
#include "organization/node.hpp"
#include "organization/office.hpp"
#include "organization/structure.hpp"

namespace jishi::organization {

/// What a use case answers: the organisation as it is shown today (or will be) and the record.
struct Outcome {
    Node node;
    Change change;
};

struct Founding {
    OrganizationId parent;
    Attributes values;  // without parent, existence and term
    std::vector<UnitId> units;
    std::optional<Date> term_started_on;
    Papers papers;
};
/// [ORG-01 – ORG-15, ORG-20] @errors access.forbidden, organization.not_found (the parent), those of check_codes,
/// check_papers,
///   check_place, check_thresholds, check_units, term_expiry, unit.not_found, organization.parent_not_there,
///   organization.name_taken_under_parent
Result<Outcome> found(const Office&, db::Tx&, const platform::Actor&, const Founding&);

struct Renaming {
    std::string name;
    std::optional<std::string> short_name;
    Papers papers;
};
/// @errors of begin(), organization.nothing_changed, organization.name_taken_under_parent
Result<Outcome> rename(const Office&, db::Tx&, const platform::Actor&, OrganizationId, const Renaming&);

struct TypeChange {
    std::string type;
    std::optional<std::string> level;
    std::optional<int> members;
    std::optional<int> formal_members;
    Papers papers;
};
/// @errors of begin(), organization.nothing_changed, check_codes, check_place (for itself and for those below),
/// check_thresholds,
///   check_units
Result<Outcome> change_type(const Office&, db::Tx&, const platform::Actor&, OrganizationId, const TypeChange&);

struct Reclassifying {
    std::optional<std::string> sector;
    std::optional<std::string> form;
    std::optional<std::string> level;
    std::optional<std::string> region_code;
    std::optional<std::string> code;
    std::optional<int> sort_order;
    std::optional<int> members;
    std::optional<int> formal_members;
    Papers papers;
};
Result<Outcome> reclassify(const Office&, db::Tx&, const platform::Actor&, OrganizationId, const Reclassifying&);

/// [ORG-40 – ORG-46] The election took effect on `papers.effective_on`.
/// @errors of begin(), organization.has_no_term, organization.term_too_early [ORG-43]
Result<Outcome> start_term(const Office&, db::Tx&, const platform::Actor&, OrganizationId, const Papers&);
/// [ORG-43] The higher organisation lets the election be later than the end of the term, by its reply.
struct Postponing {
    Date postponed_to;
    Papers papers;
};
/// @errors organization.has_no_term, .postponed_within_term, .postponed_too_long, .document_needed
Result<Outcome> postpone_term(const Office&, db::Tx&, const platform::Actor&, OrganizationId, const Postponing&);

struct Moving {
    OrganizationId parent;
    Papers papers;
};
/// [ORG-53] With the whole subtree. @errors of begin(), access.forbidden (on the new parent), check_place,
///   organization.nothing_changed, organization.parent_not_there, organization.would_be_cycle,
///   organization.name_taken_under_parent
Result<Outcome> move(const Office&, db::Tx&, const platform::Actor&, OrganizationId, const Moving&);

struct Merging {
    OrganizationId into;
    Papers papers;
};
/// [ORG-24] Its children and units go to `into`, and it ends.
Result<Outcome> merge(const Office&, db::Tx&, const platform::Actor&, OrganizationId, const Merging&);

struct SplitPart {
    std::string name;
    std::string type;
    std::vector<UnitId> units;
    std::vector<OrganizationId> children;
    std::vector<MemberId> members;  // who belong to the whole that day and go to this part
    bool all_others = false;        // so do all whom no part names
};
struct Splitting {
    std::vector<SplitPart> parts;
    Papers papers;
};
/// [ORG-23] Parts become organisations of their own beside it and take the named children, units and members with them;
/// whoever is not named stays.
/// @errors of begin(), input.invalid (no parts), organization.not_a_child, organization.named_twice,
/// organization.member_named_twice, organization.others_twice, organization.not_its_member, member.branch_… (fields
/// parts/N/members) …
Result<Outcome> split(const Office&, db::Tx&, const platform::Actor&, OrganizationId, const Splitting&);

struct Dissolving {
    OrganizationId target;  // of its children and units; none: it has none
    Papers papers;
    OrganizationId members_to = {};  // the branch to which its members go; none: the target
};
/// [ORG-24] @errors of begin(), organization.has_children (no target), organization.has_members,
/// organization.would_be_cycle …
Result<Outcome> dissolve(const Office&, db::Tx&, const platform::Actor&, OrganizationId, const Dissolving&);

struct Correcting {
    ChangeId change;
    bool withdraw = false;
    std::optional<Date> effective_on;
    AttributeSet changed;  // of what the change decided
    Attributes values;
    Papers papers;  // of the correction itself
};
/// Puts a recorded change right; what was known before stays known as what was known before.
/// @errors access.forbidden, organization.change_not_found, organization.change_superseded, organization.reason_needed,
///   organization.version_conflict, organization.too_early, organization.dissolved, organization.has_later_changes,
///   those of Amendment::check
Result<Outcome> correct(const Office&, db::Tx&, const platform::Actor&, OrganizationId, const Correcting&);

/// Lets what was planned for a day until `today` show in today's rows. @return organisations touched
std::size_t roll_to(const Office&, db::Tx&, Date today);

}  // namespace jishi::organization
