#pragma once
// What every use case of this module works with.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "db/db.hpp"
#include "organization/organizations.hpp"
#include "platform/actor.hpp"
#include "platform/audit.hpp"
#include "policy/reading.hpp"
#include "team/member_policy.hpp"
#include "team/sealed.hpp"

namespace jishi::team {

/// A line for the audit trail. What changed stands in the record of changes: the trail names attributes, never values.
struct Deed {
    std::string action;  // "member.moved"
    MemberId member;     // none: about an organisation's members
    OrganizationId organization;
    std::string before;
    std::string after;  // JSON object, or empty
    std::string rule;
};

/// Whose right to vote is withheld on a day by what another module knows (discipline, detention). [GEN-04]
/// @return  those of `members`, in any order
using RightsQuestion =
    std::function<std::vector<MemberId>(db::Tx&, std::span<const MemberId> members, const organization::Moment&)>;

struct Office {
    IdGenerator& ids;
    const Clock& clock;
    const policy::Readings<MemberPolicy>& readings;
    const organization::Office& organizations;
    const organization::Directory& directory;
    organization::PastTrees& past_trees;
    const Vault& vault;
    /// Writes to the audit trail, in the transaction of the deed.
    std::function<void(db::Tx&, const platform::Actor&, const Deed&)> audit;
    /// What the trail says of a member, newest first.
    std::function<std::vector<platform::AuditRow>(db::Tx&, MemberId, int limit)> trail;
    std::vector<RightsQuestion> rights = {};

    /// The rules at a place on a day; none: the national ones. A day before the first rule is judged by those of today.
    std::shared_ptr<const MemberPolicy> rules(OrganizationId at, Date day) const
    {
        return readings.of(organizations.policy_at(at, day), organizations.policy_at(at, clock.today()));
    }
};

}  // namespace jishi::team
