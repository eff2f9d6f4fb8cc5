#pragma once

#include "engine/import_batches.hpp"
#include "organization/office.hpp"
#include "organization/organization_service.hpp"

namespace jishi::organization {

using engine::Batch;
using engine::ImportId;

namespace store {
void insert_batch_units(db::Tx& tx, ImportId batch, const std::vector<UnitId>& units);
}

/// What the batch founded never was. @errors import.changed_since (detail: the name of the first that stands in the
/// way),
///   access.forbidden
Result<void> withdraw_organizations(const Office& office, db::Tx& tx, const platform::Actor& actor, const Batch& batch,
                                    const Papers& papers);
/// What the batch registered never was. @errors as above
Result<void> withdraw_units(const Office& office, db::Tx& tx, const platform::Actor& actor, const Batch& batch);

}  // namespace jishi::organization
