#pragma once
// Many new organisations at once.

#include <vector>

#include "db/db.hpp"
#include "organization/change.hpp"
#include "organization/organization_service.hpp"

namespace jishi::organization::store {

/// Writes a row and a state of each. Takes the texts out of `nodes`.
/// @return the rows, for the directory
/// @errors organization.not_found (a parent that is neither stored nor earlier in the list)
Result<std::vector<Node>> bulk_insert(db::Tx& tx, IdGenerator& ids, Date today, const Change& change, std::vector<NewNode>& nodes);

}  // namespace jishi::organization::store
