#pragma once
// Which units an organisation stands in, dated. A link is opened by one change and may be closed by another, so that
// both can be taken back.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"
#include "engine/dated.hpp"

namespace jishi::organization::store {

struct UnitLink {
    Id<struct UnitLinkTag> id;
    OrganizationId organization;
    UnitId unit;
    std::string role;  // host, member (of a joint organisation)
    Date valid_from;
    Date valid_to = Date::forever();
    ChangeId opened_by;
    ChangeId closed_by;  // none: open
};

void insert_link(db::Tx& tx, IdGenerator& ids, UnitLink link);
/// Ends what is known of a link; the caller adds what is known now.
void supersede_link(db::Tx& tx, const UnitLink& link);
/// Links of an organisation that are known now and hold on or after a day.
std::vector<UnitLink> links_of(db::Tx& tx, OrganizationId organization, Date from);
std::vector<UnitLink> links_of_unit(db::Tx& tx, UnitId unit);
/// Links that a change opened or closed.
std::vector<UnitLink> links_touched_by(db::Tx& tx, ChangeId change);
/// Is the unit registered and open on this day?
bool is_unit_open(db::Tx& tx, UnitId unit, Date day);

}  // namespace jishi::organization::store
