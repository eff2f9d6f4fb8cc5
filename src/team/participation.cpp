#include "team/participation.hpp"

#include <algorithm>

#include "platform/json_text.hpp"
#include "team/belonging.hpp"
#include "team/member_store.hpp"

namespace jishi::team {
namespace {

using platform::Permission;

std::vector<Participation> read(db::Tx& tx, MemberId member)
{
    std::vector<Participation> list;
    tx.for_each<ParticipationId, OrganizationId, std::string, Date, Date, Instant, std::string>(
        R"(
        SELECT id, organization, kind, valid_from, valid_to, recorded_at, recorded_by_name FROM team_participation
        WHERE member = :member AND superseded_at = :forever ORDER BY valid_from DESC, id DESC)",
        db::Params{{"member", member}, {"forever", Instant::forever()}},
        [&](ParticipationId id, OrganizationId organization, std::string kind, Date from, Date to, Instant at,
            std::string by) {
            list.push_back({id, member, organization, std::move(kind), from, to, at, std::move(by)});
        });
    return list;
}

void insert(const Office& office, db::Tx& tx, const platform::Actor& actor, Participation& one)
{
    one.id = office.ids.next_id<ParticipationTag>();
    one.recorded_at = tx.recorded_at();
    one.recorded_by_name = actor.display_name;
    tx.execute(R"(
        INSERT INTO team_participation (id, member, organization, shard, kind, valid_from, valid_to, recorded_at, superseded_at,
            recorded_by, recorded_by_name)
        VALUES (:id, :member, :organization, :shard, :kind, :valid_from, :valid_to, :recorded_at, :superseded_at, :recorded_by,
            :recorded_by_name))",
               {{"id", one.id},
                {"member", one.member},
                {"organization", one.organization},
                {"shard", organization::shard_of(tx, one.organization)},
                {"kind", one.kind},
                {"valid_from", one.from},
                {"valid_to", one.to},
                {"recorded_at", one.recorded_at},
                {"superseded_at", Instant::forever()},
                {"recorded_by", actor.account},
                {"recorded_by_name", one.recorded_by_name}});
}

void note(const Office& office, db::Tx& tx, const platform::Actor& actor, std::string action, const Participation& one)
{
    const auto text = platform::JsonObject{}
                          .add("participation", one.id)
                          .add("organization", one.organization)
                          .add("kind", one.kind)
                          .text();
    db::publish(tx, action, one.member.value, text);
    office.audit(tx, actor, {std::move(action), one.member, one.organization, "", text, "DATA-39"});
}

Result<Member> changeable(const Office& office, db::Tx& tx, const platform::Actor& actor, MemberId id)
{
    auto member = visible_member(office, tx, actor, id);
    if (member)
        if (auto may = actor.require(Permission::member_change, member->values.branch); !may)
            return std::unexpected(std::move(may).error());
    return member;
}

/// The organisation is there on the first day, and of a type that the kind is for.
Result<void> check_organization(db::Tx& tx, const MemberPolicy& rules, const Participation& asked)
{
    const auto kind = rules.participations.find(asked.kind);
    if (kind == rules.participations.end()) return bad_field("kind", "member.unknown_code", "DATA-39");
    const auto stretches = organization::stretches_of(tx, asked.organization);
    const auto there =
        std::ranges::find_if(stretches, [&](const auto& one) { return one.from <= asked.from && asked.from < one.to; });
    if (there == stretches.end())
        return refuse(ErrorKind::rule_refused, "member.branch_not_there", "DATA-39", asked.organization.str());
    if (std::ranges::find(kind->second, there->type) == kind->second.end())
        return refuse(ErrorKind::rule_refused, "member.participation_type", "DATA-39", there->type);
    return {};
}

}  // namespace

Result<Participation> add_participation(const Office& office, db::Tx& tx, const platform::Actor& actor,
                                        const Participation& asked)
{
    const auto member = TRY(changeable(office, tx, actor, asked.member));
    const auto rules = office.rules(member.values.branch, asked.from);
    if (asked.to <= asked.from) return bad_field("to", "member.ends_before_it_begins", "DATA-39");
    const auto then = member_then(tx, asked.member, asked.from);
    if (!then || !rules->on_roll(then->status)) return refuse(ErrorKind::rule_refused, "member.not_on_roll", "DATA-39");
    TRY(check_organization(tx, *rules, asked));
    if (then->branch == asked.organization)
        return refuse(ErrorKind::conflict, "member.participates_already", "DATA-39");
    for (const auto& one : read(tx, asked.member))
        if (one.organization == asked.organization && one.from < asked.to && asked.from < one.to)
            return refuse(ErrorKind::conflict, "member.participates_already", "DATA-39");
    auto added = asked;
    insert(office, tx, actor, added);
    note(office, tx, actor, "member.participation_added", added);
    return added;
}

Result<Participation> end_participation(const Office& office, db::Tx& tx, const platform::Actor& actor, MemberId id,
                                        ParticipationId which, Date to)
{
    TRY(changeable(office, tx, actor, id));
    const auto list = read(tx, id);
    const auto found = std::ranges::find(list, which, &Participation::id);
    if (found == list.end()) return refuse(ErrorKind::not_found, "member.participation_not_found");
    if (to <= found->from) return bad_field("to", "member.ends_before_it_begins", "DATA-39");
    auto ended = *found;
    ended.to = to;
    tx.execute("UPDATE team_participation SET superseded_at = :now WHERE id = :id",
               db::Params{{"now", tx.recorded_at()}, {"id", which}});
    insert(office, tx, actor, ended);
    note(office, tx, actor, "member.participation_ended", ended);
    return ended;
}

std::vector<Participation> participations_of(db::Tx& tx, MemberId id) { return read(tx, id); }

}  // namespace jishi::team
