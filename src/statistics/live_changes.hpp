#pragma once
// What came since in the outbox, read again from the records and carried into a world.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "db/outbox.hpp"
#include "statistics/loading.hpp"
#include "statistics/world.hpp"

namespace jishi::statistics {

/// What the rules say that every change needs.
struct LiveRules {
    std::vector<std::string> on_roll;  // statuses
    std::vector<std::string> counted;  // statuses of who counts as a member
    std::shared_ptr<const organization::OrganizationPolicy> organizations;
};

/// What the events of the outbox ask for, each once.
struct Reading {
    std::vector<MemberId> members;
    std::vector<OrganizationId> nodes;
    std::vector<UnitId> units;
    bool all_nodes = false;   // the tree is read anew
    bool all_units = false;   // so are the units
    bool everything = false;  // nobody says who it was: building anew is the only way
};
Reading reading_of(db::Tx& tx, std::int64_t after);

/// From which day on an event changes what is known of the past; nothing when it has nothing to do with it.
std::optional<Date> reaches_back_to(const db::Event& event);

/// What a member's row says now, for one that changed.
struct Touched {
    team::PersonRow row;
    bool there = false;    // on a roll today
    Node was = node_none;  // where it stands in the world
};

/// The records behind a reading.
struct Changes {
    Date on;
    std::vector<Touched> members;
    Posts posts;
    std::optional<Nodes> nodes;  // another tree
    bool leaves_only = false;    // which has a few leaves more, and is the same otherwise
    std::vector<std::pair<std::int64_t, NodeInfo>> infos;
    std::vector<UnitId> unit_ids;
    std::vector<organization::UnitRow> units;
    std::optional<Register> all_units;
};
/// Nothing when everything has to be built anew.
std::optional<Changes> changes_of(db::Tx& tx, const organization::Office& office, const World& world,
                                  const LiveRules& rules, Date today, const Reading& reading);

/// Carries changes into a world that nobody reads meanwhile.
class Applying {
public:
    Applying(World& world, const LiveRules& rules);

    void apply(Changes&& changes);
    /// The same organisations in another tree, whose attributes may differ too.
    void lay_under(const Nodes& nodes, bool leaves_only);
    /// What members are counted by is also what their organisation is.
    void recode_members(Node node);
    std::uint64_t applied() const { return applied_; }

private:
    void put(const Touched& one, std::string_view post);
    void put_organization(Node node);
    void resize(Node node, int by);
    bool counts(std::span<const Code> codes) const;
    void put_units(const Changes& changes);

    World& world_;
    const LiveRules& rules_;
    Encoder members_;
    std::optional<OrganizationEncoder> organizations_;
    std::size_t status_ = 0;
    std::vector<char> counted_;  // by code of the status
    const Column* size_band_ = nullptr;
    std::vector<Code> codes_;
    std::uint64_t applied_ = 0;
};

}  // namespace jishi::statistics
