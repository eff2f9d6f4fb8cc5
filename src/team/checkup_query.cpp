#include "team/checkup_query.hpp"

#include <fmt/format.h>

#include "team/id_chunks.hpp"
#include "team/member_store.hpp"

namespace jishi::team {

void Checkup::each_member(db::Tx& tx, std::span<const OrganizationId> branches,
                          const std::function<bool(Member&&)>& take) const
{
    const auto statuses = office_.rules({}, day_)->statuses_on_roll();
    bool more = true;
    store::for_each_chunk(branches, [&](store::IdChunk& chunk) {
        if (!more) return;
        auto params = chunk.params();
        const auto list = store::text_list(statuses, params);
        const auto sql = fmt::format(
            "SELECT {} FROM team_member WHERE branch IN {} AND withdrawn = 0 AND status IN {} ORDER BY branch, id",
            store::member_columns(), chunk.list(), list);
        tx.for_each_row(sql, params, store::member_types(), [&](std::span<db::Cell> cells) {
            if (more) more = take(store::member_of(cells));
        });
    });
}

std::vector<const CheckupRule*> Checkup::look(const Member& member, std::map<OrganizationId, std::string>& sectors,
                                              const MemberPolicy& rules) const
{
    const auto [sector, is_new] = sectors.try_emplace(member.values.branch);
    if (is_new)
        if (const auto listing = office_.directory.listing(member.values.branch)) sector->second = listing->sector;
    const auto group = rules.occupation_groups.find(member.values.occupation);
    return checkup_of(
        policy_,
        {member.values, sector->second, group == rules.occupation_groups.end() ? std::string_view{} : group->second,
         !member.sealed.id_number.empty(), !member.sealed.phone.empty(), !member.sealed.address.empty()},
        day_);
}

void Checkup::each(db::Tx& tx, std::span<const OrganizationId> branches,
                   const std::function<bool(const CheckedMember&)>& take) const
{
    const auto rules = office_.rules({}, day_);
    std::map<OrganizationId, std::string> sectors;
    each_member(tx, branches, [&](Member&& member) {
        const auto broken = look(member, sectors, *rules);
        return broken.empty() || take({member, broken});
    });
}

std::map<OrganizationId, CheckupCount> Checkup::count(db::Tx& tx, std::span<const OrganizationId> branches) const
{
    const auto rules = office_.rules({}, day_);
    std::map<OrganizationId, std::string> sectors;
    std::map<OrganizationId, CheckupCount> counts;
    each_member(tx, branches, [&](Member&& member) {
        auto& count = counts[member.values.branch];
        ++count.members;
        const auto broken = look(member, sectors, *rules);
        count.findings += static_cast<std::int64_t>(broken.size());
        count.with_findings += !broken.empty();
        for (const auto* rule : broken) ++count.by_rule[rule->code];
        return true;
    });
    return counts;
}

}  // namespace jishi::team
