#include "team/reserve.hpp"

#include <algorithm>

#include "team/member_service.hpp"
#include "team/member_store.hpp"
#include "team/record_case.hpp"

namespace jishi::team {

using organization::store::Statement;
using platform::Permission;

Result<Reserve> add_to_reserve(const Office& office, db::Tx& tx, const platform::Actor& actor, const Reserve& asked)
{
    auto reserve = asked;
    if (!office.directory.listing(reserve.organization) || !actor.may(Permission::reserve_change, reserve.organization))
        return refuse(ErrorKind::not_found, "organization.not_found");
    const auto member = TRY(visible_member(office, tx, actor, reserve.member));
    const auto rules = office.rules(reserve.organization, reserve.valid_from);
    if (!rules->posts.reserve_kinds.contains(reserve.kind))
        return bad_field("kind", "reserve.kind_unknown", {}, reserve.kind);
    if (!reserve.origin.empty() && !rules->posts.origins.contains(reserve.origin))
        return bad_field("origin", "post.origin_unknown", {}, reserve.origin);
    if (reserve.valid_from > office.clock.today()) return bad_field("from", "reserve.in_future");
    if (!rules->counted(member.values.status)) return refuse(ErrorKind::rule_refused, "reserve.not_a_member");
    if (!office.directory.contains(reserve.organization, member.values.branch))
        return refuse(ErrorKind::rule_refused, "reserve.not_here");
    for (const auto& one : store::of_member<Reserve>(tx, reserve.member))
        if (one.organization == reserve.organization && one.kind == reserve.kind && one.valid_to > reserve.valid_from)
            return refuse(ErrorKind::conflict, "reserve.exists");
    put_row<Reserve>(office, tx, actor, nullptr, reserve);
    note(office, tx, actor, reserve, {"reserve.added", reserve.valid_from, reserve.kind, "TEAM-E"});
    return reserve;
}

Result<Reserve> take_from_reserve(const Office& office, db::Tx& tx, const platform::Actor& actor, RecordId record,
                                  Date on, const std::string& end_kind, std::optional<StateId> seen)
{
    const auto found = store::find_record<Reserve>(tx, record);
    if (!found || !actor.may(Permission::reserve_change, found->organization))
        return refuse(ErrorKind::not_found, "reserve.not_found");
    TRY(check_seen(*found, seen));
    if (!found->is_open()) return refuse(ErrorKind::conflict, "reserve.over", {}, found->valid_to.str());
    if (!office.rules(found->organization, on)->posts.reserve_ends.contains(end_kind))
        return bad_field("end_kind", "reserve.end_unknown", {}, end_kind);
    if (on <= found->valid_from || on > office.clock.today())
        return bad_field("on", "reserve.too_early", {}, found->valid_from.str());
    auto after = *found;
    after.valid_to = on;
    after.end_kind = end_kind;
    put_row(office, tx, actor, &*found, after);
    note(office, tx, actor, after, {"reserve.ended", on, after.kind, "TEAM-E"});
    return after;
}

std::vector<Reserve> reserve_within(db::Tx& tx, const organization::Sight& sight, Date day, RecordId after,
                                    std::size_t limit)
{
    Statement statement;
    statement.add("WHERE r.superseded_at = " + statement.bind(Instant::forever()) +
                  " AND r.valid_from <= " + statement.bind(day) + " AND r.valid_to > " + statement.bind(day) +
                  " AND r.record > " + statement.bind(after));
    organization::store::add_sight(statement, tx, sight, "r.organization");
    statement.add(" ORDER BY r.record LIMIT " + statement.bind(static_cast<std::int64_t>(limit)));
    return store::rows<Reserve>(tx, statement.sql(), statement.params());
}

}  // namespace jishi::team
