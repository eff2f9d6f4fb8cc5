#include "organization/unit_routes.hpp"

#include "http/body.hpp"
#include "organization/unit_service.hpp"
#include "organization/unit_store.hpp"

namespace jishi::organization {

enum class Covered : std::uint8_t { yes, no };
BOOST_DESCRIBE_ENUM(Covered, yes, no)

struct UnitsQuery {
    std::optional<OrganizationId> within;
    std::optional<Text<0, 100>> search;
    std::optional<std::string> sector;
    std::optional<Covered> covered;
    std::optional<Covered> obliged;
    std::optional<Date> as_of;
    std::optional<UnitId> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(UnitsQuery, (), (within, search, sector, covered, obliged, as_of, after, limit))

struct UnitQuery {
    std::optional<Date> as_of;
};
BOOST_DESCRIBE_STRUCT(UnitQuery, (), (as_of))

using RegionCode = Text<0, 12>;

struct UnitBody {
    Text<1, 200> name;
    std::optional<Text<0, 40>> credit_code;
    Text<1, 40> kind;
    std::optional<Text<0, 40>> sector;
    std::optional<RegionCode> region_code;
    std::optional<int> staff_count;
    OrganizationId area;
    Date opened_on;
    std::optional<Line> document_no;
};
BOOST_DESCRIBE_STRUCT(UnitBody, (),
                      (name, credit_code, kind, sector, region_code, staff_count, area, opened_on, document_no))

struct UnitUpdateBody {
    std::optional<Text<1, 200>> name;
    std::optional<Text<0, 40>> credit_code;
    std::optional<Text<1, 40>> kind;
    std::optional<Text<1, 40>> sector;
    std::optional<RegionCode> region_code;
    std::optional<int> staff_count;
    std::optional<OrganizationId> area;
    std::optional<Date> opened_on;
    std::optional<Date> effective_on;
    std::optional<Line> document_no;
    std::optional<int> version;
};
BOOST_DESCRIBE_STRUCT(UnitUpdateBody, (),
                      (name, credit_code, kind, sector, region_code, staff_count, area, opened_on, effective_on,
                       document_no, version))

struct UnitDayBody {
    Date on;
    std::optional<Line> document_no;
    std::optional<int> version;
};
BOOST_DESCRIBE_STRUCT(UnitDayBody, (), (on, document_no, version))

struct UnitGuideBody {
    Date on;
    Text<1, 100> name;
    std::optional<Line> document_no;
    std::optional<int> version;
};
BOOST_DESCRIBE_STRUCT(UnitGuideBody, (), (on, name, document_no, version))

struct UnitLinkBody {
    OrganizationId organization;
    Date on;
    std::optional<Line> document_no;
    std::optional<int> version;
};
BOOST_DESCRIBE_STRUCT(UnitLinkBody, (), (organization, on, document_no, version))

struct UnitChangeView {
    ChangeId id;
    std::string kind;
    Date effective_on;
    std::optional<std::string> document_no;
    Instant recorded_at;
    std::optional<std::string> recorded_by;
};
BOOST_DESCRIBE_STRUCT(UnitChangeView, (), (id, kind, effective_on, document_no, recorded_at, recorded_by))

struct UnitHistory {
    std::vector<UnitChangeView> items;
};
BOOST_DESCRIBE_STRUCT(UnitHistory, (), (items))

Result<std::size_t> page_size_of(const std::optional<int>& limit)
{
    constexpr int usual = 100;
    constexpr int most = 500;
    if (limit && (*limit < 1 || *limit > most))
        return bad_field("limit", "input.out_of_range", {}, "1–" + std::to_string(most));
    return static_cast<std::size_t>(limit.value_or(usual));
}

UnitView view_of(const Office& office, const UnitOnDay& unit)
{
    const auto named = [&](OrganizationId id) {
        const auto listing = office.directory.listing(id);
        return NamedView{id, listing ? listing->name : ""};
    };
    UnitView view;
    view.id = unit.id;
    view.name = unit.values.name;
    view.credit_code = said(unit.values.credit_code);
    view.kind = unit.values.kind;
    view.sector = unit.values.sector;
    view.region_code = said(unit.values.region_code);
    view.staff_count = unit.values.staff_count;
    view.area = named(unit.values.area);
    if (unit.organization) view.organization = named(unit.organization);
    view.coverage = code_of(unit.reach);
    view.obliged = unit.obliged;
    view.opened_on = unit.opened_on;
    if (unit.closed_on != Date::forever()) view.closed_on = unit.closed_on;
    if (!unit.guide.empty()) view.guide = GuideView{unit.guide, unit.guide_from};
    view.version = unit.version;
    return view;
}

UnitPageView view_of(const Office& office, const UnitPage& page)
{
    UnitPageView view;
    for (const auto& unit : page.items) view.items.push_back(view_of(office, unit));
    if (page.next) view.next = page.next.str();
    return view;
}

namespace {

using http::Access;
using http::Call;
using http::maybe_text;
using http::NoQuery;
using http::text_of;

std::optional<bool> is_yes(const std::optional<Covered>& answer)
{
    return answer ? std::optional(*answer == Covered::yes) : std::nullopt;
}

Result<UnitPageView> list(const Office& office, Call& call, const UnitsQuery& query)
{
    const auto size = TRY(page_size_of(query.limit));
    UnitFilter filter;
    filter.sight = TRY(sight_of(office.directory, *call.actor, platform::Permission::organization_read,
                                query.within.value_or(OrganizationId{})));
    if (query.search) filter.search = query.search->value;
    filter.sector = query.sector.value_or("");
    filter.covered = is_yes(query.covered);
    filter.obliged = is_yes(query.obliged);
    filter.day = query.as_of.value_or(office.clock.today());
    return view_of(office, find_units(office, call.tx(), filter, query.after.value_or(UnitId{}), size));
}

/// One that this account may not see is not there for it.
Result<UnitOnDay> visible(const Office& office, Call& call, std::optional<Date> day)
{
    auto unit = unit_on(office, call.tx(), TRY(call.path_id<UnitTag>("id")), day);
    if (!unit || !may_see(call.tx(), *call.actor, *unit)) return refuse(ErrorKind::not_found, "unit.not_found");
    return std::move(*unit);
}

Result<UnitHistory> history(const Office& office, Call& call)
{
    const auto unit = TRY(visible(office, call, {}));
    UnitHistory history;
    for (const auto& change : store::unit_changes_of(call.tx(), unit.id))
        history.items.push_back({change.id, std::string(code_of(change.kind)), change.effective_on,
                                 said(change.document_no), change.recorded_at, said(change.recorded_by_name)});
    return history;
}

Result<void> check_staff(const std::optional<int>& count)
{
    if (count && *count < 0) return bad_field("staff_count", "input.out_of_range");
    return {};
}

template <class Body>
UnitPapers papers_of(const Body& body)
{
    return {body.on, text_of(body.document_no), body.version};
}

Result<UnitView> shown(const Office& office, Call& call, Result<Unit>&& changed)
{
    const auto unit = TRY(std::move(changed));
    return view_of(office, unit_on(office, call.tx(), unit.id, {}).value());
}

Result<UnitView> create(const Office& office, Call& call, const UnitBody& body)
{
    TRY(check_staff(body.staff_count));
    Registering asked;
    asked.values.area = body.area;
    asked.values.name = body.name.value;
    asked.values.credit_code = text_of(body.credit_code);
    asked.values.kind = body.kind.value;
    asked.values.sector = text_of(body.sector);
    asked.values.region_code = text_of(body.region_code);
    asked.values.staff_count = body.staff_count;
    asked.opened_on = body.opened_on;
    asked.document_no = text_of(body.document_no);
    return shown(office, call, register_unit(office, call.tx(), *call.actor, asked));
}

Result<UnitView> update(const Office& office, Call& call, const UnitUpdateBody& body)
{
    TRY(check_staff(body.staff_count));
    UnitUpdate asked;
    asked.name = maybe_text(body.name);
    asked.credit_code = maybe_text(body.credit_code);
    asked.kind = maybe_text(body.kind);
    asked.sector = maybe_text(body.sector);
    asked.region_code = maybe_text(body.region_code);
    asked.staff_count = body.staff_count;
    asked.area = body.area;
    asked.opened_on = body.opened_on;
    asked.papers = {body.effective_on.value_or(office.clock.today()), text_of(body.document_no), body.version};
    return shown(office, call, update_unit(office, call.tx(), *call.actor, TRY(call.path_id<UnitTag>("id")), asked));
}

std::vector<http::Endpoint> reading(const Office& office)
{
    const auto reads = Access::permission_to("organization.read");
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<UnitsQuery>(
        "/api/units",
        {"list_units", "Units within a subtree, on a day", "organization", reads, {"organization.not_found"}},
        [&](Call& call, UnitsQuery query) { return list(office, call, query); }));
    endpoints.push_back(http::get<UnitQuery>(
        "/api/units/{id}", {"get_unit", "One unit: today, or on a day", "organization", reads, {"unit.not_found"}},
        [&](Call& call, UnitQuery query) -> Result<UnitView> {
            return view_of(office, TRY(visible(office, call, query.as_of)));
        }));
    endpoints.push_back(http::get(
        "/api/units/{id}/history",
        {"list_unit_history", "Every record about a unit, the newest first", "organization", reads, {"unit.not_found"}},
        [&](Call& call, NoQuery) { return history(office, call); }));
    return endpoints;
}

/// A verb on one unit with a body that has `on`.
template <class Body, class Act>
http::Endpoint verb(const Office& office, std::string name, std::string operation, std::string summary,
                    std::vector<std::string> errors, Act act)
{
    for (const auto* code : {"unit.not_found", "unit.version_conflict", "unit.too_early", "unit.closed"})
        errors.emplace_back(code);
    return http::post<Body>("/api/units/{id}/" + name,
                            {std::move(operation), std::move(summary), "organization",
                             Access::permission_to("unit.change"), std::move(errors)},
                            [&office, act](Call& call, Body body) -> Result<UnitView> {
                                const auto id = TRY(call.path_id<UnitTag>("id"));
                                return shown(office, call, act(call, id, body));
                            });
}

}  // namespace

std::vector<http::Endpoint> unit_endpoints(const Office& office)
{
    const auto changes = Access::permission_to("unit.change");
    auto endpoints = reading(office);
    endpoints.push_back(http::post<UnitBody>("/api/units",
                                             {"register_unit",
                                              "Registers a unit, with an organisation or without",
                                              "organization",
                                              changes,
                                              {"unit.credit_code_wrong", "unit.credit_code_taken"}},
                                             [&](Call& call, UnitBody body) { return create(office, call, body); }));
    endpoints.push_back(http::post<UnitUpdateBody>(
        "/api/units/{id}/update",
        {"update_unit",
         "Changes a unit from a day on",
         "organization",
         changes,
         {"unit.not_found", "unit.version_conflict", "unit.nothing_changed", "unit.too_early", "unit.closed",
          "unit.credit_code_wrong", "unit.credit_code_taken"}},
        [&](Call& call, UnitUpdateBody body) { return update(office, call, body); }));
    endpoints.push_back(verb<UnitDayBody>(office, "close", "close_unit", "From this day on the unit is no longer there",
                                          {}, [&](Call& call, UnitId id, const UnitDayBody& body) {
                                              return close_unit(office, call.tx(), *call.actor, id, papers_of(body));
                                          }));
    endpoints.push_back(
        verb<UnitGuideBody>(office, "guide", "guide_unit", "Somebody looks after the unit from a day on", {},
                            [&](Call& call, UnitId id, const UnitGuideBody& body) {
                                return guide_unit(office, call.tx(), *call.actor, id, body.name.value, papers_of(body));
                            }));
    endpoints.push_back(verb<UnitDayBody>(office, "guide/end", "end_unit_guide",
                                          "From this day on nobody looks after the unit", {"unit.no_guide"},
                                          [&](Call& call, UnitId id, const UnitDayBody& body) {
                                              return end_guide(office, call.tx(), *call.actor, id, papers_of(body));
                                          }));
    endpoints.push_back(verb<UnitLinkBody>(
        office, "attach", "attach_unit", "An organisation stands in the unit from a day on",
        {"unit.already_attached", "organization.too_early", "organization.dissolved"},
        [&](Call& call, UnitId id, const UnitLinkBody& body) {
            return attach_unit(office, call.tx(), *call.actor, id, body.organization, papers_of(body));
        }));
    endpoints.push_back(verb<UnitLinkBody>(
        office, "detach", "detach_unit", "An organisation no longer stands in the unit",
        {"unit.not_attached", "organization.too_early", "organization.dissolved", "organization.units_needed"},
        [&](Call& call, UnitId id, const UnitLinkBody& body) {
            return detach_unit(office, call.tx(), *call.actor, id, body.organization, papers_of(body));
        }));
    return endpoints;
}

}  // namespace jishi::organization
