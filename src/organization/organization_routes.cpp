#include "organization/organization_routes.hpp"

#include <algorithm>

#include "organization/past_query.hpp"
#include "organization/use_case.hpp"

namespace jishi::organization {

struct NodeView {
    OrganizationId id;
    std::string name;
    std::optional<std::string> short_name;
    std::string type;
    std::optional<std::string> sector;
    std::optional<std::string> code;
    std::string status;
    std::int64_t child_count = 0;
    std::int64_t subtree_count = 0;
    OrganizationId parent;
};
BOOST_DESCRIBE_STRUCT(NodeView, (),
                      (id, name, short_name, type, sector, code, status, child_count, subtree_count, parent))

struct NodePage {
    std::vector<NodeView> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(NodePage, (), (items, next))

struct FoundNodeView : NodeView {
    std::vector<NamedView> path;
};
BOOST_DESCRIBE_STRUCT(FoundNodeView, (NodeView), (path))

struct SearchAnswer {
    std::vector<FoundNodeView> items;
};
BOOST_DESCRIBE_STRUCT(SearchAnswer, (), (items))

struct History {
    std::vector<ChangeView> items;
};
BOOST_DESCRIBE_STRUCT(History, (), (items))

struct ComparisonView {
    int opening = 0;
    int founded = 0;
    int moved_in = 0;
    int dissolved = 0;
    int moved_out = 0;
    int closing = 0;
    std::vector<ChangeView> items;
};
BOOST_DESCRIBE_STRUCT(ComparisonView, (), (opening, founded, moved_in, dissolved, moved_out, closing, items))

struct ComparisonQuery {
    Date from;
    Date to;
    std::optional<Instant> known_at;
};
BOOST_DESCRIBE_STRUCT(ComparisonQuery, (), (from, to, known_at))

struct MomentQuery {
    std::optional<Date> as_of;
    std::optional<Instant> known_at;
};
BOOST_DESCRIBE_STRUCT(MomentQuery, (), (as_of, known_at))

struct ChildrenQuery {
    std::optional<Date> as_of;
    std::optional<Instant> known_at;
    std::optional<OrganizationId> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(ChildrenQuery, (), (as_of, known_at, after, limit))

struct SearchQuery {
    Text<1, 100> q;
    std::optional<OrganizationId> within;
    std::optional<std::string> type;
    std::optional<std::string> sector;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(SearchQuery, (), (q, within, type, sector, limit))

namespace {

using http::Access;
using http::Call;
using http::NoQuery;
using platform::Permission;

constexpr int children_default = 100;
constexpr int children_max = 1000;
constexpr int found_default = 20;
constexpr int found_max = 100;

NodeView view_of(Listing&& listing)
{
    return {listing.id,
            std::move(listing.name),
            said(listing.short_name),
            std::move(listing.type),
            said(listing.sector),
            said(listing.code),
            std::string(code_of(listing.status)),
            listing.child_count,
            listing.subtree_count,
            listing.parent};
}

/// Whether the question is about another day, or about what was known.
bool is_past(const Office& office, const std::optional<Date>& as_of, const std::optional<Instant>& known_at)
{
    return known_at || (as_of && *as_of != office.clock.today());
}

/// The organisation of the path, if this account may see it. Those that it may not see are not there for it.
Result<OrganizationId> visible(const Office& office, Call& call)
{
    const auto id = TRY(call.path_id<OrganizationTag>("id"));
    if (!office.directory.knows(id) || !call.actor->may(Permission::organization_read, id))
        return refuse(ErrorKind::not_found, "organization.not_found");
    return id;
}

/// Where an account's sight begins: what it may read, without those that lie below another.
std::vector<OrganizationId> roots_of(const Office& office, const platform::Actor& actor)
{
    std::vector<OrganizationId> roots;
    for (const auto& grant : actor.grants) {
        if (!grant.permissions.has(Permission::organization_read)) continue;
        if (grant.organization) roots.push_back(grant.organization);
        else
            for (const auto& root : office.directory.roots()) roots.push_back(root.id);
    }
    std::ranges::sort(roots);
    roots.erase(std::ranges::unique(roots).begin(), roots.end());
    std::vector<OrganizationId> topmost;
    for (const auto id : roots) {
        const bool below = std::ranges::any_of(roots, [&](OrganizationId other) {
            return other != id && actor.may(Permission::organization_read, other) &&
                   office.directory.contains(other, id) && std::ranges::any_of(actor.grants, [&](const auto& grant) {
                       return grant.subtree && (!grant.organization || grant.organization == other) &&
                              grant.permissions.has(Permission::organization_read);
                   });
        });
        if (!below) topmost.push_back(id);
    }
    return topmost;
}

Moment moment_of(const Office& office, const std::optional<Date>& as_of, const std::optional<Instant>& known_at)
{
    return {as_of.value_or(office.clock.today()), known_at};
}

Result<NodePage> roots(const Office& office, PastTrees& past_trees, Call& call, const MomentQuery& query)
{
    NodePage page;
    const auto ids = roots_of(office, *call.actor);
    if (is_past(office, query.as_of, query.known_at)) {
        for (auto& listing : listings_at(call.tx(), past_trees, ids, moment_of(office, query.as_of, query.known_at)))
            page.items.push_back(view_of(std::move(listing)));
        return page;
    }
    for (const auto id : ids)
        if (auto listing = office.directory.listing(id)) page.items.push_back(view_of(std::move(*listing)));
    return page;
}

Result<OrganizationView> get_one(const Office& office, PastTrees& past_trees, Call& call, const MomentQuery& query)
{
    const auto id = TRY(visible(office, call));
    if (!is_past(office, query.as_of, query.known_at))
        return view_of_today(office, call.tx(), *call.actor, office.directory.detail(id).value());
    const auto moment = moment_of(office, query.as_of, query.known_at);
    auto detail = TRY(detail_at(call.tx(), past_trees, id, moment));
    detail.node.version = 0;  // what is past is read, not changed
    auto view = organization::view_of(detail, call.tx(), moment);
    view.may = {std::string(platform::code_of(Permission::organization_read))};
    return view;
}

Result<NodePage> children(const Office& office, PastTrees& past_trees, Call& call, const ChildrenQuery& query)
{
    const auto id = TRY(visible(office, call));
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit.value_or(children_default), 1, children_max));
    const auto after = query.after.value_or(OrganizationId{});
    auto found =
        is_past(office, query.as_of, query.known_at)
            ? children_at(call.tx(), past_trees, id, moment_of(office, query.as_of, query.known_at), after, limit)
            : office.directory.children(id, after, limit);
    NodePage page;
    for (auto& listing : found.items) page.items.push_back(view_of(std::move(listing)));
    if (found.next) page.next = found.next.str();
    return page;
}

Result<SearchAnswer> search(const Office& office, Call& call, const SearchQuery& query)
{
    Search wanted;
    wanted.text = query.q.value;
    wanted.within = query.within.value_or(OrganizationId{});
    wanted.type = query.type.value_or("");
    wanted.sector = query.sector.value_or("");
    wanted.limit = static_cast<std::size_t>(std::clamp(query.limit.value_or(found_default), 1, found_max));
    for (const auto& grant : call.actor->grants) {
        if (!grant.permissions.has(Permission::organization_read)) continue;
        if (!grant.organization) wanted.everything = true;
        else (grant.subtree ? wanted.roots : wanted.single).push_back(grant.organization);
    }
    SearchAnswer answer;
    for (auto& listing : office.directory.search(wanted)) {
        FoundNodeView view;
        static_cast<NodeView&>(view) = view_of(std::move(listing));
        for (auto& step : office.directory.path_of(view.id)) view.path.push_back({step.id, std::move(step.name)});
        answer.items.push_back(std::move(view));
    }
    return answer;
}

ChangeView view_of(const Office& office, const HistoryEntry& entry)
{
    const auto listing = office.directory.listing(entry.change.organization);
    auto view = organization::view_of(entry.change, listing ? listing->name : std::string{});
    if (entry.superseded) view.superseded = true;
    if (entry.before) view.before = http::AnyJson{http::json::parse(json_of(*entry.before, entry.decided))};
    if (entry.after) view.after = http::AnyJson{http::json::parse(json_of(*entry.after, entry.decided))};
    return view;
}

Result<History> history(const Office& office, Call& call)
{
    const auto id = TRY(visible(office, call));
    History history;
    for (const auto& entry : history_of(call.tx(), id)) history.items.push_back(view_of(office, entry));
    return history;
}

Result<ComparisonView> comparison(const Office& office, PastTrees& past_trees, Call& call, const ComparisonQuery& query)
{
    const auto id = TRY(visible(office, call));
    const auto found = TRY(compare(call.tx(), past_trees, id, query.from, query.to, query.known_at));
    ComparisonView view{
        found.opening, found.founded, found.moved_in, found.dissolved, found.moved_out, found.closing, {}};
    for (const auto& entry : found.items) view.items.push_back(view_of(office, entry));
    return view;
}

}  // namespace

std::vector<http::Endpoint> organization_endpoints(const Office& office, PastTrees& past_trees)
{
    const auto reads = Access::permission_to("organization.read");
    const std::string tag = "organization";
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<MomentQuery>(
        "/api/organizations/roots", {"list_roots", "Where the sight of this account begins", tag, reads},
        [&](Call& call, MomentQuery query) { return roots(office, past_trees, call, query); }));
    endpoints.push_back(http::get<SearchQuery>(
        "/api/organizations/search",
        {"search_organizations", "By name, pinyin, initials, code; words before the last name something above", tag,
         reads},
        [&](Call& call, SearchQuery query) { return search(office, call, query); }));
    endpoints.push_back(http::get<MomentQuery>(
        "/api/organizations/{id}",
        {"get_organization",
         "One organisation: today, on a day, or as it was known",
         tag,
         reads,
         {"organization.not_found"}},
        [&](Call& call, MomentQuery query) { return get_one(office, past_trees, call, query); }));
    endpoints.push_back(http::get<ChildrenQuery>(
        "/api/organizations/{id}/children",
        {"list_children", "What stands directly below", tag, reads, {"organization.not_found"}},
        [&](Call& call, ChildrenQuery query) { return children(office, past_trees, call, query); }));
    endpoints.push_back(http::get(
        "/api/organizations/{id}/history",
        {"list_history", "Every record that concerns it, the newest first", tag, reads, {"organization.not_found"}},
        [&](Call& call, NoQuery) { return history(office, call); }));
    endpoints.push_back(http::get<ComparisonQuery>(
        "/api/organizations/{id}/compare",
        {"compare_days",
         "What happened below it between two days; opening + founded + moved in = dissolved + moved out + closing",
         tag,
         reads,
         {"organization.not_found"}},
        [&](Call& call, ComparisonQuery query) { return comparison(office, past_trees, call, query); }));
    return endpoints;
}

}  // namespace jishi::organization
