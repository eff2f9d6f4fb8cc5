#include "statistics/forecast.hpp"

#include <algorithm>

#include "policy/policy.hpp"
#include "statistics/question.hpp"
#include "team/yearly_rows.hpp"

namespace jishi::statistics {
namespace {

constexpr std::size_t named_max = 100;

std::int64_t count_people(const World& world, const Place& place, const CrosstabQuestion& question,
                          const std::vector<std::string>& counted)
{
    const auto wanted = filter_of_members(world, question, counted);
    if (!wanted) return 0;  // nobody is that old
    const auto counts = scan(world.members(), {{}, *wanted, {{place.rows_of(world.members())}}});
    return static_cast<std::int64_t>(counts.front());
}

class Foretelling {
public:
    Foretelling(const World& world, Place place, const policy::Policy& rules, const std::vector<std::string>& counted)
        : world_(world), place_(place), rules_(rules), counted_(counted)
    {
    }

    std::vector<Retiring> retiring(int year) const
    {
        std::vector<Retiring> list;
        for (const auto& item : rules_.get("statistics.retirement_ages").items()) {
            Retiring one;
            one.code = item.at("code").text();
            one.name = item.at("name").text();
            one.name_en = item.at("name_en").text();
            one.sex = item.at("sex").text();
            one.years = static_cast<int>(item.at("years").integer());
            one.born_from = Date{year - one.years, 1, 1};
            one.born_until = Date{year - one.years, 12, 31};
            CrosstabQuestion question;
            question.filter.push_back({{{"sex", {one.sex}, {}, {}, {}, {}, false}}});
            question.filter.push_back({{{"birth_date", {}, one.born_from, one.born_until, {}, {}, false}}});
            one.count = count_people(world_, place_, question, counted_);
            list.push_back(std::move(one));
        }
        return list;
    }

private:
    const World& world_;
    const Place place_;
    const policy::Policy& rules_;
    const std::vector<std::string>& counted_;
};

/// Terms of an organisation and of those below it that have an end, the first to end first.
std::vector<TermEnding> terms_of(const World& world, const Place& place)
{
    std::vector<TermEnding> terms;
    const auto end = place.reach == Reach::subtree ? world.tree().end(place.node) : place.node + 1;
    for (Node at = place.node; at < end && at < world.infos().size(); ++at)
        if (const auto& info = world.infos()[at]; info.active && info.term_expires_on)
            terms.push_back({OrganizationId{world.tree().id(at)}, "", *info.term_expires_on});
    std::ranges::sort(terms, {}, [](const TermEnding& one) { return std::pair(one.on, one.organization); });
    return terms;
}

/// [DEV-14] As many as development lists in each stage.
std::vector<ForecastStage> stages_of(const policy::Policy& rules, const std::map<std::string, std::int64_t>& ways)
{
    std::vector<ForecastStage> stages;
    for (const auto& item : rules.get("development.stages").items()) {
        const auto& code = item.at("code").text();
        auto& stage = stages.emplace_back(ForecastStage{code, item.text_or("person", item.at("name").text()),
                                                        item.text_or("person_en", item.at("name_en").text()), 0});
        for (const auto& step : rules.get("development.steps").items())
            if (step.at("stage").text() == code)
                if (const auto found = ways.find(step.at("code").text()); found != ways.end())
                    stage.count += found->second;
    }
    return stages;
}

}  // namespace

Result<Forecast> forecast(const CrosstabOffice& office, db::Tx& tx, const platform::Actor& actor, OrganizationId within)
{
    TRY(actor.require(platform::Permission::member_read, within));
    const auto today = office.clock.today();
    const auto rules = office.organizations.policy_at(within, today);
    const auto counted = office.team.office().rules({}, today)->statuses_counted();
    const auto reach = reach_of(actor, platform::Permission::member_read, within);
    Forecast made;
    made.day = today;
    const Date first{today.year(), 1, 1};
    // Whatever is read is read before the world is held.
    const auto sight =
        TRY(organization::sight_of(office.organizations.directory(), actor, platform::Permission::member_read, within));
    made.stages = stages_of(rules, team::ways_open(tx, sight));
    team::each_quota_of(tx, {first, today, {}}, [&](const team::QuotaRow& row) {
        if (row.organization == within) made.quota = row.quota;
    });
    TRY(office.live.today(tx, [&](const World& world) -> Result<void> {
        const Place place{world.tree().find(within.value), reach};
        if (place.node == node_none) return refuse(ErrorKind::not_found, "organization.not_found", {}, within.str());
        const Foretelling foretelling(world, place, rules, counted);
        made.members = count_people(world, place, {}, counted);
        CrosstabQuestion joined;
        joined.filter.push_back({{{"joined_on", {}, first, today, {}, {}, false}}});
        made.admitted = count_people(world, place, joined, counted);
        const auto ahead = static_cast<int>(rules.integer("statistics.forecast_years"));
        for (int year = today.year(); year < today.year() + ahead; ++year)
            made.years.push_back({year, foretelling.retiring(year), 0, {}});
        for (auto& one : terms_of(world, place)) {
            const auto add = [&](std::int64_t& count, std::vector<TermEnding>& named) {
                ++count;
                if (named.size() >= named_max) return;
                one.name = office.organizations.name_of(one.organization).value_or("");
                named.push_back(one);
            };
            if (one.on < first) add(made.terms_over, made.terms_over_named);
            else if (one.on.year() < today.year() + ahead) {
                auto& year = made.years[static_cast<std::size_t>(one.on.year() - today.year())];
                add(year.terms, year.terms_named);
            }
        }
        return {};
    }));
    return made;
}

}  // namespace jishi::statistics
