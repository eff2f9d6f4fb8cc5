#include "team/care.hpp"

#include <algorithm>
#include <map>

#include "team/id_chunks.hpp"
#include "team/member_rules.hpp"
#include "team/member_service.hpp"
#include "team/record_case.hpp"

namespace jishi::team {
namespace {

using organization::store::Statement;
using platform::Permission;

constexpr std::string_view medal = "fifty_years";  // title of the award of [CARE-05]

void add_today(Statement& statement, db::Tx& tx, const CareQuestion& question, const MemberPolicy& rules)
{
    statement.add(" FROM team_member m WHERE m.withdrawn = 0 AND m.status IN " +
                  statement.bind_all(rules.statuses_counted()) + " AND m.id > " + statement.bind(question.after));
    organization::store::add_sight(statement, tx, question.sight, "m.branch");
}

/// " AND EXISTS (…)" of whoever led for the months and leads no longer.
void add_former_heads(Statement& statement, const PostPolicy& policy, Date day)
{
    const auto heads = statement.bind_all(policy.heads());
    const auto forever = statement.bind(Instant::forever());
    const auto on = statement.bind(day);
    statement.add(" AND EXISTS (SELECT 1 FROM team_post p WHERE p.member = m.id AND p.superseded_at = " + forever +
                  " AND p.valid_from < p.valid_to AND p.valid_to <= " + on + " AND p.post IN " + heads + ")");
    statement.add(" AND NOT EXISTS (SELECT 1 FROM team_post p WHERE p.member = m.id AND p.superseded_at = " + forever +
                  " AND p.valid_from <= " + on + " AND p.valid_to > " + on + " AND p.post IN " + heads + ")");
}

void add_condition(Statement& statement, const PostPolicy& policy, const CareQuestion& question)
{
    switch (question.list) {
        case CareList::hardship:
            statement.add(" AND EXISTS (SELECT 1 FROM team_hardship h WHERE h.member = m.id AND h.superseded_at = " +
                          statement.bind(Instant::forever()) + " AND h.valid_from <= " + statement.bind(question.day) +
                          " AND h.valid_to > " + statement.bind(question.day) + ")");
            break;
        case CareList::old_members:
            statement.add(" AND m.joined_on <= " + statement.bind(policy.old_member_joined_until));
            break;
        case CareList::fifty_years:
            statement.add(" AND m.joined_on <= " + statement.bind(long_membership(policy, question.day).joined_until));
            break;
        case CareList::former_secretary: add_former_heads(statement, policy, question.day); break;
    }
}

int months_between(Date from, Date to)
{
    int months = (to.year() - from.year()) * 12 + static_cast<int>(static_cast<unsigned>(to.ymd().month())) -
                 static_cast<int>(static_cast<unsigned>(from.ymd().month()));
    if (from.plus_months(months) > to) --months;
    return months;
}

/// Time in office of each, and the last day; posts of one person at one time count twice only in what they add up to.
std::map<MemberId, std::pair<int, Date>> offices_of(db::Tx& tx, const PostPolicy& policy,
                                                    std::span<const MemberId> members, Date day)
{
    std::map<MemberId, std::pair<int, Date>> offices;
    store::for_each_chunk(members, [&](store::IdChunk& chunk) {
        auto params = chunk.params();
        params.emplace_back("forever", Instant::forever());
        params.emplace_back("day", day);
        const auto heads = policy.heads();
        const auto sql = "SELECT member, valid_from, valid_to FROM team_post WHERE member IN " + chunk.list() +
                         " AND superseded_at = :forever AND valid_from < valid_to AND valid_to <= :day AND post IN " +
                         store::text_list(heads, params);
        tx.for_each<MemberId, Date, Date>(sql, params, [&](MemberId id, Date from, Date to) {
            auto& [months, last] = offices.try_emplace(id, 0, Date::first()).first->second;
            months += months_between(from, to);
            last = std::max(last, to);
        });
    });
    return offices;
}

void add_hardships(db::Tx& tx, std::span<const MemberId> members, Date day, std::vector<CareLine>& lines)
{
    store::for_each_chunk(members, [&](store::IdChunk& chunk) {
        auto params = chunk.params();
        params.emplace_back("forever", Instant::forever());
        params.emplace_back("day", day);
        for (auto& one : store::rows<Hardship>(tx,
                                               "WHERE r.member IN " + chunk.list() +
                                                   " AND r.superseded_at = :forever AND r.valid_from <= :day AND "
                                                   "r.valid_to > :day ORDER BY r.valid_from",
                                               params)) {
            const auto line = std::ranges::find(lines, one.member, &CareLine::member);
            if (line != lines.end()) line->hardships.push_back(std::move(one));
        }
    });
}

void add_medals(db::Tx& tx, std::span<const MemberId> members, std::vector<CareLine>& lines)
{
    store::for_each_chunk(members, [&](store::IdChunk& chunk) {
        auto params = chunk.params();
        params.emplace_back("forever", Instant::forever());
        params.emplace_back("title", medal);
        tx.for_each<MemberId>("SELECT member FROM team_award WHERE member IN " + chunk.list() +
                                  " AND superseded_at = :forever AND valid_to = '9999-12-31' AND title = :title",
                              params, [&](MemberId id) {
                                  const auto line = std::ranges::find(lines, id, &CareLine::member);
                                  if (line != lines.end()) line->awarded = true;
                              });
    });
}

}  // namespace

Result<Hardship> record_hardship(const Office& office, db::Tx& tx, const platform::Actor& actor, const Hardship& asked)
{
    const auto member = TRY(visible_member(office, tx, actor, asked.member));
    TRY(actor.require(Permission::care_change, member.values.branch));
    auto hardship = asked;
    hardship.organization = member.values.branch;
    const auto rules = office.rules(member.values.branch, hardship.valid_from);
    if (!rules->posts.hardship_grounds.contains(hardship.ground))
        return bad_field("ground", "hardship.ground_unknown", "CARE-04", hardship.ground);
    if (hardship.valid_from > office.clock.today()) return bad_field("from", "hardship.in_future");
    if (!rules->counted(member.values.status)) return refuse(ErrorKind::rule_refused, "hardship.not_a_member");
    for (const auto& one : hardships_of(tx, hardship.member))
        if (one.ground == hardship.ground && one.valid_to > hardship.valid_from)
            return refuse(ErrorKind::conflict, "hardship.exists");
    put_row<Hardship>(office, tx, actor, nullptr, hardship);
    note(office, tx, actor, hardship, {"hardship.recorded", hardship.valid_from, "", "CARE-04"});
    return hardship;
}

Result<Hardship> end_hardship(const Office& office, db::Tx& tx, const platform::Actor& actor, RecordId record, Date on,
                              const std::string& end_kind, std::optional<StateId> seen)
{
    const auto found = store::find_record<Hardship>(tx, record);
    if (!found) return refuse(ErrorKind::not_found, "hardship.not_found");
    const auto member = visible_member(office, tx, actor, found->member);
    if (!member || !actor.may(Permission::care_read, member->values.branch))
        return refuse(ErrorKind::not_found, "hardship.not_found");
    TRY(actor.require(Permission::care_change, member->values.branch));
    TRY(check_seen(*found, seen));
    if (!found->is_open()) return refuse(ErrorKind::conflict, "hardship.over", {}, found->valid_to.str());
    if (!office.rules(found->organization, on)->posts.hardship_ends.contains(end_kind))
        return bad_field("end_kind", "hardship.end_unknown", {}, end_kind);
    if (on <= found->valid_from || on > office.clock.today())
        return bad_field("on", "hardship.too_early", {}, found->valid_from.str());
    auto after = *found;
    after.valid_to = on;
    after.end_kind = end_kind;
    put_row(office, tx, actor, &*found, after);
    note(office, tx, actor, after, {"hardship.ended", on, "", "CARE-04"});
    return after;
}

std::vector<Hardship> hardships_of(db::Tx& tx, MemberId member) { return store::of_member<Hardship>(tx, member); }

std::optional<CareList> care_list_from(std::string_view code)
{
    if (code == "hardship") return CareList::hardship;
    if (code == "old_members") return CareList::old_members;
    if (code == "fifty_years") return CareList::fifty_years;
    if (code == "former_secretary") return CareList::former_secretary;
    return std::nullopt;
}

LongMembership long_membership(const PostPolicy& policy, Date day)
{
    const Date counted{day.year(), policy.long_membership_month, policy.long_membership_day};
    return {counted, counted.plus_months(-12 * policy.long_membership_years)};
}

CarePage care_list(const Office& office, db::Tx& tx, const CareQuestion& question)
{
    const auto rules = office.rules({}, question.day);
    const auto& policy = rules->posts;
    Statement statement;
    statement.add("SELECT m.id, m.name, m.branch, m.joined_on");
    add_today(statement, tx, question, *rules);
    add_condition(statement, policy, question);
    statement.add(" ORDER BY m.id LIMIT " + statement.bind(static_cast<std::int64_t>(question.limit + 1)));
    const auto counted_on =
        question.list == CareList::fifty_years ? long_membership(policy, question.day).counted_on : question.day;
    CarePage page;
    tx.for_each<MemberId, std::string, OrganizationId, std::optional<Date>>(
        statement.sql(), statement.params(),
        [&](MemberId id, std::string name, OrganizationId branch, std::optional<Date> joined) {
            CareLine line{id, std::move(name), branch, joined, {}, {}, {}, {}, false};
            if (joined && *joined <= counted_on) line.years = years_between(*joined, counted_on);
            page.items.push_back(std::move(line));
        });
    if (page.items.size() > question.limit) {
        page.items.pop_back();
        page.next = page.items.back().member;
    }
    std::vector<MemberId> members;
    for (const auto& line : page.items) members.push_back(line.member);
    if (question.list == CareList::hardship) add_hardships(tx, members, question.day, page.items);
    if (question.list == CareList::fifty_years) add_medals(tx, members, page.items);
    if (question.list == CareList::former_secretary) {
        const auto offices = offices_of(tx, policy, members, question.day);
        for (auto& line : page.items)
            if (const auto found = offices.find(line.member); found != offices.end()) {
                line.months_in_office = found->second.first;
                line.left_office_on = found->second.second;
            }
        std::erase_if(page.items, [&](const CareLine& line) {
            return line.months_in_office.value_or(0) < policy.former_secretary_months_min;
        });
    }
    return page;
}

}  // namespace jishi::team
