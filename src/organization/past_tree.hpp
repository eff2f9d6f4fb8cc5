#pragma once
// The tree as it was on a day, as it is known now or was known at an instant: rebuilt from the dated states and kept
// for the next question about that day.

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"
#include "platform/ids.hpp"

namespace jishi::organization {

/// Who stood below whom. Names and the rest are read for the few that are shown.
class PastTree {
public:
    static constexpr std::uint32_t none = 0xFFFF'FFFF;

    struct Link {
        OrganizationId id;
        OrganizationId parent;
        bool counts = false;  // in totals
    };
    /// @param links  every organisation once, in any order; a parent that is not among them makes its children roots
    explicit PastTree(std::vector<Link> links);

    std::size_t size() const { return ids_.size(); }
    /// Its place, or none.
    std::uint32_t find(OrganizationId id) const;
    OrganizationId id(std::uint32_t at) const { return OrganizationId{ids_[at]}; }
    std::uint32_t parent(std::uint32_t at) const { return parents_[at]; }
    std::span<const std::uint32_t> children(std::uint32_t at) const
    {
        return std::span(children_).subspan(starts_[at], starts_[at + 1] - starts_[at]);
    }
    /// Itself and all below that count.
    std::uint32_t subtree_count(std::uint32_t at) const { return counts_[at]; }
    /// Whether it counts itself.
    bool counts(std::uint32_t at) const;
    bool is_below(std::uint32_t at, std::uint32_t root) const;
    std::vector<OrganizationId> path_of(OrganizationId id) const;  // from the root, itself included
    std::vector<OrganizationId> roots() const;
    /// Calls `visit` for the root and everything below, parents first.
    void walk(std::uint32_t root, const std::function<void(std::uint32_t)>& visit) const;

private:
    std::vector<std::int64_t> ids_;  // ascending
    std::vector<std::uint32_t> parents_;
    std::vector<std::uint32_t> starts_;
    std::vector<std::uint32_t> children_;
    std::vector<std::uint32_t> counts_;
};

/// A day, and what was known of it: nothing means "now".
struct Moment {
    Date day;
    std::optional<Instant> known_at;
    /// For statements: recorded_at <= :known AND superseded_at > :known.
    Instant known() const { return known_at.value_or(Instant{Instant::forever().us - 1}); }
    bool operator==(const Moment&) const = default;
};

class PastTrees {
public:
    explicit PastTrees(std::function<bool(std::string_view type)> counted) : counted_(std::move(counted)) {}

    std::shared_ptr<const PastTree> at(db::Tx& tx, const Moment& moment);
    /// The truth has another look from this day on: trees of such days, as known now, are stale.
    /// @param mark  highest id that the change wrote; what does not hold it was read before
    void forget_from(Date day, std::int64_t mark);

private:
    struct Kept {
        Moment moment;
        std::shared_ptr<const PastTree> tree;
    };
    std::shared_ptr<const PastTree> kept(const Moment& moment);
    std::shared_ptr<const PastTree> build(db::Tx& tx, const Moment& moment) const;

    std::function<bool(std::string_view)> counted_;
    std::mutex building_;  // one at a time: the second to ask for a day finds it kept
    std::mutex mutex_;
    std::list<Kept> kept_;  // the last asked first
    std::int64_t mark_ = 0;
};

}  // namespace jishi::organization
