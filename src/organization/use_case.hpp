#pragma once
// The frame of a use case: what each does first and last. For the *_service parts of this module.

#include "organization/amendment.hpp"
#include "organization/organization_service.hpp"

namespace jishi::organization {

/// A change on its way from the first check to the last row.
struct UseCase {
    UseCase(const Office& office, db::Tx& tx, const platform::Actor& actor, ChangeKind kind, const Papers& papers);

    /// The organisation that is changed: permission, existence, version, papers.
    /// @errors access.forbidden, organization.not_found, organization.version_conflict, organization.dissolved,
    ///         organization.document_needed, organization.reason_needed
    Result<Amendment::Subject*> begin(OrganizationId id);
    /// The state on which a change of that day builds. @errors organization.too_early, organization.dissolved
    Result<const State*> state_on_day(const Amendment::Subject& subject) const;
    /// Another organisation that takes part. @errors access.forbidden, organization.not_found
    Result<Amendment::Subject*> other(OrganizationId id);

    /// Checks the whole and, unless it is a dry run, writes it: rows, record, audit, outbox, fact.
    /// @errors of Amendment::check, organization.has_members
    Result<Outcome> finish(OrganizationId id);

    const Office& office;
    db::Tx& tx;
    const platform::Actor& actor;
    const Papers& papers;
    Amendment amendment;
    Change change;
    std::shared_ptr<const OrganizationPolicy> rules;
    std::string rule;                    // that decided, for the audit trail
    OrganizationId heir;                 // of those who belong to the organisation that is changed
    OrganizationId whole;                // that is split, or was changed by what is put right
    std::vector<Reshaping::Part> parts;  // of a split
    std::vector<ChangeId> corrects;      // of a correction: what is put right
    bool withdrawn = false;

private:
    Result<void> settle_people();
};

/// The attributes of a set as a JSON object, named as in the API.
std::string json_of(const Attributes& values, AttributeSet which);

}  // namespace jishi::organization
