#pragma once
// Roles are pack data; grants give a role to an account, on an organisation or, for the three administrators, on the
// whole installation. [SEC-13] The three are different persons and hold nothing else.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "db/db.hpp"
#include "platform/actor.hpp"
#include "policy/policy.hpp"

namespace jishi::platform {

class Audit;
class Sessions;
struct Wiring;

struct Role {
    std::string code;
    std::string name;
    std::string name_en;
    std::vector<std::string> permission_codes;
    PermissionSet permissions;
    bool on_organization = true;
    bool administrator = false;
    std::vector<std::string> excludes;
};

class RoleBook {
public:
    /// @errors role.unknown_permission (detail names role and permission)
    static Result<RoleBook> load(const policy::Policy& rules);

    const Role* find(std::string_view code) const;
    std::span<const Role> all() const { return roles_; }
    const std::string& rule() const { return rule_; }
    /// May one account not hold both? The same role twice (on two organisations) is no conflict.
    bool exclude_each_other(const Role& a, const Role& b) const;

private:
    std::vector<Role> roles_;
    std::string rule_;
};

/// A grant as it is stored: `taken_at` is Instant::forever() while it is held.
struct GrantRow {
    GrantId id;
    AccountId account;
    std::string role;
    OrganizationId organization;
    bool subtree = true;
    Instant given_at;
    AccountId given_by;
    Instant taken_at = Instant::forever();
};

struct NewGrant {
    std::string role;
    OrganizationId organization{};
    bool subtree = true;
};

/// Gives and takes roles.
class Roles {
public:
    Roles(const RoleBook& book, const Wiring& wiring, IdGenerator& ids, Audit& audit, Sessions& sessions);

    const RoleBook& book() const { return book_; }
    /// @errors access.forbidden, role.own_grant, account.unknown, role.unknown, role.organization_needed,
    ///         role.organization_not_allowed, role.organization_unknown, grant.exists, role.separation_of_duties
    Result<GrantRow> give(db::Tx& tx, const Actor& actor, AccountId account, const NewGrant& grant);
    /// @errors access.forbidden, role.own_grant, grant.unknown, role.last_administrator
    Result<void> take(db::Tx& tx, const Actor& actor, AccountId account, GrantId grant);

    /// Would the installation be without this account the poorer by its last administrator of a kind?
    /// @errors role.last_administrator
    Result<void> check_dispensable(db::Tx& tx, AccountId account) const;

private:
    Result<void> check_place(const Role& role, const NewGrant& grant) const;
    Result<void> check_separation(db::Tx& tx, AccountId account, const Role& role, const NewGrant& grant) const;
    Result<void> check_not_last(db::Tx& tx, AccountId account, std::string_view role) const;

    const RoleBook& book_;
    const Wiring& wiring_;
    IdGenerator& ids_;
    Audit& audit_;
    Sessions& sessions_;
};

}  // namespace jishi::platform
