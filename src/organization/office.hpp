#pragma once
// What every use case of this module works with.

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "db/db.hpp"
#include "organization/directory.hpp"
#include "organization/organization_policy.hpp"
#include "platform/actor.hpp"

namespace jishi::organization {

/// A line for the audit trail.
struct Deed {
    std::string action;        // "organization.renamed"
    std::string subject_kind;  // "organization", "unit"
    std::string subject;
    OrganizationId organization;
    std::string before;        // JSON object, or empty
    std::string after;
    std::string rule;
};

struct Office {
    IdGenerator& ids;
    const Clock& clock;
    const PolicyBook& policies;
    Directory& directory;
    /// Writes to the audit trail, in the transaction of the deed.
    std::function<void(db::Tx&, const platform::Actor&, const Deed&)> audit;
    /// Hears, after the commit, from which day on the tree looks otherwise, and the highest id that was written.
    std::function<void(Date from, std::int64_t mark)> changed;

    /// The rules of all modules at an organisation on a day: where it stands today counts. Lock-free, no allocation.
    policy::Policy policy_at(OrganizationId at, Date day) const;
    /// The same as this module reads them.
    std::shared_ptr<const OrganizationPolicy> rules(OrganizationId at, Date day) const;
};

}  // namespace jishi::organization
