#include "statistics/forecast.hpp"
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

struct TermView {
    OrganizationId id;
    std::string name;
    Date on;
};
BOOST_DESCRIBE_STRUCT(TermView, (), (id, name, on))

struct ForecastYearView {
    int year = 0;
    std::vector<RetiringView> retiring;
    std::int64_t terms = 0;
    std::vector<TermView> organizations;  // the first of them
};
BOOST_DESCRIBE_STRUCT(ForecastYearView, (), (year, retiring, terms, organizations))

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
    std::vector<TermView> organizations_over;
    std::optional<int> quota;
    std::int64_t admitted = 0;
    std::vector<ForecastStageView> stages;
};
BOOST_DESCRIBE_STRUCT(ForecastView, (), (day, members, years, terms_over, organizations_over, quota, admitted, stages))

namespace {

std::vector<TermView> views_of(std::vector<TermEnding>&& endings)
{
    std::vector<TermView> views;
    for (auto& one : endings) views.push_back({one.organization, std::move(one.name), one.on});
    return views;
}

ForecastView view_of(Forecast&& made)
{
    ForecastView view{made.day,   made.members,  {}, made.terms_over, views_of(std::move(made.terms_over_named)),
                      made.quota, made.admitted, {}};
    for (auto& year : made.years) {
        auto& to =
            view.years.emplace_back(ForecastYearView{year.year, {}, year.terms, views_of(std::move(year.terms_named))});
        for (auto& one : year.retiring)
            to.retiring.push_back({std::move(one.code), std::move(one.name), std::move(one.name_en), std::move(one.sex),
                                   one.years, one.born_from, one.born_until, one.count});
    }
    for (auto& stage : made.stages)
        view.stages.push_back({std::move(stage.code), std::move(stage.name), std::move(stage.name_en), stage.count});
    return view;
}

}  // namespace

std::vector<http::Endpoint> forecast_endpoints(const Yearly& yearly)
{
    return {http::get<ForecastQuery>(
        "/api/statistics/forecast",
        {"read_forecast",
         "Who reaches the age of retirement, whose term ends, and how far the plan of development is used",
         "statistics",
         http::Access::permission_to("member.read"),
         {"access.forbidden", "organization.not_found", "statistics.being_prepared", "statistics.unavailable"}},
        [&yearly](http::Call& call, const ForecastQuery& query) -> Result<ForecastView> {
            return view_of(TRY(forecast(yearly.office(), call.tx(), *call.actor, query.within)));
        })};
}

}  // namespace jishi::statistics
