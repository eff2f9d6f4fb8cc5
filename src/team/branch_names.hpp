#pragma once
// Branches as people write them in tables: by code, name, short name, or the path below an organisation.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "organization/organizations.hpp"
#include "team/member_policy.hpp"

namespace jishi::team {

/// The organisations of a subtree by what they may be called.
class BranchNames {
public:
    BranchNames(const organization::Directory& directory, const MemberPolicy& policy, OrganizationId within);

    struct Found {
        OrganizationId branch;
        std::string code;    // of a finding; empty: found
        std::string detail;  // how many there are of an ambiguous name
    };
    /// @return  with import.branch_unknown, import.branch_ambiguous, import.branch_holds_no_members
    const Found& find(const std::string& text);

private:
    struct Known {
        OrganizationId id;
        bool holds = false;  // members
    };
    Found look(std::string_view text) const;
    std::vector<Known> called(std::string_view text) const;
    bool stands_below(OrganizationId id, const std::vector<std::string>& above) const;
    static Found judge(const std::vector<Known>& found);

    const organization::Directory& directory_;
    OrganizationId within_;
    bool within_holds_ = false;
    std::unordered_map<std::string, std::vector<Known>> by_name_;  // folded names and short names
    std::unordered_map<std::string, Known> by_code_;
    std::unordered_map<std::string, Found> answers_;
};

}  // namespace jishi::team
