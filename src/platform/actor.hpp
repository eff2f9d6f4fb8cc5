#pragma once
// Who is asking, and what they may do where.

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "platform/ids.hpp"
#include "platform/permission.hpp"

namespace jishi::platform {

/// "Is this organisation the root or below it, today?": platform asks, the organisation module answers
/// from its tree in memory (wired in app/). O(depth), no allocation.
class OrganizationScope {
public:
    virtual ~OrganizationScope() = default;
    virtual bool contains(OrganizationId root, OrganizationId node) const = 0;
};

/// One role held on one organisation.
struct Grant {
    GrantId id;
    std::string role;             // code of packs: "branch_secretary"
    OrganizationId organization;  // none: the whole installation (the three administrators only)
    bool subtree = true;
    PermissionSet permissions;  // of the role, resolved when the grant was loaded
};

/// The grants of an account: one immutable list that all its sessions and requests share, so that an Actor is
/// cheap to make for every request.
class Grants {
public:
    Grants() = default;
    Grants(std::vector<Grant> list) : list_(std::make_shared<const std::vector<Grant>>(std::move(list))) {}  // NOLINT
    Grants(std::initializer_list<Grant> list) : Grants(std::vector<Grant>(list)) {}

    const Grant* begin() const { return list_ ? list_->data() : nullptr; }
    const Grant* end() const { return list_ ? list_->data() + list_->size() : nullptr; }
    std::size_t size() const { return list_ ? list_->size() : 0; }
    bool empty() const { return size() == 0; }
    const Grant& operator[](std::size_t i) const { return (*list_)[i]; }
    /// Makes a new list; others keep the one they have.
    void push_back(Grant grant)
    {
        auto list = list_ ? *list_ : std::vector<Grant>{};
        list.push_back(std::move(grant));
        *this = Grants(std::move(list));
    }

private:
    std::shared_ptr<const std::vector<Grant>> list_;
};

/// An account in a session, as of now: grants are re-read when they change, so a role lost a second ago is lost.
class Actor {
public:
    AccountId account;
    SessionId session;
    std::string username;
    std::string display_name;
    Grants grants;
    const OrganizationScope* scope = nullptr;
    std::string_view blocked;  // not empty: nothing but the own session until this is done (an error code); then
                               // there are no grants either
    std::string remote;        // address, for the audit trail
    std::string request_id;

    /// May this account do that on this organisation? No allocation; a few tens of nanoseconds a grant.
    bool may(Permission permission, OrganizationId organization) const
    {
        for (const auto& grant : grants) {
            if (!grant.permissions.has(permission)) continue;
            if (!grant.organization || grant.organization == organization) return true;
            if (grant.subtree && scope && scope->contains(grant.organization, organization)) return true;
        }
        return false;
    }
    /// Does it hold the permission anywhere?
    bool may_somewhere(Permission permission) const
    {
        for (const auto& grant : grants)
            if (grant.permissions.has(permission)) return true;
        return false;
    }
    /// @errors access.forbidden
    Result<void> require(Permission permission, OrganizationId organization) const
    {
        if (may(permission, organization)) return {};
        return refuse(ErrorKind::forbidden, "access.forbidden", {}, std::string(code_of(permission)));
    }
    /// For what belongs to the installation and to no organisation: accounts, settings, the audit trail.
    /// @errors access.forbidden
    Result<void> require(Permission permission) const
    {
        if (may_somewhere(permission)) return {};
        return refuse(ErrorKind::forbidden, "access.forbidden", {}, std::string(code_of(permission)));
    }
};

}  // namespace jishi::platform
