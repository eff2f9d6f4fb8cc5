#include <algorithm>

#include "platform/json_text.hpp"
#include "team/balance.hpp"
#include "team/list_log_routes.hpp"
#include "team/member_routes.hpp"
#include "team/post_routes.hpp"
#include "team/post_store.hpp"
#include "team/team.hpp"

namespace jishi::team {

struct RosterQuery {
    std::optional<Date> on;
    std::optional<Date> known_on;
    std::optional<std::string> view;   // belonged (when left out), could_vote
    std::optional<std::string> after;  // `next` of the page before
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(RosterQuery, (), (on, known_on, view, after, limit))

struct RosterView {
    Date on;
    std::optional<Date> known_on;
    std::vector<MemberLineView> items;
    std::optional<std::string> next;
    std::optional<std::int64_t> on_roll;  // of the whole subtree, on the first page
    std::optional<std::int64_t> counted;
    std::map<std::string, std::int64_t> by_category;
    std::map<std::string, std::int64_t> by_status;
    std::vector<PostView> led;  // who led the organisation itself, on the first page, for whoever may see posts
};
BOOST_DESCRIBE_STRUCT(RosterView, (), (on, known_on, items, next, on_roll, counted, by_category, by_status, led))

struct BalanceQuery {
    Date from;
    Date to;
};
BOOST_DESCRIBE_STRUCT(BalanceQuery, (), (from, to))

struct BalanceView {
    Date from;
    Date to;
    std::int64_t opening = 0;
    std::int64_t organizations_in = 0;
    std::int64_t organizations_out = 0;
    std::map<std::string, std::int64_t> gained;
    std::map<std::string, std::int64_t> lost;
    std::int64_t closing = 0;
};
BOOST_DESCRIBE_STRUCT(BalanceView, (), (from, to, opening, organizations_in, organizations_out, gained, lost, closing))

namespace {

using http::Access;
using http::Call;
using platform::Permission;

constexpr int page_default = 100;
constexpr int page_max = 1000;

Result<OrganizationId> visible(const Office& office, Call& call)
{
    const auto id = TRY(call.path_id<OrganizationTag>("id"));
    if (!office.directory.listing(id) || !call.actor->may(Permission::member_read, id))
        return refuse(ErrorKind::not_found, "organization.not_found");
    return id;
}

Result<RosterView> roster(const Office& office, Call& call, const RosterQuery& query)
{
    const auto id = TRY(visible(office, call));
    if (query.view && *query.view != "belonged" && *query.view != "could_vote")
        return bad_field("view", "input.not_one_of", {}, "belonged, could_vote");
    RosterQuestion question;
    question.organization = id;
    question.moment = {query.on.value_or(office.clock.today()),
                       query.known_on ? std::optional(end_of(*query.known_on)) : std::nullopt};
    question.voters_only = query.view == "could_vote";
    question.limit = static_cast<std::size_t>(std::clamp(query.limit.value_or(page_default), 1, page_max));
    if (query.after) {
        const auto colon = query.after->find(':');
        const auto branch = OrganizationId::parse(query.after->substr(0, colon));
        const auto member = colon == std::string::npos ? std::nullopt : MemberId::parse(query.after->substr(colon + 1));
        if (!branch || !member) return bad_field("after", "input.expected_id");
        question.after_branch = *branch;
        question.after = *member;
    }
    auto found = TRY(roster_of(office, call.tx(), question));
    RosterView view;
    view.on = question.moment.day;
    view.known_on = query.known_on;
    if (found.more) view.next = found.items.back().branch.str() + ":" + found.items.back().id.str();
    for (auto& line : found.items) view.items.push_back(view_of(office, std::move(line)));
    if (query.after) return view;
    const auto counts = TRY(count_roster(office, call.tx(), id, question.moment));
    if (call.actor->may(Permission::post_read, id)) {
        auto posts = store::posts_of(call.tx(), id, question.moment);
        for (const auto& held : with_holders(office, call.tx(), std::move(posts), question.moment))
            view.led.push_back(view_of(office, held));
    }
    view.on_roll = counts.on_roll;
    view.counted = counts.counted;
    view.by_category = counts.by_category;
    view.by_status = counts.by_status;
    return view;
}

std::string note_of(const RosterView& view)
{
    platform::JsonObject note;
    note.add("members", static_cast<std::int64_t>(view.items.size())).add("on", view.on.str());
    if (view.known_on) note.add("known_on", view.known_on->str());
    return note.text();
}

}  // namespace

std::vector<http::Endpoint> roster_endpoints(db::Database& database, const Office& office)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<RosterQuery>(
        "/api/organizations/{id}/roster",
        {"read_roster",
         "Who belonged to an organisation, or could vote there, on a day as known on another; written down [GEN-04, "
         "SEC-05]",
         "team",
         Access::permission_to("member.read"),
         {"organization.not_found"}},
        [&database, &office](Call& call, RosterQuery query) -> Result<RosterView> {
            return read_and_tell<RosterView>(
                database, office, call, [&](Call& inside) { return roster(office, inside, query); },
                [&](const RosterView& view) -> std::optional<Deed> {
                    if (view.items.empty()) return std::nullopt;
                    const auto at = call.path_id<OrganizationTag>("id").value_or(OrganizationId{});
                    return Deed{"member.roster_viewed", {}, at, "", note_of(view), "SEC-05"};
                });
        },
        http::Runs::blocking));
    endpoints.push_back(http::get<BalanceQuery>(
        "/api/organizations/{id}/member-balance",
        {"read_member_balance",
         "Members at the end of one day, gained and lost by reason, at the end of another [DATA-41]",
         "team",
         Access::permission_to("member.read"),
         {"organization.not_found"}},
        [&office](Call& call, BalanceQuery query) -> Result<BalanceView> {
            const auto id = TRY(visible(office, call));
            const auto balance = TRY(balance_of(office, call.tx(), id, query.from, query.to));
            return BalanceView{
                query.from,     query.to,     balance.opening, balance.organizations_in, balance.organizations_out,
                balance.gained, balance.lost, balance.closing};
        }));
    return endpoints;
}

}  // namespace jishi::team
