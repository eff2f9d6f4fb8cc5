#pragma once
// Rows of organizations, their dated states and their changes. No rules here.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "db/db.hpp"
#include "organization/change.hpp"
#include "organization/node.hpp"
#include "organization/timeline.hpp"

namespace jishi::organization::store {

// ---- today's rows --------------------------------------------------------------------------------------------
std::optional<Node> find_node(db::Tx& tx, OrganizationId id);
/// Every row, in no order.
void each_node(db::Tx& tx, const std::function<void(Node&&)>& each);
void insert_node(db::Tx& tx, const Node& node);
/// Everything but path and shard, which move_path() and reshard() write.
void update_node(db::Tx& tx, const Node& node);
/// Puts a subtree below another path, in one statement. @return rows moved
std::int64_t move_path(db::Tx& tx, std::string_view from, std::string_view to);
/// Gives the rows of a subtree that were in one shard to another, with their history and their units. @return which
std::vector<OrganizationId> reshard(db::Tx& tx, std::string_view path, OrganizationId from, OrganizationId to);
/// The next number for a path segment; `count` numbers are taken at once. @return the first of them
std::int64_t take_segments(db::Tx& tx, std::int64_t count = 1);

// ---- dated states --------------------------------------------------------------------------------------------
Timeline timeline_of(db::Tx& tx, OrganizationId id);
/// As it was known at an instant.
Timeline timeline_known_at(db::Tx& tx, OrganizationId id, Instant known);
void insert_state(db::Tx& tx, OrganizationId organization, OrganizationId shard, const State& state);
void supersede(db::Tx& tx, StateId id);
/// Is there another organisation of this name below this parent on a day of [from, to)?
bool is_name_taken(db::Tx& tx, OrganizationId parent, std::string_view name, Date from, Date to, OrganizationId except);
/// A stretch of days on which an organisation stands below a parent.
struct Link {
    OrganizationId child;
    Date from;
    Date to;
    std::string type;  // of the child in that stretch
};
/// Organisations that stand below this one on a day of [from, to).
std::vector<Link> children_of(db::Tx& tx, OrganizationId parent, Date from, Date to);
/// Organisations of which a row that is known now was decided by this change.
std::vector<OrganizationId> decided_by(db::Tx& tx, ChangeId change);

// ---- changes -------------------------------------------------------------------------------------------------
void insert_change(db::Tx& tx, const Change& change, OrganizationId shard);
std::optional<Change> find_change(db::Tx& tx, ChangeId id);
/// Every state ever known of an organisation, with when it was recorded, in order of validity.
struct RecordedState {
    State state;
    Instant recorded_at;
    Instant superseded_at;
};
std::vector<RecordedState> recorded_states(db::Tx& tx, OrganizationId id);
/// The changes that concern an organisation, newest first: its own, those that decided about it, those that gave to it.
std::vector<Change> changes_of(db::Tx& tx, OrganizationId id);
/// Changes effective on days of (from, to] and recorded until an instant, newest first.
void each_change_between(db::Tx& tx, Date from, Date to, Instant known, const std::function<bool(Change&&)>& each);
/// Changes of an organisation that take effect on days to come.
std::vector<Change> planned_changes_of(db::Tx& tx, OrganizationId id);

// ---- past days ---------------------------------------------------------------------------------------------------
/// One organisation as it was on a day.
struct Then {
    OrganizationId id;
    Attributes values;
};
std::vector<Then> children_at(db::Tx& tx, OrganizationId parent, Date day, Instant known);
/// Those of these organisations that existed on the day, in no order.
std::vector<Then> several_at(db::Tx& tx, std::span<const OrganizationId> ids, Date day, Instant known);

// ---- what becomes effective on a day to come -----------------------------------------------------------------------
void plan(db::Tx& tx, Date effective_on, OrganizationId organization, ChangeId change);
void unplan(db::Tx& tx, OrganizationId organization, ChangeId change);
struct Planned {
    Date effective_on;
    OrganizationId organization;
    ChangeId change;
};
std::vector<Planned> planned_until(db::Tx& tx, Date day);
void forget_planned_until(db::Tx& tx, Date day);
bool has_plans(db::Tx& tx, OrganizationId organization);

}  // namespace jishi::organization::store
