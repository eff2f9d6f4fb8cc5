#include "team/access_log.hpp"

#include <unordered_map>

#include "platform/account_store.hpp"

namespace jishi::team {
AccessPage accesses_of(const platform::Audit& audit, db::Tx& tx, MemberId member, AccountId except,
                       std::int64_t before_seq, int limit)
{
    platform::AuditFilter filter;
    filter.action = "member.";
    filter.subject = member.str();
    filter.before_seq = before_seq;
    filter.limit = limit + 1;
    auto rows = audit.query(tx, filter);
    AccessPage page;
    page.more = rows.size() > static_cast<std::size_t>(limit);
    if (page.more) rows.pop_back();
    std::unordered_map<AccountId, std::string> names;  // a page has a handful of accounts
    for (auto& row : rows) {
        page.last_seq = row.seq;
        if (row.subject_kind != "member" || (except && row.account == except)) continue;
        auto& access = page.items.emplace_back(
            RecordAccess{row.seq, row.recorded_at, std::move(row.action), {}, std::move(row.after)});
        if (!row.account) continue;
        const auto [name, unknown] = names.try_emplace(row.account);
        if (unknown)
            if (const auto account = platform::account_store::find(tx, row.account))
                name->second = account->display_name;
        access.who = name->second.empty() ? row.username : name->second;
    }
    return page;
}

}  // namespace jishi::team
