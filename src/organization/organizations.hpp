#pragma once
// The organisation module, put together: the tree in memory, its rules, its use cases and its routes.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"
#include "organization/committee.hpp"
#include "organization/directory.hpp"
#include "organization/judges.hpp"
#include "organization/office.hpp"
#include "organization/organization_policy.hpp"
#include "organization/organization_service.hpp"
#include "organization/organization_workflow.hpp"
#include "organization/past_tree.hpp"
#include "organization/sight.hpp"
#include "organization/places.hpp"
#include "platform/audit.hpp"
#include "policy/policy.hpp"

namespace jishi::http {
struct Endpoint;
}

namespace jishi::organization {

std::span<const db::Migration> migrations();

/// What packs speak of an organisation by.
struct Whereabouts {
    OrganizationId id;
    std::string code;
    std::string region_code;
};
/// An organisation and those above it today, from itself up, for programs that have no tree in memory.
/// @param id_or_code  none of either: an empty list
std::vector<Whereabouts> line_of(db::Tx& tx, std::string_view id_or_code);
/// The days on which an organisation exists and what it is then, as it is known now; empty for what is not known.
std::vector<Stretch> stretches_of(db::Tx& tx, OrganizationId id);
/// Where a distributed engine puts the rows of an organisation; none when it is not known.
OrganizationId shard_of(db::Tx& tx, OrganizationId id);

class Organizations {
public:
    /// Everything given must outlive it. The database is migrated; nothing is read before start().
    Organizations(db::Database& database, const policy::Book& book, IdGenerator& ids, const Clock& clock,
                  platform::Audit& audit);
    ~Organizations();
    Organizations(const Organizations&) = delete;
    Organizations& operator=(const Organizations&) = delete;

    /// Loads the tree of today and lets what was planned until today take effect.
    void start();
    /// Lets what was planned for a new day take effect; cheap when the day is the same. Called every minute or so.
    void keep_house();

    const Directory& directory() const { return directory_; }
    const Office& office() const { return office_; }
    /// Before start(): who belongs to organisations.
    void connect(decltype(Office::people) people) { office_.people = std::move(people); }
    /// Before start(): whose rows go along to another shard.
    void connect_shards(decltype(Office::resharded) resharded) { office_.resharded = std::move(resharded); }
    /// The tree as the engines ask for it.
    const engine::Places& places() const { return places_; }
    PastTrees& past_trees() { return past_trees_; }
    /// The rules in force at an organisation on a day, for every module. Lock-free and without an allocation for what
    /// was asked before; where the organisation stands today counts.
    policy::Policy policy_at(OrganizationId id, Date day) const;
    /// Name of an organisation of today; nothing when there is none.
    std::optional<std::string> name_of(OrganizationId id) const;
    /// The organisation with this code; none when there is none.
    OrganizationId with_code(std::string_view code) const;

    std::vector<http::Endpoint> endpoints();

private:
    bool counts(std::string_view type) const;

    db::Database& database_;
    const Clock& clock_;
    IdGenerator& ids_;
    PolicyBook policies_;
    Directory directory_;
    PastTrees past_trees_;
    Office office_;
    TreePlaces places_{office_};
    Date rolled_to_ = Date::first();
};

}  // namespace jishi::organization
