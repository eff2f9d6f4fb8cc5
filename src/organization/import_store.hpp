#pragma once
// What an import has to know of the tree and the register.

#include <functional>
#include <string>
#include <unordered_set>
#include <vector>

#include "db/db.hpp"
#include "organization/import_organizations.hpp"

namespace jishi::organization::store {

/// Grows with every change of the tree or the register: what was checked against an older mark has to be checked again.
struct Mark {
    std::int64_t organization = 0;
    std::int64_t unit = 0;
    bool operator==(const Mark&) const = default;
};
Mark mark_of(db::Tx& tx);

/// Active organisations, for one pass over the tree. `inside` is set for those below (and at) the path.
void each_known(db::Tx& tx, std::string_view path, const std::function<void(KnownOrganization&&)>& each);

/// Units whose name or credit code is among these.
std::vector<KnownUnit> known_units(db::Tx& tx, const std::unordered_set<std::string>& texts);

}  // namespace jishi::organization::store
