#include "statistics/forecast.hpp"

#include <algorithm>

#include "policy/policy.hpp"
#include "statistics/question.hpp"
#include "team/yearly_rows.hpp"

namespace jishi::statistics {
namespace {

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

/// Terms of an organisation and of those below it that have an end, in the order of the tree.
void each_term(const World& world, const Place& place, const auto& each)
{
    const auto end = place.reach == Reach::subtree ? world.tree().end(place.node) : place.node + 1;
    for (Node at = place.node; at < end && at < world.infos().size(); ++at)
        if (const auto& info = world.infos()[at]; info.active && info.term_expires_on)
            each(TermKey{*info.term_expires_on, OrganizationId{world.tree().id(at)}});
}

Result<Place> place_in(const World& world, OrganizationId within, Reach reach)
{
    const Place place{world.tree().find(within.value), reach};
    if (place.node == node_none) return refuse(ErrorKind::not_found, "organization.not_found", {}, within.str());
    return place;
}

int years_ahead(const policy::Policy& rules) { return static_cast<int>(rules.integer("statistics.forecast_years")); }

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
    made.used = team::places_used(tx, sight, today.year());
    team::each_quota_of(tx, {first, today, {}}, [&](const team::QuotaRow& row) {
        if (row.organization == within) made.quota = row.quota;
    });
    TRY(office.live.today(tx, [&](const World& world) -> Result<void> {
        const auto place = TRY(place_in(world, within, reach));
        const Foretelling foretelling(world, place, rules, counted);
        made.members = count_people(world, place, {}, counted);
        CrosstabQuestion joined;
        joined.filter.push_back({{{"joined_on", {}, first, today, {}, {}, false}}});
        made.admitted = count_people(world, place, joined, counted);
        const auto ahead = years_ahead(rules);
        for (int year = today.year(); year < today.year() + ahead; ++year)
            made.years.push_back({year, foretelling.retiring(year), 0});
        each_term(world, place, [&](const TermKey& term) {
            if (term.on < first) ++made.terms_over;
            else if (term.on.year() < today.year() + ahead)
                ++made.years[static_cast<std::size_t>(term.on.year() - today.year())].terms;
        });
        return {};
    }));
    return made;
}

Result<TermPage> terms_ending(const CrosstabOffice& office, db::Tx& tx, const platform::Actor& actor,
                              const TermsAsked& asked)
{
    TRY(actor.require(platform::Permission::member_read, asked.within));
    const auto today = office.clock.today();
    const auto ahead = years_ahead(office.organizations.policy_at(asked.within, today));
    if (asked.year && (*asked.year < today.year() || *asked.year >= today.year() + ahead))
        return bad_field("year", "statistics.date_out_of_range");
    const auto from = asked.year ? Date{*asked.year, 1, 1} : Date::first();
    const auto until = asked.year ? Date{*asked.year, 12, 31} : Date{today.year() - 1, 12, 31};
    const auto reach = reach_of(actor, platform::Permission::member_read, asked.within);
    std::vector<TermKey> terms;
    TRY(office.live.today(tx, [&](const World& world) -> Result<void> {
        const auto place = TRY(place_in(world, asked.within, reach));
        each_term(world, place, [&](const TermKey& term) {
            if (from <= term.on && term.on <= until && (!asked.after || *asked.after < term)) terms.push_back(term);
        });
        return {};
    }));
    const auto some = std::min(terms.size(), asked.limit);
    std::ranges::partial_sort(terms, terms.begin() + static_cast<std::ptrdiff_t>(some));
    TermPage page;
    for (std::size_t i = 0; i < some; ++i)
        page.items.push_back({terms[i], office.organizations.name_of(terms[i].organization).value_or("")});
    if (terms.size() > some && some > 0) page.next = page.items.back().key;
    return page;
}

}  // namespace jishi::statistics
