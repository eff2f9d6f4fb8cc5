#include "team/post_service.hpp"

#include <algorithm>

#include "team/member_service.hpp"
#include "team/member_store.hpp"
#include "team/post_facts.hpp"
#include "team/post_store.hpp"
#include "team/record_case.hpp"

namespace jishi::team {
namespace {

using platform::Permission;

/// @errors organization.not_found, access.forbidden
Result<void> may_change(const Office& office, const platform::Actor& actor, OrganizationId organization)
{
    if (!office.directory.listing(organization) || !actor.may(Permission::post_read, organization))
        return refuse(ErrorKind::not_found, "organization.not_found");
    return actor.require(Permission::post_change, organization);
}

/// [ORG-06, ORG-47] What is decided from above is recorded by whoever may do so above.
Result<void> may_in_this_way(const Office& office, const platform::Actor& actor, const MemberPolicy& rules,
                             const Post& post)
{
    const auto* way = rules.posts.way(post.way);
    if (!way || !way->from_above) return {};
    const auto node = office.directory.find(post.organization);
    if (!node || !node->values.parent) return {};
    return actor.require(Permission::post_change, node->values.parent);
}

/// A post as it is known now, which the actor may change. @errors post.not_found, access.forbidden,
/// record.version_conflict
Result<Post> post_to_change(const Office& office, db::Tx& tx, const platform::Actor& actor, RecordId record,
                            const std::optional<StateId>& seen)
{
    auto found = store::find_record<Post>(tx, record);
    if (!found || !actor.may(Permission::post_read, found->organization))
        return refuse(ErrorKind::not_found, "post.not_found");
    TRY(actor.require(Permission::post_change, found->organization));
    TRY(check_seen(*found, seen));
    const auto rules = office.rules(found->organization, found->valid_from);
    TRY(may_in_this_way(office, actor, *rules, *found));
    return *std::move(found);
}

Timeline timeline_of(db::Tx& tx, MemberId member) { return member ? store::timeline_of(tx, member) : Timeline{}; }

void bound(const Office& office, db::Tx& tx, Post& post)
{
    const auto rules = office.rules(post.organization, post.valid_from);
    bound(*rules, timeline_of(tx, post.member), organization::stretches_of(tx, post.organization), post);
}

Result<std::string> checked(const Office& office, db::Tx& tx, const Post& post)
{
    const auto rules = office.rules(post.organization, post.valid_from);
    const auto question = TRY(post_question(office, tx, *rules, post));
    return TRY(check_post(rules->posts, question))->rule;
}

Result<Post> begin_post(const Office& office, db::Tx& tx, const platform::Actor& actor, const Appointing& asked)
{
    auto post = asked.post;
    post.organization = asked.organization;
    post.member = asked.member;
    if (asked.member) {
        TRY(visible_member(office, tx, actor, asked.member));
        post.holder_name.clear();
    } else if (post.holder_name.empty()) return bad_field("member", "post.holder_unknown");
    if (post.valid_from > office.clock.today()) return bad_field("from", "post.in_future");
    if (post.decided_to <= post.valid_from) return bad_field("until", "post.too_early");
    const auto rules = office.rules(asked.organization, post.valid_from);
    TRY(may_in_this_way(office, actor, *rules, post));
    if (post.decided_to != Date::forever()) TRY(check_end(rules->posts, post.end_kind, post.end_document_no));
    const auto rule = TRY(checked(office, tx, post));
    bound(office, tx, post);
    if (asked.dry_run) return post;
    put_row<Post>(office, tx, actor, nullptr, post);
    note(office, tx, actor, post, {"post.appointed", post.valid_from, post.post, rule});
    return post;
}

/// Writes the row when it says something else than before.
bool rewrite(const Office& office, db::Tx& tx, const platform::Actor& actor, const Post& before, Post after)
{
    if (after.valid_to == before.valid_to && after.follow_kind == before.follow_kind) return false;
    put_row(office, tx, actor, &before, after);
    note(office, tx, actor, after,
         {after.is_open() ? "post.resumed" : "post.ended", after.is_open() ? after.valid_from : after.valid_to,
          after.post, ""});
    return true;
}

}  // namespace

Result<Post> appoint(const Office& office, db::Tx& tx, const platform::Actor& actor, const Appointing& asked)
{
    TRY(may_change(office, actor, asked.organization));
    return begin_post(office, tx, actor, asked);
}

Result<Post> relieve(const Office& office, db::Tx& tx, const platform::Actor& actor, RecordId record,
                     const Relieving& asked)
{
    const auto before = TRY(post_to_change(office, tx, actor, record, asked.seen));
    if (!before.is_open()) return refuse(ErrorKind::conflict, "post.over", {}, before.valid_to.str());
    if (asked.on <= before.valid_from) return bad_field("on", "post.too_early", {}, before.valid_from.str());
    if (asked.on > office.clock.today()) return bad_field("on", "post.in_future");
    const auto rules = office.rules(before.organization, asked.on);
    TRY(check_end(rules->posts, asked.end_kind, asked.document_no));
    auto after = before;
    after.decided_to = asked.on;
    after.end_kind = asked.end_kind;
    after.end_document_no = asked.document_no;
    after.end_reason = asked.reason;
    bound(office, tx, after);
    put_row(office, tx, actor, &before, after);
    note(office, tx, actor, after, {"post.relieved", asked.on, after.post, ""});
    return after;
}

Result<Post> correct_post(const Office& office, db::Tx& tx, const platform::Actor& actor, RecordId record,
                          const PostCorrecting& asked)
{
    const auto before = TRY(post_to_change(office, tx, actor, record, asked.seen));
    if (asked.reason.empty()) return bad_field("reason", "record.reason_needed");
    if (asked.withdraw) {
        store::supersede<Post>(tx, before.id);
        note(office, tx, actor, before, {"post.withdrawn", before.valid_from, before.post, ""});
        return before;
    }
    auto after = before;
    if (asked.from) after.valid_from = *asked.from;
    if (asked.reopen) {
        after.decided_to = Date::forever();
        after.end_kind.clear();
        after.end_document_no.clear();
        after.end_reason.clear();
    }
    if (asked.until) {
        if (before.end_kind.empty()) return refuse(ErrorKind::conflict, "post.not_over");
        after.decided_to = *asked.until;
    }
    if (asked.origin) after.origin = *asked.origin;
    if (asked.document_no) after.document_no = *asked.document_no;
    if (asked.period_to) after.period_to = asked.period_to;
    if (after.valid_from > office.clock.today()) return bad_field("from", "post.in_future");
    if (after.decided_to <= after.valid_from) return bad_field("until", "post.too_early");
    if (after.valid_from == before.valid_from && after.decided_to == before.decided_to &&
        after.origin == before.origin && after.document_no == before.document_no && after.period_to == before.period_to)
        return refuse(ErrorKind::conflict, "record.nothing_changed");
    const auto rule = TRY(checked(office, tx, after));
    bound(office, tx, after);
    put_row(office, tx, actor, &before, after);
    note(office, tx, actor, after, {"post.corrected", after.valid_from, after.post, rule});
    return after;
}

Result<std::vector<Post>> seat_committee(const Office& office, db::Tx& tx, const platform::Actor& actor,
                                         const Seating& asked)
{
    TRY(may_change(office, actor, asked.organization));
    if (asked.seats.empty()) return bad_field("seats", "post.seats_needed");
    if (asked.on > office.clock.today()) return bad_field("on", "post.in_future");
    const auto rules = office.rules(asked.organization, asked.on);
    const std::vector ids{asked.organization};
    for (const auto& held : store::posts_after(tx, ids, asked.on)) {
        const auto* rule = rules->posts.post(held.post);
        if (!rule || !rule->in_committee() || held.is_empty()) continue;
        if (held.valid_from >= asked.on)
            return refuse(ErrorKind::conflict, "post.held_since", {}, held.valid_from.str());
        auto after = held;
        after.decided_to = asked.on;
        after.end_kind = "term_over";
        after.end_document_no = asked.document_no;
        bound(office, tx, after);
        put_row(office, tx, actor, &held, after);
        note(office, tx, actor, after, {"post.relieved", asked.on, after.post, "ELE-07"});
    }
    std::vector<Post> seated;
    for (std::size_t i = 0; i < asked.seats.size(); ++i) {
        const auto& seat = asked.seats[i];
        Appointing one{asked.organization, seat.member, {}, false};
        one.post.post = seat.post;
        one.post.way = "elected";
        one.post.origin = seat.origin;
        one.post.reason = seat.reason;
        one.post.document_no = asked.document_no;
        one.post.valid_from = asked.on;
        auto post = begin_post(office, tx, actor, one);
        if (!post) {
            auto error = std::move(post).error();
            const auto at = "seats/" + std::to_string(i) + "/";
            if (error.fields.empty()) error.fields.push_back({at + "member", error.code, error.detail});
            else
                for (auto& field : error.fields) field.field = at + field.field;
            return std::unexpected(std::move(error));
        }
        seated.push_back(*std::move(post));
    }
    const auto& first = seated.front();
    const auto question = TRY(post_question(office, tx, *rules, first));
    TRY(organization::check_committee(
        rules->posts.organization,
        {question.seat.type, question.seat.sector, question.seat.place, question.seat.committee + 1, {}}));
    return seated;
}

void follow_member(const Office& office, db::Tx& tx, const platform::Actor& actor, MemberId member,
                   const Timeline& timeline)
{
    for (const auto& before : store::of_member<Post>(tx, member)) {
        auto after = before;
        const auto rules = office.rules(before.organization, before.valid_from);
        bound(*rules, timeline, organization::stretches_of(tx, before.organization), after);
        rewrite(office, tx, actor, before, std::move(after));
    }
}

void follow_organizations(const Office& office, db::Tx& tx, const platform::Actor& actor,
                          const organization::Reshaping& reshaping)
{
    if (reshaping.dry_run) return;
    std::vector<OrganizationId> ids;
    for (const auto& one : reshaping.organizations) ids.push_back(one.organization);
    for (const auto& before : store::posts_after(tx, ids, Date::first())) {
        const auto one = std::ranges::find(reshaping.organizations, before.organization,
                                           &organization::Reshaping::One::organization);
        auto after = before;
        const auto rules = office.rules(before.organization, before.valid_from);
        bound(*rules, timeline_of(tx, before.member), one->after, after);
        rewrite(office, tx, actor, before, std::move(after));
    }
}

std::size_t end_posts_of(const Office& office, db::Tx& tx, const platform::Actor& actor, MemberId member, Date on,
                         std::string_view document_no)
{
    std::size_t ended = 0;
    for (const auto& before : store::of_member<Post>(tx, member)) {
        const auto rules = office.rules(before.organization, on);
        const auto* rule = rules->posts.post(before.post);
        if (!rule || rule->body == PostRule::Body::outside || before.is_empty() || before.valid_to <= on) continue;
        auto after = before;
        after.decided_to = std::max(on, before.valid_from);
        after.end_kind = "discipline";
        after.end_document_no = document_no;
        bound(office, tx, after);
        put_row(office, tx, actor, &before, after);
        note(office, tx, actor, after, {"post.ended", on, after.post, "REL-49"});
        ++ended;
    }
    return ended;
}

}  // namespace jishi::team
