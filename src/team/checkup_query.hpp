#pragma once
// Members of a subtree as the check-up sees them.

#include <functional>
#include <map>
#include <span>

#include "db/db.hpp"
#include "policy/reading.hpp"
#include "team/checkup.hpp"
#include "team/member_office.hpp"

namespace jishi::team {

struct CheckedMember {
    const Member& member;
    std::span<const CheckupRule* const> broken;  // never empty
};

struct CheckupCount {
    std::int64_t members = 0;  // looked at
    std::int64_t findings = 0;
    std::int64_t with_findings = 0;
    std::map<std::string, std::int64_t> by_rule;
};

/// The rules of a place today, read once while they stay the same.
class CheckupRules {
public:
    explicit CheckupRules(const Office& office) : office_(office), readings_(read_checkup_policy) {}
    std::shared_ptr<const CheckupPolicy> at(OrganizationId place) const
    {
        return readings_.of(office_.organizations.policy_at(place, office_.clock.today()));
    }
    const Office& office() const { return office_; }

private:
    const Office& office_;
    policy::Readings<CheckupPolicy> readings_;
};

class Checkup {
public:
    Checkup(const Office& office, const CheckupPolicy& policy, Date day) : office_(office), policy_(policy), day_(day)
    {
    }

    /// Members on the roll of these branches, branch by branch, as long as `take` answers true. Only who breaks a rule
    /// is told.
    void each(db::Tx& tx, std::span<const OrganizationId> branches,
              const std::function<bool(const CheckedMember&)>& take) const;

    /// Sums over these branches, by branch.
    std::map<OrganizationId, CheckupCount> count(db::Tx& tx, std::span<const OrganizationId> branches) const;

private:
    std::vector<const CheckupRule*> look(const Member& member, std::map<OrganizationId, std::string>& sectors,
                                         const MemberPolicy& rules) const;
    void each_member(db::Tx& tx, std::span<const OrganizationId> branches,
                     const std::function<bool(Member&&)>& take) const;

    const Office& office_;
    const CheckupPolicy& policy_;
    Date day_;
};

}  // namespace jishi::team
