#pragma once
// Rows of many units that are registered and attached at once, under the record that founds their organisations.

#include <span>
#include <string_view>

#include "db/db.hpp"
#include "organization/change.hpp"
#include "organization/unit.hpp"

namespace jishi::organization::store {

struct BulkUnit {
    UnitId id;
    ChangeId change;  // its registration
    UnitAttributes values;
    OrganizationId shard;
    Date opened_on;
    OrganizationId organization;  // that stands in it from its first day on
    std::string_view role;
};

/// Their rows, states, records and links. The links are opened by the batch, so that they are put right with it.
/// @param batch  as it will be stored
void bulk_insert_units(db::Tx& tx, IdGenerator& ids, const Change& batch, std::span<const BulkUnit> units);

}  // namespace jishi::organization::store
