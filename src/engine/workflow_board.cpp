#include "engine/workflow_board.hpp"

#include <algorithm>
#include <array>
#include <mutex>

namespace jishi::engine {

std::string_view code_of(DeadlineKind kind)
{
    static constexpr std::array<std::string_view, 3> codes{"turn", "escalation", "notice"};
    return codes[static_cast<std::size_t>(kind)];
}

bool concerns(const Deadline& deadline, const platform::Actor& actor)
{
    if (!deadline.accounts.empty() && std::ranges::find(deadline.accounts, actor.account) == deadline.accounts.end())
        return false;
    return deadline.permission ? actor.may(*deadline.permission, deadline.organization) : !deadline.accounts.empty();
}

void Board::add(bool personal, std::int64_t owner, const Deadline& deadline)
{
    auto& list = (personal ? of_ : at_)[owner];
    where_[deadline.of].push_back({personal, owner, list.size()});
    list.push_back(deadline);
    ++size_;
}

void Board::put_one(const Deadline& deadline)
{
    if (deadline.accounts.empty()) add(false, deadline.organization.value, deadline);
    for (const auto account : deadline.accounts) add(true, account.value, deadline);
}

/// The last of the list takes its place: a list of a committee may be long.
void Board::remove(const Spot& spot)
{
    auto& lists = spot.personal ? of_ : at_;
    const auto list = lists.find(spot.owner);
    auto& deadlines = list->second;
    const Spot last{spot.personal, spot.owner, deadlines.size() - 1};
    if (spot.at != last.at) {
        auto& moved = where_[deadlines.back().of];
        std::ranges::find(moved, last)->at = spot.at;
        deadlines[spot.at] = std::move(deadlines.back());
    }
    deadlines.pop_back();
    if (deadlines.empty()) lists.erase(list);
    --size_;
}

void Board::take_away(CaseId of)
{
    const auto known = where_.find(of);
    if (known == where_.end()) return;
    // Another of the same case may move while one is removed: the spots are read one at a time.
    while (!known->second.empty()) {
        const auto spot = known->second.back();
        known->second.pop_back();
        remove(spot);
    }
    where_.erase(known);
}

void Board::forget_notices_before(Date today)
{
    const std::unique_lock lock(mutex_);
    std::vector<CaseId> cases;
    for (const auto* const lists : {&at_, &of_})
        for (const auto& [owner, deadlines] : *lists)
            for (const auto& deadline : deadlines)
                if (deadline.kind == DeadlineKind::notice && deadline.shown_until < today) cases.push_back(deadline.of);
    std::ranges::sort(cases);
    cases.erase(std::ranges::unique(cases).begin(), cases.end());
    for (const auto of : cases) {
        std::vector<Deadline> kept;  // one of several named persons stands once for each
        for (const auto& spot : where_[of]) {
            const auto& deadline = (spot.personal ? of_ : at_).at(spot.owner)[spot.at];
            const bool over = deadline.kind == DeadlineKind::notice && deadline.shown_until < today;
            if (!over && std::ranges::find(kept, deadline.level, &Deadline::level) == kept.end())
                kept.push_back(deadline);
        }
        take_away(of);
        for (const auto& deadline : kept) put_one(deadline);
    }
}

void Board::put(CaseId of, std::span<const Deadline> deadlines)
{
    const std::unique_lock lock(mutex_);
    take_away(of);
    for (const auto& deadline : deadlines) put_one(deadline);
}

std::size_t Board::size() const
{
    const std::shared_lock lock(mutex_);
    return size_;
}

void Board::visit_list(std::span<const Deadline> deadlines, const platform::Actor& actor, Date today,
                       const std::function<void(const Deadline&)>& see)
{
    // Most deadlines of an organisation ask for the same permission: it is looked up once in a row.
    std::optional<platform::Permission> asked;
    bool allowed = false;
    for (const auto& deadline : deadlines) {
        if (deadline.shown_from > today || deadline.shown_until < today) continue;
        if (!deadline.accounts.empty()) {
            if (concerns(deadline, actor)) see(deadline);
            continue;
        }
        if (!deadline.permission) continue;
        if (asked != deadline.permission) {
            asked = deadline.permission;
            allowed = actor.may(*asked, deadline.organization);
        }
        if (allowed) see(deadline);
    }
}

std::optional<std::vector<OrganizationId>> Board::short_walk(const platform::Actor& actor, OrganizationId within) const
{
    std::vector<OrganizationId> roots{within};
    if (!within) {
        roots.clear();
        for (const auto& grant : actor.grants) {
            if (!grant.organization) return std::nullopt;
            roots.push_back(grant.organization);
        }
    }
    std::size_t count = 0;
    for (const auto root : roots) count += places_.count_below(root);
    if (count >= at_.size()) return std::nullopt;
    std::vector<OrganizationId> below;  // the tree is not asked while it is walked
    below.reserve(count);
    for (const auto root : roots) places_.each_below(root, [&](OrganizationId id) { below.push_back(id); });
    if (roots.size() > 1) {
        std::ranges::sort(below);
        below.erase(std::ranges::unique(below).begin(), below.end());
    }
    return below;
}

void Board::visit(const platform::Actor& actor, OrganizationId within, Date today,
                  const std::function<void(const Deadline&)>& see) const
{
    const std::shared_lock lock(mutex_);
    if (const auto own = of_.find(actor.account.value); own != of_.end())
        visit_list(own->second, actor, today, [&](const Deadline& deadline) {
            if (!within || places_.contains(within, deadline.organization)) see(deadline);
        });
    if (const auto walk = short_walk(actor, within)) {
        for (const auto organization : *walk)
            if (const auto here = at_.find(organization.value); here != at_.end())
                visit_list(here->second, actor, today, see);
        return;
    }
    for (const auto& [organization, deadlines] : at_)
        if (!within || places_.contains(within, OrganizationId{organization})) visit_list(deadlines, actor, today, see);
}

}  // namespace jishi::engine
