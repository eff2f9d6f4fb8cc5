#pragma once
// What can be allowed. Which role allows what is pack data (packs/national/roles.yaml); a role that names an
// unknown permission stops the start.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace jishi::platform {

enum class Permission : std::uint8_t {
    organization_read,    // see organisations, units, coverage
    organization_change,  // found, rename, move, merge, split, dissolve
    organization_import,  // spreadsheets in
    organization_export,  // spreadsheets out
    unit_change,          // host units, counterparts
    account_read,         // list accounts (system administrator)
    account_change,       // create, lock, reset (system administrator)
    grant_read,           // who holds which role (security administrator)
    grant_change,         // give and take roles (security administrator)
    audit_read,           // the audit trail (auditor)
    settings_read,
    settings_change,  // parameters (system administrator)
    job_read,         // everybody's jobs (own jobs need no permission)
    policy_read,      // rules in force
    member_read,      // members, masked
    member_reveal,    // what is sealed, one field at a time, with a reason
    member_change,    // register, move, change the standing, amend, correct
    member_import,    // spreadsheets of members in
    member_export,    // spreadsheets of members out
    post_read,        // leading teams
    post_change,      // who takes and leaves posts
    reserve_change,   // the reserve: see and change
    award_change,     // awards; who sees a member sees them
    discipline_read,  // [SEC-04] discipline; every look is written down
    discipline_change,
    care_read,  // [SEC-04] hardship
    care_change,
    case_read,        // see cases of workflows and their steps
    case_start,       // begin a matter for one's own organisation and act for it
    case_enter_past,  // enter steps that were held on paper, with their true dates
    statistics_seal,  // [STAT-09] seal a form of a past year, and take the seal back
    count_
};

/// "organization.read"; the same text in packs, in endpoint tables and in the web application.
std::string_view code_of(Permission permission);
std::optional<Permission> permission_from(std::string_view code);

class PermissionSet {
public:
    constexpr PermissionSet() = default;
    constexpr PermissionSet(std::initializer_list<Permission> permissions)
    {
        for (auto permission : permissions) add(permission);
    }
    constexpr void add(Permission permission) { bits_ |= std::uint64_t{1} << static_cast<unsigned>(permission); }
    constexpr bool has(Permission permission) const { return bits_ >> static_cast<unsigned>(permission) & 1; }
    constexpr PermissionSet& operator|=(PermissionSet other)
    {
        bits_ |= other.bits_;
        return *this;
    }
    constexpr bool intersects(PermissionSet other) const { return (bits_ & other.bits_) != 0; }

private:
    std::uint64_t bits_ = 0;
};

}  // namespace jishi::platform
