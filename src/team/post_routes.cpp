#include "team/post_routes.hpp"

#include <algorithm>

#include "http/body.hpp"
#include "team/post_service.hpp"
#include "team/post_store.hpp"

namespace jishi::team {

using Code = Text<0, 40>;
using Short = Text<0, 100>;

struct TeamMomentQuery {
    std::optional<Date> on;
    std::optional<Date> known_on;
};
BOOST_DESCRIBE_STRUCT(TeamMomentQuery, (), (on, known_on))

struct TeamGapsView {
    bool no_head = false;
    std::optional<Date> empty_since;
    std::optional<Date> empty_until;
    int committee = 0;
    int committee_min = 0;
    std::vector<std::string> missing;
};
BOOST_DESCRIBE_STRUCT(TeamGapsView, (), (no_head, empty_since, empty_until, committee, committee_min, missing))

struct LeadingTeamView {
    PlaceView organization;
    std::string type;
    Date on;
    std::optional<Date> known_on;
    std::optional<Date> term_to;
    std::vector<PostView> posts;
    TeamGapsView gaps;
    std::vector<std::string> offered;  // posts that such an organisation has
    std::vector<std::string> may;      // post.change, post.appoint (from above)
};
BOOST_DESCRIBE_STRUCT(LeadingTeamView, (), (organization, type, on, known_on, term_to, posts, gaps, offered, may))

struct PostList {
    std::vector<PostView> items;
};
BOOST_DESCRIBE_STRUCT(PostList, (), (items))

struct TeamsQuery {
    OrganizationId within;
    std::optional<std::string> state;  // any, vacant, incomplete, departing, cross, sent
    std::optional<OrganizationId> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(TeamsQuery, (), (within, state, after, limit))

struct TeamLineView {
    PlaceView organization;
    std::string type;
    std::optional<PostView> head;
    TeamGapsView gaps;
    std::vector<PostView> shown;
};
BOOST_DESCRIBE_STRUCT(TeamLineView, (), (organization, type, head, gaps, shown))

struct TeamPageView {
    std::vector<TeamLineView> items;
    std::optional<OrganizationId> next;
};
BOOST_DESCRIBE_STRUCT(TeamPageView, (), (items, next))

struct AppointBody {
    std::optional<MemberId> member;
    std::optional<Short> holder_name;
    Code post;
    Code way;
    std::optional<Code> origin;
    Date from;
    std::optional<Short> document_no;
    std::optional<Line> reason;
    std::optional<Short> body_name;
    std::optional<Short> sent_by;
    std::optional<Date> period_to;
    std::optional<Date> until;  // of a post that is over already
    std::optional<Code> end_kind;
    std::optional<bool> dry_run;
};
BOOST_DESCRIBE_STRUCT(AppointBody, (),
                      (member, holder_name, post, way, origin, from, document_no, reason, body_name, sent_by, period_to,
                       until, end_kind, dry_run))

struct RelieveBody {
    Date on;
    Code end_kind;
    std::optional<Short> document_no;
    std::optional<Line> reason;
    std::optional<StateId> seen;
};
BOOST_DESCRIBE_STRUCT(RelieveBody, (), (on, end_kind, document_no, reason, seen))

struct CorrectPostBody {
    std::optional<bool> withdraw;
    std::optional<bool> reopen;
    std::optional<Date> from;
    std::optional<Date> until;
    std::optional<Code> origin;
    std::optional<Short> document_no;
    std::optional<Date> period_to;
    Line reason;
    std::optional<StateId> seen;
};
BOOST_DESCRIBE_STRUCT(CorrectPostBody, (),
                      (withdraw, reopen, from, until, origin, document_no, period_to, reason, seen))

struct SeatBody {
    MemberId member;
    Code post;
    std::optional<Code> origin;
    std::optional<Line> reason;
};
BOOST_DESCRIBE_STRUCT(SeatBody, (), (member, post, origin, reason))

struct SeatingBody {
    Date on;
    std::optional<Short> document_no;
    std::vector<SeatBody> seats;
};
BOOST_DESCRIBE_STRUCT(SeatingBody, (), (on, document_no, seats))

PostView view_of(const Office& office, const HeldPost& held)
{
    const auto& post = held.post;
    const auto rules = office.rules(post.organization, post.valid_from);
    const auto* rule = rules->posts.post(post.post);
    const auto* way = rules->posts.way(post.way);
    PostView view;
    view.id = post.record;
    view.seen = post.id;
    view.organization = place_of(office, post.organization);
    view.post = post.post;
    view.way = post.way;
    view.origin = said(post.origin);
    view.holder = {post.member, held.name, held.branch ? std::optional(place_of(office, held.branch)) : std::nullopt};
    view.from = post.valid_from;
    if (!post.is_open()) view.until = post.valid_to;
    view.document_no = said(post.document_no);
    view.reason = said(post.reason);
    view.body_name = said(post.body_name);
    view.sent_by = said(post.sent_by);
    view.period_to = post.period_to;
    if (rule && rule->in_committee() && way && way->election)
        if (const auto node = office.directory.find(post.organization)) view.term_to = node->values.term_expires_on;
    if (rule && rule->head && rule->in_committee()) view.training_due = training_due(rules->posts, post.valid_from);
    view.end_kind = said(post.ended_by());
    view.end_document_no = said(post.end_document_no);
    view.end_reason = said(post.end_reason);
    view.departed = held.departed;
    for (const auto& other : held.beside)
        view.beside.push_back({other.post, place_of(office, other.organization), said(other.body_name)});
    view.recorded_at = post.recorded_at;
    view.recorded_by = said(post.recorded_by_name);
    return view;
}

namespace {

using http::Access;
using http::Call;
using http::NoQuery;
using http::text_of;
using platform::Permission;

constexpr int page_default = 50;
constexpr int page_max = 200;
constexpr std::size_t seats_max = 60;

TeamGapsView view_of(const TeamGaps& gaps)
{
    return {gaps.no_head, gaps.empty_since, gaps.empty_until, gaps.committee, gaps.committee_min, gaps.missing};
}

std::vector<PostView> views_of(const Office& office, const std::vector<HeldPost>& posts)
{
    std::vector<PostView> views;
    for (const auto& one : posts) views.push_back(view_of(office, one));
    return views;
}

/// One post as it is shown after a change.
PostView shown(const Office& office, Call& call, Post post)
{
    const organization::Moment moment{office.clock.today(), {}};
    std::vector<Post> one{std::move(post)};
    return view_of(office, with_holders(office, call.tx(), std::move(one), moment).front());
}

Result<OrganizationId> visible_organization(const Office& office, Call& call)
{
    const auto id = TRY(call.path_id<OrganizationTag>("id"));
    if (!office.directory.listing(id) || !call.actor->may(Permission::post_read, id))
        return refuse(ErrorKind::not_found, "organization.not_found");
    return id;
}

Result<LeadingTeamView> team(const Office& office, Call& call, const TeamMomentQuery& query)
{
    const auto id = TRY(visible_organization(office, call));
    const organization::Moment moment{query.on.value_or(office.clock.today()),
                                      query.known_on ? std::optional(end_of(*query.known_on)) : std::nullopt};
    const auto found = TRY(leading_team(office, call.tx(), id, moment));
    LeadingTeamView view;
    view.organization = place_of(office, id);
    view.type = found.type;
    view.on = moment.day;
    view.known_on = query.known_on;
    const auto node = office.directory.find(id);
    if (node) view.term_to = node->values.term_expires_on;
    view.posts = views_of(office, found.posts);
    view.gaps = view_of(found.gaps);
    for (const auto* rule : office.rules(id, moment.day)->posts.posts_of(found.type))
        view.offered.push_back(rule->code);
    if (call.actor->may(Permission::post_change, id)) {
        view.may.emplace_back("post.change");
        if (!node || !node->values.parent || call.actor->may(Permission::post_change, node->values.parent))
            view.may.emplace_back("post.appoint");
    }
    return view;
}

Result<PostList> history(const Office& office, Call& call)
{
    const auto id = TRY(visible_organization(office, call));
    const organization::Moment moment{office.clock.today(), {}};
    return PostList{views_of(office, with_holders(office, call.tx(), store::post_history(call.tx(), id), moment))};
}

Result<PostList> of_member(const Office& office, Call& call)
{
    const auto member = TRY(visible_member(office, call.tx(), *call.actor, TRY(call.path_id<MemberTag>("id"))));
    auto posts = store::of_member<Post>(call.tx(), member.id);
    std::erase_if(posts, [&](const Post& post) {
        return post.is_empty() || !call.actor->may(Permission::post_read, post.organization);
    });
    return PostList{views_of(office, with_holders(office, call.tx(), std::move(posts), {office.clock.today(), {}}))};
}

Result<TeamPageView> teams(const Office& office, Call& call, const TeamsQuery& query)
{
    if (!office.directory.listing(query.within) || !call.actor->may(Permission::post_read, query.within))
        return refuse(ErrorKind::not_found, "organization.not_found");
    const auto state = team_state_from(query.state.value_or("any"));
    if (!state) return bad_field("state", "input.not_one_of", {}, "any, vacant, incomplete, departing, cross, sent");
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit.value_or(page_default), 1, page_max));
    // Below an organisation on which only that organisation itself is granted, nothing is seen.
    const auto sight = TRY(organization::sight_of(office.directory, *call.actor, Permission::post_read, query.within));
    auto found = teams_within(office, call.tx(), {query.within, *state, query.after.value_or(OrganizationId{}), limit});
    TeamPageView page;
    for (const auto& line : found.items) {
        if (!sight.sees(office.directory, line.organization)) continue;
        auto& view = page.items.emplace_back();
        view.organization = place_of(office, line.organization);
        view.type = line.type;
        if (line.head) view.head = view_of(office, *line.head);
        view.gaps = view_of(line.gaps);
        view.shown = views_of(office, line.shown);
    }
    if (found.next) page.next = found.next;
    return page;
}

Appointing appointing_of(OrganizationId organization, const AppointBody& body)
{
    Appointing asked{organization, body.member.value_or(MemberId{}), {}, body.dry_run.value_or(false)};
    auto& post = asked.post;
    post.post = body.post.value;
    post.way = body.way.value;
    post.origin = text_of(body.origin);
    post.valid_from = body.from;
    post.document_no = text_of(body.document_no);
    post.reason = text_of(body.reason);
    post.holder_name = text_of(body.holder_name);
    post.body_name = text_of(body.body_name);
    post.sent_by = text_of(body.sent_by);
    post.period_to = body.period_to;
    post.decided_to = body.until.value_or(Date::forever());
    post.end_kind = body.until ? text_of(body.end_kind) : "";
    return asked;
}

Result<PostList> seat(const Office& office, Call& call, const SeatingBody& body)
{
    const auto id = TRY(visible_organization(office, call));
    if (body.seats.size() > seats_max) return bad_field("seats", "input.too_many_items", {}, std::to_string(seats_max));
    Seating asked{id, body.on, text_of(body.document_no), {}};
    for (const auto& one : body.seats)
        asked.seats.push_back({one.member, one.post.value, text_of(one.origin), text_of(one.reason)});
    auto seated = TRY(seat_committee(office, call.tx(), *call.actor, asked));
    return PostList{views_of(office, with_holders(office, call.tx(), std::move(seated), {office.clock.today(), {}}))};
}

const std::vector<std::string> rule_codes{"organization.not_found",
                                          "member.not_found",
                                          "post.organization_not_there",
                                          "post.not_in_type",
                                          "post.election_withheld",
                                          "post.must_be_appointed",
                                          "post.way_not_possible",
                                          "post.document_needed",
                                          "post.not_a_member",
                                          "post.not_here",
                                          "post.no_right_to_stand",
                                          "post.held_already",
                                          "post.taken",
                                          "post.too_many_deputies",
                                          "post.committee_full",
                                          "post.promotion_blocked",
                                          "post.too_short_a_member"};

std::vector<std::string> with_rules(std::vector<std::string> codes)
{
    codes.insert(codes.end(), rule_codes.begin(), rule_codes.end());
    return codes;
}

void add_reads(const Office& office, std::vector<http::Endpoint>& endpoints)
{
    const auto reads = Access::permission_to("post.read");
    endpoints.push_back(http::get<TeamMomentQuery>(
        "/api/organizations/{id}/team",
        {"read_leading_team",
         "Who leads an organisation on a day as known on another, and what its team lacks [TEAM-E]",
         "team",
         reads,
         {"organization.not_found"}},
        [&office](Call& call, TeamMomentQuery query) { return team(office, call, query); }));
    endpoints.push_back(http::get<NoQuery>("/api/organizations/{id}/posts",
                                           {"list_post_history",
                                            "Every post ever held in an organisation, the newest first",
                                            "team",
                                            reads,
                                            {"organization.not_found"}},
                                           [&office](Call& call, NoQuery) { return history(office, call); }));
    endpoints.push_back(http::get<NoQuery>(
        "/api/members/{id}/posts",
        {"list_member_posts", "Posts that a member holds and held", "team", reads, {"member.not_found"}},
        [&office](Call& call, NoQuery) { return of_member(office, call); }));
    endpoints.push_back(http::get<TeamsQuery>(
        "/api/teams",
        {"list_teams",
         "Leading teams of a committee and all below it: vacant, incomplete, departing, cross-holding, sent [EVAL-22]",
         "team",
         reads,
         {"organization.not_found"}},
        [&office](Call& call, TeamsQuery query) { return teams(office, call, query); }));
}

void add_acts(const Office& office, std::vector<http::Endpoint>& endpoints)
{
    const auto changes = Access::permission_to("post.change");
    endpoints.push_back(http::post<AppointBody>(
        "/api/organizations/{id}/posts",
        {"appoint", "Somebody takes a post: elected, appointed or sent [ORG-06, ORG-30, ORG-48, GEN-04]", "team",
         changes, with_rules({})},
        [&office](Call& call, AppointBody body) -> Result<PostView> {
            const auto id = TRY(call.path_id<OrganizationTag>("id"));
            return shown(office, call, TRY(appoint(office, call.tx(), *call.actor, appointing_of(id, body))));
        }));
    endpoints.push_back(http::post<SeatingBody>(
        "/api/organizations/{id}/seat-committee",
        {"seat_committee", "A committee as it was elected: who stays, comes and goes, in one [ELE-07]", "team", changes,
         with_rules({"post.held_since", "organization.committee_too_small", "organization.committee_too_large"})},
        [&office](Call& call, SeatingBody body) { return seat(office, call, body); }));
    endpoints.push_back(
        http::post<RelieveBody>("/api/posts/{id}/relieve",
                                {"relieve",
                                 "From this day on the post is no longer held",
                                 "team",
                                 changes,
                                 {"post.not_found", "record.version_conflict", "post.over", "post.document_needed"}},
                                [&office](Call& call, RelieveBody body) -> Result<PostView> {
                                    const auto id = TRY(call.path_id<RecordTag>("id"));
                                    return shown(office, call,
                                                 TRY(relieve(office, call.tx(), *call.actor, id,
                                                             {body.on, body.end_kind.value, text_of(body.document_no),
                                                              text_of(body.reason), body.seen})));
                                }));
    endpoints.push_back(http::post<CorrectPostBody>(
        "/api/posts/{id}/correct",
        {"correct_post", "Puts a recorded post right, or takes it back", "team", changes,
         with_rules({"post.not_found", "record.version_conflict", "record.nothing_changed", "post.not_over"})},
        [&office](Call& call, CorrectPostBody body) -> Result<PostView> {
            const auto id = TRY(call.path_id<RecordTag>("id"));
            PostCorrecting asked{body.withdraw.value_or(false),
                                 body.from,
                                 body.until,
                                 body.reopen.value_or(false),
                                 {},
                                 {},
                                 body.period_to,
                                 body.reason.value,
                                 body.seen};
            if (body.origin) asked.origin = body.origin->value;
            if (body.document_no) asked.document_no = body.document_no->value;
            return shown(office, call, TRY(correct_post(office, call.tx(), *call.actor, id, asked)));
        }));
}

}  // namespace

std::vector<http::Endpoint> post_endpoints(const Office& office)
{
    std::vector<http::Endpoint> endpoints;
    add_reads(office, endpoints);
    add_acts(office, endpoints);
    return endpoints;
}

}  // namespace jishi::team
