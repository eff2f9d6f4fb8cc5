#include <algorithm>

#include "team/leading_team.hpp"
#include "team/record_routes.hpp"
#include "team/reserve.hpp"

namespace jishi::team {

struct ReserveQuery {
    OrganizationId within;
    std::optional<Date> on;
    std::optional<RecordId> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(ReserveQuery, (), (within, on, after, limit))

struct ReserveView {
    RecordId id;
    StateId seen;
    PlaceView organization;
    MemberId member;
    std::string name;
    std::optional<PlaceView> branch;
    std::string kind;
    std::optional<std::string> origin;
    Date from;
    std::optional<Date> until;
    std::optional<std::string> end_kind;
};
BOOST_DESCRIBE_STRUCT(ReserveView, (),
                      (id, seen, organization, member, name, branch, kind, origin, from, until, end_kind))

struct ReservePage {
    std::vector<ReserveView> items;
    std::optional<RecordId> next;
};
BOOST_DESCRIBE_STRUCT(ReservePage, (), (items, next))

struct ReserveBody {
    MemberId member;
    Text<1, 40> kind;
    std::optional<Text<0, 40>> origin;
    Date from;
};
BOOST_DESCRIBE_STRUCT(ReserveBody, (), (member, kind, origin, from))

struct ReserveEndBody {
    Date on;
    Text<1, 40> end_kind;
    std::optional<StateId> seen;
};
BOOST_DESCRIBE_STRUCT(ReserveEndBody, (), (on, end_kind, seen))

namespace {

using http::Access;
using http::Call;
using platform::Permission;

std::vector<ReserveView> views_of(const Office& office, db::Tx& tx, std::vector<Reserve>&& rows)
{
    std::vector<Post> as_posts;  // names and branches are found as those of holders
    for (const auto& row : rows) {
        auto& post = as_posts.emplace_back();
        post.member = row.member;
        post.organization = row.organization;
    }
    const auto holders = with_holders(office, tx, std::move(as_posts), {office.clock.today(), {}});
    std::vector<ReserveView> views;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& row = rows[i];
        ReserveView view{row.record,
                         row.id,
                         place_of(office, row.organization),
                         row.member,
                         holders[i].name,
                         {},
                         row.kind,
                         said(row.origin),
                         row.valid_from,
                         {},
                         said(row.end_kind)};
        if (holders[i].branch) view.branch = place_of(office, holders[i].branch);
        if (!row.is_open()) view.until = row.valid_to;
        views.push_back(std::move(view));
    }
    return views;
}

Result<ReservePage> list(const Office& office, Call& call, const ReserveQuery& query)
{
    const auto sight =
        TRY(organization::sight_of(office.directory, *call.actor, Permission::reserve_change, query.within));
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit.value_or(100), 1, 500));
    auto rows = reserve_within(call.tx(), sight, query.on.value_or(office.clock.today()),
                               query.after.value_or(RecordId{}), limit + 1);
    ReservePage page;
    if (rows.size() > limit) {
        rows.pop_back();
        page.next = rows.back().record;
    }
    page.items = views_of(office, call.tx(), std::move(rows));
    return page;
}

}  // namespace

std::vector<http::Endpoint> reserve_endpoints(const Office& office)
{
    const auto changes = Access::permission_to("reserve.change");
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(
        http::get<ReserveQuery>("/api/reserve",
                                {"list_reserve",
                                 "The reserve of a committee and all below it [TEAM-E]",
                                 "team",
                                 changes,
                                 {"organization.not_found"}},
                                [&office](Call& call, ReserveQuery query) { return list(office, call, query); }));
    endpoints.push_back(http::post<ReserveBody>(
        "/api/organizations/{id}/reserve",
        {"add_to_reserve",
         "Keeps a member in mind for posts",
         "team",
         changes,
         {"organization.not_found", "member.not_found", "reserve.not_a_member", "reserve.not_here", "reserve.exists"}},
        [&office](Call& call, ReserveBody body) -> Result<ReserveView> {
            Reserve asked;
            asked.organization = TRY(call.path_id<OrganizationTag>("id"));
            asked.member = body.member;
            asked.kind = body.kind.value;
            asked.origin = body.origin ? body.origin->value : "";
            asked.valid_from = body.from;
            return views_of(office, call.tx(), {TRY(add_to_reserve(office, call.tx(), *call.actor, asked))}).front();
        }));
    endpoints.push_back(http::post<ReserveEndBody>(
        "/api/reserve/{id}/end",
        {"end_reserve",
         "Leaves the reserve",
         "team",
         changes,
         {"reserve.not_found", "record.version_conflict", "reserve.over"}},
        [&office](Call& call, ReserveEndBody body) -> Result<ReserveView> {
            const auto id = TRY(call.path_id<RecordTag>("id"));
            return views_of(office, call.tx(),
                            {TRY(take_from_reserve(office, call.tx(), *call.actor, id, body.on, body.end_kind.value,
                                                   body.seen))})
                .front();
        }));
    return endpoints;
}

}  // namespace jishi::team
