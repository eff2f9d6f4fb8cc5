#pragma once
// What every use case of this module works with.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"
#include "organization/directory.hpp"
#include "organization/organization_policy.hpp"
#include "organization/stretch.hpp"
#include "platform/actor.hpp"

namespace jishi::organization {

/// A line for the audit trail.
struct Deed {
    std::string action;        // "organization.renamed"
    std::string subject_kind;  // "organization", "unit"
    std::string subject;
    OrganizationId organization;
    std::string before;  // JSON object, or empty
    std::string after;
    std::string rule;
};

/// [ORG-24] A change that alters on which days organisations exist, or what they are: whoever belongs to one of them
/// goes along to its target, or the change is refused.
struct Reshaping {
    struct One {
        OrganizationId organization;
        OrganizationId target;       // of those who belong to it; none: nobody may be left
        std::vector<Stretch> after;  // how it will be
    };
    ChangeId change;
    Date effective_on;
    std::string document_no;
    std::string reason;
    bool dry_run = false;
    std::vector<One> organizations;
    /// [ORG-23] Who goes from an organisation that is split to one of its parts; the others stay.
    struct Part {
        OrganizationId organization;
        std::vector<MemberId> members;
        bool all_others = false;  // whoever belongs to the whole that day and is named by no part
    };
    OrganizationId whole = {};  // that is split, or was changed by what is put right
    std::vector<Part> parts = {};
    /// The change that is put right, and those that it had put right itself: who went along with one of them goes along
    /// with its correction.
    std::vector<ChangeId> corrects = {};
    bool withdrawn = false;
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
    /// Who belongs to organisations, answered by the register of people (wired in app/); left out: nobody does.
    /// @errors organization.has_members
    std::function<Result<void>(db::Tx&, const platform::Actor&, const Reshaping&)> people = nullptr;
    /// Hears, in the transaction of the deed, whose rows in other modules go to another shard (wired in app/).
    std::function<void(db::Tx&, const Resharding&)> resharded = nullptr;

    /// The rules of all modules at an organisation on a day: where it stands today counts. Lock-free, no allocation.
    policy::Policy policy_at(OrganizationId at, Date day) const;
    /// The same as this module reads them.
    std::shared_ptr<const OrganizationPolicy> rules(OrganizationId at, Date day) const;
};

}  // namespace jishi::organization
