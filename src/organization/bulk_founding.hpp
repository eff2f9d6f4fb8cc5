#pragma once
// Many organisations founded at once under one record: an import, a demo world, the divisions of a nation.

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "organization/organization_service.hpp"
#include "organization/unit.hpp"

namespace jishi::organization {

/// A new organisation of a batch. Parents come before children; `id` is taken from the office's generator.
struct NewNode {
    OrganizationId id;
    Attributes values;  // with parent
    Date founded_on;
    /// The unit that it stands in, registered with it: with area, and without existence; without a sector the usual one
    /// of its kind is taken.
    std::optional<UnitAttributes> unit = {};
};

/// Founds without the checks of single foundations: whoever calls has checked the rows. Parents stand in the database
/// or were added before.
class BulkFounding {
public:
    /// Whether the directory is brought up to date after the commit: a command that ends after its work saves the
    /// memory.
    enum class Directory : std::uint8_t { follows, is_loaded_later };

    /// @param batch  kind, organization (below which all of them stand), effective_on, papers and payload are used; an
    ///               id too if it has one
    BulkFounding(const Office& office, db::Tx& tx, const platform::Actor& actor, Change batch,
                 Directory directory = Directory::follows);
    ~BulkFounding();

    /// @errors organization.not_found (a parent, the area of a unit), unit.kind_unknown
    Result<void> add(std::vector<NewNode>&& nodes);
    /// Writes record, audit line and event. @errors access.forbidden (organization.import on the batch's organisation)
    Result<Change> finish();
    /// Registered so far.
    std::int64_t units() const { return units_; }

private:
    struct Place {
        std::string path;
        OrganizationId shard;
    };
    const Place* place_of(OrganizationId id);
    Result<void> place(std::vector<NewNode>& news, std::vector<Node>& nodes);
    Result<void> add_units(std::vector<NewNode>& news, const std::vector<Node>& nodes);
    void write_nodes(const std::vector<Node>& nodes);
    void write_states(const std::vector<Node>& nodes);

    const Office& office_;
    db::Tx& tx_;
    const platform::Actor& actor_;
    Change change_;
    Directory directory_;
    Date today_;
    std::unordered_map<OrganizationId, Place> places_;
    std::shared_ptr<std::vector<Node>> kept_ = std::make_shared<std::vector<Node>>();
    Date first_day_ = Date::forever();
    std::int64_t mark_ = 0;
    std::int64_t count_ = 0;
    std::int64_t units_ = 0;
};

/// All at once.
Result<Change> bulk_found(const Office&, db::Tx&, const platform::Actor&, const Change& batch,
                          std::vector<NewNode>&& nodes);

/// Takes a whole batch back: what it founded never was. Later changes on it stand in the way.
/// @errors access.forbidden, organization.change_not_found, organization.change_superseded,
///         organization.has_later_changes (detail: the name of the first)
Result<Change> withdraw_batch(const Office&, db::Tx&, const platform::Actor&, ChangeId batch, const Papers& papers);

}  // namespace jishi::organization
