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

void Board::put_one(const Deadline& deadline)
{
    auto& where = where_[deadline.of];
    if (deadline.accounts.empty()) {
        where.organizations.push_back(deadline.organization);
        at_[deadline.organization].push_back(deadline);
        ++size_;
    }
    for (const auto account : deadline.accounts) {
        where.accounts.push_back(account);
        of_[account].push_back(deadline);
        ++size_;
    }
}

void Board::take_away(CaseId of)
{
    const auto known = where_.find(of);
    if (known == where_.end()) return;
    const auto clear = [&](auto& lists, const auto& keys) {
        for (const auto key : keys) {
            const auto list = lists.find(key);
            if (list == lists.end()) continue;
            size_ -= std::erase_if(list->second, [&](const Deadline& deadline) { return deadline.of == of; });
            if (list->second.empty()) lists.erase(list);
        }
    };
    clear(at_, known->second.organizations);
    clear(of_, known->second.accounts);
    where_.erase(known);
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
    if (const auto own = of_.find(actor.account); own != of_.end())
        visit_list(own->second, actor, today, [&](const Deadline& deadline) {
            if (!within || places_.contains(within, deadline.organization)) see(deadline);
        });
    if (const auto walk = short_walk(actor, within)) {
        for (const auto organization : *walk)
            if (const auto here = at_.find(organization); here != at_.end())
                visit_list(here->second, actor, today, see);
        return;
    }
    for (const auto& [organization, deadlines] : at_)
        if (!within || places_.contains(within, organization)) visit_list(deadlines, actor, today, see);
}

}  // namespace jishi::engine
