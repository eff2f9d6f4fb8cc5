#include "team/post_facts.hpp"

#include <algorithm>
#include <set>

#include "team/discipline.hpp"
#include "team/member_store.hpp"
#include "team/post_store.hpp"
#include "team/roster.hpp"

namespace jishi::team {
namespace {

const organization::Stretch* covering(const std::vector<organization::Stretch>& stretches, Date day)
{
    const auto found =
        std::ranges::find_if(stretches, [&](const auto& one) { return one.from <= day && day < one.to; });
    return found == stretches.end() ? nullptr : &*found;
}

bool is_below(const Office& office, db::Tx& tx, OrganizationId node, OrganizationId root, Date day)
{
    if (!node || !root) return false;
    if (node == root) return true;
    if (day == office.clock.today()) return office.directory.contains(root, node);
    const auto tree = office.past_trees.at(tx, {day, {}});
    const auto at = tree->find(node);
    const auto above = tree->find(root);
    return at != organization::PastTree::none && above != organization::PastTree::none && tree->is_below(at, above);
}

/// Members of a branch belong to it; those of a committee stand below it; a group stands below the branch of its
/// members; who takes part in a temporary, mobile or functional organisation keeps the relation elsewhere.
bool belongs_to(const Office& office, db::Tx& tx, const MemberPolicy& rules, OrganizationId branch, const Post& post,
                const std::string& type, Date day)
{
    const auto* const kind = rules.posts.organization.type(type);
    if (kind && kind->overlay) return true;
    if (rules.holding_types.contains(type)) return branch == post.organization;
    return is_below(office, tx, branch, post.organization, day) || is_below(office, tx, post.organization, branch, day);
}

/// The highest rank of the posts in the Party that the member holds the day before.
std::optional<int> rank_before(db::Tx& tx, const MemberPolicy& rules, const Post& post)
{
    std::optional<int> best;
    for (const auto& held : store::held_by(tx, post.member, {post.valid_from.plus_days(-1), {}})) {
        const auto* rule = rules.posts.post(held.post);
        if (held.record == post.record || !rule || !rule->in_committee()) continue;
        best = best ? std::min(*best, rule->rank) : rule->rank;
    }
    return best;
}

HolderFacts holder_facts(const Office& office, db::Tx& tx, const MemberPolicy& rules, const Post& post,
                         const std::string& type)
{
    HolderFacts facts;
    if (!post.member) {
        facts.registered = false;
        return facts;
    }
    const auto timeline = store::timeline_of(tx, post.member);
    // What was before the record of the member began is not known: the first day that is known speaks for it.
    const auto day = std::max(post.valid_from, timeline.founded_on());
    const auto* state = timeline.on(day);
    if (!state || !state->values.exists) return facts;
    const auto& values = state->values;
    facts.member = rules.counted(values.status) && (!values.joined_on || *values.joined_on <= post.valid_from);
    facts.belongs = belongs_to(office, tx, rules, values.branch, post, type, day);
    facts.full_on = values.full_on;
    std::vector<MemberLine> line(1);
    line[0].id = post.member;
    line[0].may_vote = rules.may_vote(values.status, values.category);
    withhold_rights(office, tx, {post.valid_from, {}}, line);
    facts.may_stand = line[0].may_vote;
    facts.promotion_blocked_until = promotion_blocked_until(tx, post.member, post.valid_from);
    facts.rank_before = rank_before(tx, rules, post);
    return facts;
}

SeatFacts seat_facts(const Office& office, db::Tx& tx, const MemberPolicy& rules, const Post& post,
                     const std::string& type, HolderFacts& holder)
{
    SeatFacts seat;
    seat.type = type;
    if (const auto node = office.directory.find(post.organization)) seat.sector = node->values.sector;
    std::set<MemberId> committee;
    std::set<MemberId> deputies;
    const std::vector ids{post.organization};
    for (const auto& other : store::posts_after(tx, ids, post.valid_from)) {
        if (other.record == post.record || other.is_empty() || other.valid_from >= post.decided_to) continue;
        if (other.post == post.post) {
            seat.taken = true;
            holder.holds_it = holder.holds_it || (post.member && other.member == post.member);
        }
        const auto* rule = rules.posts.post(other.post);
        if (!rule || !rule->in_committee() || other.member == post.member || !other.covers(post.valid_from)) continue;
        committee.insert(other.member);
        if (rule->deputy) deputies.insert(other.member);
    }
    seat.committee = static_cast<int>(committee.size());
    seat.deputies = static_cast<int>(deputies.size());
    return seat;
}

}  // namespace

Result<organization::Stretch> organization_on(db::Tx& tx, OrganizationId organization, Date day)
{
    const auto stretches = organization::stretches_of(tx, organization);
    const auto* stretch = covering(stretches, day);
    if (!stretch) return refuse(ErrorKind::rule_refused, "post.organization_not_there", {}, day.str());
    return *stretch;
}

Result<PostQuestion> post_question(const Office& office, db::Tx& tx, const MemberPolicy& rules, const Post& post)
{
    const auto stretch = TRY(organization_on(tx, post.organization, post.valid_from));
    PostQuestion question;
    question.post = post;
    question.holder = holder_facts(office, tx, rules, post, stretch.type);
    question.seat = seat_facts(office, tx, rules, post, stretch.type, question.holder);
    return question;
}

void bound(const MemberPolicy& rules, const Timeline& holder, const std::vector<organization::Stretch>& stretches,
           Post& post)
{
    post.valid_to = post.decided_to;
    post.follow_kind.clear();
    const auto cut = [&](Date day, std::string_view kind) {
        if (day >= post.valid_to) return;
        post.valid_to = std::max(day, post.valid_from);
        post.follow_kind = kind;
    };
    const auto* rule = rules.posts.post(post.post);
    const auto* stretch = covering(stretches, post.valid_from);
    const bool here =
        rule && rule->body != PostRule::Body::sent && stretch && rules.holding_types.contains(stretch->type);
    if (post.member) {
        if (holder.empty()) cut(post.valid_from, "left_roll");
        for (const auto& state : holder.states()) {
            if (state.is_empty() || state.valid_to <= post.valid_from) continue;
            const auto& values = state.values;
            const bool stays = values.exists && rules.on_roll(values.status);
            if (stays && (!here || values.branch == post.organization)) continue;
            cut(state.valid_from, stays ? "left_branch" : "left_roll");
            break;
        }
    }
    if (!stretch) cut(post.valid_from, "organization_ended");
    else cut(stretch->to, "organization_ended");
}

}  // namespace jishi::team
