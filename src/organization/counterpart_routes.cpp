#include "organization/counterpart_routes.hpp"

#include "organization/counterpart.hpp"
#include "organization/coverage.hpp"

namespace jishi::organization {

struct CounterpartBody {
    Text<1, 40> kind;
    Text<1, 200> name;
    Date founded_on;
};
BOOST_DESCRIBE_STRUCT(CounterpartBody, (), (kind, name, founded_on))

struct CounterpartCloseBody {
    Date on;
};
BOOST_DESCRIBE_STRUCT(CounterpartCloseBody, (), (on))

struct CounterpartView {
    CounterpartId id;
    std::string kind;
    std::string name;
    Date founded_on;
    std::optional<Date> closed_on;
};
BOOST_DESCRIBE_STRUCT(CounterpartView, (), (id, kind, name, founded_on, closed_on))

struct CounterpartList {
    std::vector<CounterpartView> items;
};
BOOST_DESCRIBE_STRUCT(CounterpartList, (), (items))

struct CounterpartQuery {
    std::optional<Date> as_of;
    std::optional<bool> closed;  // also those that were closed
};
BOOST_DESCRIBE_STRUCT(CounterpartQuery, (), (as_of, closed))

struct CounterpartCoverageQuery {
    std::optional<OrganizationId> within;
    std::optional<Date> as_of;
};
BOOST_DESCRIBE_STRUCT(CounterpartCoverageQuery, (), (within, as_of))

struct CounterpartShareView {
    std::string kind;
    std::int64_t counterparts = 0;
    std::int64_t organizations = 0;
    std::optional<int> rate_bp;
};
BOOST_DESCRIBE_STRUCT(CounterpartShareView, (), (kind, counterparts, organizations, rate_bp))

struct CounterpartCoverageView {
    Date as_of;
    std::int64_t organizations = 0;
    std::vector<CounterpartShareView> rows;
};
BOOST_DESCRIBE_STRUCT(CounterpartCoverageView, (), (as_of, organizations, rows))

namespace {

using http::Access;
using http::Call;
using platform::Permission;

CounterpartView view_of(const Counterpart& one)
{
    CounterpartView view{one.id, one.kind, one.name, one.founded_on, {}};
    if (one.closed_on != Date::forever()) view.closed_on = one.closed_on;
    return view;
}

Result<CounterpartList> list(const Office& office, Call& call, const CounterpartQuery& query)
{
    const auto id = TRY(call.path_id<OrganizationTag>("id"));
    if (!office.directory.listing(id) || !call.actor->may(Permission::organization_read, id))
        return refuse(ErrorKind::not_found, "organization.not_found");
    const auto day =
        query.closed.value_or(false) ? std::nullopt : std::optional(query.as_of.value_or(office.clock.today()));
    CounterpartList list;
    for (const auto& one : counterparts_of(call.tx(), id, day)) list.items.push_back(view_of(one));
    return list;
}

Result<CounterpartCoverageView> coverage(const Office& office, Call& call, const CounterpartCoverageQuery& query)
{
    const auto sight = TRY(sight_of(office.directory, *call.actor, Permission::organization_read,
                                    query.within.value_or(OrganizationId{})));
    const auto day = query.as_of.value_or(office.clock.today());
    const auto found = counterpart_coverage(office, call.tx(), sight, day);
    CounterpartCoverageView view{day, found.organizations, {}};
    for (const auto& row : found.rows)
        view.rows.push_back(
            {row.kind, row.counterparts, row.organizations, rate_bp(row.organizations, found.organizations)});
    return view;
}

}  // namespace

std::vector<http::Endpoint> counterpart_endpoints(const Office& office)
{
    const auto reads = Access::permission_to("organization.read");
    const auto changes = Access::permission_to("unit.change");
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(
        http::get<CounterpartQuery>("/api/organizations/{id}/counterparts",
                                    {"list_counterparts",
                                     "Counterpart bodies beside an organisation",
                                     "organization",
                                     reads,
                                     {"organization.not_found"}},
                                    [&](Call& call, CounterpartQuery query) { return list(office, call, query); }));
    endpoints.push_back(http::post<CounterpartBody>(
        "/api/organizations/{id}/counterparts",
        {"add_counterpart",
         "Records a trade union, youth league or women's federation",
         "organization",
         changes,
         {"organization.not_found", "organization.dissolved", "counterpart.exists"}},
        [&](Call& call, CounterpartBody body) -> Result<CounterpartView> {
            const auto id = TRY(call.path_id<OrganizationTag>("id"));
            return view_of(TRY(add_counterpart(office, call.tx(), *call.actor,
                                               {{}, id, body.kind.value, body.name.value, body.founded_on})));
        }));
    endpoints.push_back(http::post<CounterpartCloseBody>(
        "/api/organizations/{id}/counterparts/{cid}/close",
        {"close_counterpart",
         "From this day on it is no longer there",
         "organization",
         changes,
         {"counterpart.not_found", "counterpart.closed"}},
        [&](Call& call, CounterpartCloseBody body) -> Result<CounterpartView> {
            const auto id = TRY(call.path_id<OrganizationTag>("id"));
            const auto one = TRY(call.path_id<CounterpartTag>("cid"));
            return view_of(TRY(close_counterpart(office, call.tx(), *call.actor, id, one, body.on)));
        }));
    endpoints.push_back(http::get<CounterpartCoverageQuery>(
        "/api/counterparts/coverage",
        {"counterpart_coverage",
         "How many organisations have counterpart bodies, by kind",
         "organization",
         reads,
         {"organization.not_found"}},
        [&](Call& call, CounterpartCoverageQuery query) { return coverage(office, call, query); }));
    return endpoints;
}

}  // namespace jishi::organization
