#include "organization/coverage_routes.hpp"

#include "organization/coverage_query.hpp"
#include "organization/unit_routes.hpp"

namespace jishi::organization {

enum class CoverageBy : std::uint8_t { sector, place };
BOOST_DESCRIBE_ENUM(CoverageBy, sector, place)
enum class CoverageStep : std::uint8_t { year, month };
BOOST_DESCRIBE_ENUM(CoverageStep, year, month)

struct CoverageTableQuery {
    std::optional<OrganizationId> within;
    std::optional<Date> as_of;
    std::optional<Instant> known_at;
    std::optional<CoverageBy> by;
};
BOOST_DESCRIBE_STRUCT(CoverageTableQuery, (), (within, as_of, known_at, by))

struct CoverageTrendQuery {
    std::optional<OrganizationId> within;
    std::optional<std::string> sector;
    Date from;
    Date to;
    std::optional<CoverageStep> step;
};
BOOST_DESCRIBE_STRUCT(CoverageTrendQuery, (), (within, sector, from, to, step))

struct CoverageMissingQuery {
    std::optional<OrganizationId> within;
    std::optional<std::string> sector;
    std::optional<Date> as_of;
    std::optional<UnitId> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(CoverageMissingQuery, (), (within, sector, as_of, after, limit))

struct CoverageRowView {
    std::string key;
    std::string name;
    std::int64_t units = 0;
    std::int64_t obliged = 0;
    std::int64_t organization_covered = 0;
    std::int64_t work_covered = 0;
    std::optional<int> organization_rate_bp;
    std::optional<int> work_rate_bp;
    std::optional<std::int64_t> missing_to_target;  // units; 0: the place's target is reached [ORG-57]
};
BOOST_DESCRIBE_STRUCT(CoverageRowView, (),
                      (key, name, units, obliged, organization_covered, work_covered, organization_rate_bp,
                       work_rate_bp, missing_to_target))

struct CoverageTableView {
    Date as_of;
    CoverageRowView total;
    std::vector<CoverageRowView> rows;
};
BOOST_DESCRIBE_STRUCT(CoverageTableView, (), (as_of, total, rows))

struct CoveragePointView {
    Date date;
    std::int64_t units = 0;
    std::int64_t obliged = 0;
    std::int64_t organization_covered = 0;
    std::int64_t work_covered = 0;
    std::optional<int> organization_rate_bp;
    std::optional<int> work_rate_bp;
};
BOOST_DESCRIBE_STRUCT(CoveragePointView, (),
                      (date, units, obliged, organization_covered, work_covered, organization_rate_bp, work_rate_bp))

struct CoverageTrendView {
    std::vector<CoveragePointView> items;
};
BOOST_DESCRIBE_STRUCT(CoverageTrendView, (), (items))

namespace {

using http::Access;
using http::Call;

constexpr std::size_t points_max = 400;

CoverageRowView view_of(const CoverageRow& row)
{
    const auto& counts = row.counts;
    return {row.key,
            row.name,
            counts.units,
            counts.obliged,
            counts.organization_covered,
            counts.work_covered,
            rate_bp(counts.organization_covered, counts.obliged),
            rate_bp(counts.work_covered, counts.obliged),
            row.missing_to_target};
}

Result<CoverageQuestion> question_of(const Office& office, const Call& call,
                                     const std::optional<OrganizationId>& within, const std::optional<Date>& as_of)
{
    CoverageQuestion question;
    question.within = within.value_or(OrganizationId{});
    question.sight =
        TRY(sight_of(office.directory, *call.actor, platform::Permission::organization_read, question.within));
    question.day = as_of.value_or(office.clock.today());
    return question;
}

Result<CoverageTableView> table(const Office& office, Call& call, const CoverageTableQuery& query)
{
    auto question = TRY(question_of(office, call, query.within, query.as_of));
    question.known_at = query.known_at;
    const auto table = query.by == CoverageBy::place ? coverage_by_place(office, call.tx(), question)
                                                     : coverage_by_sector(office, call.tx(), question);
    const auto listing = question.within ? office.directory.listing(question.within) : std::nullopt;
    CoverageTableView view{question.day, view_of({"total", listing ? listing->name : "", table.total}), {}};
    for (const auto& row : table.rows) view.rows.push_back(view_of(row));
    return view;
}

/// From the first day on by steps [GEN-02], and the last day.
Result<std::vector<Date>> days_of(const CoverageTrendQuery& query)
{
    if (query.to < query.from) return bad_field("to", "input.out_of_range", {}, query.from.str());
    const int months = query.step == CoverageStep::month ? 1 : 12;
    std::vector<Date> days;
    for (int i = 0;; ++i) {
        const auto day = query.from.plus_months(months * i);
        if (day >= query.to) break;
        if (days.size() == points_max) return bad_field("from", "input.out_of_range", {}, query.from.str());
        days.push_back(day);
    }
    days.push_back(query.to);
    return days;
}

Result<CoverageTrendView> trend(const Office& office, Call& call, const CoverageTrendQuery& query)
{
    const auto days = TRY(days_of(query));
    const auto question = TRY(question_of(office, call, query.within, {}));
    CoverageTrendView view;
    for (const auto& [day, counts] : coverage_over(office, call.tx(), question.sight, query.sector.value_or(""), days))
        view.items.push_back({day, counts.units, counts.obliged, counts.organization_covered, counts.work_covered,
                              rate_bp(counts.organization_covered, counts.obliged),
                              rate_bp(counts.work_covered, counts.obliged)});
    return view;
}

Result<UnitPageView> missing(const Office& office, Call& call, const CoverageMissingQuery& query)
{
    const auto size = TRY(page_size_of(query.limit));
    const auto question = TRY(question_of(office, call, query.within, query.as_of));
    return view_of(office, missing_units(office, call.tx(), question, query.sector.value_or(""),
                                         query.after.value_or(UnitId{}), size));
}

}  // namespace

std::vector<http::Endpoint> coverage_endpoints(const Office& office)
{
    const auto reads = Access::permission_to("organization.read");
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<CoverageTableQuery>(
        "/api/coverage",
        {"coverage_table",
         "Units that ought to have an organisation, and how many are covered, by sector or by place",
         "organization",
         reads,
         {"organization.not_found"}},
        [&](Call& call, CoverageTableQuery query) { return table(office, call, query); }));
    endpoints.push_back(http::get<CoverageTrendQuery>(
        "/api/coverage/trend",
        {"coverage_trend", "Coverage on many days", "organization", reads, {"organization.not_found"}},
        [&](Call& call, CoverageTrendQuery query) { return trend(office, call, query); }));
    endpoints.push_back(http::get<CoverageMissingQuery>(
        "/api/coverage/missing",
        {"coverage_missing",
         "Units that ought to have an organisation and have none",
         "organization",
         reads,
         {"organization.not_found"}},
        [&](Call& call, CoverageMissingQuery query) { return missing(office, call, query); }));
    return endpoints;
}

}  // namespace jishi::organization
