#include "team/belonging.hpp"

#include <algorithm>

namespace jishi::team {

std::vector<Belonging> belongings_of(const MemberPolicy& policy, const Timeline& timeline)
{
    std::vector<Belonging> list;
    for (const auto& state : timeline.states()) {
        if (state.is_empty() || !state.values.exists || !policy.on_roll(state.values.status)) continue;
        if (!list.empty() && list.back().branch == state.values.branch && list.back().to == state.valid_from)
            list.back().to = state.valid_to;
        else list.push_back({state.values.branch, state.valid_from, state.valid_to});
    }
    return list;
}

const std::vector<organization::Stretch>& Branches::stretches(OrganizationId branch)
{
    if (const auto known = known_.find(branch); known != known_.end()) return known->second;
    return known_.emplace(branch, organization::stretches_of(tx_, branch)).first->second;
}

Result<void> check_belonging(const MemberPolicy& policy, const Belonging& belonging, Branches& branches)
{
    if (!belonging.branch) return bad_field("branch", "member.branch_needed", "ORG-24");
    const auto& stretches = branches.stretches(belonging.branch);
    auto reached = belonging.from;
    for (const auto& stretch : stretches) {
        if (stretch.to <= reached || belonging.to <= stretch.from) continue;
        if (reached < stretch.from) break;  // a gap
        if (!policy.holding_types.contains(stretch.type))
            return refuse(ErrorKind::rule_refused, "member.branch_holds_no_members", "ORG-24", belonging.branch.str());
        reached = stretch.to;
    }
    if (reached < belonging.to)
        return refuse(ErrorKind::rule_refused, "member.branch_not_there", "ORG-24",
                      stretches.empty() ? belonging.branch.str()
                                        : stretches.front().from.str() + "/" + stretches.back().to.str());
    return {};
}

Result<void> check_belongings(const MemberPolicy& policy, const Timeline& before, const Timeline& after,
                              Branches& branches)
{
    const auto known = belongings_of(policy, before);
    for (const auto& belonging : belongings_of(policy, after)) {
        const bool held = std::ranges::any_of(known, [&](const Belonging& one) {
            return one.branch == belonging.branch && one.from <= belonging.from && belonging.to <= one.to;
        });
        if (!held)
            if (auto checked = check_belonging(policy, belonging, branches); !checked) return checked;
    }
    return {};
}

}  // namespace jishi::team
