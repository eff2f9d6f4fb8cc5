#include "team/discipline.hpp"

#include <algorithm>

#include "team/id_chunks.hpp"
#include "team/member_service.hpp"
#include "team/member_store.hpp"
#include "team/post_service.hpp"
#include "team/record_case.hpp"

namespace jishi::team {
namespace {

using platform::Permission;

/// @errors discipline.not_found, access.forbidden, record.version_conflict
Result<Discipline> to_change(db::Tx& tx, const platform::Actor& actor, RecordId record,
                             const std::optional<StateId>& seen)
{
    auto found = store::find_record<Discipline>(tx, record);
    const auto member = found ? store::find_member(tx, found->member) : std::nullopt;
    // The branch of today decides who may see and change it: a member who was moved takes the record along.
    if (!member || member->withdrawn || !actor.may(Permission::discipline_read, member->values.branch))
        return refuse(ErrorKind::not_found, "discipline.not_found");
    TRY(actor.require(Permission::discipline_change, member->values.branch));
    TRY(check_seen(*found, seen));
    return *std::move(found);
}

/// Of a kind that tells too much, the trail and the feed say only that there is something.
void write_down(const Office& office, db::Tx& tx, const platform::Actor& actor, const Discipline& row,
                std::string topic, Date day)
{
    note(office, tx, actor, row, {std::move(topic), day, "", "REL-49"});
}

/// May it be recorded on top of what is there? @errors discipline.not_a_member, discipline.exists
Result<void> check_member(const Office& office, db::Tx& tx, Discipline& discipline, const DisciplineRule& rule)
{
    const auto timeline = store::timeline_of(tx, discipline.member);
    const auto* state = timeline.on(std::max(discipline.valid_from, timeline.founded_on()));
    const auto rules = office.rules(state ? state->values.branch : OrganizationId{}, discipline.valid_from);
    if (!state || !state->values.exists || !rules->on_roll(state->values.status))
        return refuse(ErrorKind::rule_refused, "discipline.not_a_member", rule.rule);
    discipline.organization = state->values.branch;
    for (const auto& other : disciplines_of(tx, discipline.member)) {
        const bool same =
            other.kind == discipline.kind && (rule.open ? other.is_open() : other.valid_from == discipline.valid_from);
        if (same) return refuse(ErrorKind::conflict, "discipline.exists", rule.rule);
    }
    return {};
}

std::vector<MemberId> members_with(db::Tx& tx, std::span<const MemberId> members, const organization::Moment& moment,
                                   std::string_view until)
{
    std::vector<MemberId> found;
    store::for_each_chunk(members, [&](store::IdChunk& chunk) {
        auto params = chunk.params();
        params.emplace_back("day", moment.day);
        params.emplace_back("known", moment.known());
        tx.for_each<MemberId>("SELECT DISTINCT member FROM team_discipline WHERE member IN " + chunk.list() +
                                  " AND valid_from <= :day AND " + std::string(until) +
                                  " > :day AND recorded_at <= :known AND superseded_at > :known",
                              params, [&](MemberId id) { found.push_back(id); });
    });
    return found;
}

}  // namespace

Result<const DisciplineRule*> complete(const PostPolicy& policy, Discipline& discipline)
{
    const auto* rule = policy.discipline(discipline.kind);
    if (!rule) return bad_field("kind", "discipline.kind_unknown", {}, discipline.kind);
    if (!discipline.ground.empty() && !policy.discipline_grounds.contains(discipline.ground))
        return bad_field("ground", "discipline.ground_unknown", rule->rule, discipline.ground);
    const bool fits = rule->months.empty() ? !discipline.months
                                           : discipline.months && std::ranges::find(rule->months, *discipline.months) !=
                                                                      rule->months.end();
    if (!fits) return bad_field("months", "discipline.months_wrong", rule->rule);
    if (discipline.decided_on > discipline.valid_from)
        return bad_field("decided_on", "discipline.decided_later", rule->rule);
    if (rule->punishes && discipline.document_no.empty())
        return std::unexpected(Error{ErrorKind::rule_refused,
                                     "discipline.document_needed",
                                     rule->rule,
                                     {},
                                     {{"document_no", "discipline.document_needed"}}});
    const auto from = discipline.valid_from;
    const auto period_end = from.plus_months(discipline.months.value_or(0));
    discipline.blocked_to =
        rule->blocks_promotion_months ? period_end.plus_months(*rule->blocks_promotion_months) : from;
    if (rule->open || !rule->standing_change.empty()) discipline.valid_to = Date::forever();
    else discipline.valid_to = discipline.months ? period_end : discipline.blocked_to;
    discipline.rights_to = rule->withholds_rights ? discipline.valid_to : from;
    discipline.grade_to = rule->withholds_grade ? discipline.valid_to : from;
    return rule;
}

Result<void> end(const PostPolicy& policy, Discipline& discipline, Date on, std::string_view end_kind,
                 std::string_view document_no)
{
    const auto* rule = policy.discipline(discipline.kind);
    const auto* ending = policy.discipline_end(end_kind);
    if (!ending || (rule && ending->of_open != rule->open))
        return bad_field("end_kind", "discipline.end_unknown", {}, std::string(end_kind));
    if (on < discipline.valid_from) return bad_field("on", "discipline.too_early", {}, discipline.valid_from.str());
    if (ending->needs_document && document_no.empty())
        return std::unexpected(Error{ErrorKind::rule_refused,
                                     "discipline.document_needed",
                                     {},
                                     {},
                                     {{"document_no", "discipline.document_needed"}}});
    for (auto* until : {&discipline.valid_to, &discipline.rights_to, &discipline.blocked_to, &discipline.grade_to})
        *until = std::min(*until, on);
    discipline.end_kind = end_kind;
    discipline.end_document_no = document_no;
    return {};
}

Result<Discipline> impose(const Office& office, db::Tx& tx, const platform::Actor& actor, const Imposing& asked)
{
    const auto member = TRY(visible_member(office, tx, actor, asked.member));
    TRY(actor.require(Permission::discipline_change, member.values.branch));
    auto discipline = asked.discipline;
    discipline.member = asked.member;
    if (discipline.valid_from > office.clock.today()) return bad_field("from", "discipline.in_future");
    const auto rules = office.rules(member.values.branch, discipline.decided_on);
    const auto* rule = TRY(complete(rules->posts, discipline));
    TRY(check_member(office, tx, discipline, *rule));
    if (asked.dry_run) return discipline;
    put_row<Discipline>(office, tx, actor, nullptr, discipline);
    write_down(office, tx, actor, discipline, "discipline.imposed", discipline.valid_from);
    if (rule->ends_posts) end_posts_of(office, tx, actor, asked.member, discipline.valid_from, discipline.document_no);
    if (!rule->standing_change.empty()) {
        // The paper is the reason: the record of members, which more people may read, says no more of it.
        const StandingChange change{rule->standing_change,
                                    "",
                                    {},
                                    {},
                                    {discipline.valid_from, discipline.document_no, discipline.document_no, {}, false}};
        TRY(change_standing(office, tx, actor, asked.member, change));
    }
    return discipline;
}

Result<Discipline> lift(const Office& office, db::Tx& tx, const platform::Actor& actor, RecordId record,
                        const Lifting& asked)
{
    const auto before = TRY(to_change(tx, actor, record, asked.seen));
    if (!before.end_kind.empty()) return refuse(ErrorKind::conflict, "discipline.over");
    if (asked.on > office.clock.today()) return bad_field("on", "discipline.in_future");
    auto after = before;
    TRY(end(office.rules(before.organization, before.decided_on)->posts, after, asked.on, asked.end_kind,
            asked.document_no));
    put_row(office, tx, actor, &before, after);
    write_down(office, tx, actor, after, "discipline.lifted", asked.on);
    return after;
}

Result<Discipline> appeal(const Office& office, db::Tx& tx, const platform::Actor& actor, RecordId record, Date on,
                          std::optional<StateId> seen)
{
    const auto before = TRY(to_change(tx, actor, record, seen));
    if (before.appealed_on && !before.appeal_answered_on) return refuse(ErrorKind::conflict, "discipline.appealed");
    if (on < before.decided_on) return bad_field("on", "discipline.too_early", {}, before.decided_on.str());
    if (on > office.clock.today()) return bad_field("on", "discipline.in_future");
    auto after = before;
    after.appealed_on = on;
    after.appeal_answered_on.reset();
    put_row(office, tx, actor, &before, after);
    write_down(office, tx, actor, after, "discipline.appealed", on);
    return after;
}

Result<Discipline> answer_appeal(const Office& office, db::Tx& tx, const platform::Actor& actor, RecordId record,
                                 Date on, std::optional<StateId> seen)
{
    const auto before = TRY(to_change(tx, actor, record, seen));
    if (!before.appealed_on || before.appeal_answered_on) return refuse(ErrorKind::conflict, "discipline.not_appealed");
    if (on < *before.appealed_on) return bad_field("on", "discipline.too_early", {}, before.appealed_on->str());
    if (on > office.clock.today()) return bad_field("on", "discipline.in_future");
    auto after = before;
    after.appeal_answered_on = on;
    put_row(office, tx, actor, &before, after);
    write_down(office, tx, actor, after, "discipline.appeal_answered", on);
    return after;
}

Result<void> withdraw_discipline(const Office& office, db::Tx& tx, const platform::Actor& actor, RecordId record,
                                 std::string_view reason, std::optional<StateId> seen)
{
    const auto before = TRY(to_change(tx, actor, record, seen));
    if (reason.empty()) return bad_field("reason", "record.reason_needed");
    store::supersede<Discipline>(tx, before.id);
    write_down(office, tx, actor, before, "discipline.withdrawn", before.valid_from);
    return {};
}

std::vector<Discipline> disciplines_of(db::Tx& tx, MemberId member) { return store::of_member<Discipline>(tx, member); }

std::vector<MemberId> without_rights(db::Tx& tx, std::span<const MemberId> members, const organization::Moment& moment)
{
    return members_with(tx, members, moment, "rights_to");
}

std::vector<MemberId> without_grade(db::Tx& tx, std::span<const MemberId> members, const organization::Moment& moment)
{
    return members_with(tx, members, moment, "grade_to");
}

std::optional<Date> promotion_blocked_until(db::Tx& tx, MemberId member, Date day)
{
    std::optional<Date> until;
    for (const auto& one : disciplines_of(tx, member))
        if (one.valid_from <= day && one.blocked_to > day)
            until = std::max(until.value_or(one.blocked_to), one.blocked_to);
    return until;
}

}  // namespace jishi::team
