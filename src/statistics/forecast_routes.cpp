#include "statistics/forecast.hpp"

#include <algorithm>

#include "statistics/year_routes.hpp"

namespace jishi::statistics {

struct ForecastQuery {
    OrganizationId within;
};
BOOST_DESCRIBE_STRUCT(ForecastQuery, (), (within))

struct RetiringView {
    std::string code;
    std::string name;
    std::string name_en;
    std::string sex;
    int years = 0;
    Date born_from;
    Date born_until;
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(RetiringView, (), (code, name, name_en, sex, years, born_from, born_until, count))

struct ForecastYearView {
    int year = 0;
    std::vector<RetiringView> retiring;
    std::int64_t terms = 0;
};
BOOST_DESCRIBE_STRUCT(ForecastYearView, (), (year, retiring, terms))

struct ForecastStageView {
    std::string code;
    std::string name;
    std::string name_en;
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(ForecastStageView, (), (code, name, name_en, count))

struct ForecastView {
    Date day;
    std::int64_t members = 0;
    std::vector<ForecastYearView> years;
    std::int64_t terms_over = 0;
    std::optional<int> quota;
    std::int64_t used = 0;
    std::int64_t admitted = 0;
    std::vector<ForecastStageView> stages;
};
BOOST_DESCRIBE_STRUCT(ForecastView, (), (day, members, years, terms_over, quota, used, admitted, stages))

struct TermsQuery {
    OrganizationId within;
    std::optional<int> year;           // of the forecast; left out: that ended before this year
    std::optional<std::string> after;  // `next` of the page before
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(TermsQuery, (), (within, year, after, limit))

struct TermView {
    OrganizationId id;
    std::string name;
    Date on;
};
BOOST_DESCRIBE_STRUCT(TermView, (), (id, name, on))

struct TermsView {
    std::vector<TermView> items;  // the first to end first
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(TermsView, (), (items, next))

namespace {

using http::Access;
using http::Call;

constexpr int page_default = 100;
constexpr int page_max = 1000;

ForecastView view_of(Forecast&& made)
{
    ForecastView view{made.day, made.members, {}, made.terms_over, made.quota, made.used, made.admitted, {}};
    for (auto& year : made.years) {
        auto& to = view.years.emplace_back(ForecastYearView{year.year, {}, year.terms});
        for (auto& one : year.retiring)
            to.retiring.push_back({std::move(one.code), std::move(one.name), std::move(one.name_en), std::move(one.sex),
                                   one.years, one.born_from, one.born_until, one.count});
    }
    for (auto& stage : made.stages)
        view.stages.push_back({std::move(stage.code), std::move(stage.name), std::move(stage.name_en), stage.count});
    return view;
}

std::string text_of(const TermKey& key) { return key.on.str() + ":" + key.organization.str(); }

Result<TermKey> key_of(const std::string& text)
{
    const auto colon = text.find(':');
    const auto on = Date::parse(text.substr(0, colon));
    const auto id = colon == std::string::npos ? std::nullopt : OrganizationId::parse(text.substr(colon + 1));
    if (!on || !id) return bad_field("after", "input.expected_id");
    return TermKey{*on, *id};
}

Result<TermsView> terms(const Yearly& yearly, Call& call, const TermsQuery& query)
{
    TermsAsked asked{query.within, query.year, {}, 0};
    asked.limit = static_cast<std::size_t>(std::clamp(query.limit.value_or(page_default), 1, page_max));
    if (query.after) asked.after = TRY(key_of(*query.after));
    auto page = TRY(terms_ending(yearly.office(), call.tx(), *call.actor, asked));
    TermsView view;
    for (auto& one : page.items) view.items.push_back({one.key.organization, std::move(one.name), one.key.on});
    if (page.next) view.next = text_of(*page.next);
    return view;
}

}  // namespace

std::vector<http::Endpoint> forecast_endpoints(const Yearly& yearly)
{
    return {
        http::get<ForecastQuery>(
            "/api/statistics/forecast",
            {"read_forecast",
             "Who reaches the age of retirement, whose term ends, and how far the plan of development is used",
             "statistics",
             Access::permission_to("member.read"),
             {"access.forbidden", "organization.not_found", "statistics.being_prepared", "statistics.unavailable"}},
            [&yearly](Call& call, const ForecastQuery& query) -> Result<ForecastView> {
                return view_of(TRY(forecast(yearly.office(), call.tx(), *call.actor, query.within)));
            }),
        http::get<TermsQuery>("/api/statistics/forecast/terms",
                              {"list_terms_ending",
                               "Whose term ends in a year of the forecast, or ended before this year, the first to end "
                               "first",
                               "statistics",
                               Access::permission_to("member.read"),
                               {"access.forbidden", "input.invalid", "organization.not_found",
                                "statistics.being_prepared", "statistics.unavailable"}},
                              [&yearly](Call& call, const TermsQuery& query) { return terms(yearly, call, query); })};
}

}  // namespace jishi::statistics
