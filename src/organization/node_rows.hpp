#pragma once
// The classified fields of organisations, for statistics.

#include <functional>
#include <optional>
#include <string>

#include "db/db.hpp"
#include "organization/past_tree.hpp"
#include "platform/ids.hpp"

namespace jishi::organization {

struct NodeRow {
    OrganizationId id;
    OrganizationId parent;
    bool active = true;  // dissolved ones stand in today's tree too: what belonged to them may not be lost
    std::string type;
    std::string sector;
    std::string level;
    std::string form;
    std::optional<Date> term_expires_on;
};

/// Everything that ever was, but what was founded by mistake; parents before children.
void each_node_row(db::Tx& tx, const std::function<void(const NodeRow&)>& each);
/// What existed on a day, in no order.
void each_node_row_on(db::Tx& tx, const Moment& moment, const std::function<void(const NodeRow&)>& each);

}  // namespace jishi::organization
