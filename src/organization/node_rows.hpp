#pragma once
// The classified fields of organisations, for statistics.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

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
/// Those of these ids that ever were.
void each_node_row_of(db::Tx& tx, std::span<const OrganizationId> ids, const std::function<void(const NodeRow&)>& each);
/// The organisations of which a change decided something, as it is known now.
std::vector<OrganizationId> changed_by(db::Tx& tx, ChangeId change);
/// What existed on a day, in no order.
void each_node_row_on(db::Tx& tx, const Moment& moment, const std::function<void(const NodeRow&)>& each);

/// Days on which an organisation stood below another.
struct ParentRow {
    OrganizationId id;
    OrganizationId parent;
    Date from;
    Date to;  // no longer
};
/// Of the organisations that ended, or got another parent, on one of these days: where they stood on the day before the
/// first and on all until the last. Organisation by organisation, in order of days.
void each_moved_parent(db::Tx& tx, Date first, const Moment& last, const std::function<void(const ParentRow&)>& each);

}  // namespace jishi::organization
