#pragma once
// What the registry knows of an organisation, for documents about it.

#include <optional>

#include "db/db.hpp"
#include "engine/workflow_names.hpp"
#include "organization/office.hpp"
#include "platform/document.hpp"

namespace jishi::organization {

/// As it is today; nothing when there is no such organisation.
std::optional<platform::document::Value> registered_values(const Office& office, db::Tx& tx, OrganizationId id);
/// For a case: of the organisation that it is about; of one that is still to be founded, below which it will stand.
platform::document::Value values_for_case(const Office& office, db::Tx& tx, const engine::Facts& facts);

}  // namespace jishi::organization
