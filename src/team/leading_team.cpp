#include "team/leading_team.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "team/id_chunks.hpp"
#include "team/post_facts.hpp"
#include "team/post_rules.hpp"
#include "team/post_store.hpp"

namespace jishi::team {
namespace {

constexpr std::size_t scan_max = 5000;  // organisations that one page looks at

struct Holder {
    std::string name;
    OrganizationId branch;
    bool on_roll = false;
};

std::unordered_map<MemberId, Holder> holders_of(const Office& office, db::Tx& tx, std::span<const MemberId> members)
{
    std::unordered_map<MemberId, Holder> holders;
    const auto rules = office.rules({}, office.clock.today());
    store::for_each_chunk(members, [&](store::IdChunk& chunk) {
        tx.for_each<MemberId, std::string, OrganizationId, std::string>(
            "SELECT id, name, branch, status FROM team_member WHERE id IN " + chunk.list(), chunk.params(),
            [&](MemberId id, std::string name, OrganizationId branch, const std::string& status) {
                const bool on_roll = rules->on_roll(status);
                holders[id] = {std::move(name), on_roll ? branch : OrganizationId{}, on_roll};
            });
    });
    return holders;
}

/// [ORG-10] A group stands below the branch of its members; all others above or in their place.
bool belongs_today(const Office& office, const MemberPolicy& rules, const Post& post, OrganizationId branch)
{
    const auto* rule = rules.posts.post(post.post);
    if (!post.member || !rule || rule->body == PostRule::Body::sent) return true;
    const auto node = office.directory.find(post.organization);
    const auto* type = node ? rules.posts.organization.type(node->values.type) : nullptr;
    if (type && type->overlay) return true;
    if (!branch) return false;
    return office.directory.contains(post.organization, branch) || office.directory.contains(branch, post.organization);
}

int rank_of(const PostPolicy& policy, const Post& post)
{
    const auto* rule = policy.post(post.post);
    return rule ? rule->rank + (rule->body == PostRule::Body::committee ? 0
                                : rule->body == PostRule::Body::sent    ? 100
                                                                        : 200)
                : 1000;
}

/// [ORG-15, ORG-30, ORG-36] What the team of an organisation ought to be and is not.
TeamGaps gaps_of(const MemberPolicy& rules, const organization::CommitteeFacts& facts, std::optional<int> full_members,
                 const std::vector<Post>& posts)
{
    TeamGaps gaps;
    std::set<std::string> held;
    std::set<MemberId> persons;
    for (const auto& post : posts) {
        const auto* rule = rules.posts.post(post.post);
        if (!rule || !rule->in_committee()) continue;
        held.insert(post.post);
        persons.insert(post.member);
    }
    gaps.committee = static_cast<int>(persons.size());
    const auto& organization = rules.posts.organization;
    const auto* size = organization::committee_rule(organization, facts);
    const bool needed =
        size && (rules.holding_types.contains(facts.type)
                     ? full_members && organization::needs_committee(organization, facts.type, *full_members)
                     : true);
    if (needed) gaps.committee_min = size->min;
    for (const auto* rule : rules.posts.posts_of(facts.type)) {
        if (rule->head && rule->in_committee() && !held.contains(rule->code)) gaps.no_head = true;
        if (needed && rule->needed && !held.contains(rule->code)) gaps.missing.push_back(rule->code);
    }
    return gaps;
}

/// When the post of the head became empty, of many organisations at once.
std::unordered_map<OrganizationId, Date> heads_left_on(db::Tx& tx, const PostPolicy& policy,
                                                       std::span<const OrganizationId> organizations,
                                                       const organization::Moment& moment)
{
    std::unordered_map<OrganizationId, Date> left;
    const auto heads = policy.heads();
    store::for_each_chunk(organizations, [&](store::IdChunk& chunk) {
        auto params = chunk.params();
        params.emplace_back("day", moment.day);
        params.emplace_back("known", moment.known());
        const auto sql = "SELECT organization, MAX(valid_to) FROM team_post WHERE organization IN " + chunk.list() +
                         " AND valid_from < valid_to AND valid_to <= :day AND recorded_at <= :known AND superseded_at "
                         "> :known AND post IN " +
                         store::text_list(heads, params) + " GROUP BY organization";
        tx.for_each<OrganizationId, Date>(sql, params, [&](OrganizationId id, Date day) { left[id] = day; });
    });
    return left;
}

void add_vacancy(const PostPolicy& policy, const std::unordered_map<OrganizationId, Date>& left,
                 OrganizationId organization, TeamGaps& gaps)
{
    const auto found = left.find(organization);
    if (!gaps.no_head || found == left.end()) return;
    gaps.empty_since = found->second;
    gaps.empty_until = vacancy_due(policy, found->second);
}

bool is_head(const PostPolicy& policy, const Post& post)
{
    const auto* rule = policy.post(post.post);
    return rule && rule->head && rule->in_committee();
}

bool wanted(const MemberPolicy& rules, TeamState state, TeamLine& line, std::vector<HeldPost>&& posts)
{
    for (auto& one : posts) {
        const auto* rule = rules.posts.post(one.post.post);
        const bool shown = state == TeamState::departing ? one.departed
                           : state == TeamState::cross   ? !one.beside.empty() && rule && rule->in_committee()
                           : state == TeamState::sent    ? rule && rule->body == PostRule::Body::sent
                                                         : false;
        if (shown) line.shown.push_back(one);
        if (!line.head && is_head(rules.posts, one.post)) line.head = std::move(one);
    }
    switch (state) {
        case TeamState::any: return true;
        case TeamState::vacant: return line.gaps.no_head;
        case TeamState::incomplete: return line.gaps.incomplete();
        default: return !line.shown.empty();
    }
}

}  // namespace

std::vector<HeldPost> with_holders(const Office& office, db::Tx& tx, std::vector<Post>&& posts,
                                   const organization::Moment& moment)
{
    std::vector<MemberId> members;
    for (const auto& post : posts)
        if (post.member) members.push_back(post.member);
    std::ranges::sort(members);
    members.erase(std::ranges::unique(members).begin(), members.end());
    const auto holders = holders_of(office, tx, members);
    std::multimap<MemberId, Post> all;
    for (auto& post : store::held_by(tx, members, moment)) all.emplace(post.member, post);
    std::vector<HeldPost> list;
    for (auto& post : posts) {
        HeldPost held;
        held.name = post.holder_name;
        if (const auto holder = holders.find(post.member); holder != holders.end()) {
            held.name = holder->second.name;
            held.branch = holder->second.branch;
        }
        const auto rules = office.rules(post.organization, moment.day);
        held.departed = post.covers(office.clock.today()) && !belongs_today(office, *rules, post, held.branch);
        const auto [first, last] = post.member ? all.equal_range(post.member) : std::pair(all.end(), all.end());
        for (auto it = first; it != last; ++it)
            if (it->second.record != post.record) held.beside.push_back(it->second);
        held.post = std::move(post);
        list.push_back(std::move(held));
    }
    return list;
}

Result<LeadingTeam> leading_team(const Office& office, db::Tx& tx, OrganizationId organization,
                                 const organization::Moment& moment)
{
    LeadingTeam team;
    const auto stretch = organization_on(tx, organization, moment.day);
    if (!stretch) return refuse(ErrorKind::not_found, "organization.not_found", {}, moment.day.str());
    team.type = stretch->type;
    const auto rules = office.rules(organization, moment.day);
    auto posts = store::posts_of(tx, organization, moment);
    const auto node = office.directory.find(organization);
    team.gaps = gaps_of(*rules, {team.type, node ? node->values.sector : "", "", 0, {}},
                        node ? node->values.formal_members : std::nullopt, posts);
    const std::vector ids{organization};
    add_vacancy(rules->posts, heads_left_on(tx, rules->posts, ids, moment), organization, team.gaps);
    team.posts = with_holders(office, tx, std::move(posts), moment);
    std::ranges::stable_sort(team.posts, {}, [&](const HeldPost& held) { return rank_of(rules->posts, held.post); });
    return team;
}

std::optional<TeamState> team_state_from(std::string_view code)
{
    static constexpr std::pair<std::string_view, TeamState> codes[] = {
        {"any", TeamState::any},
        {"vacant", TeamState::vacant},
        {"incomplete", TeamState::incomplete},
        {"departing", TeamState::departing},
        {"cross", TeamState::cross},
        {"sent", TeamState::sent},
    };
    for (const auto& [text, state] : codes)
        if (text == code) return state;
    return std::nullopt;
}

TeamPage teams_within(const Office& office, db::Tx& tx, const TeamQuestion& question)
{
    struct Looked {
        OrganizationId id;
        std::string type;
        std::string sector;
        std::optional<int> full_members;
    };
    const auto today = office.clock.today();
    const organization::Moment moment{today, {}};
    std::vector<Looked> looked;
    bool passed = !question.after;
    bool more = false;
    office.directory.visit(question.within, [&](const organization::Directory::Brief& brief) {
        if (passed && looked.size() < scan_max)
            looked.push_back({brief.id, brief.type, brief.sector, brief.formal_members});
        else if (passed) more = true;
        if (brief.id == question.after) passed = true;
    });
    TeamPage page;
    for (std::size_t at = 0; at < looked.size(); at += store::IdChunk::size) {
        const auto part = std::span(looked).subspan(at, std::min(store::IdChunk::size, looked.size() - at));
        std::vector<OrganizationId> ids;
        for (const auto& one : part) ids.push_back(one.id);
        std::unordered_map<OrganizationId, std::vector<Post>> posts;
        std::unordered_map<OrganizationId, std::vector<HeldPost>> held;
        for (auto& post : store::posts_of(tx, ids, moment)) posts[post.organization].push_back(std::move(post));
        const auto left = heads_left_on(tx, office.rules(question.within, today)->posts, ids, moment);
        std::vector<Post> all;
        for (const auto& [id, list] : posts) all.insert(all.end(), list.begin(), list.end());
        for (auto& one : with_holders(office, tx, std::move(all), moment)) {
            const auto id = one.post.organization;
            held[id].push_back(std::move(one));
        }
        for (const auto& one : part) {
            const auto rules = office.rules(one.id, today);
            if (rules->posts.posts_of(one.type).empty()) continue;
            TeamLine line{one.id,
                          one.type,
                          {},
                          gaps_of(*rules, {one.type, one.sector, "", 0, {}}, one.full_members, posts[one.id]),
                          {}};
            add_vacancy(rules->posts, left, one.id, line.gaps);
            if (!wanted(*rules, question.state, line, std::move(held[one.id]))) continue;
            if (page.items.size() == question.limit) {
                page.next = page.items.back().organization;
                return page;
            }
            page.items.push_back(std::move(line));
        }
    }
    if (more) page.next = looked.back().id;
    return page;
}

}  // namespace jishi::team
