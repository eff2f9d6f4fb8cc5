#pragma once
// The tree of organisations as the engines ask for it.

#include "engine/places.hpp"
#include "organization/office.hpp"

namespace jishi::organization {

class TreePlaces final : public engine::Places {
public:
    /// Must not outlive the office.
    explicit TreePlaces(const Office& office) : office_(office) {}

    std::optional<std::string> name_of(OrganizationId id) const override;
    std::string type_of(OrganizationId id) const override;
    bool contains(OrganizationId root, OrganizationId node) const override;
    policy::Policy policy_at(OrganizationId id, Date day) const override;
    OrganizationId shard_of(db::Tx& tx, OrganizationId id) const override;
    std::size_t count_below(OrganizationId root) const override;
    void each_below(OrganizationId root, const std::function<void(OrganizationId)>& each) const override;
    Result<void> narrow(db::Statement& statement, db::Tx& tx, const platform::Actor& actor,
                        platform::Permission permission, OrganizationId within,
                        const std::string& column) const override;

private:
    const Office& office_;
};

}  // namespace jishi::organization
