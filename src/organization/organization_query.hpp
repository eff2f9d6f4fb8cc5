#pragma once
// What hangs on an organisation: the units it stands in, its counterparts.

#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"
#include "organization/directory.hpp"
#include "organization/past_tree.hpp"
#include "platform/ids.hpp"

namespace jishi::organization::query {

struct HostUnit {
    UnitId id;
    std::string name;
    std::string credit_code;
    std::string kind;
    std::string sector;
    std::string role;  // host, member
};
std::vector<HostUnit> units_of(db::Tx& tx, OrganizationId id, const Moment& moment);

struct Counterpart {
    std::int64_t id = 0;
    std::string kind;
    std::string name;
    Date founded_on;
};
std::vector<Counterpart> counterparts_of(db::Tx& tx, OrganizationId id, Date day);

/// Fills an empty directory: every organisation, and what hangs on it or once hung.
/// @param told_apart_max  of more links to units than this it is not read whose they are, when most have some
void load(db::Tx& tx, Directory& directory, std::int64_t told_apart_max = 100'000);

/// The organisation with this code, an active one before others; none when there is none.
OrganizationId with_code(db::Tx& tx, std::string_view code);

}  // namespace jishi::organization::query
