#include "team/post_rules.hpp"

#include <algorithm>

namespace jishi::team {
namespace {

bool has(const std::vector<std::string>& list, std::string_view code)
{
    return std::ranges::find(list, code) != list.end();
}

/// [ORG-06, ORG-07, ORG-47] May one come to this post here in this way?
Result<void> check_way(const PostPolicy& policy, const PostRule& rule, const PostWay& way, const SeatFacts& seat)
{
    const auto* type = policy.organization.type(seat.type);
    if (!type || !has(rule.types, seat.type))
        return refuse(ErrorKind::rule_refused, "post.not_in_type", rule.rule, seat.type);
    if (way.election && has(type->withheld_actions, "term_election"))
        return refuse(ErrorKind::rule_refused, "post.election_withheld", type->rule, seat.type);
    if (!rule.in_committee()) {
        if (!has(rule.ways, way.code))
            return refuse(ErrorKind::rule_refused, "post.way_not_possible", rule.rule, way.code);
        return {};
    }
    // Where leaders are not elected they are appointed, whatever the post.
    if (!type->elected) {
        if (way.election) return refuse(ErrorKind::rule_refused, "post.must_be_appointed", type->rule, seat.type);
        if (way.needs_sender) return refuse(ErrorKind::rule_refused, "post.way_not_possible", rule.rule, way.code);
        return {};
    }
    if (!has(rule.ways, way.code)) return refuse(ErrorKind::rule_refused, "post.way_not_possible", rule.rule, way.code);
    return {};
}

Result<void> check_papers(const PostRule& rule, const PostWay& way, const Post& post)
{
    if (rule.body == PostRule::Body::outside && post.body_name.empty())
        return bad_field("body_name", "post.body_needed", rule.rule);
    if (way.needs_sender && post.sent_by.empty()) return bad_field("sent_by", "post.sender_needed", rule.rule);
    if (way.needs_sender && (!post.period_to || *post.period_to < post.valid_from))
        return bad_field("period_to", "post.period_needed", rule.rule);
    if (way.needs_document && post.document_no.empty())
        return std::unexpected(Error{
            ErrorKind::rule_refused, "post.document_needed", rule.rule, {}, {{"document_no", "post.document_needed"}}});
    return {};
}

Result<void> check_holder(const PostRule& rule, const HolderFacts& holder)
{
    if (!holder.registered) {
        if (rule.body != PostRule::Body::sent) return bad_field("member", "post.holder_unknown", rule.rule);
        return {};
    }
    if (!holder.member) return refuse(ErrorKind::rule_refused, "post.not_a_member", rule.rule);
    if (rule.body == PostRule::Body::sent) return {};
    if (!holder.belongs) return refuse(ErrorKind::rule_refused, "post.not_here", rule.rule);
    if (rule.in_committee() && !holder.may_stand)
        return refuse(ErrorKind::rule_refused, "post.no_right_to_stand", "GEN-04");
    return {};
}

Result<void> check_seat(const PostPolicy& policy, const PostRule& rule, const PostQuestion& question)
{
    if (question.holder.holds_it) return refuse(ErrorKind::conflict, "post.held_already", rule.rule);
    if (rule.one_at_a_time() && question.seat.taken) return refuse(ErrorKind::conflict, "post.taken", rule.rule);
    if (!rule.in_committee()) return {};
    const auto* const size = organization::committee_rule(
        policy.organization, {question.seat.type, question.seat.sector, question.seat.place});
    if (!size) return {};
    const int deputies = question.seat.deputies + (rule.deputy ? 1 : 0);
    if (rule.deputy && size->deputies_max && deputies > *size->deputies_max)
        return refuse(ErrorKind::rule_refused, "post.too_many_deputies", size->rule,
                      std::to_string(*size->deputies_max));
    const int limit = size->limit.value_or(size->max);
    if (question.seat.committee + 1 > limit)
        return refuse(ErrorKind::rule_refused, "post.committee_full", size->rule, std::to_string(limit));
    return {};
}

/// [REL-49] Staying on a post, or taking one of the same rank, is no promotion.
bool is_promotion(const PostRule& rule, const HolderFacts& holder)
{
    return rule.in_committee() && (!holder.rank_before || rule.rank < *holder.rank_before);
}

}  // namespace

Result<const PostRule*> check_post(const PostPolicy& policy, const PostQuestion& question)
{
    const auto& post = question.post;
    const auto* rule = policy.post(post.post);
    if (!rule) return bad_field("post", "post.unknown", {}, post.post);
    const auto* way = policy.way(post.way);
    if (!way) return bad_field("way", "post.way_unknown", {}, post.way);
    if (!post.origin.empty() && !policy.origins.contains(post.origin))
        return bad_field("origin", "post.origin_unknown", {}, post.origin);
    TRY(check_way(policy, *rule, *way, question.seat));
    TRY(check_papers(*rule, *way, post));
    TRY(check_holder(*rule, question.holder));
    TRY(check_seat(policy, *rule, question));
    const auto& holder = question.holder;
    if (holder.promotion_blocked_until && post.valid_from < *holder.promotion_blocked_until &&
        is_promotion(*rule, holder))
        return refuse(ErrorKind::rule_refused, "post.promotion_blocked", "REL-49");
    if (rule->full_months_min && holder.registered && post.reason.empty() &&
        (!holder.full_on || holder.full_on->plus_months(*rule->full_months_min) > post.valid_from))
        return std::unexpected(Error{ErrorKind::rule_refused,
                                     "post.too_short_a_member",
                                     rule->rule,
                                     std::to_string(*rule->full_months_min),
                                     {{"reason", "post.too_short_a_member", std::to_string(*rule->full_months_min)}}});
    return rule;
}

Result<void> check_end(const PostPolicy& policy, std::string_view end_kind, std::string_view document_no)
{
    const auto* end = policy.end(end_kind);
    if (!end || end->automatic) return bad_field("end_kind", "post.end_unknown", {}, std::string(end_kind));
    if (end->needs_document && document_no.empty())
        return std::unexpected(
            Error{ErrorKind::rule_refused, "post.document_needed", {}, {}, {{"document_no", "post.document_needed"}}});
    return {};
}

Date training_due(const PostPolicy& policy, Date since) { return since.plus_months(policy.secretary_training_months); }
Date vacancy_due(const PostPolicy& policy, Date empty_since)
{
    return empty_since.plus_months(policy.secretary_vacant_months_max);
}

}  // namespace jishi::team
