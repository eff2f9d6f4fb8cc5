#include "team/award.hpp"

#include <algorithm>

#include "team/member_service.hpp"
#include "team/member_store.hpp"
#include "team/record_case.hpp"

namespace jishi::team {
namespace {

using platform::Permission;

/// Of whom: the member's branch on the day, or the organisation itself.
/// @errors member.not_found, organization.not_found, access.forbidden, award.not_a_member
Result<void> find_receiver(const Office& office, db::Tx& tx, const platform::Actor& actor, Award& award)
{
    if (!award.member) {
        if (!office.directory.listing(award.organization) ||
            !actor.may(Permission::organization_read, award.organization))
            return refuse(ErrorKind::not_found, "organization.not_found");
        return actor.require(Permission::award_change, award.organization);
    }
    const auto member = TRY(visible_member(office, tx, actor, award.member));
    TRY(actor.require(Permission::award_change, member.values.branch));
    const auto timeline = store::timeline_of(tx, award.member);
    const auto* state = timeline.on(std::max(award.valid_from, timeline.founded_on()));
    if (!state || !state->values.exists) return refuse(ErrorKind::rule_refused, "award.not_a_member");
    if (state->values.joined_on && *state->values.joined_on > award.valid_from)
        return refuse(ErrorKind::rule_refused, "award.not_a_member");
    award.organization = state->values.branch ? state->values.branch : member.values.branch;
    return {};
}

}  // namespace

Result<Award> give_award(const Office& office, db::Tx& tx, const platform::Actor& actor, const Award& asked)
{
    auto award = asked;
    award.valid_to = Date::forever();
    TRY(find_receiver(office, tx, actor, award));
    if (award.valid_from > office.clock.today()) return bad_field("on", "award.in_future");
    const auto rules = office.rules(award.organization, award.valid_from);
    const auto* title = rules->posts.award_title(award.title);
    if (!title) return bad_field("title", "award.title_unknown", {}, award.title);
    if (title->of_organization != !award.member) return bad_field("title", "award.title_of_another", {}, award.title);
    if (!rules->posts.award_levels.contains(award.level))
        return bad_field("level", "award.level_unknown", {}, award.level);
    const auto others = award.member ? awards_of(tx, award.member) : awards_of(tx, award.organization);
    if (std::ranges::any_of(others, [&](const Award& one) {
            return one.title == award.title && one.valid_from == award.valid_from && one.level == award.level &&
                   one.name == award.name;
        }))
        return refuse(ErrorKind::conflict, "award.exists");
    put_row<Award>(office, tx, actor, nullptr, award);
    note(office, tx, actor, award, {"award.given", award.valid_from, award.title, "TEAM-J"});
    return award;
}

Result<Award> revoke_award(const Office& office, db::Tx& tx, const platform::Actor& actor, RecordId record,
                           const Revoking& asked)
{
    const auto found = store::find_record<Award>(tx, record);
    const auto member = found && found->member ? store::find_member(tx, found->member) : std::nullopt;
    const auto place = member ? member->values.branch : found ? found->organization : OrganizationId{};
    if (!found || !actor.may(found->member ? Permission::member_read : Permission::organization_read, place))
        return refuse(ErrorKind::not_found, "award.not_found");
    TRY(actor.require(Permission::award_change, place));
    TRY(check_seen(*found, asked.seen));
    if (asked.reason.empty()) return bad_field("reason", "record.reason_needed");
    if (asked.withdraw) {
        store::supersede<Award>(tx, found->id);
        note(office, tx, actor, *found, {"award.withdrawn", found->valid_from, found->title, ""});
        return *found;
    }
    if (!found->is_open()) return refuse(ErrorKind::conflict, "award.revoked", {}, found->valid_to.str());
    if (asked.on <= found->valid_from || asked.on > office.clock.today())
        return bad_field("on", "award.too_early", {}, found->valid_from.str());
    auto after = *found;
    after.valid_to = asked.on;
    after.end_document_no = asked.document_no;
    after.end_reason = asked.reason;
    put_row(office, tx, actor, &*found, after);
    note(office, tx, actor, after, {"award.revoked", asked.on, after.title, "TEAM-J"});
    return after;
}

std::vector<Award> awards_of(db::Tx& tx, MemberId member) { return store::of_member<Award>(tx, member); }

std::vector<Award> awards_of(db::Tx& tx, OrganizationId organization)
{
    return store::rows<Award>(tx,
                              "WHERE r.organization = :organization AND r.member = 0 AND r.superseded_at = :forever "
                              "ORDER BY r.valid_from DESC, r.id DESC",
                              {{"organization", organization}, {"forever", Instant::forever()}});
}

}  // namespace jishi::team
