#pragma once
// What changes of organisations do to the links between organisations and units.

#include <span>

#include "base/result.hpp"
#include "db/db.hpp"
#include "engine/dated.hpp"
#include "organization/organization_policy.hpp"

namespace jishi::organization {

/// A change under way, as far as links are concerned.
struct Linking {
    db::Tx& tx;
    IdGenerator& ids;
    ChangeId change;
    Date from;
};

/// The organisation stands in these units from the day of the change on: as their own one, or as a joint one where its
/// type says so [ORG-55].
/// @errors unit.not_found (with its place in the list), unit.named_twice
Result<void> link_units(const Linking& linking, const TypeRule& type, OrganizationId organization,
                        std::span<const UnitId> units);
/// Units of an organisation go to another from the day of the change on, or to none.
/// @param only  these units; empty: all
void hand_over_units(const Linking& linking, OrganizationId from, OrganizationId to, std::span<const UnitId> only = {});
/// What a change did to the links of one organisation, or (none) to all links.
struct Touched {
    ChangeId by;
    OrganizationId organization;
};
/// Takes back what a change did to links.
void withdraw_links(const Linking& linking, const Touched& touched);
/// What a corrected change did to links from `was` on, it does from `linking.from` on.
void shift_links(const Linking& linking, const Touched& touched, Date was);
std::size_t count_units(db::Tx& tx, OrganizationId organization, Date day);

}  // namespace jishi::organization
