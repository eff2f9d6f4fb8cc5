#pragma once
// What was on a day, as it is known now or was known at an instant, and what happened between two days.

#include <optional>
#include <vector>

#include "organization/change.hpp"
#include "organization/directory.hpp"
#include "organization/past_tree.hpp"

namespace jishi::organization {

/// An organisation as it was on the day: its path names those that stood above it then.
/// @errors organization.not_found (nothing is known of it at that instant)
Result<Detail> detail_at(db::Tx& tx, PastTrees& trees, OrganizationId id, const Moment& moment);

/// Those that stood directly below, in order of display. @param after  begins after this one
Directory::Page children_at(db::Tx& tx, PastTrees& trees, OrganizationId parent, const Moment& moment,
                            OrganizationId after, std::size_t limit);

/// These organisations, as far as they existed on the day; without ids all that stood at the top.
std::vector<Listing> listings_at(db::Tx& tx, PastTrees& trees, const std::vector<OrganizationId>& ids,
                                 const Moment& moment);
std::vector<Listing> roots_at(db::Tx& tx, PastTrees& trees, const Moment& moment);

/// A change as the history of one organisation shows it.
struct HistoryEntry {
    Change change;
    AttributeSet decided;  // about this organisation; empty: it decided about others
    std::optional<Attributes> before;
    std::optional<Attributes> after;
    /// Taken back or put right: nothing that it decided about this organisation counts any more.
    bool superseded = false;
};
/// Everything ever recorded about an organisation, the latest day first.
std::vector<HistoryEntry> history_of(db::Tx& tx, OrganizationId id);

/// How the organisations of a subtree changed from the end of one day to the end of another:
/// opening + founded + moved_in = dissolved + moved_out + closing.
struct Comparison {
    int opening = 0;
    int founded = 0;
    int moved_in = 0;
    int dissolved = 0;
    int moved_out = 0;
    int closing = 0;
    std::vector<HistoryEntry> items;  // what happened, newest first; at most `items_max`
    static constexpr std::size_t items_max = 500;
};
/// Counts what counts in totals [ORG-09]; one that ceases to count, or begins to, has moved out, or in.
/// @errors input.invalid (from after to), organization.not_found (it existed on neither day)
Result<Comparison> compare(db::Tx& tx, PastTrees& trees, OrganizationId id, Date from, Date to,
                           std::optional<Instant> known_at);

}  // namespace jishi::organization
